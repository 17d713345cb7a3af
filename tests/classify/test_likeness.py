"""Likeness: the right numbers, and the same bits however they are added."""

from __future__ import annotations

import numpy as np
import pytest

from tests.classify.models import points, unit_rows
from topics.classify.likeness import MOST, Likeness, Points, Weights, steps_for


def test_likeness_is_the_gaussian_kernel() -> None:
    given = Likeness(points(50, dimension=384), gamma=3.0)
    rows = unit_rows(20, dimension=384).astype(np.float64)
    apart = ((rows[:, None] - given.points.rows) ** 2).sum(axis=2)
    assert given.of(rows) == pytest.approx(np.exp(-3.0 / 2 * apart), abs=0.01)
    exact = np.exp(3.0 * (rows @ given.points.rows.T - 1))
    assert given.of(rows) == pytest.approx(exact, abs=1e-5)


def test_a_copy_of_a_point_is_as_like_as_can_be_and_gamma_says_how_fast_that_ends() -> None:
    rows = unit_rows(4, dimension=384).astype(np.float64)
    given = Points.of(rows, steps_for(rows))
    near = {gamma: Likeness(given, gamma).of(rows) for gamma in (0.0, 1.0, 8.0)}
    assert np.array_equal(near[0.0], np.ones((4, 4)))
    for one in near.values():
        assert np.diag(one) == pytest.approx(np.ones(4), abs=0.1)
    off = ~np.eye(4, dtype=bool)
    assert (near[8.0][off] < near[1.0][off]).all()


@pytest.mark.parametrize("scale", [1e-6, 1.0, 300.0])
def test_weighed_is_likeness_times_weights(scale: float) -> None:
    given = Likeness(points(700, dimension=384), gamma=3.0)
    weights = (scale * np.random.default_rng(1).normal(size=(700, 5))).astype(np.float32)
    rows = unit_rows(1100, dimension=384).astype(np.float64)
    found = given.weighed(rows, Weights.of(weights))
    expected = given.of(rows) @ weights.astype(np.float64)
    assert found == pytest.approx(expected, abs=1e-6 * float(np.abs(weights).sum(axis=0).max()))


def test_the_largest_weights_there_are_still_add_up_exactly() -> None:
    """All of one sign, all points as like as can be: the largest sums, against Python's own."""
    row = unit_rows(1, dimension=384).astype(np.float64)
    given = Likeness(Points.of(np.repeat(row, 3000, axis=0), steps_for(row)), gamma=3.0)
    weights = Weights.of(np.random.default_rng(0).uniform(0.5, 1.0, (3000, 2)).astype(np.float32))
    (like,) = {int(value) for value in (given.of(row) * 2**22).ravel()}
    total = [like * sum(int(value) for value in column) for column in weights.whole.T.tolist()]
    assert max(total) < 2**53
    assert given.weighed(row, weights)[0].tolist() == [value * weights.step / 2**22 for value in total]


def test_the_order_in_which_points_stand_changes_no_bit() -> None:
    given = Likeness(points(2000, dimension=384), gamma=3.0)
    weights = np.random.default_rng(5).normal(size=(2000, 18)).astype(np.float32)
    order = np.random.default_rng(6).permutation(2000)
    turned = Likeness(Points(given.points.marks[order], given.points.steps), gamma=3.0)
    rows = unit_rows(64, dimension=384).astype(np.float64)
    one = given.weighed(rows, Weights.of(weights))
    assert np.array_equal(one, turned.weighed(rows, Weights.of(weights[order])))


def test_no_rows_and_no_weights_are_no_trouble() -> None:
    given = Likeness(points(3, dimension=384), gamma=3.0)
    weights = Weights.of(np.zeros((3, 2), np.float32))
    assert given.weighed(np.zeros((0, 384)), weights).shape == (0, 2)
    assert not given.weighed(np.zeros((2, 384)), weights).any()


def test_points_are_nearly_the_rows_whatever_the_rows_look_like() -> None:
    """Even numbers as an encoder's, and few large ones among zeros as counted words have."""
    even = unit_rows(500, dimension=384).astype(np.float64)
    sparse = np.zeros((40, 384))
    sparse[np.arange(40)[:, None], np.random.default_rng(0).integers(0, 384, (40, 4))] = 0.5
    for rows in (even, sparse):
        found = Points.of(rows, steps_for(rows))
        assert np.abs(found.marks).max() == MOST
        cosines = (found.rows * rows).sum(axis=1) / np.linalg.norm(found.rows, axis=1)
        assert cosines / np.linalg.norm(rows, axis=1) == pytest.approx(np.ones(len(rows)), abs=0.02)


def test_a_direction_without_numbers_has_a_step_all_the_same() -> None:
    rows = np.zeros((3, 4))
    assert (steps_for(rows) > 0).all() and (steps_for(rows[:0]) > 0).all()
    assert not Points.of(rows, steps_for(rows)).marks.any()
