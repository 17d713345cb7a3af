"""Bins of time: cut by the wall clock of a named zone, without a gap and without an overlap.

An instant is a number of quarters of an hour since 1970 (UTC): zones are whole quarters away from UTC, so a
quarter lies in one bin of any width. Days begin at local midnight and weeks on Monday, so a day has 23 or 25
hours where clocks change; an hour is cut on the hour of the wall clock, and one that clocks repeat is two.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from topics.types import Bin

QUARTER = 900  # seconds
EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)  # asked spans are cut to these: the calendar's own ends
LATEST = datetime(2101, 1, 1, tzinfo=UTC)  # can't be shifted to other zones, and are millions of bins away
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SECOND = timedelta(seconds=1)


def quarter_of(moment: datetime) -> int:
    """The quarter that a moment lies in."""
    return ((moment - _EPOCH) // _SECOND) // QUARTER


def moment_of(quarter: int) -> datetime:
    """The instant (UTC) at which a quarter begins."""
    return _EPOCH + timedelta(seconds=quarter * QUARTER)


class Bins:
    """The bins of one width in one zone. Use ``bins_of``: each quarter is worked out once a process."""

    def __init__(self, every: Bin, timezone: str) -> None:
        self.every = every
        self.timezone = timezone
        self.zone = ZoneInfo(timezone)
        self._known: dict[int, int] = {}

    def start(self, quarter: int) -> int:
        """The quarter at which the bin of a quarter begins."""
        found = self._known.get(quarter)
        if found is None:
            found = self._known[quarter] = self._start(quarter)
        return found

    def after(self, start: int) -> int:
        """The quarter at which the bin after one that begins at ``start`` begins."""
        if self.every is Bin.HOUR:
            return self.start(start + 4)
        day = self._local(start).date()
        return self._midnight(_next_day(day, self.every))

    def between(self, first: int, last: int) -> list[int]:
        """Starts of every bin from that of one quarter to that of another, both included."""
        start, end = self.start(first), self.start(last)
        found = []
        while start <= end:
            found.append(start)
            start = self.after(start)
        return found

    def _start(self, quarter: int) -> int:
        local = self._local(quarter)
        if self.every is not Bin.HOUR:
            return self._midnight(_first_day(local.date(), self.every))
        # Taken off the instant, so that a repeated hour stays two bins; a clock that changes by half an hour
        # (Lord Howe) begins a bin of its own.
        start = quarter - local.minute // 15
        while self._local(start).utcoffset() != local.utcoffset():
            start += 1
        return start

    def _local(self, quarter: int) -> datetime:
        return moment_of(quarter).astimezone(self.zone)

    def _midnight(self, day: date) -> int:
        return quarter_of(datetime.combine(day, time(), self.zone).astimezone(UTC))


@lru_cache(maxsize=16)
def bins_of(every: Bin, timezone: str) -> Bins:
    """The bins of one width in one zone.

    Raises:
        KeyError: no such zone.
    """
    return Bins(every, timezone)


def _first_day(day: date, every: Bin) -> date:
    if every is Bin.WEEK:
        return day - timedelta(days=day.weekday())
    return day.replace(day=1) if every is Bin.MONTH else day


def _next_day(day: date, every: Bin) -> date:
    """The day on which the bin after the one that begins on ``day`` begins."""
    if every is Bin.MONTH:
        return (day.replace(day=28) + timedelta(days=4)).replace(day=1)
    return day + timedelta(days=7 if every is Bin.WEEK else 1)
