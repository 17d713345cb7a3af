"""Alerts and deliveries as rows of their tables, and back."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from sqlalchemy import RowMapping

from topics.store.burst_rows import burst_facts, to_burst
from topics.types import Alert, Alerted, Cited, Delivery, DeliveryState, Dimension


def alert_row(one: Alert) -> dict[str, Any]:
    """A row of ``alert``."""
    return {
        "id": one.id,
        "rule": one.rule,
        "dimension": one.burst.by.value,
        "key": one.burst.key,
        "since": one.burst.since,
        "burst": burst_facts(one.burst),
        "name": one.name,
        "language": one.language,
        "title": one.title,
        "body": one.body,
        "cited": [asdict(headline) for headline in one.cited],
        "created": one.created,
        "seen_until": one.burst.until,
        "top_score": one.burst.score,
    }


def to_alert(row: RowMapping) -> Alert:
    """A row of ``alert``."""
    return Alert(
        id=row["id"],
        rule=row["rule"],
        burst=to_burst(row["burst"]),
        name=row["name"],
        language=row["language"],
        title=row["title"],
        body=row["body"],
        cited=tuple(Cited(**headline) for headline in row["cited"]),
        created=row["created"],
    )


def to_alerted(row: RowMapping) -> Alerted:
    """What is remembered of a row of ``alert``."""
    return Alerted(
        alert_id=row["id"],
        rule=row["rule"],
        by=Dimension(row["dimension"]),
        key=row["key"],
        since=row["since"],
        until=row["seen_until"],
        score=row["top_score"],
        created=row["created"],
    )


def to_delivery(row: RowMapping) -> Delivery:
    """A row of ``delivery``."""
    return Delivery(**{**row, "state": DeliveryState(row["state"])})
