"""Phases: each rule reached by an example, and no flicker."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from topics.trends.lifecycle import STORY_LIFE, THEME_LIFE, phases
from topics.types import Phase

ALL = 400.0


def of(*parts: tuple[int, float], seed: int = 0) -> list[Phase | None]:
    """The phases of parts of so many days and so many headlines a day."""
    rng = np.random.default_rng(seed)
    counts = np.concatenate([rng.poisson(mean, days) for days, mean in parts])
    return list(phases(counts, rng.poisson(ALL, len(counts))))


def changes(found: list[Phase | None]) -> int:
    return sum(one is not other for one, other in itertools.pairwise(found))


def test_before_its_first_headline_a_key_has_no_phase() -> None:
    assert phases([0, 0, 3], [9, 9, 9]) == (None, None, Phase.EMERGING)
    assert phases([], []) == ()


def test_a_new_theme_emerges_for_a_week_and_is_steady_then() -> None:
    found = of((5, 0), (40, 8))
    assert found[5:12] == [Phase.EMERGING] * 7
    assert set(found[20:]) == {Phase.STEADY}


def test_it_grows_and_is_steady_again_at_its_new_level() -> None:
    found = of((40, 8), (40, 24))
    assert found[39] is Phase.STEADY
    assert found[45] is Phase.GROWING
    assert found[-1] is Phase.STEADY
    assert changes(found[39:]) == 2


def test_it_fades() -> None:
    found = of((40, 20), (14, 6))
    assert found[46] is Phase.FADING
    assert changes(found[39:]) == 1


def test_what_was_usual_and_is_silent_is_gone_and_may_come_back() -> None:
    found = of((40, 6), (30, 0), (10, 6))
    assert found[60] is Phase.GONE
    assert found[41] is Phase.STEADY
    assert found[70] is Phase.EMERGING or found[71] is Phase.EMERGING


def test_a_thin_theme_is_not_gone_after_two_quiet_weeks() -> None:
    counts = np.zeros(120, int)
    counts[[0, 20, 40, 60]] = 1  # one in twenty days
    found = phases(counts, np.full(120, ALL))
    assert found[76] is not Phase.GONE
    assert found[-1] is Phase.GONE  # twice as long is gone for any


def test_shares_count_and_not_counts() -> None:
    own, all_of_it = np.full(60, 10), np.full(60, 200)
    own[40:], all_of_it[40:] = 30, 600  # outlets bring three times as much of everything
    assert set(phases(own, all_of_it)[30:]) == {Phase.STEADY}


@pytest.mark.parametrize("mean", [0.5, 3.0, 20.0, 100.0])
def test_steady_counts_do_not_flicker(mean: float) -> None:
    flicker = [changes(of((60, mean), seed=seed)[14:]) for seed in range(30)]
    assert float(np.mean(flicker)) < 0.2
    assert max(flicker) <= 2


def test_a_level_between_entering_and_leaving_keeps_its_phase() -> None:
    """1.3 times: too little to begin growing, too much to stop."""
    rising = [8] * 30 + [16] * 7 + [14] * 10
    found = phases(rising, [400] * len(rising))
    grown = [one is Phase.GROWING for one in found]
    assert sum(one != other for one, other in itertools.pairwise(grown)) <= 2
    assert not any(one is Phase.GROWING for one in phases([8] * 30 + [10] * 20, [400] * 50))


@settings(max_examples=50, deadline=None)
@given(st.lists(st.integers(0, 30), max_size=90))
def test_what_comes_later_changes_nothing(counts: list[int]) -> None:
    totals = [40] * len(counts)
    whole = phases(counts, totals)
    for known in range(0, len(counts), 7):
        assert phases(counts[:known], totals[:known]) == whole[:known]


def test_stories_live_by_hours() -> None:
    counts = [0] * 5 + [2] * 10 + [1] * 20 + [0] * 60
    found = phases(counts, [50] * len(counts), STORY_LIFE)
    assert found[6] is Phase.EMERGING
    assert Phase.FADING in found
    assert found[-1] is Phase.GONE
    assert THEME_LIFE != STORY_LIFE
