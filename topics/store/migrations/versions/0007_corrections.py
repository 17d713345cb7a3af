"""What editors say of topics: the log of it, and the topic that a headline stands under by it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from topics.store.schema import Moment

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Make the log, and room for its word beside the model's."""
    op.create_table(
        "correction",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("content_hash", sa.String(32), nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("language", sa.String, nullable=False),
        sa.Column("topic", sa.String, nullable=False),
        sa.Column("also", sa.JSON, nullable=False),
        sa.Column("was", sa.String),
        sa.Column("model_id", sa.String),
        sa.Column("headline_id", sa.String(24)),
        sa.Column("editor", sa.String, nullable=False),
        sa.Column("created", Moment, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
    )
    op.create_index("ix_correction_content_hash", "correction", ["content_hash"])
    op.add_column("prediction", sa.Column("corrected", sa.String))
