"""Counts by hour and day are kept. In a store from before, every hour is still to be counted."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from topics.store.instants import HOUR, seen_in
from topics.store.schema import headline, rollup_stale

revision = "0005"
down_revision = "0004"
DIMENSIONS = ("topic", "theme", "story", "source", "language")


def upgrade() -> None:
    """Make the tables, and mark what there is to count."""
    _counts("rollup")
    _counts("rollup_source", sa.Column("source", sa.String, primary_key=True))
    op.create_table(
        "rollup_stale",
        sa.Column("hour", sa.Integer, primary_key=True),
        sa.Column("by", sa.String, primary_key=True),
        sqlite_with_rowid=False,
    )
    op.create_table("rollup_zone", sa.Column("timezone", sa.String, primary_key=True))
    connection = op.get_bind()
    hour = seen_in(HOUR, connection.dialect.name)
    for by in DIMENSIONS:
        hours = sa.select(hour, sa.literal(by)).select_from(headline).distinct()
        connection.execute(sa.insert(rollup_stale).from_select(["hour", "by"], hours))


def _counts(table: str, *more: sa.Column[str]) -> None:
    op.create_table(
        table,
        sa.Column("by", sa.String, primary_key=True),
        sa.Column("every", sa.String, primary_key=True),
        sa.Column("start", sa.Integer, primary_key=True),
        sa.Column("key", sa.String, primary_key=True),
        *more,
        sa.Column("count", sa.Integer, nullable=False),
        sqlite_with_rowid=False,
    )
