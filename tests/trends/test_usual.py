"""What is usual: weekdays, hours, outages, new outlets, past rises."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.trends.newsroom import newsroom, tally_of
from topics.trends.expectation import Window, cover, expect
from topics.trends.tally import Tally
from topics.trends.usual import habits
from topics.types import Dimension

WEEKS = slice(35 * 24, None)


def window(tally: Tally, width: int) -> Window:
    """Counts and expected counts of all keys but the rest."""
    whole = tally.with_rest()
    found = habits(whole)
    return expect(whole, found, cover(whole, found, width)).of(len(tally.keys))


def expected(tally: Tally, width: int = 24) -> np.ndarray:
    """Expected counts of every key. Shape: (k, b)."""
    return window(tally, width).expected


def test_expected_follows_hours_and_weekdays() -> None:
    tally = newsroom(days=70, per_day=(200.0, 400.0))
    found = window(tally, 1)
    night, noon = found.expected[:, 60 * 24 + 3], found.expected[:, 60 * 24 + 14]
    assert (noon > 4 * night).all()  # 1.6 to .2
    day = expected(tally)
    sunday, monday = day[:, 62 * 24 + 23], day[:, 63 * 24 + 23]
    assert sunday / monday == pytest.approx([0.6, 0.6], abs=0.12)
    counts = window(tally, 24).counts
    assert day[:, WEEKS].sum() == pytest.approx(counts[:, WEEKS].sum(), rel=0.03)


def test_what_comes_later_changes_nothing() -> None:
    tally = newsroom(days=42)
    cut = tally.until(tally.starts[40 * 24])
    bins = len(cut.starts)
    assert np.array_equal(expected(tally)[:, :bins], expected(cut))


def test_an_outage_that_is_told_takes_the_outlets_part_out_of_what_is_expected() -> None:
    tally = newsroom(days=49, per_day=(100.0, 300.0))
    span = slice(40 * 24, 43 * 24)
    out = tally.out.copy()
    out[4, span] = True
    counts, totals = tally.counts.copy(), tally.totals.copy()
    counts[:, 4, span], totals[4, span] = 0, 0
    hurt = replace(tally, counts=counts, totals=totals, out=out)
    at = 42 * 24 + 23
    part = tally.counts[:, 4].sum() / tally.counts.sum()
    assert expected(hurt)[:, at] == pytest.approx(expected(tally)[:, at] * (1 - part), rel=0.12)


def test_an_outlet_that_brings_twice_as_much_of_everything_raises_what_is_expected() -> None:
    tally = newsroom(days=49, per_day=(60.0, 300.0, 300.0))
    counts = tally.counts.copy()
    counts[:, :, 42 * 24 : 43 * 24] *= 2
    more = replace(tally, counts=counts, totals=counts.sum(axis=0, dtype=np.int32))
    at = 42 * 24 + 23
    assert expected(more)[0, at] == pytest.approx(2 * expected(tally)[0, at], rel=0.1)


def test_a_rise_of_another_key_is_no_coverage() -> None:
    steady = newsroom(days=49, per_day=(60.0, 200.0, 200.0))
    risen = newsroom(days=49, per_day=(60.0, 200.0, 200.0), rises=((2, 42 * 24, 24, 6.0),))
    at = 42 * 24 + 23
    assert expected(risen)[0, at] == pytest.approx(expected(steady)[0, at], rel=0.15)


def test_a_past_rise_is_no_habit() -> None:
    steady = newsroom(days=49, per_day=(60.0, 200.0))
    risen = newsroom(days=49, per_day=(60.0, 200.0), rises=((0, 30 * 24, 48, 8.0),))
    at = 45 * 24 + 23
    assert expected(risen)[0, at] == pytest.approx(expected(steady)[0, at], rel=0.2)


def test_a_new_outlet_counts_from_its_second_week_on() -> None:
    tally = newsroom(days=56)
    counts = tally.counts.copy()
    counts[:, 4, : 40 * 24] = 0
    young = replace(tally, counts=counts, totals=counts.sum(axis=0, dtype=np.int32))
    counted = window(young, 1).counts
    assert counted[:, 41 * 24 : 47 * 24].sum() == counts[:, :4, 41 * 24 : 47 * 24].sum()
    assert counted[:, 48 * 24 :].sum() == counts[:, :, 48 * 24 :].sum()


def test_a_level_that_lasts_is_followed() -> None:
    steady = newsroom(days=49, per_day=(200.0, 800.0))
    higher = newsroom(days=49, per_day=(200.0, 800.0), rises=((0, 36 * 24, 13 * 24, 1.4),))
    at = 48 * 24 + 23
    assert 1.2 < expected(higher)[0, at] / expected(steady)[0, at] < 1.45


def test_a_story_that_is_new_is_expected_to_begin_as_others_began() -> None:
    rng = np.random.default_rng(3)
    counts = np.zeros((40, 5, 49 * 24), np.int64)
    for story in range(40):
        first = story * 24 + 8
        counts[story, :, first : first + 48] = rng.poisson(0.02, (5, 48))
    tally = tally_of(counts, by=Dimension.STORY).with_rest()
    found = habits(tally, lives=True)
    assert 1.0 <= found.rate[39, 38] <= 6.0  # not born yet: like others in their first days
    assert found.rate[0, 38] < 0.4  # quiet for weeks


def test_without_keys_or_bins_there_are_no_habits() -> None:
    assert habits(tally_of(np.zeros((0, 2, 48))).with_rest()).rate.shape == (1, 2)
    assert habits(tally_of(np.zeros((1, 1, 0))).with_rest()).shape.shape == (2, 0)
