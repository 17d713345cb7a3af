"""A silence is an outage where a source's own habit makes it improbable, and nowhere else."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from topics.trends.outages import END, Clock, _everyone, _Watch, chance_of_so_few, find_outages

DAYS = 90


def by_day(days: int = DAYS) -> Clock:
    return Clock(np.arange(days), np.arange(days) % 7)


def by_hour(days: int) -> Clock:
    day = np.repeat(np.arange(days), 24)
    return Clock(day, day % 7, np.tile(np.arange(24), days))


def draw(mean: Any, days: int = DAYS, seed: int = 0, spread: float = 20.0) -> Any:
    """Counts of sources with a mean each, which vary by more than chance. Shape: (s, days)."""
    rng = np.random.default_rng(seed)
    level = np.array(mean, float)[:, None] * np.where(np.arange(days) % 7 < 5, 1.0, 0.6)
    return rng.poisson(level * rng.gamma(spread, 1 / spread, level.shape))


def test_a_source_that_falls_silent_is_out_as_long_as_it_is() -> None:
    counts = draw([40, 30, 20])
    counts[1, 50:55] = 0
    usual, out = find_outages(counts, by_day())
    assert np.flatnonzero(out[1]).tolist() == [50, 51, 52, 53, 54]
    assert not out[[0, 2]].any()
    assert usual[1, 50:55] == pytest.approx(30 * 6.2 / 7, rel=0.5)


def test_next_to_nothing_is_silence_too() -> None:
    counts = draw([40, 30])
    counts[0, 60:64] = [2, 0, 3, 1]
    _, out = find_outages(counts, by_day())
    assert np.flatnonzero(out[0]).tolist() == [60, 61, 62, 63]


def test_a_small_source_is_out_only_when_its_silence_lasts() -> None:
    counts = draw([2.0, 40], seed=3)
    counts[0, 40:60] = [1, 2] * 10
    for length, expected in ((1, 0), (12, 12)):
        quiet = counts.copy()
        quiet[0, 60 : 60 + length] = 0
        quiet[0, 60 + length] = 2
        _, out = find_outages(quiet, by_day())
        assert out[0].sum() == expected


def test_a_source_that_never_writes_at_weekends_is_not_out_there() -> None:
    counts = draw([30, 30])
    counts[0, np.arange(DAYS) % 7 >= 5] = 0
    _, out = find_outages(counts, by_day())
    assert not out[0, 28:].any()


def test_a_quiet_holiday_is_no_outage() -> None:
    counts = draw([40, 30, 20])
    counts[:, 70:73] = np.round(counts[:, 70:73] * 0.4).astype(int)
    _, out = find_outages(counts, by_day())
    assert not out.any()


def test_a_new_source_was_not_out_before_it_came() -> None:
    counts = draw([40, 30])
    counts[0, :60] = 0
    usual, out = find_outages(counts, by_day())
    assert not out.any()
    assert not usual[0, :60].any()


def test_a_source_that_ended_is_out_for_two_weeks_and_new_when_it_comes_back() -> None:
    counts = draw([40, 30], days=140)
    counts[0, 50:90] = 0
    usual, out = find_outages(counts, by_day(140))
    assert np.flatnonzero(out[0]).tolist() == list(range(50, 50 + END))
    assert not usual[0, 50 + END : 90].any()
    assert (usual[0, 100:] > 0).all()


def test_days_that_were_out_do_not_become_the_habit() -> None:
    counts = draw([40, 30])
    counts[0, 50:60] = 0
    usual, _ = find_outages(counts, by_day())
    assert usual[0, 60] == pytest.approx(usual[0, 49], rel=0.5)


def test_a_bin_that_is_not_over_goes_on_with_an_outage_but_begins_none() -> None:
    counts = draw([40, 30])
    counts[0, 85:] = counts[1, 89:] = 0
    _, out = find_outages(counts, by_day(), over=89)
    assert np.flatnonzero(out[0]).tolist() == [85, 86, 87, 88, 89]
    assert not out[1].any()


def test_a_source_whose_reading_fails_is_out_from_then_on() -> None:
    counts = draw([40, 3])
    counts[1, 88:] = 0
    assert not find_outages(counts, by_day())[1].any()
    _, out = find_outages(counts, by_day(), failing={1: 88})
    assert np.flatnonzero(out[1]).tolist() == [88, 89]
    assert not find_outages(counts, by_day(), failing={0: 88})[1][0].any(), "it writes all the same"


def test_by_the_hour_a_night_is_no_outage_but_a_silent_day_is() -> None:
    rng = np.random.default_rng(1)
    clock = by_hour(40)
    level = np.where((clock.hours >= 7) & (clock.hours < 23), 4.0, 0.1)
    counts = rng.poisson(np.array([[1.0], [0.7]]) * level)
    silent = slice(30 * 24 + 9, 30 * 24 + 19)
    counts[0, silent] = 0
    _, out = find_outages(counts, clock)
    assert out[0, silent].all()
    assert out[0].sum() < 24
    assert not out[1].any()


@pytest.mark.parametrize("clock", [by_day(60), by_hour(30)], ids=["day", "hour"])
@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**32), st.floats(0.2, 60))
def test_the_quick_way_and_the_careful_one_say_the_same(clock: Clock, seed: int, mean: float) -> None:
    """Sources without a suspicious silence are worked out all at once; the careful way takes each bin."""
    bins = len(clock.days)
    counts = np.random.default_rng(seed).poisson(
        np.full((2, bins), mean if clock.hours is None else mean / 10)
    )
    usual, out = find_outages(counts, clock)
    for source in range(2):
        watch = _Watch(counts[source].tolist(), clock, _everyone(counts, clock).tolist(), bins)
        for first, end in clock.runs():
            watch.day(first, end)
        assert watch.usual == pytest.approx(usual[source].tolist())
        assert watch.out == out[source].tolist()


def test_sources_that_are_always_as_usual_are_hardly_ever_out() -> None:
    counts = draw(np.linspace(3, 80, 60), days=365, seed=5, spread=10)
    _, out = find_outages(counts, by_day(365))
    assert out.mean() < 0.001


@given(st.integers(0, 30), st.floats(0.1, 50), st.floats(0.02, 2))
def test_the_chance_of_so_few_is_a_probability_that_rises_with_the_number(
    number: int, mean: float, dispersion: float
) -> None:
    chance = chance_of_so_few(number, mean, dispersion)
    assert 0 <= chance <= 1 + 1e-9
    assert chance_of_so_few(number + 1, mean, dispersion) >= chance
    assert chance_of_so_few(2000, min(mean, 20), dispersion) == pytest.approx(1, abs=1e-3)


def test_nothing_is_no_outage() -> None:
    usual, out = find_outages(np.zeros((0, 5), np.int64), by_day(5))
    assert usual.shape == out.shape == (0, 5)
    usual, out = find_outages(np.zeros((2, 0), np.int64), by_day(0))
    assert usual.shape == out.shape == (2, 0)


def test_two_outages_of_a_young_source_are_both_seen() -> None:
    counts = draw([40, 30], seed=8)
    counts[0, :40] = 0
    counts[0, 55:58] = counts[0, 75:78] = 0
    _, out = find_outages(counts, by_day())
    assert np.flatnonzero(out[0]).tolist() == [55, 56, 57, 75, 76, 77]
