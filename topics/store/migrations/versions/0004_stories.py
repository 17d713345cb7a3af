"""Stories: their records, the place of every headline, and what became of them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from topics.store.schema import Moment

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Make the three tables."""
    op.create_table(
        "story",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("id", sa.String, nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("first_seen", Moment),
        sa.Column("last_seen", Moment),
        sa.Column("central", sa.JSON, nullable=False),
        sa.Column("merged_into", sa.String),
        sa.UniqueConstraint("id", name="uq_story_id"),
    )
    op.create_index("ix_story_last_seen", "story", ["last_seen"])
    op.create_table(
        "story_member",
        sa.Column(
            "headline_id",
            sa.String(24),
            sa.ForeignKey("headline.id", ondelete="CASCADE", name="fk_story_member_headline_id"),
            primary_key=True,
        ),
        sa.Column("story_id", sa.String, sa.ForeignKey("story.id", name="fk_story_member_story_id")),
    )
    op.create_index("ix_story_member_story_id", "story_member", ["story_id"])
    op.create_table(
        "story_link",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("from_id", sa.String, nullable=False),
        sa.Column("to_id", sa.String, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("shared", sa.Integer, nullable=False),
        sa.Column("created", Moment, nullable=False),
    )
    op.create_index("ix_story_link_from_id", "story_link", ["from_id"])
    op.create_index("ix_story_link_to_id", "story_link", ["to_id"])
