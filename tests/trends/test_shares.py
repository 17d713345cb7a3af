"""Shares do not move when an outlet is out, and move when the news does."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from topics.trends.coverage import Coverage
from topics.trends.outages import Clock, find_outages
from topics.trends.shares import stand_ins
from topics.types import Bin

DAYS = 80
SPREAD = np.array([[0.8, 0.1, 0.1], [0.1, 0.6, 0.3], [0.2, 0.2, 0.6]])  # of three outlets over three keys
VOLUME = np.array([60, 50, 40])


def draw(seed: int) -> Any:
    """Counts. Shape: (k, s, b)."""
    rng = np.random.default_rng(seed)
    return rng.poisson((SPREAD * VOLUME[:, None]).T[:, :, None] * np.ones(DAYS))


def covered(counts: Any) -> Coverage:
    by_source = counts.sum(axis=0)
    usual, out = find_outages(by_source, Clock(np.arange(DAYS), np.arange(DAYS) % 7))
    names = tuple(f"outlet {row}" for row in range(len(by_source)))
    return Coverage(Bin.DAY, "UTC", names, np.arange(DAYS) * 86_400, by_source, usual, out)


def shares(counts: Any, first: int = 0) -> Any:
    table = counts.sum(axis=1) + stand_ins(counts, covered(counts), 1, first)
    return table / table.sum(axis=0)


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 2**32), st.integers(0, 2))
def test_an_outage_moves_no_share_by_more_than_its_sampling_error(seed: int, source: int) -> None:
    counts = draw(seed)
    without = counts.copy()
    without[:, source, 60:65] = 0
    before, after = shares(counts)[:, 60:65], shares(without)[:, 60:65]
    error = np.sqrt(before * (1 - before) / counts.sum(axis=(0, 1))[60:65])
    assert (np.abs(after - before) < 4 * error).all()
    naive = without.sum(axis=1)[:, 60:65] / without.sum(axis=(0, 1))[60:65]
    assert np.abs(naive - before).mean() > 2 * np.abs(after - before).mean()


def test_where_nothing_was_out_nothing_stands_in() -> None:
    counts = draw(1)
    assert not stand_ins(counts, covered(counts), 1, 0).any()


def test_news_in_an_outage_are_still_seen() -> None:
    counts = draw(2)
    rise = counts.copy()
    rise[2, 1:, 60:65] *= 3  # what the outlets that are left write more of
    rise[:, 0, 60:65] = 0
    assert (shares(rise)[2, 60:65] > 1.3 * shares(counts)[2, 60:65]).all()


def test_where_everything_was_out_counts_stay_as_they_are() -> None:
    counts = draw(3)
    counts[:, :, 60:63] = 0
    assert not stand_ins(counts, covered(counts), 1, 0)[:, 60:63].any()


def test_of_a_filter_the_part_that_a_source_has_in_it_stands_in() -> None:
    counts = draw(4)
    without = counts.copy()
    without[:, 0, 60:65] = 0
    coverage = covered(without)
    added = stand_ins(without[:1], coverage, 1, 0)[0, 60:65]
    assert added == pytest.approx(counts[0, 0, 30:60].mean(), rel=0.35)


def test_coverage_is_the_share_of_the_usual_that_was_read() -> None:
    counts = draw(5)
    counts[:, 0, 60:65] = 0
    coverage = covered(counts)
    assert coverage.share()[60:65] == pytest.approx(90 / 150, abs=0.08)
    assert (coverage.share()[:60] == 1).all()
    ((source, first, last),) = coverage.outages()
    assert (source, (last - first).days) == ("outlet 0", 4)
    assert coverage.of(("outlet 1",)).share().min() == 1.0
