"""What rises and falls is kept by the job, so that no reader waits for it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from topics.store.schema import Moment

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Make room for it."""
    op.create_table(
        "movers",
        sa.Column("timezone", sa.String, primary_key=True),
        sa.Column("moment", Moment, nullable=False),
        sa.Column("rises", sa.JSON, nullable=False),
        sa.Column("falls", sa.JSON, nullable=False),
    )
