"""Weeks as the benchmark of drift draws and changes them, over a small set that is made here."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import numpy as np
import pytest

from benchmarks.drift import (
    drawn,
    fewer_others,
    flagged,
    incoming,
    is_whole,
    real_weeks,
    replaced,
    show,
    with_event,
    without,
)
from benchmarks.drift_sets import FIRST, WEEKS, Filed, joined

PER_DAY = 6


def made(days: int, language: str = "ar", axis: int = 0) -> Filed:
    """Six headlines a day, of two outlets and two topics by turns."""
    n, rng = days * PER_DAY, np.random.default_rng(axis)
    vectors = rng.normal(size=(n, 8))
    vectors[:, axis] += 4.0
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return Filed(
        tuple(FIRST + timedelta(days=row // PER_DAY) for row in range(n)),
        tuple(f"{language} {row}" for row in range(n)),
        tuple(("one", "two")[row % 2] for row in range(n)),
        (language,) * n,
        tuple(("sport", "economy")[row % 3 % 2] for row in range(n)),
        np.zeros(n, bool),
        vectors.astype(np.float32),
    )


def test_drawn_weeks_share_no_headline_and_follow_one_another() -> None:
    before, now = drawn(made(60), 3)
    assert not set(before.groups) & set(now.groups)
    assert (len(set(before.days)), len(set(now.days))) == (28, 7)
    assert max(before.days) < min(now.days)
    assert drawn(made(60), 3)[1].groups == now.groups != drawn(made(60), 4)[1].groups


def test_a_part_gives_way_on_the_same_days() -> None:
    now, others = made(7), made(20, "en", axis=5)
    found = replaced(now, others, 0.25, 1)
    assert Counter(found.languages) == {"ar": 32, "en": 10}
    assert Counter(found.days) == Counter(now.days)
    assert Counter(replaced(now, others, 1.0, 1).languages) == {"en": 42}


def test_real_weeks_come_with_the_four_before() -> None:
    weeks = list(real_weeks(made(7 * WEEKS)))
    assert len(weeks) == WEEKS - 4
    for before, now in weeks:
        assert (len(set(before.days)), len(set(now.days))) == (28, 7)
        assert max(before.days) + timedelta(days=1) == min(now.days)
    assert all(before.days[0] == FIRST for before, _ in real_weeks(made(7 * WEEKS), 0))


def test_what_is_done_to_a_week() -> None:
    before, now = next(real_weeks(made(35)))
    assert is_whole(before, now) and not is_whole(before, without(now, "two"))
    sport = fewer_others(now, "sport", 1)
    assert Counter(sport.topics)["sport"] == Counter(now.topics)["sport"]
    assert len(sport.topics) < len(now.topics)
    event = made(2, "fr").but(groups=["event"] * 12)
    assert len(set(with_event(now, event, grouped=True).groups)) == 43
    assert len(set(with_event(now, event, grouped=False).groups)) == 54
    assert len(joined(before, now).days) == 35 * PER_DAY


def test_what_is_flagged_is_counted_and_shown() -> None:
    pool, others = made(60), made(20, "en", axis=5)
    pairs = [(before, replaced(now, others, 1.0, 1)) for before, now in (drawn(pool, 1), drawn(pool, 2))]
    found = flagged("other news", pairs)
    assert (found.n, found.some, found.strong) == (2, 2, 2)
    assert found.by["languages"] == found.by["places"] == 2
    assert found.sizes["languages"] == pytest.approx(1.0, abs=0.1)
    assert "| other news | 2 | 2 | 2 |" in show([found])
    assert incoming(*pairs[0]).now.sum() == len(pairs[0][1].days)
