"""Counts and shares over time: bins cut by the wall clock of a named zone, empty ones as zeros."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import cache
from zoneinfo import ZoneInfo

from topics.types import Bin, Observations, TrendSeries

# Seconds. Zones are whole quarters of an hour away from UTC, so a quarter lies in one bin of any width.
QUARTER = 900
EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)  # asked spans are cut to these: the calendar's own ends
LATEST = datetime(2101, 1, 1, tzinfo=UTC)  # can't be shifted to other zones, and are millions of bins away


def count_series(
    observations: Observations,
    every: Bin,
    timezone: str,
    since: datetime | None = None,
    until: datetime | None = None,
) -> list[TrendSeries]:
    """One series a key, the most frequent first; keys of equal frequency in alphabetical order.

    Bins reach from the first to the last that has an observation, or from ``since`` and up to ``until``
    (half-open) where these are given; both are cut to 1970–2100. Shares are of all observations in the bin,
    those without a key too.
    Days begin at local midnight and weeks on Monday, so a day has 23 or 25 hours where clocks change; an
    hour is cut on the hour of the wall clock, and the one that clocks repeat is two bins.
    """
    zone = ZoneInfo(timezone)
    start_of = _starts(every, zone)
    seen = [start_of(moment) for moment in observations.seen]
    starts = _all_starts(seen, every, zone, since, until)
    if not starts:
        return []
    position = {start: number for number, start in enumerate(starts)}
    totals = [0] * len(starts)
    counts: dict[str, list[int]] = {}
    for (start, key), number in Counter(zip(seen, observations.keys, strict=True)).items():
        place = position.get(start)
        if place is None:  # outside since and until
            continue
        totals[place] += number
        if key is not None:
            counts.setdefault(key, [0] * len(starts))[place] += number
    series = [_series(key, own, totals, starts, every, timezone) for key, own in counts.items()]
    return sorted(series, key=lambda one: (-one.total, one.key))


def _series(
    key: str, counts: list[int], totals: list[int], starts: tuple[datetime, ...], every: Bin, timezone: str
) -> TrendSeries:
    shares = tuple(own / total if total else 0.0 for own, total in zip(counts, totals, strict=True))
    return TrendSeries(key, every, timezone, starts, tuple(counts), shares)


def _starts(every: Bin, zone: tzinfo) -> Callable[[datetime], datetime]:
    """A function from a moment to the UTC start of its bin; each quarter is worked out once."""

    @cache
    def start_of_quarter(quarter: int) -> datetime:
        return _start(datetime.fromtimestamp(quarter * QUARTER, UTC), every, zone)

    def start(moment: datetime) -> datetime:
        return start_of_quarter(int(moment.timestamp() // QUARTER))

    return start


def _start(moment: datetime, every: Bin, zone: tzinfo) -> datetime:
    local = moment.astimezone(zone)
    if every is Bin.HOUR:  # taken off the instant, so that a repeated hour of the wall clock stays two bins
        past = timedelta(minutes=local.minute, seconds=local.second, microseconds=local.microsecond)
        return moment.astimezone(UTC) - past
    return _midnight(_first_day(local.date(), every), zone)


def _first_day(day: date, every: Bin) -> date:
    if every is Bin.WEEK:
        return day - timedelta(days=day.weekday())
    return day.replace(day=1) if every is Bin.MONTH else day


def _midnight(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)


def _all_starts(
    seen: list[datetime], every: Bin, zone: tzinfo, since: datetime | None, until: datetime | None
) -> tuple[datetime, ...]:
    """Every bin from the first to the last, whether something is in it or not."""
    first = _start(_in_range(since), every, zone) if since else min(seen, default=None)
    end = _in_range(until) - timedelta(microseconds=1) if until else None
    last = _start(end, every, zone) if end else max(seen, default=None)
    if first is None or last is None:
        return ()
    return tuple(_steps(first, last, every, zone))


def _in_range(moment: datetime) -> datetime:
    return min(max(moment, EARLIEST), LATEST)


def _steps(first: datetime, last: datetime, every: Bin, zone: tzinfo) -> Iterator[datetime]:
    start = first
    while start <= last:
        yield start
        start = _next(start, every, zone)


def _next(start: datetime, every: Bin, zone: tzinfo) -> datetime:
    if every is Bin.HOUR:
        return start + timedelta(hours=1)
    day = start.astimezone(zone).date()
    if every is Bin.DAY:
        return _midnight(day + timedelta(days=1), zone)
    if every is Bin.WEEK:
        return _midnight(day + timedelta(days=7), zone)
    return _midnight((day.replace(day=28) + timedelta(days=4)).replace(day=1), zone)
