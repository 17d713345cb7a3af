"""Counts and shares over time: bins cut by the wall clock of a named zone, empty ones as zeros."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np

from topics.bins import EARLIEST, LATEST, QUARTER, Bins, bins_of, moment_of, quarter_of
from topics.types import Bin, Counts, Observations, TrendSeries

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
    Ints = npt.NDArray[np.int64]


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
    """
    bins = bins_of(every, timezone)
    counts = tally(observations, bins)
    starts = span_of(counts, bins, since, until)
    return series_of(counts, starts, dense(counts, starts) / np.maximum(in_all(counts, starts), 1))


def tally(observations: Observations, bins: Bins) -> Counts:
    """Observations by key and bin."""
    cells = Counter(
        (bins.start(quarter_of(seen)), key)
        for seen, key in zip(observations.seen, observations.keys, strict=True)
    )
    keys = list(dict.fromkeys(key for _, key in cells))
    place = {key: number for number, key in enumerate(keys)}
    return Counts(
        every=bins.every,
        timezone=bins.timezone,
        keys=tuple(keys),
        sources=(),
        key=np.array([place[key] for _, key in cells], np.int32),
        source=np.full(len(cells), -1, np.int32),
        start=np.array([start * QUARTER for start, _ in cells], np.int64),
        count=np.array(list(cells.values()), np.int32),
    )


def span_of(counts: Counts, bins: Bins, since: datetime | None, until: datetime | None) -> list[int]:
    """The quarter at which each bin of a series starts, whether something is in it or not."""
    quarters = counts.start // QUARTER
    if (since is None or until is None) and not len(quarters):
        return []
    end = None if until is None else quarter_of(_in_range(until) - timedelta(microseconds=1))
    first = int(quarters.min()) if since is None else quarter_of(_in_range(since))
    return bins.between(first, int(quarters.max()) if end is None else end)


def _in_range(moment: datetime) -> datetime:
    return min(max(moment, EARLIEST), LATEST)


def dense(counts: Counts, starts: list[int], *, by_source: bool = False) -> Ints:
    """Headlines by key and bin, zero-filled, or by key, source and bin; what is in no bin is left out.

    Shape: (k, b) or (k, s, b).
    """
    edges = np.array(starts, np.int64) * QUARTER
    place = np.searchsorted(edges, counts.start)
    inside = place < len(edges)
    inside[inside] = edges[place[inside]] == counts.start[inside]
    row, rows = counts.key.astype(np.int64), len(counts.keys)
    if by_source:
        row, rows = row * len(counts.sources) + counts.source, rows * len(counts.sources)
    cell = row[inside] * len(starts) + place[inside]
    table = np.bincount(cell, counts.count[inside], rows * len(starts)).astype(np.int64)
    shape = (len(counts.keys), len(counts.sources), len(starts))
    return table.reshape(shape if by_source else (rows, len(starts)))


def in_all(counts: Counts, starts: list[int]) -> Ints:
    """Headlines of all keys, those without one too, by bin. Shape: (b,)."""
    return np.asarray(dense(_as_one(counts), starts)[0])


def most_frequent(counts: Counts, most: int | None) -> Counts:
    """The same of so many keys, the most frequent; keys of equal frequency in alphabetical order."""
    keyed = [row for row, key in enumerate(counts.keys) if key is not None]
    if most is None or len(keyed) <= most:
        return counts
    total = np.bincount(counts.key, counts.count, len(counts.keys))
    chosen = sorted(keyed, key=lambda row: (-total[row], str(counts.keys[row])))[:most]
    place = np.full(len(counts.keys), -1, np.int32)
    place[chosen] = np.arange(most, dtype=np.int32)
    kept = place[counts.key] >= 0
    return replace(
        counts,
        keys=tuple(counts.keys[row] for row in chosen),
        key=place[counts.key][kept],
        source=counts.source[kept],
        start=counts.start[kept],
        count=counts.count[kept],
    )


def _as_one(counts: Counts) -> Counts:
    return replace(counts, keys=(None,), key=np.zeros(len(counts.count), np.int32))


def series_of(
    counts: Counts,
    starts: list[int],
    shares: Floats,
    *,
    coverage: Floats | None = None,
    masked: npt.NDArray[np.bool_] | None = None,
) -> list[TrendSeries]:
    """Counts as series, the most frequent key first; keys of equal frequency in alphabetical order.

    Args:
        counts: of all sources together.
        starts: quarters at which the bins start.
        shares: by key and bin. Shape: (k, b).
        coverage, masked: of each bin; None = not looked at. Shape: (b,).
    """
    table = dense(counts, starts)
    total = table.sum(axis=1).tolist()
    moments = tuple(map(moment_of, starts))
    cover = () if coverage is None else tuple(coverage.tolist())
    mask = () if masked is None else tuple(masked.tolist())
    keyed = [(-total[row], key, row) for row, key in enumerate(counts.keys) if key is not None and total[row]]
    return [
        TrendSeries(
            key=key,
            every=counts.every,
            timezone=counts.timezone,
            starts=moments,
            counts=tuple(table[row].tolist()),
            shares=tuple(shares[row].tolist()),
            masked=mask,
            coverage=cover,
        )
        for _, key, row in sorted(keyed)
    ]
