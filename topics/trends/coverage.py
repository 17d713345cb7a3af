"""How much of the usual was read: outages as a mask by source and bin, and what sources usually bring."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

import numpy as np

from topics.bins import QUARTER, Bins, moment_of, quarter_of
from topics.trends.outages import Clock, find_outages
from topics.trends.series import dense
from topics.types import Bin, Counts, FetchState

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
    Ints = npt.NDArray[np.int64]
    Bools = npt.NDArray[np.bool_]

HURT = 0.05  # of the usual volume: if more of it is out, a bin is marked
LEAD = {Bin.HOUR: 14, Bin.DAY: 84}  # days before a span from which habits are learnt


@dataclass(frozen=True, slots=True, eq=False)
class Coverage:
    """Shape: starts (b,) int64, seconds since 1970 (UTC); counts, usual and out (s, b).

    ``usual`` is what a source usually brings in a bin, 0.0 where it has no habit; ``out`` is when it was
    silent beyond it, and after the last headline of the store.
    """

    every: Bin  # hour or day
    timezone: str
    sources: tuple[str, ...]
    starts: Ints
    counts: Ints
    usual: Floats
    out: Bools

    def missing(self) -> Floats:
        """Usual headlines of the sources that were out. Shape: (b,)."""
        return np.asarray(np.where(self.out, self.usual, 0.0).sum(axis=0))

    def share(self) -> Floats:
        """Of the usual volume, what the sources make that were not out; 1.0 without habits. Shape: (b,)."""
        usual = self.usual.sum(axis=0)
        return np.asarray(1 - np.divide(self.missing(), usual, out=np.zeros_like(usual), where=usual > 0))

    def outages(self) -> list[tuple[str, datetime, datetime]]:
        """Outages of sources that have a habit: name, start of the first and of the last bin (UTC)."""
        found = []
        for row, source in enumerate(self.sources):
            missed = self.out[row] & (self.usual[row] > 0)
            edges = np.flatnonzero(np.diff(missed, prepend=False, append=False))
            for begin, end in edges.reshape(-1, 2).tolist():
                found.append((source, _moment(self.starts[begin]), _moment(self.starts[end - 1])))
        return sorted(found, key=lambda outage: (outage[1], outage[0]))

    def gone(self, bin: int) -> Bools:
        """Which sources are missed in a bin. Shape: (s,)."""
        return np.asarray(self.out[:, bin] & (self.usual[:, bin] > 0))

    def begin_of(self, bin: int) -> int:
        """The first bin of the time in which some of the sources that are missed in a bin were out."""
        gone = self.gone(bin)
        while bin > 0 and self.out[gone, bin - 1].any():
            bin -= 1
        return bin

    def since(self, start: int) -> Coverage:
        """The same from the bin on that starts at ``start`` (seconds since 1970)."""
        return self.between(int(np.searchsorted(self.starts, start)), len(self.starts))

    def between(self, begin: int, end: int) -> Coverage:
        """The same of some bins."""
        parts = (self.counts[:, begin:end], self.usual[:, begin:end], self.out[:, begin:end])
        return Coverage(self.every, self.timezone, self.sources, self.starts[begin:end], *parts)

    def of(self, sources: tuple[str, ...]) -> Coverage:
        """The same of some sources."""
        rows = [row for row, source in enumerate(self.sources) if source in sources]
        names = tuple(self.sources[row] for row in rows)
        parts = (self.counts[rows], self.usual[rows], self.out[rows])
        return Coverage(self.every, self.timezone, names, self.starts, *parts)


def _moment(seconds: np.int64) -> datetime:
    return moment_of(int(seconds) // QUARTER)


def cover(
    counts: Counts, bins: Bins, first: int, last: int, known: int, states: Mapping[str, FetchState]
) -> Coverage:
    """Which sources were out, in the asked bins and in those before.

    Args:
        counts: by source, of hours or days, from LEAD days before the first bin on.
        bins: that they were cut in.
        first, last: quarters of the hour in the first and the last bin.
        known: quarter of the last headline in the store: what is later is not known.
        states: how the last fetch of each source went.
    """
    every = bins.between(min(first, int(counts.start.min(initial=first * QUARTER)) // QUARTER), last)
    table = dense(counts, every)
    sources = tuple(str(key) for key in counts.keys)
    over = int(np.searchsorted(every, bins.start(known)))
    usual, out = find_outages(
        table, clock_of(every, bins), over=over, failing=_failing(sources, states, every)
    )
    out[:, over + 1 :] = True
    starts = np.array(every, np.int64) * QUARTER
    return Coverage(bins.every, bins.timezone, sources, starts, table, usual, out)


def clock_of(starts: list[int], bins: Bins) -> Clock:
    """Days, weekdays and hours of bins, by the local clock."""
    local = [moment_of(start).astimezone(bins.zone) for start in starts]
    days = np.array([moment.toordinal() for moment in local], np.int64)
    weekdays = (days + 6) % 7  # ordinal 1 was a Monday
    hours = np.array([moment.hour for moment in local], np.int64) if bins.every is Bin.HOUR else None
    return Clock(days, weekdays, hours)


def _failing(sources: tuple[str, ...], states: Mapping[str, FetchState], starts: list[int]) -> dict[int, int]:
    """Place of a source whose last fetches failed -> first bin after the last one that did not."""
    found = {}
    for place, source in enumerate(sources):
        state = states.get(source)
        if state is not None and state.failures and state.last_success is not None:
            found[place] = int(np.searchsorted(starts, quarter_of(state.last_success), side="right"))
    return found
