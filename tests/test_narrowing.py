"""What narrows a filter, and what themes are in one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.dashboard.newsroom import OUTLET, fill
from topics.narrowing import narrowed, themes_within
from topics.service import open_service
from topics.settings import Settings
from topics.types import NOT_NEWS, HeadlineFilter

NOW = datetime(2026, 5, 20, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "part",
    [
        {"topics": ("sport",)},
        {"sources": (OUTLET,)},
        {"languages": ("ar",)},
        {"text": "rain"},
        {"without_topics": ("sport", NOT_NEWS)},
        {"min_probability": 0.0},
    ],
    ids=str,
)
def test_a_part_of_the_news_is_narrow(part: dict[str, object]) -> None:
    assert narrowed(HeadlineFilter(**part))  # type: ignore[arg-type]


def test_time_and_what_is_no_news_narrow_nothing() -> None:
    assert not narrowed(HeadlineFilter(since=NOW, until=NOW, without_topics=(NOT_NEWS,), limit=3))


def test_themes_are_as_large_as_they_are_in_the_filter(tmp_path: Path) -> None:
    with open_service(Settings(db=str(tmp_path / "topics.db"))) as service:
        fill(service.store, [NOW - timedelta(days=day) for day in range(5)])
        (whole,) = themes_within(service, HeadlineFilter())
        (late,) = themes_within(service, HeadlineFilter(since=NOW - timedelta(days=1)))
        assert (whole.size, late.size, late.name) == (5, 2, "ferries")
        assert themes_within(service, HeadlineFilter(topics=("weather",))) == []
