"""The front page's figures: today, usual, what fades, who is silent; every rise told once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.reported import NOW, OUTLETS, daily, fill, tell
from topics import front_page
from topics.service import TopicsService, open_service
from topics.settings import Settings
from topics.text import headline_id
from topics.types import Bin, Burst, Dimension, FetchState, Headline, HeadlineFilter, Source

EVERYTHING = HeadlineFilter()


@pytest.fixture
def service(tmp_path: Path) -> Iterator[TopicsService]:
    with open_service(Settings(db=str(tmp_path / "topics.db"))) as one:
        yield one


def test_a_store_of_today_is_of_now(service: TopicsService) -> None:
    assert front_page.moment_of(service, NOW) == NOW
    fill(service, [NOW - timedelta(hours=1)], "sport")
    assert front_page.moment_of(service, NOW) == NOW


def test_a_store_without_today_is_of_its_last_headline(service: TopicsService) -> None:
    last = NOW - timedelta(days=3)
    fill(service, [last], "sport")
    assert front_page.moment_of(service, NOW) == last + timedelta(minutes=1)


def test_figures_of_the_day(service: TopicsService) -> None:
    fill(service, daily(range(1), 4) + daily(range(1, 11), 2), "sport")
    assert front_page.day_figures(service, NOW, EVERYTHING) == (4, 2.0, 3)
    only = HeadlineFilter(sources=OUTLETS[:1])
    assert front_page.day_figures(service, NOW, only)[::2] == (2, 1)


def test_topics_of_the_day_have_shares_of_it_and_of_the_week(service: TopicsService) -> None:
    fill(service, daily(range(1), 3) + daily(range(1, 8), 1), "sport")
    fill(service, daily(range(1), 1) + daily(range(1, 8), 1), "weather")
    first, second = front_page.topic_days(service, NOW, EVERYTHING)
    assert (first.topic, first.today, first.usual, first.share_today) == ("sport", 3, 1.0, 0.75)
    assert first.share_week == pytest.approx(9 / 16)
    assert (second.topic, second.counts[-1]) == ("weather", 1)


def test_what_is_told_less_than_usual_fades(service: TopicsService) -> None:
    fill(service, daily(range(29), 12), "sport")
    fill(service, daily(range(1, 29), 12), "politics")
    (fall,) = front_page.faders(service, NOW, EVERYTHING)
    assert (fall.key, fall.count) == ("politics", 1)  # the one of just 24 hours ago
    assert fall.usual == pytest.approx(12, abs=1)
    assert front_page.faders(service, NOW - timedelta(days=60), EVERYTHING) == []


def test_what_a_silent_outlet_told_is_no_news_that_fades(service: TopicsService) -> None:
    """The first outlet tells of sport alone, and nothing today; the others what they always do."""
    weeks = [(outlet, NOW - timedelta(days=day, minutes=1)) for outlet in OUTLETS for day in range(29)]
    for topic, each in (("sport", (40, 5, 5)), ("politics", (0, 25, 25))):
        tell(
            service,
            [
                (outlet, seen - timedelta(seconds=n))
                for outlet, seen in weeks
                for n in range(each[OUTLETS.index(outlet)])
                if outlet != OUTLETS[0] or NOW - seen > timedelta(days=1)
            ],
            topic,
        )
    assert front_page.faders(service, NOW, EVERYTHING) == []


def test_days_on_which_nothing_was_read_make_nothing_less_usual(service: TopicsService) -> None:
    """Two weeks of the last four."""
    fill(service, daily([0, *range(15, 30)], 12), "sport")
    fill(service, daily(range(15, 30), 12), "politics")
    assert front_page.day_figures(service, NOW, EVERYTHING)[:2] == (12, 24.0)
    assert [one.usual for one in front_page.topic_days(service, NOW, EVERYTHING)] == [12.0, 12.0]
    (fall,) = front_page.faders(service, NOW + timedelta(minutes=1), EVERYTHING)
    assert (fall.key, fall.usual) == ("politics", 12.0)


def test_a_day_that_was_read_counts_though_a_filter_leaves_nothing_of_it(service: TopicsService) -> None:
    fill(service, daily(range(11), 2), "sport")
    fill(service, daily([0, 4], 1), "weather")
    rare = HeadlineFilter(topics=("weather",))
    assert front_page.day_figures(service, NOW, rare)[:2] == (1, 1 / 10)
    (row,) = front_page.topic_days(service, NOW, rare)
    assert row.usual == 1 / 10


def test_a_rise_is_told_once() -> None:
    theme = Burst(
        Dimension.THEME, "T1", Bin.DAY, NOW, NOW, NOW, 9, 1.0, 1e-6, 6.0, OUTLETS, headlines=("a", "b", "c")
    )
    topic = replace(theme, by=Dimension.TOPIC, key="sport", score=4.0, headlines=("a", "c"))
    other = replace(topic, key="health", score=3.0, headlines=("a", "d"))
    assert front_page._told_once([theme, topic, other]) == [theme, other]


def test_an_outlet_out_of_reach_comes_before_a_silent_one(service: TopicsService) -> None:
    hourly = [NOW - timedelta(hours=hour) for hour in range(24 * 30)]
    for outlet, gone in ((OUTLETS[0], 0), (OUTLETS[1], 20)):
        service.store.headlines.add(
            [
                Headline(
                    headline_id(outlet, f"{n}"), outlet, f"t {n}", "fr", seen, f"{outlet}{n}", published=seen
                )
                for n, seen in enumerate(hourly)
                if NOW - seen >= timedelta(hours=gone)
            ]
        )
    service.store.sources.add(Source(OUTLETS[2], "https://atlas.example/rss"))
    service.store.sources.save_state(OUTLETS[2], FetchState(failures=3, last_success=NOW - timedelta(days=1)))
    found = front_page.silences(service, NOW)
    assert [(one.source, one.failures) for one in found] == [(OUTLETS[2], 3), (OUTLETS[1], 0)]
    assert found[0].since == NOW - timedelta(days=1)
