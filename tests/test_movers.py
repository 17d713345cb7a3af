"""What moves is worked out once by the job, and anew where what was kept does not answer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from tests.alerting import burst
from tests.dashboard.newsroom import fill
from tests.reported import NOW, daily
from tests.reported import fill as report
from topics import movers
from topics.service import TopicsService, open_service
from topics.settings import Settings
from topics.types import NOT_NEWS, Dimension, Fall, HeadlineFilter, Movers, Predictions

HOUR = NOW.replace(minute=0)
EVERYTHING = HeadlineFilter()


@pytest.fixture
def service(tmp_path: Path) -> Iterator[TopicsService]:
    with open_service(Settings(db=str(tmp_path / "topics.db"))) as one:
        fill(one.store, [NOW - timedelta(days=day, minutes=n) for day in range(20) for n in range(6)])
        yield one


def refile(service: TopicsService, topic: str, since: datetime) -> None:
    """File the headlines of this time or later under another topic."""
    ids = tuple(one.headline.id for one in service.store.headlines.iterate(HeadlineFilter(since=since)))
    n = len(ids)
    shares = np.ones((n, 1), np.float32)
    service.store.predictions.save(Predictions(ids, (topic,), shares, np.zeros(n, bool), "another"))


def keep(service: TopicsService, *themes: str, hours_ago: int = 0) -> Movers:
    """Movers with rises of these themes, as a job left them so many hours ago."""
    rises = tuple(burst(one, by=Dimension.THEME) for one in themes)
    found = Movers(HOUR - timedelta(hours=hours_ago), service.settings.timezone, rises)
    service.store.movers.keep(found)
    return found


def test_the_job_keeps_what_a_reader_would_work_out(service: TopicsService) -> None:
    report(service, daily(range(29), 12), "health")
    report(service, daily(range(1, 29), 12), "politics")
    found = movers.keep(service, NOW)
    assert found == movers.work_out(service, HOUR, EVERYTHING) == movers.kept(service, HOUR, EVERYTHING)
    assert [one.key for one in found.falls] == ["politics"]
    assert movers.keep(service, NOW + timedelta(minutes=20)) == found


def test_a_store_that_nothing_came_into_keeps_those_of_its_last_day(service: TopicsService) -> None:
    found = movers.keep(service, NOW + timedelta(days=3))
    assert found.moment == HOUR
    assert movers.keep(service, NOW - timedelta(minutes=31)).moment == HOUR - timedelta(hours=1)


@pytest.mark.parametrize(("hours_ago", "answers"), [(-1, False), (0, True), (3, True), (4, False)])
def test_an_older_one_answers_for_some_hours(service: TopicsService, hours_ago: int, answers: bool) -> None:
    found = keep(service, hours_ago=hours_ago)
    assert movers.kept(service, HOUR, EVERYTHING) == (found if answers else None)


def test_nothing_kept_answers_nothing(service: TopicsService) -> None:
    assert movers.kept(service, HOUR, EVERYTHING) is None
    keep(service)
    service.settings = service.settings.model_copy(update={"timezone": "Asia/Tokyo"})
    assert movers.kept(service, HOUR, EVERYTHING) is None


@pytest.mark.parametrize("field", ["sources", "topics", "languages", "without_topics"])
def test_another_filter_is_worked_out(service: TopicsService, field: str) -> None:
    keep(service)
    assert movers.kept(service, HOUR, replace(EVERYTHING, **{field: ("sport",)})) is None


def test_who_wants_what_is_no_news_too_asks_for_something_else_where_there_is_any(
    service: TopicsService,
) -> None:
    found = keep(service)
    assert movers.kept(service, HOUR, EVERYTHING) == movers.kept(service, HOUR, movers.NEWS) == found
    refile(service, NOT_NEWS, NOW)
    assert movers.kept(service, HOUR, EVERYTHING) is None
    assert movers.kept(service, HOUR, movers.NEWS) == found


def test_a_theme_that_ended_since_is_not_told(service: TopicsService) -> None:
    found = keep(service, "T1")
    assert movers.kept(service, HOUR, EVERYTHING) == found
    keep(service, "T1", "T2")
    assert movers.kept(service, HOUR, EVERYTHING) is None
    service.store.movers.keep(replace(found, falls=(Fall(Dimension.THEME, "T3", 1, 9.0),)))
    assert movers.kept(service, HOUR, EVERYTHING) is None
