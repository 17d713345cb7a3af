"""Headlines by key, source and bin, as columns: from rollups where these say the same as the headlines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from topics.bins import QUARTER, Bins, bins_of
from topics.store.database import Database
from topics.store.raw_counts import NO_KEY, Row, count_raw
from topics.store.rolled_counts import RolledCounts, in_bins, rolled_dimension
from topics.types import Bin, Counts, Dimension, HeadlineFilter

ALWAYS_KEYED = (Dimension.SOURCE, Dimension.LANGUAGE)  # where an empty key is a key


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
            rows = RolledCounts(connection, by, kept, base, wanted, by_source).rows()
    return _columns(rows, by, bins_of(every, timezone), by_source=by_source)


def _columns(rows: Sequence[Row], by: Dimension, bins: Bins, *, by_source: bool) -> Counts:
    """Rows as columns, rows of one cell as one."""
    key, source, start, number = zip(*rows, strict=True) if rows else ((), (), (), ())
    keys, key_of = _places(key)
    sources, source_of = _places(source)
    starts, start_of = np.unique(np.array(start, np.int64), return_inverse=True)
    if bins.every in (Bin.WEEK, Bin.MONTH):
        wider = np.array([bins.start(one) for one in starts.tolist()], np.int64)
        starts, place = np.unique(wider, return_inverse=True)
        start_of = place[start_of]
    across = max(1, len(keys) * len(sources))
    cell = start_of * across + key_of * max(1, len(sources)) + source_of
    cells, place = np.unique(cell, return_inverse=True)
    chosen = cells % max(1, len(sources)) if by_source else np.full(len(cells), -1)
    return Counts(
        every=bins.every,
        timezone=bins.timezone,
        keys=tuple(None if one == NO_KEY and by not in ALWAYS_KEYED else one for one in keys),
        sources=tuple(sources) if by_source else (),
        key=(cells % across // max(1, len(sources))).astype(np.int32),
        source=chosen.astype(np.int32),
        start=starts[cells // across] * QUARTER,
        count=np.bincount(place, np.array(number, np.int64), len(cells)).astype(np.int32),
    )


def _places(values: Sequence[str]) -> tuple[list[str], Any]:
    """The distinct values in order, and the place of each among them. Shape: (n,) int64."""
    distinct = sorted(set(values))
    place = {value: number for number, value in enumerate(distinct)}
    return distinct, np.array([place[value] for value in values], np.int64)
