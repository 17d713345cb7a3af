"""The authored sample as a batch, shifted so that its last day is today."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo

from topics.text import content_hash, headline_id
from topics.types import Batch, Headline

DAYS = 42
MINUTES_A_DAY = 24 * 60


@dataclass(frozen=True, slots=True)
class SampleLabel:
    """What the authors of the sample know of a headline."""

    topic: str
    also: tuple[str, ...]  # topics that a desk could choose as well
    event: str | None  # the same for every headline of one event
    rise: str | None  # the planted wave that it belongs to


def sample_headlines(*, today: date, timezone: str, now: datetime) -> Batch:
    """The sample's headlines, oldest first; ids do not depend on the day.

    Times are the wall clock's in ``timezone``. The whole of today lies in its first minute: there
    is something to see in the morning, and a second reading of the same day finds nothing changed.
    """
    zone = ZoneInfo(timezone)
    return Batch(tuple(_headline(row, today, zone, now) for row in _rows()))


def sample_labels() -> dict[str, SampleLabel]:
    """Labels by headline id."""
    return {
        _id(row): SampleLabel(row["topic"], tuple(row["also"]), row.get("event"), row.get("rise"))
        for row in _rows()
    }


def _headline(row: dict[str, Any], today: date, zone: ZoneInfo, now: datetime) -> Headline:
    day = today + timedelta(days=row["day"])
    midnight = datetime.combine(day, time(), zone).astimezone(UTC)
    published = datetime.combine(day, time.fromisoformat(row["time"]), zone).astimezone(UTC)
    if day == today:
        published = min(midnight + (published - midnight) / MINUTES_A_DAY, now)
    return Headline(
        id=_id(row),
        source=row["source"],
        title=row["title"],
        language=row["lang"],
        fetched=now,
        content_hash=content_hash(row["title"], (row["source"],)),
        url=f"https://example.org/{row['id']}",
        published=published,
    )


def _id(row: dict[str, Any]) -> str:
    return headline_id(row["source"], f"sample:{row['id']}")


@cache
def _rows() -> tuple[dict[str, Any], ...]:
    text = files("topics.sample").joinpath("headlines.jsonl").read_text(encoding="utf-8")
    return tuple(json.loads(line) for line in text.splitlines())
