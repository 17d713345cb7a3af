"""Headlines by key, source and bin, as columns: from rollups where these say the same as the headlines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from topics.bins import QUARTER, Bins, bins_of
from topics.store.database import Database
from topics.store.raw_counts import NO_KEY, Piece, as_pieces, count_raw, in_bins
from topics.store.rolled_counts import RolledCounts, rolled_dimension
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
            rows = count_raw(connection, by, wanted, by_source=by_source)
            pieces = list(as_pieces(in_bins(rows, base)))
        else:
            pieces = RolledCounts(connection, by, kept, base, wanted, by_source).pieces()
    return _columns(pieces, by, bins_of(every, timezone), by_source=by_source)


def _columns(pieces: Sequence[Piece], by: Dimension, bins: Bins, *, by_source: bool) -> Counts:
    """Pieces as columns, what is of one cell as one."""
    sizes = [len(piece[2]) for piece in pieces]
    keys, key_of = _places([piece[0] for piece in pieces], sizes)
    sources, source_of = _places([piece[1] for piece in pieces], sizes)
    starts, start_of = np.unique(_joined([piece[2] for piece in pieces]), return_inverse=True)
    if bins.every in (Bin.WEEK, Bin.MONTH):
        wider = np.array([bins.start(one) for one in starts.tolist()], np.int64)
        starts, place = np.unique(wider, return_inverse=True)
        start_of = place[start_of]
    rows = max(1, len(sources))
    cells, place = np.unique((start_of * len(keys) + key_of) * rows + source_of, return_inverse=True)
    return Counts(
        every=bins.every,
        timezone=bins.timezone,
        keys=tuple(None if one == NO_KEY and by not in ALWAYS_KEYED else one for one in keys),
        sources=tuple(sources) if by_source else (),
        key=(cells // rows % max(1, len(keys))).astype(np.int32),
        source=(cells % rows if by_source else np.full(len(cells), -1)).astype(np.int32),
        start=starts[cells // (rows * max(1, len(keys)))] * QUARTER,
        count=np.bincount(place, _joined([piece[3] for piece in pieces]), len(cells)).astype(np.int32),
    )


def _joined(columns: Sequence[Any]) -> Any:
    return np.concatenate(columns) if columns else np.empty(0, np.int64)


def _places(values: Sequence[str], sizes: Sequence[int]) -> tuple[list[str], Any]:
    """The distinct values in order, and the place among them of each row of the pieces. Shape: (n,) int64."""
    distinct = sorted(set(values))
    place = {value: number for number, value in enumerate(distinct)}
    return distinct, np.repeat(np.array([place[value] for value in values], np.int64), sizes)
