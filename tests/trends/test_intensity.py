"""Kleinberg's automaton: the cheapest sequence of states, and where it helps."""

from __future__ import annotations

import itertools

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from topics.trends.intensity import intensity

counts = st.lists(st.integers(0, 12), min_size=1, max_size=7)


@settings(max_examples=60, deadline=None)
@given(counts, st.integers(2, 3), st.floats(0.1, 3))
def test_no_other_sequence_is_cheaper(own: list[int], states: int, gamma: float) -> None:
    totals = np.full(len(own), 20)
    found = intensity(own, totals, base=0.15, states=states, gamma=gamma)

    def cost(levels: tuple[int, ...]) -> float:
        chance = 0.15 * 2.0 ** np.array(levels)
        emitted = -(np.array(own) * np.log(chance) + (totals - own) * np.log1p(-chance)).sum()
        rises = np.maximum(np.diff(levels, prepend=0), 0).sum()
        return float(emitted + gamma * np.log(max(2, len(own))) * rises)

    best = min(cost(levels) for levels in itertools.product(range(states), repeat=len(own)))
    assert cost(tuple(found.tolist())) <= best + 1e-9


def test_a_rise_is_one_run_though_one_bin_in_it_is_low() -> None:
    own = [2] * 10 + [9, 8, 3, 9, 10] + [2] * 10
    assert intensity(own, [40] * 25, base=0.05).tolist() == [0] * 10 + [1] * 5 + [0] * 10


def test_a_larger_gamma_finds_fewer_rises() -> None:
    own = np.random.default_rng(1).poisson(np.tile([2, 2, 5], 20))
    risen = [int((intensity(own, [40] * 60, gamma=gamma) > 0).sum()) for gamma in (0.2, 1.0, 5.0)]
    assert risen == sorted(risen, reverse=True)
    assert risen[0] > risen[-1] == 0


def test_what_is_usual_may_differ_from_bin_to_bin() -> None:
    own, totals = [1, 1, 12, 12, 1, 1], [60] * 6
    assert intensity(own, totals, base=0.02).max() == 1
    assert intensity(own, totals, base=[0.02, 0.02, 0.2, 0.2, 0.02, 0.02]).max() == 0


def test_levels_follow_strength() -> None:
    own = [2] * 8 + [8] * 8 + [32] * 8 + [2] * 8
    found = intensity(own, [100] * 32, base=0.02, states=4, scale=2)
    assert found[4] == 0
    assert found[12] == 2
    assert found[20] == 3
    assert found[30] == 0


def test_nothing_and_silence() -> None:
    assert intensity([], []).tolist() == []
    assert intensity([0, 0, 0], [0, 0, 0]).tolist() == [0, 0, 0]
