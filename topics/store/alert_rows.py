"""Alerts and deliveries as rows of their tables, and back."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping

from topics.types import Alert, Alerted, Bin, Burst, Cited, Delivery, DeliveryState, Dimension

_TIMES = ("since", "until", "peak")


def alert_row(one: Alert) -> dict[str, Any]:
    """A row of ``alert``."""
    burst = asdict(one.burst)
    for field in _TIMES:
        burst[field] = burst[field].isoformat()
    return {
        "id": one.id,
        "rule": one.rule,
        "dimension": one.burst.by.value,
        "key": one.burst.key,
        "since": one.burst.since,
        "burst": burst,
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
        burst=_to_burst(row["burst"]),
        name=row["name"],
        language=row["language"],
        title=row["title"],
        body=row["body"],
        cited=tuple(Cited(**headline) for headline in row["cited"]),
        created=row["created"],
    )


def _to_burst(fields: dict[str, Any]) -> Burst:
    times = {field: datetime.fromisoformat(fields[field]) for field in _TIMES}
    return Burst(
        **{
            **fields,
            **times,
            "by": Dimension(fields["by"]),
            "every": Bin(fields["every"]),
            "outlets": tuple(fields["outlets"]),
            "headlines": tuple(fields["headlines"]),
        }
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
