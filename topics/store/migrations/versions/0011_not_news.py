"""Kept counts know how many of their headlines are no news. All are counted anew by the next job."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Add the column, and forget what was counted without it: until then headlines are counted themselves."""
    for table in ("rollup_zone", "rollup", "rollup_source"):
        op.execute(sa.delete(sa.table(table)))
    for table in ("rollup", "rollup_source"):
        op.add_column(table, sa.Column("not_news", sa.Integer, nullable=False, server_default="0"))
