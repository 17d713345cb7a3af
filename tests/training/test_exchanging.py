"""Distances between groups of days: against definitions, and what exchanges of days say of them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.spatial.distance import cdist, jensenshannon

from topics.training.exchanging import Energy, Mix, Rate, Statistic, energy_of, shares_of, shift

SIDES = np.array([[False, False, True, True], [False, True, False, True]])


def unit(rows: np.ndarray) -> np.ndarray:
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


@given(st.lists(st.lists(st.integers(0, 9), min_size=3, max_size=3), min_size=4, max_size=4))
def test_a_mix_is_the_divergence_of_its_definition(rows: list[list[int]]) -> None:
    table = np.array(rows, float) + 0.5
    found = Mix(table)(SIDES)
    for sides, value in zip(SIDES, found, strict=True):
        expected = jensenshannon(table[sides].sum(0), table[~sides].sum(0), base=2) ** 2
        assert value == pytest.approx(expected, abs=1e-9)
    assert Mix(table)(~SIDES) == pytest.approx(found)


def test_nothing_in_common_is_one_bit_and_the_same_is_none() -> None:
    apart = np.array([[1, 0], [3, 0], [0, 2], [0, 5]], float)
    assert Mix(apart)(SIDES[:1])[0] == pytest.approx(1.0)
    assert Mix(np.ones((4, 3)))(SIDES)[0] == pytest.approx(0.0, abs=1e-12)
    assert shares_of(apart, SIDES[:1])[0].tolist() == [0.0, 1.0]


def test_energy_is_that_of_its_definition() -> None:
    rng = np.random.default_rng(3)
    vectors, weights = unit(rng.normal(size=(40, 8))), rng.uniform(0.2, 1.0, 40)
    day = rng.integers(0, 4, 40)
    found = energy_of(vectors, weights, day, 4)
    for sides, value in zip(SIDES, found(SIDES), strict=True):
        one, other = sides[day], ~sides[day]

        def mean(left: np.ndarray, right: np.ndarray) -> float:
            far = cdist(vectors[left].astype(float), vectors[right].astype(float))
            return float(np.average(far, weights=np.outer(weights[left], weights[right])))

        across = 2 * mean(one, other)
        expected = (across - mean(one, one) - mean(other, other)) / across
        assert value == pytest.approx(expected, abs=1e-6)


def test_a_rate_rises_or_differs() -> None:
    table = np.array([[1, 10], [1, 10], [4, 10], [4, 10]], float)
    assert Rate(table)(SIDES[:1])[0] == Rate(table)(~SIDES[:1])[0] == pytest.approx(0.3)
    assert Rate(table, rise=True)(~SIDES[:1])[0] == pytest.approx(-0.3)


def statistics(rng: np.random.Generator, days: int) -> list[Statistic]:
    vectors = unit(rng.normal(size=(days * 3, 8)))
    return [
        Mix(rng.poisson(6.0, (days, 4)).astype(float)),
        Rate(np.stack([rng.poisson(2.0, days), np.full(days, 9)], axis=1).astype(float)),
        energy_of(vectors, np.ones(len(vectors)), np.repeat(np.arange(days), 3), days),
    ]


def test_where_days_are_alike_small_p_values_are_as_rare_as_they_say() -> None:
    """100 pairs of periods of each kind that differ by chance alone."""
    now = np.arange(35) >= 28
    for kind in range(3):
        small = 0
        for seed in range(100):
            statistic = statistics(np.random.default_rng(seed), 35)[kind]
            small += shift(statistic, now, seed).p_value <= 0.05
        assert small <= 12  # 5 expected


def test_a_size_does_not_grow_with_few_headlines() -> None:
    """The same two mixes, many headlines a day or few: the divergence itself would triple."""
    sizes = {}
    for per_day in (4, 100):
        found = []
        for seed in range(40):
            rng = np.random.default_rng(seed)
            table = np.concatenate(
                [
                    rng.multinomial(per_day, [0.5, 0.3, 0.2], 28),
                    rng.multinomial(per_day, [0.3, 0.3, 0.4], 7),
                ]
            )
            found.append(shift(Mix(table.astype(float)), np.arange(35) >= 28, seed).value)
        sizes[per_day] = float(np.mean(found))
    assert sizes[4] == pytest.approx(sizes[100], rel=0.35)


def test_usual_is_the_week_that_was_farthest_from_the_rest() -> None:
    table = np.tile([5.0, 5.0], (35, 1))
    table[7:14] = [9.0, 1.0]  # the second of four weeks before
    found = shift(Mix(table), np.arange(35) >= 28, 0)
    assert found.usual > 0.05 > found.value
    assert shift(Mix(np.ones((35, 2))), np.arange(35) >= 28, 0).usual == 0.0


def test_the_same_seed_gives_the_same_answer() -> None:
    statistic, now = statistics(np.random.default_rng(1), 21)[2], np.arange(21) >= 14
    assert isinstance(statistic, Energy)
    assert shift(statistic, now, 5) == shift(statistic, now, 5)
