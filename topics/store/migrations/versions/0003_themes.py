"""Themes have prototypes, a past, and edits. Of a theme from before, its centroid is the only prototype."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from topics.store.schema import Moment

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add columns and tables; what is missing in old rows is told from their other columns."""
    op.add_column("theme", sa.Column("prototypes", sa.LargeBinary))
    op.add_column("theme", sa.Column("core", sa.Float))
    op.add_column("theme", sa.Column("central", sa.JSON))
    op.add_column("theme", sa.Column("broader", sa.Text))
    op.add_column("theme", sa.Column("pinned", sa.Boolean))
    op.add_column("theme", sa.Column("retired", Moment))
    _links()
    _edits()


def _links() -> None:
    op.create_table(
        "theme_link",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("run_id", sa.String, sa.ForeignKey("run.id"), nullable=False),
        sa.Column("from_id", sa.String, sa.ForeignKey("theme.id")),
        sa.Column("to_id", sa.String, sa.ForeignKey("theme.id")),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("shared", sa.Integer, nullable=False),
        sa.Column("share_from", sa.Float, nullable=False),
        sa.Column("share_to", sa.Float, nullable=False),
        sa.Column("created", Moment, nullable=False),
    )
    op.create_index("ix_theme_link_from_id", "theme_link", ["from_id"])
    op.create_index("ix_theme_link_to_id", "theme_link", ["to_id"])


def _edits() -> None:
    op.create_table(
        "theme_edit",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("theme_id", sa.String, sa.ForeignKey("theme.id"), nullable=False),
        sa.Column("action", sa.String, nullable=False),
        sa.Column("value", sa.JSON, nullable=False),
        sa.Column("created", Moment, nullable=False),
    )
    op.create_index("ix_theme_edit_theme_id", "theme_edit", ["theme_id"])
