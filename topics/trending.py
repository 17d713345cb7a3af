"""Series of a store: counted, with the outages of its sources, and shares that these do not move."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np

from topics.bins import QUARTER, Bins, bins_of, moment_of, quarter_of
from topics.store.store import Store
from topics.trends.coverage import HURT, LEAD, Coverage, cover
from topics.trends.series import dense, in_all, most_frequent, series_of, span_of
from topics.trends.shares import HISTORY, stand_ins
from topics.types import Bin, Counts, Dimension, HeadlineFilter, TrendSeries

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

SLOTS = {Bin.HOUR: 24, Bin.DAY: 1}  # bins of a day


def series(
    store: Store,
    by: Dimension,
    every: Bin,
    timezone: str,
    wanted: HeadlineFilter,
    *,
    most: int | None = None,
) -> list[TrendSeries]:
    """Counts and shares over time, the most frequent key first, at most so many (None = all).

    Raises:
        KeyError: no such zone.
    """
    bins = bins_of(every, timezone)
    counts = store.counts(by, every, timezone, wanted, by_source=False)
    starts = span_of(counts, bins, wanted.since, wanted.until)
    if not starts:
        return []
    coverage = _covered(store, _base(every, timezone), starts[0], bins.after(starts[-1]) - 1)
    if wanted.sources:
        coverage = coverage.of(wanted.sources)
    asked = coverage.since(starts[0] * QUARTER)
    usual, missing = _in(starts, asked, asked.usual.sum(axis=0)), _in(starts, asked, asked.missing())
    present = 1 - np.divide(missing, usual, out=np.zeros_like(usual), where=usual > 0)
    whole, counts = in_all(counts, starts).astype(float), most_frequent(counts, most)
    table = dense(counts, starts).astype(float)
    if missing.any() and by is not Dimension.STORY:  # what a source would tell of a story, no habit says
        for key, more in _StandIns(store, by, wanted, coverage, starts).added().items():
            whole += more
            if key in counts.keys and by is not Dimension.SOURCE:  # a source that is out has no share
                table[counts.keys.index(key)] += more
    shares = np.divide(table, whole, out=np.zeros_like(table), where=whole > 0)
    return series_of(counts, starts, shares, coverage=present, masked=1 - present > HURT)


def coverage(
    store: Store, every: Bin, timezone: str, since: datetime | None = None, until: datetime | None = None
) -> Coverage | None:
    """What each source usually brings and when it was out, by hour, or by day for every longer bin.

    From the bin of ``since`` (None = of the first headline) to the one before ``until`` (None = to the last
    headline); None in an empty store.
    """
    span = store.headlines.first_and_last()
    if span is None:
        return None
    base = _base(every, timezone)
    first = quarter_of(since or span[0])
    last = quarter_of(until - timedelta(microseconds=1) if until else span[1])
    return _covered(store, base, first, last).since(base.start(first) * QUARTER)


def _base(every: Bin, timezone: str) -> Bins:
    return bins_of(Bin.HOUR if every is Bin.HOUR else Bin.DAY, timezone)


def _covered(store: Store, base: Bins, first: int, last: int) -> Coverage:
    """Coverage of the bins between two quarters, and of those before from which habits are learnt."""
    lead = moment_of(base.start(first)) - timedelta(days=LEAD[base.every])
    wanted = HeadlineFilter(since=moment_of(base.start(quarter_of(lead))), until=moment_of(last + 1))
    counts = store.counts(Dimension.SOURCE, base.every, base.timezone, wanted, by_source=False)
    span = store.headlines.first_and_last()
    known = quarter_of(span[1]) if span else last
    return cover(counts, base, first, last, known, store.sources.states())


def _in(starts: list[int], asked: Coverage, values: Floats) -> Floats:
    """Values of hours or days, added up to the bins of a series. Shape: (b,)."""
    bin_of = np.searchsorted(np.array(starts, np.int64) * QUARTER, asked.starts, side="right") - 1
    return np.bincount(bin_of, values, len(starts)).astype(np.float64)


@dataclass(frozen=True, slots=True)
class _StandIns:
    """What would be there if no source had been out, read from the store around outages alone."""

    store: Store
    by: Dimension
    wanted: HeadlineFilter
    coverage: Coverage  # from the days before the series on
    starts: list[int]  # quarters at which the bins of the series start

    def added(self) -> dict[str | None, Floats]:
        """Headlines by key. Shape: (b,) each, in the bins of the series."""
        found: dict[str | None, Floats] = {}
        first = int(np.searchsorted(self.coverage.starts, self.starts[0] * QUARTER))
        for begin, end in self._around_outages(first):
            part = self.coverage.between(begin, end)
            apart = self._apart(part)
            added = stand_ins(_cube(apart, part), part, SLOTS[part.every], max(0, first - begin))
            asked = part.since(self.starts[0] * QUARTER)
            added = added[:, len(part.starts) - len(asked.starts) :] * self._asked_part(asked)
            for key, values in zip(apart.keys, added, strict=True):
                found[key] = found.get(key, 0.0) + _in(self.starts, asked, values)
        return found

    def _around_outages(self, first: int) -> list[tuple[int, int]]:
        """Spans of bins with the outages from ``first`` on, and the history that says what is missing."""
        history = HISTORY * SLOTS[self.coverage.every]
        found: list[tuple[int, int]] = []
        for bin in np.flatnonzero(self.coverage.missing()[first:] > 0).tolist():
            begin = max(0, self.coverage.begin_of(first + bin) - history)
            if found and begin <= found[-1][1]:
                begin = min(begin, found.pop()[0])
            found.append((begin, first + bin + 1))
        return found

    def _apart(self, part: Coverage) -> Counts:
        """What the filter leaves in the bins of a part, by source, before the series begins too."""
        end = moment_of(bins_of(part.every, part.timezone).after(int(part.starts[-1]) // QUARTER))
        since, until = moment_of(int(part.starts[0]) // QUARTER), self.wanted.until
        within = replace(self.wanted, since=since, until=min(end, until) if until else end)
        return self.store.counts(self.by, part.every, part.timezone, within)

    def _asked_part(self, asked: Coverage) -> Floats:
        """The part of each bin that lies in the span: 1.0 but for the first. Shape: (b,)."""
        part, since = np.ones(len(asked.starts)), self.wanted.since
        if since is not None and len(part):
            start = int(asked.starts[0])
            length = bins_of(asked.every, asked.timezone).after(start // QUARTER) * QUARTER - start
            part[0] = 1 - min(1.0, max(0.0, (since.timestamp() - start) / length))
        return part


def _cube(apart: Counts, coverage: Coverage) -> npt.NDArray[np.int64]:
    """Headlines by key, source and bin, in the order of the coverage. Shape: (k, s, b)."""
    found = dense(apart, [start // QUARTER for start in coverage.starts.tolist()], by_source=True)
    cube = np.zeros((len(apart.keys), *coverage.out.shape), np.int64)
    place = {source: row for row, source in enumerate(apart.sources)}
    for row, source in enumerate(coverage.sources):
        if source in place:
            cube[:, row] = found[:, place[source]]
    return cube
