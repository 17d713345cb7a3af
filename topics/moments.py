"""Days and times as people type them on a command line."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from topics.errors import UsageError

EARLIEST, LATEST = 1970, 2100  # years; no headlines lie beyond, and bins up to there would fill memory
_AGO = re.compile(r"(\d+)\s*([hdw])")
_UNIT = {"h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}


def parse_moment(value: str | None, *, option: str, now: datetime, timezone: str) -> datetime | None:
    """The UTC instant that was typed: ``7d`` is seven days before ``now``; a day is its local midnight.

    Raises:
        UsageError: neither a date, a time nor a span, or a year far from any headline.
    """
    if value is None:
        return None
    ago = _AGO.fullmatch(value.strip().lower())
    try:
        moment = now - int(ago[1]) * _UNIT[ago[2]] if ago else datetime.fromisoformat(value.strip())
        if not EARLIEST <= moment.year <= LATEST:
            raise ValueError
        return moment.replace(tzinfo=moment.tzinfo or ZoneInfo(timezone)).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise UsageError(
            f"{option}: expected a day (2026-03-01), a time (2026-03-01T09:00) or a span (7d) "
            f"from {EARLIEST} to {LATEST}, got {value!r}."
        ) from error


def wall_clock(moment: datetime | str, timezone: str) -> str:
    """Day and minute as a clock of the newsroom shows them: what tables print; JSON keeps UTC."""
    known = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
    return f"{known.astimezone(ZoneInfo(timezone)):%Y-%m-%d %H:%M}"
