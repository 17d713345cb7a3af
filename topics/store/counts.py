"""Headlines by key, source and bin, as columns: from rollups where these say the same as the headlines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from topics.bins import QUARTER, bins_of
from topics.store.database import Database
from topics.store.raw_counts import Row, count_raw
from topics.store.rolled_counts import RolledCounts, in_bins, rolled_dimension
from topics.types import Bin, Counts, Dimension, HeadlineFilter


def count(
    database: Database,
    by: Dimension,
    every: Bin,
    timezone: str,
    wanted: HeadlineFilter,
    *,
    by_source: bool = True,
) -> Counts:
    """Headlines that match, by key and bin of a zone, and by source where that is asked for."""
    base = bins_of(Bin.HOUR if every is Bin.HOUR else Bin.DAY, timezone)  # weeks and months are whole days
    with database.reading() as connection:
        kept = rolled_dimension(connection, by, base, wanted)
        if kept is None:
            rows = list(in_bins(count_raw(connection, by, wanted, by_source=by_source), base))
        else:
            rows = list(RolledCounts(connection, by, kept, base, wanted, by_source).rows())
    return _columns(rows, every, timezone, by_source=by_source)


def _columns(rows: Sequence[Row], every: Bin, timezone: str, *, by_source: bool) -> Counts:
    """Rows as columns, rows of one cell as one."""
    key, source, start, number = zip(*rows, strict=True) if rows else ((), (), (), ())
    bins = bins_of(every, timezone)
    keys, key_of = _places(key)
    sources, source_of = _places(source)
    starts, start_of = _places(
        [bins.start(one) for one in start] if every in (Bin.WEEK, Bin.MONTH) else start
    )
    cell = (start_of * len(keys) + key_of) * len(sources) + source_of
    cells, place = np.unique(cell, return_inverse=True)
    total = np.bincount(place, weights=np.array(number, np.int64), minlength=len(cells))
    across = max(1, len(keys) * len(sources))
    instants = np.array(starts, np.int64) * QUARTER
    chosen = cells % max(1, len(sources))
    return Counts(
        every=every,
        timezone=timezone,
        keys=tuple(keys),
        sources=tuple(sources) if by_source else (),
        key=(cells % across // max(1, len(sources))).astype(np.int32),
        source=(chosen if by_source else np.full(len(cells), -1)).astype(np.int32),
        start=instants[cells // across],
        count=total.astype(np.int32),
    )


def _places(values: Sequence[Any]) -> tuple[list[Any], Any]:
    """The distinct values in order, None first, and the place of each among them. Shape: (n,) int64."""
    distinct = sorted(set(values), key=lambda value: (value is not None, value))
    place = {value: number for number, value in enumerate(distinct)}
    return distinct, np.array([place[value] for value in values], np.int64)
