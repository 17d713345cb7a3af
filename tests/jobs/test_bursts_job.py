"""Bursts and phases of a store: counted, told with headlines, without ads."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest

from tests.jobs.newsroom import open_newsroom
from tests.jobs.rain import BEGAN, DAYS, FIRST, OUTLETS, PER_DAY, RAIN, TITLES, told
from topics.burst_job import AT_MOST, LOOKED_BACK, _looked_back
from topics.service import TopicsService
from topics.types import NOT_NEWS, Bin, Dimension, Headline, HeadlineFilter, Phase, Predictions

NOW = FIRST + timedelta(days=41, hours=9)
TOPICS = ("sport", "weather", NOT_NEWS)


def six_weeks() -> list[tuple[Headline, str]]:
    """Steady news of three kinds; on the 41st day rain, in all outlets, and as many flats for sale."""
    rng, rows = np.random.default_rng(5), []
    for topic, per_day in PER_DAY.items():
        for number, hour in enumerate(
            np.sort(rng.uniform(0, DAYS * 24, rng.poisson(per_day * DAYS))).tolist()
        ):
            outlet = OUTLETS[int(rng.integers(len(OUTLETS)))]
            rows.append(told(topic, number, FIRST + timedelta(hours=hour), TITLES[topic], outlet))
    for number in range(90):
        seen = BEGAN + timedelta(minutes=14 * number)
        outlet = OUTLETS[number % len(OUTLETS)]
        rows.append(told("weather", 10_000 + number, seen, RAIN[number % len(RAIN)], outlet))
        rows.append(told(NOT_NEWS, 10_000 + number, seen, TITLES[NOT_NEWS], outlet))
    return rows


@pytest.fixture(scope="module")
def newsroom(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TopicsService]:
    rows = six_weeks()
    with open_newsroom(tmp_path_factory.mktemp("bursts"), timezone="Africa/Casablanca") as service:
        service.store.headlines.add([headline for headline, _ in rows])
        chances = np.array([[topic == name for name in TOPICS] for _, topic in rows], np.float32)
        ids = tuple(headline.id for headline, _ in rows)
        none = np.zeros(len(rows), np.bool_)
        service.store.predictions.save(Predictions(ids, TOPICS, chances, none, "by hand"))
        yield service


def test_what_rises_is_told_with_headlines_of_several_outlets(newsroom: TopicsService) -> None:
    (burst,) = newsroom.bursts(Dimension.TOPIC, Bin.HOUR, now=NOW)
    assert burst.key == "weather"
    assert abs(burst.since - BEGAN) <= timedelta(hours=2)
    assert len(burst.outlets) == len(OUTLETS)
    shown = newsroom.store.headlines.get(burst.headlines)
    assert len(shown) == 3
    assert len({headline.source for headline in shown}) == 3
    assert all("معتدل" not in headline.title for headline in shown[:1])


def test_before_it_began_nothing_rose(newsroom: TopicsService) -> None:
    assert newsroom.bursts(Dimension.TOPIC, Bin.HOUR, now=BEGAN) == []


def test_flats_for_sale_are_told_where_they_are_asked_for(newsroom: TopicsService) -> None:
    asked = HeadlineFilter(topics=(*TOPICS,))
    keys = {one.key for one in newsroom.bursts(Dimension.TOPIC, Bin.HOUR, now=NOW, filter=asked)}
    assert keys == {"weather", NOT_NEWS}


def test_what_is_over_for_days_is_no_news_unless_asked_for(newsroom: TopicsService) -> None:
    later = FIRST + timedelta(days=DAYS)
    assert newsroom.bursts(Dimension.TOPIC, Bin.HOUR, now=later) == []
    found = newsroom.bursts(Dimension.TOPIC, Bin.HOUR, now=later, since=FIRST)
    assert [burst.key for burst in found] == ["weather"]


def test_by_day_in_one_language_and_by_outlet(newsroom: TopicsService) -> None:
    day = newsroom.bursts(Dimension.TOPIC, Bin.DAY, now=FIRST + timedelta(days=42))
    assert [burst.key for burst in day] == ["weather"]
    none = newsroom.bursts(Dimension.TOPIC, Bin.HOUR, now=NOW, filter=HeadlineFilter(languages=("fr",)))
    assert none == []
    assert newsroom.bursts(Dimension.SOURCE, Bin.HOUR, now=BEGAN) == []


def test_cells_hold_every_headline(newsroom: TopicsService) -> None:
    from topics.burst_job import _cells

    wanted = HeadlineFilter(since=FIRST, until=FIRST + timedelta(days=DAYS))
    starts, keys, sources, columns, _ = _cells(newsroom, Dimension.TOPIC, Bin.HOUR, wanted)
    key, source, start, count = columns
    assert count.sum() == newsroom.count(wanted)
    assert set(keys) - {None} == set(TOPICS)
    assert sorted(sources) == sorted(OUTLETS)
    assert start.min() >= starts[0].timestamp()
    sport = newsroom.count(HeadlineFilter(topics=("sport",)))
    assert count[key == keys.index("sport")].sum() == sport
    assert {len(key), len(source)} == {len(count)}


def test_small_stories_are_counted_as_the_rest() -> None:
    from topics.burst_job import _large_only

    old, new = int(FIRST.timestamp()), int(NOW.timestamp())
    columns = (
        np.array([0, 1, 1, 2, 3]), np.array([0, 1, 0, 1, 0]), np.array([new, new, old, new, old]),
        np.array([4, 6, 9, 2, 99]),
    )  # fmt: skip
    keys, (key, source, _, count), others = _large_only([None, "S1", "S2", "S3"], columns, 5, BEGAN)
    assert keys == [None, "S1"]
    assert key.tolist() == [0, 1, 1, 0, 0]
    assert (source.tolist(), count.tolist()) == ([0, 1, 0, 1, 0], [4, 6, 9, 2, 99])
    assert others == 1  # S3 has had nothing lately


def test_an_empty_store_has_no_bursts_and_no_phases(tmp_path: Path) -> None:
    with open_newsroom(tmp_path) as service:
        assert service.bursts(Dimension.THEME, Bin.HOUR, now=NOW) == []
        assert service.phases(Dimension.THEME, now=NOW) == {}
        assert service.phases(Dimension.STORY, now=NOW) == {}


def test_phases_of_themes(newsroom: TopicsService) -> None:
    assert newsroom.phases(Dimension.THEME, now=NOW) == {}  # nothing is in a theme here
    assert {*Phase} == {Phase.EMERGING, Phase.GROWING, Phase.STEADY, Phase.FADING, Phase.GONE}


def test_rises_are_looked_for_since_the_moment_that_is_asked_for(newsroom: TopicsService) -> None:
    """The rain is five months ago."""
    later = FIRST + timedelta(days=200)
    found = newsroom.bursts(Dimension.TOPIC, Bin.DAY, now=later, since=FIRST + timedelta(days=30))
    assert [burst.key for burst in found] == ["weather"]
    assert newsroom.bursts(Dimension.TOPIC, Bin.DAY, now=later, since=later - timedelta(days=14)) == []


def test_no_more_is_looked_back_than_can_be_counted() -> None:
    for every in (Bin.HOUR, Bin.DAY):
        assert _looked_back(every, NOW, None) == LOOKED_BACK
        assert _looked_back(every, NOW, NOW - timedelta(days=2)) == LOOKED_BACK
        assert _looked_back(every, NOW, NOW - timedelta(days=20)) == timedelta(days=20)
        assert _looked_back(every, NOW, NOW - timedelta(days=9000)) == AT_MOST[every]
