"""The nearest neighbours of every row, by comparing all of them."""

from __future__ import annotations

import numpy as np
import pytest

from tests.cluster.news import unit
from topics.cluster import neighbours
from topics.cluster.neighbours import nearest


@pytest.mark.parametrize("count", [1, 5, 15])
def test_they_are_those_of_a_full_sort(count: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(neighbours, "BLOCK", 7)
    points = unit(np.random.default_rng(0).normal(size=(60, 16)))
    found, apart = nearest(points, count)
    full = 1 - points @ points.T
    assert np.array_equal(found, np.argsort(full, axis=1)[:, :count])
    assert apart == pytest.approx(np.maximum(np.sort(full, axis=1)[:, :count], 0), abs=1e-6)
    assert (found.dtype, apart.dtype) == (np.int32, np.float32)


def test_a_row_is_its_own_nearest_and_no_distance_is_negative() -> None:
    points = unit(np.random.default_rng(1).normal(size=(40, 384)))
    found, apart = nearest(points, 3)
    assert found[:, 0].tolist() == list(range(40))
    assert (apart >= 0).all()
