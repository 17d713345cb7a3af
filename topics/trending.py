"""Series of a store: counted, with the outages of its sources, and shares that these do not move."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np

from topics.bins import QUARTER, Bins, bins_of, moment_of, quarter_of
from topics.store.store import Store
from topics.trends.coverage import HURT, LEAD, Coverage, cover
from topics.trends.series import dense, series_of, span_of
from topics.trends.shares import with_stand_ins
from topics.types import Bin, Counts, Dimension, HeadlineFilter, TrendSeries

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

SLOTS = {Bin.HOUR: 24, Bin.DAY: 1}  # bins of a day


def series(
    store: Store, by: Dimension, every: Bin, timezone: str, wanted: HeadlineFilter
) -> list[TrendSeries]:
    """Counts and shares over time, the most frequent key first.

    Raises:
        KeyError: no such zone.
    """
    bins = bins_of(every, timezone)
    counts = store.counts(by, every, timezone, wanted, by_source=False)
    starts = span_of(counts, bins, wanted.since, wanted.until)
    if not starts:
        return []
    base = _base(every, timezone)
    coverage = _covered(store, base, starts[0], bins.after(starts[-1]) - 1)
    if wanted.sources:
        coverage = coverage.of(wanted.sources)
    asked = coverage.since(starts[0] * QUARTER)
    bin_of = np.searchsorted(np.array(starts, np.int64) * QUARTER, asked.starts, side="right") - 1
    usual = np.bincount(bin_of, asked.usual.sum(axis=0), len(starts))
    missing = np.bincount(bin_of, asked.missing(), len(starts))
    present = 1 - np.divide(missing, usual, out=np.zeros_like(usual), where=usual > 0)
    shares = None
    if missing.any() and by is not Dimension.STORY:  # what a source would tell of a story, no habit says
        shares = _shares(store, by, wanted, counts, coverage, base, starts, bin_of)
    return series_of(counts, starts, shares=shares, coverage=present, masked=1 - present > HURT)


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


def _shares(
    store: Store,
    by: Dimension,
    wanted: HeadlineFilter,
    counts: Counts,
    coverage: Coverage,
    base: Bins,
    starts: list[int],
    bin_of: npt.NDArray[np.int64],
) -> Floats:
    """Shares with stand-ins for what was out. Shape: (k, b), in the order of the counts' keys and starts."""
    before = replace(wanted, since=moment_of(int(coverage.starts[0]) // QUARTER))
    apart = store.counts(by, base.every, base.timezone, before)
    cube = _cube(apart, coverage)
    if by is Dimension.SOURCE:  # a source that was out has no headlines; it counts in the whole alone
        cube = cube.sum(axis=0, keepdims=True)
    keyed, whole = with_stand_ins(cube, coverage, SLOTS[base.every], len(coverage.starts) - len(bin_of))
    total = np.bincount(bin_of, whole, len(starts))
    if by is Dimension.SOURCE:
        return np.asarray(dense(counts, starts) / np.maximum(total, 1))
    place = {key: row for row, key in enumerate(apart.keys)}
    rows = (np.bincount(bin_of, keyed[place[key]], len(starts)) for key in counts.keys)
    return np.stack([np.divide(row, total, out=np.zeros_like(total), where=total > 0) for row in rows])


def _cube(apart: Counts, coverage: Coverage) -> npt.NDArray[np.int64]:
    """Headlines by key, source and bin, in the order of the coverage. Shape: (k, s, b)."""
    found = dense(apart, [start // QUARTER for start in coverage.starts.tolist()], by_source=True)
    cube = np.zeros((len(apart.keys), *coverage.out.shape), np.int64)
    place = {source: row for row, source in enumerate(apart.sources)}
    for row, source in enumerate(coverage.sources):
        if source in place:
            cube[:, row] = found[:, place[source]]
    return cube
