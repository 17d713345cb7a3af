"""The first schema."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from topics.store import search
from topics.store.schema import Moment

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make every table."""
    _inputs()
    _predictions()
    _themes()
    _reports()
    search.create(op.get_bind())


def _inputs() -> None:
    op.create_table(
        "source",
        sa.Column("name", sa.String, primary_key=True),
        sa.Column("location", sa.Text, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("language", sa.String),
        sa.Column("folder", sa.String),
        sa.Column("enabled", sa.Boolean, nullable=False),
        sa.Column("etag", sa.Text),
        sa.Column("last_modified", sa.Text),
        sa.Column("last_attempt", Moment),
        sa.Column("last_success", Moment),
        sa.Column("last_error", sa.Text),
        sa.Column("failures", sa.Integer, nullable=False),
    )
    op.create_table(
        "headline",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("id", sa.String(24), nullable=False, unique=True),
        sa.Column("source", sa.String, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("language", sa.String, nullable=False),
        sa.Column("url", sa.Text),
        sa.Column("published", Moment),
        sa.Column("fetched", Moment, nullable=False),
        sa.Column("seen", Moment, nullable=False),
        sa.Column("summary", sa.Text),
        sa.Column("content_hash", sa.String(32), nullable=False),
    )
    op.create_index("ix_headline_seen_id", "headline", ["seen", "id"])
    op.create_index("ix_headline_content_hash_source", "headline", ["content_hash", "source"])
    op.create_table(
        "vector",
        sa.Column("content_hash", sa.String(32), primary_key=True),
        sa.Column("encoder_id", sa.String, primary_key=True),
        sa.Column("data", sa.LargeBinary, nullable=False),
    )


def _predictions() -> None:
    op.create_table(
        "model",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("topics", sa.JSON, nullable=False),
        sa.Column("current", sa.Boolean, nullable=False),
    )
    op.create_table(
        "prediction",
        _of_headline(),
        sa.Column("model_id", sa.String, sa.ForeignKey("model.id"), nullable=False),
        sa.Column("topic", sa.String, nullable=False),
        sa.Column("probability", sa.Float, nullable=False),
        sa.Column("abstained", sa.Boolean, nullable=False),
        sa.Column("probabilities", sa.LargeBinary, nullable=False),
    )
    op.create_index("ix_prediction_model_id", "prediction", ["model_id"])
    op.create_index("ix_prediction_topic", "prediction", ["topic"])


def _themes() -> None:
    op.create_table(
        "run",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("encoder_id", sa.String, nullable=False),
        sa.Column("since", Moment),
        sa.Column("until", Moment),
        sa.Column("parameters", sa.JSON, nullable=False),
        sa.Column("created", Moment, nullable=False),
        sa.Column("current", sa.Boolean, nullable=False),
    )
    op.create_table(
        "theme",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("id", sa.String, nullable=False, unique=True),
        sa.Column("run_id", sa.String, sa.ForeignKey("run.id"), nullable=False),
        sa.Column("encoder_id", sa.String, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("names", sa.JSON, nullable=False),
        sa.Column("keywords", sa.JSON, nullable=False),
        sa.Column("centroid", sa.LargeBinary, nullable=False),
        sa.Column("threshold", sa.Float, nullable=False),
        sa.Column("examples", sa.JSON, nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("first_seen", Moment),
        sa.Column("last_seen", Moment),
    )
    op.create_index("ix_theme_run_id", "theme", ["run_id"])
    op.create_table(
        "assignment",
        _of_headline(),
        sa.Column("run_id", sa.String, sa.ForeignKey("run.id"), nullable=False),
        sa.Column("theme_id", sa.String, sa.ForeignKey("theme.id")),
        sa.Column("strength", sa.Float, nullable=False),
    )
    op.create_index("ix_assignment_theme_id", "assignment", ["theme_id"])
    op.create_index("ix_assignment_run_id", "assignment", ["run_id"])


def _reports() -> None:
    op.create_table(
        "problem",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("run_id", sa.String, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("position", sa.Text, nullable=False),
        sa.Column("message", sa.Text, nullable=False),
        sa.Column("code", sa.String, nullable=False),
    )
    op.create_table(
        "report",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("job", sa.String, nullable=False),
        sa.Column("run_id", sa.String, nullable=False),
        sa.Column("started", Moment, nullable=False),
        sa.Column("finished", Moment),
        sa.Column("ok", sa.Boolean, nullable=False),
        sa.Column("problems", sa.Integer, nullable=False),
        sa.Column("error", sa.Text),
        sa.Column("stages", sa.JSON, nullable=False),
    )


def _of_headline() -> sa.Column[str]:
    return sa.Column(
        "headline_id", sa.String(24), sa.ForeignKey("headline.id", ondelete="CASCADE"), primary_key=True
    )
