"""What the dashboard shows beside counts: notes of editors on charts, and the map of headlines."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from topics.store.schema import Moment

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Make room for both."""
    op.create_table(
        "annotation",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("moment", Moment, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("editor", sa.String, nullable=False),
        sa.Column("created", Moment, nullable=False),
    )
    op.create_index("ix_annotation_moment", "annotation", ["moment"])
    op.create_table(
        "map_point",
        sa.Column(
            "headline_id", sa.String(24), sa.ForeignKey("headline.id", ondelete="CASCADE"), primary_key=True
        ),
        sa.Column("run_id", sa.String, nullable=False),
        sa.Column("x", sa.Float, nullable=False),
        sa.Column("y", sa.Float, nullable=False),
    )
