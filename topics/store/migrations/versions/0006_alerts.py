"""Alerts, their deliveries, when rules were last looked at, and who does a job."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from topics.store.schema import Moment

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Make the four tables."""
    op.create_table(
        "alert",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("rule", sa.Text, nullable=False),
        sa.Column("dimension", sa.String, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("since", Moment, nullable=False),
        sa.Column("burst", sa.JSON, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("language", sa.String, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("cited", sa.JSON, nullable=False),
        sa.Column("created", Moment, nullable=False),
        sa.Column("seen_until", Moment, nullable=False),
        sa.Column("top_score", sa.Float, nullable=False),
        sa.UniqueConstraint("id", name="uq_alert_id"),
    )
    op.create_index("ix_alert_created", "alert", ["created"])
    op.create_index("ix_alert_seen_until", "alert", ["seen_until"])
    op.create_table(
        "delivery",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column(
            "alert_id",
            sa.String(32),
            sa.ForeignKey("alert.id", name="fk_delivery_alert_id"),
            nullable=False,
        ),
        sa.Column("channel", sa.String, nullable=False),
        sa.Column("recipient", sa.Text, nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("next_try", Moment, nullable=False),
        sa.Column("error", sa.Text),
        sa.Column("unsure", sa.Boolean, nullable=False),
        sa.Column("sent", Moment),
        sa.UniqueConstraint("alert_id", "channel", "recipient", name="uq_delivery_alert_id"),
    )
    op.create_index("ix_delivery_state_next_try", "delivery", ["state", "next_try"])
    op.create_index("ix_delivery_channel_number", "delivery", ["channel", "number"])
    op.create_table(
        "alert_look",
        sa.Column("rule", sa.Text, primary_key=True),
        sa.Column("looked", Moment, nullable=False),
    )
    op.create_table(
        "lease",
        sa.Column("name", sa.String, primary_key=True),
        sa.Column("owner", sa.String, nullable=False),
        sa.Column("renewed", Moment, nullable=False),
    )
