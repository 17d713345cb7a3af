"""Chances of counts, and which of many are none."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from topics.trends.discoveries import discoveries, lower_tail, upper_tail


@given(st.integers(0, 400), st.floats(0.05, 200), st.floats(1.01, 30))
def test_tails_are_those_of_the_negative_binomial(count: int, mean: float, ratio: float) -> None:
    size, p = mean / (ratio - 1), 1 / ratio
    known = stats.nbinom(size, p)
    assert float(upper_tail(count, mean, ratio * mean)) == pytest.approx(
        known.sf(count - 1), rel=1e-6, abs=1e-12
    )
    assert float(lower_tail(count, mean, ratio * mean)) == pytest.approx(known.cdf(count), rel=1e-6, abs=1e-9)


def test_without_excess_it_is_nearly_poisson() -> None:
    found = upper_tail(np.arange(1, 20), 4.0, 4.0)
    assert found == pytest.approx(stats.poisson(4).sf(np.arange(19)), rel=0.02)


def test_tiny_chances_stay_chances() -> None:
    found = upper_tail([10, 100, 1000], 5.0, 8.0)
    assert (np.diff(found) < 0).all()
    assert (found >= 0).all()


def _by_hand(p_values: list[float], level: float, tests: int) -> set[int]:
    order = sorted(range(len(p_values)), key=p_values.__getitem__)
    last = max(
        (rank for rank, row in enumerate(order, 1) if p_values[row] <= level * rank / tests), default=0
    )
    return {row for row in order if last and p_values[row] <= p_values[order[last - 1]]}


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30), st.floats(0.001, 0.5), st.integers(0, 40))
def test_discoveries_are_those_of_benjamini_and_hochberg(
    p_values: list[float], level: float, more: int
) -> None:
    tests = len(p_values) + more
    found = discoveries(np.array(p_values)[:, None], level, tests)[:, 0]
    assert set(np.flatnonzero(found).tolist()) == _by_hand(p_values, level, tests)


def test_columns_are_judged_apart() -> None:
    p_values = np.array([[1e-9, 0.5], [0.9, 0.5]])
    assert discoveries(p_values, 0.05, 2).tolist() == [[True, False], [False, False]]
    assert discoveries(np.zeros((0, 3)), 0.05, 0).shape == (0, 3)
