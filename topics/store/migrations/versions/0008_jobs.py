"""Jobs are known from their start: who does one, and a quick way to its row."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Make room for the owner."""
    op.add_column("report", sa.Column("owner", sa.Text))
    op.create_index("ix_report_run_id", "report", ["run_id"])
