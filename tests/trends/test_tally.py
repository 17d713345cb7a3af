"""Tallies: cells spread over bins, bins that are over, the clock of a zone."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from tests.trends.newsroom import MONDAY, newsroom, tally_of
from topics.errors import ShapeError
from topics.trends.tally import tally
from topics.types import Bin, Dimension


def test_cells_are_added_up_and_headlines_without_a_key_count_in_totals() -> None:
    starts = [MONDAY + timedelta(hours=number) for number in range(3)]
    at = int(MONDAY.timestamp())
    columns = (
        np.array([0, 1, 1, 2, 1]),
        np.array([0, 0, 1, 0, 0]),
        np.array([at, at, at + 7200, at + 3600, at + 999 * 3600]),  # the last lies outside
        np.array([4, 2, 1, 3, 7]),
    )
    found = tally(
        Dimension.TOPIC, Bin.HOUR, "UTC", starts, [None, "sport", "war", "gone"], ["a", "b"], columns
    )
    assert found.keys == ("sport", "war")
    assert found.counts.tolist() == [[[2, 0, 0], [0, 0, 1]], [[0, 3, 0], [0, 0, 0]]]
    assert found.totals.tolist() == [[6, 3, 0], [0, 0, 1]]
    assert not found.out.any()


def test_no_bins_is_an_empty_tally() -> None:
    none = np.zeros(0, np.int64)
    found = tally(Dimension.TOPIC, Bin.HOUR, "UTC", [], ["sport"], ["a"], (none, none, none, none))
    assert found.keys == ()
    assert found.clock.day.tolist() == []


def test_only_bins_that_are_over_are_known() -> None:
    whole = newsroom(days=2)
    known = whole.until(MONDAY + timedelta(hours=5, minutes=59))
    assert len(known.starts) == 5
    assert known.counts.tolist() == whole.counts[:, :, :5].tolist()
    assert len(whole.until(MONDAY + timedelta(days=9)).starts) == 48


def test_a_day_ends_at_the_next_local_midnight() -> None:
    """Clocks in Casablanca went back on 15 February 2026: that day has 25 hours."""
    start = datetime(2026, 2, 14, 23, tzinfo=UTC)
    cells = np.ones((1, 1, 1), np.int32)
    found = tally_of(cells, every=Bin.DAY)
    moved = type(found)(
        found.by,
        Bin.DAY,
        "Africa/Casablanca",
        found.keys,
        found.sources,
        (start,),
        cells,
        cells[0],
        found.out,
    )
    assert moved.end(0) - start == timedelta(hours=25)
    assert moved.clock.weekday.tolist() == [6]


def test_arrays_must_fit_and_cannot_be_written() -> None:
    found = tally_of(np.ones((2, 3, 4)))
    with pytest.raises(ValueError, match="read-only"):
        found.counts[0, 0, 0] = 5
    with pytest.raises(ShapeError, match="totals: expected shape"):
        type(found)(
            found.by, found.every, "UTC", found.keys, found.sources, found.starts, found.counts,
            found.totals[:1], found.out,
        )  # fmt: skip
    with pytest.raises(ShapeError, match="hours or days"):
        tally_of(np.ones((1, 1, 1)), every=Bin.WEEK)


def test_the_rest_are_headlines_without_a_key() -> None:
    whole = newsroom(days=1)
    part = replace(whole, keys=whole.keys[2:], counts=whole.counts[2:]).with_rest()
    assert part.keys == ("T2", "T3", "")
    assert part.counts[2].tolist() == whole.counts[:2].sum(axis=0).tolist()
    assert part.counts.sum(axis=0).tolist() == whole.totals.tolist()
