"""Themes month by month: which windows are fitted, and what is counted."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from benchmarks.theme_months import LEAST, months, windows
from benchmarks.theme_sets import Told, moment
from benchmarks.themes import scores
from tests.cluster.news import make_news

START = datetime(2026, 1, 1, tzinfo=UTC)


def told(days: int = 149) -> Told:
    """Invented news, a few headlines a day for five months."""
    news = make_news(each=60, stray=20)
    count = len(news.ids)
    return Told(
        ids=news.ids,
        titles=news.titles,
        languages=news.languages,
        labels=tuple(map(str, news.subjects)),
        seen=tuple(START + timedelta(days=days * row / count) for row in range(count)),
        vectors=news.vectors,
    )


def test_windows_are_of_three_months_and_the_next_month_follows() -> None:
    found = list(windows(told()))
    assert [{one.month for one in window.seen} for window, _ in found] == [{1, 2, 3}, {2, 3, 4}, {3, 4, 5}]
    assert [{one.month for one in coming.seen} for _, coming in found] == [{4}, {5}, set()]
    assert all(len(window.ids) >= LEAST for window, _ in found)


@pytest.mark.slow
def test_steady_news_keeps_its_themes() -> None:
    lives = months(told(), "invented")
    assert (lives.runs, lives.unchanged, lives.repeated) == (3, True, True)
    assert lives.same_id >= 0.95
    assert lives.same_or_linked >= lives.same_id
    assert lives.both > 0


def test_scores_leave_out_what_has_no_theme() -> None:
    found = scores(np.array([0, 0, 1, -1], np.int32), ["a", "a", "b", "a"], 2.0, 1.0)
    assert (found["themes"], found["without theme"], found["V-measure"]) == (2, 0.25, 1.0)


def test_a_time_without_a_zone_is_utc() -> None:
    assert moment("2020-10-02T19:31") == datetime(2020, 10, 2, 19, 31, tzinfo=UTC)
    assert moment("2018-02-18T21:35:43+04:00") == datetime(2018, 2, 18, 17, 35, 43, tzinfo=UTC)
