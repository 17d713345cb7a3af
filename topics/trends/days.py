"""A tally by local day, and by hour of each day: what habits are read off."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from topics.trends.tally import Tally

if TYPE_CHECKING:
    import numpy.typing as npt

    from topics.types import FloatArray

LEAST_HISTORY = 7  # days that a store, and an outlet, must have before it is said what is usual there


class Days:
    """Sums over the d days of a tally. Shape: keys (k, s, d), totals and alive (s, d), hours (…, d, hours).

    What an outlet brought while it was out is in none of them. ``pairs_before``: of keys in outlets, the sums
    of all days before each one. ``alive`` is the part of a day that it was
    not out, from its first headline on.
    """

    def __init__(self, tally: Tally) -> None:
        clock = tally.clock
        self.number = int(clock.day[-1]) + 1 if len(clock.day) else 0
        self.opened = tally.opened
        self.edges = np.searchsorted(clock.day, np.arange(self.number + 1))
        self.weekday = clock.weekday[self.edges[:-1]] if self.number else clock.weekday
        self.hour = clock.hour % tally.bins_a_day
        first = _first_day(tally)
        began = clock.day[None, :] >= first[:, None]
        usable = ~tally.out & began
        self.tested = ~tally.out & (clock.day[None, :] >= first[:, None] + LEAST_HISTORY)  # (s, b)
        counts, totals = tally.counts * usable, tally.totals * usable
        self.keys = self._sums(counts)
        self.totals = self._sums(totals)
        length = np.maximum(np.diff(self.edges), 1)
        self.alive = (self._sums(usable) / length).astype(np.float32)
        self.key_hours = self._hours(counts.sum(axis=1), clock.day, tally.bins_a_day)
        keys, outlets, bins = counts.shape
        pairs = self._hours(counts.reshape(keys * outlets, bins), clock.day, tally.bins_a_day)
        before = np.cumsum(np.pad(pairs, ((0, 0), (1, 0), (0, 0))), axis=1, dtype=np.float32)
        self.pairs_before = before.reshape(keys, outlets, *before.shape[1:])  # (k, s, d + 1, hours)
        self.source_hours = self._hours(totals, clock.day, tally.bins_a_day)

    def _sums(self, array: npt.NDArray[np.generic]) -> FloatArray:
        if not array.size:
            return np.zeros((*array.shape[:-1], self.number), np.float32)
        return np.add.reduceat(array.astype(np.float32), self.edges[:-1], axis=-1)

    def _hours(self, rows: npt.NDArray[np.integer], day: npt.NDArray[np.int64], hours: int) -> FloatArray:
        found = np.zeros((len(rows), self.number, hours), np.float32)
        np.add.at(found, (np.arange(len(rows))[:, None], day[None, :], self.hour[None, :]), rows)
        return found


def _first_day(tally: Tally) -> npt.NDArray[np.int64]:
    """The day of each outlet's first headline; beyond the last one where it has none. Shape: (s,)."""
    day = tally.clock.day
    if not len(day):
        return np.zeros(len(tally.sources), np.int64)
    there = tally.totals > 0
    return np.asarray(np.where(there.any(axis=1), day[there.argmax(axis=1)], day[-1] + 1))
