"""The sample holds what it promises."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from topics.sample.load import DAYS, sample_headlines, sample_labels
from topics.taxonomy import load_taxonomy
from topics.text import match_form
from topics.types import Headline

TODAY = date(2026, 3, 25)  # the clocks of Casablanca went forward on the 22nd
ZONE = "Africa/Casablanca"
NOW = datetime(2026, 3, 25, 20, tzinfo=UTC)


@pytest.fixture(scope="module")
def headlines() -> tuple[Headline, ...]:
    return sample_headlines(today=TODAY, timezone=ZONE, now=NOW).headlines


def local_day(headline: Headline) -> date:
    return headline.seen.astimezone(ZoneInfo(ZONE)).date()


def test_enough_headlines_languages_outlets_and_days(headlines: tuple[Headline, ...]) -> None:
    assert len(headlines) >= 600
    languages = Counter(headline.language for headline in headlines)
    assert set(languages) == {"ar", "ary", "fr", "en"}
    assert min(languages.values()) >= 60
    assert len({headline.source for headline in headlines}) >= 8
    days = Counter(map(local_day, headlines))
    assert len(days) == DAYS
    assert max(days) == TODAY
    assert min(days.values()) >= 6
    assert days[TODAY] >= 20


def test_ids_and_titles_differ(headlines: tuple[Headline, ...]) -> None:
    assert len({headline.id for headline in headlines}) == len(headlines)
    assert len({match_form(headline.title) for headline in headlines}) == len(headlines)


def test_every_topic_is_there_in_arabic_and_french(headlines: tuple[Headline, ...]) -> None:
    labels = sample_labels()
    topics = Counter((labels[one.id].topic, one.language) for one in headlines)
    for topic in load_taxonomy().ids:
        assert sum(count for (own, _), count in topics.items() if own == topic) >= 15
        assert topics[topic, "ar"] >= 4
        assert topics[topic, "fr"] >= 4
    known = set(load_taxonomy().ids)
    assert {other for label in labels.values() for other in label.also} <= known


def test_events_are_told_by_several_outlets_in_several_languages(headlines: tuple[Headline, ...]) -> None:
    labels = sample_labels()
    events: dict[str, list[Headline]] = defaultdict(list)
    for headline in headlines:
        if labels[headline.id].event:
            events[str(labels[headline.id].event)].append(headline)
    told = [
        members
        for members in events.values()
        if len({one.source for one in members}) >= 3 and len({one.language for one in members}) >= 2
    ]
    assert len(told) >= 14
    for members in told:
        days = sorted(map(local_day, members))
        assert (days[-1] - days[0]).days <= 4


@pytest.mark.parametrize("rise", ["rain", "cup", "prices"])
def test_planted_rises_rise(headlines: tuple[Headline, ...], rise: str) -> None:
    labels = sample_labels()
    days = Counter((TODAY - local_day(one)).days for one in headlines if labels[one.id].rise == rise)
    assert sum(days.values()) >= 25
    assert sum(days[back] for back in range(4)) > sum(days[back] for back in range(8, 12))
    assert sum(days[back] for back in range(20, DAYS)) == 0


def test_the_vote_fades(headlines: tuple[Headline, ...]) -> None:
    labels = sample_labels()
    days = [(TODAY - local_day(one)).days for one in headlines if labels[one.id].rise == "vote"]
    assert len(days) >= 25
    assert min(days) >= 25


def test_times_are_the_wall_clocks_on_both_sides_of_a_change(headlines: tuple[Headline, ...]) -> None:
    later = sample_headlines(
        today=date(2026, 6, 25), timezone=ZONE, now=datetime(2026, 6, 25, 20, tzinfo=UTC)
    )
    clocks = [one.seen.astimezone(ZoneInfo(ZONE)).time() for one in headlines]
    assert clocks == [one.seen.astimezone(ZoneInfo(ZONE)).time() for one in later.headlines]
    assert [one.id for one in headlines] == [one.id for one in later.headlines]


def test_nothing_lies_in_the_future() -> None:
    early = datetime(2026, 3, 25, 6, tzinfo=UTC)
    batch = sample_headlines(today=TODAY, timezone=ZONE, now=early)
    assert max(one.seen for one in batch.headlines) <= early


def test_a_second_reading_in_the_morning_finds_nothing_changed() -> None:
    early = datetime(2026, 3, 25, 6, tzinfo=UTC)
    first, second = (
        sample_headlines(today=TODAY, timezone=ZONE, now=early + timedelta(seconds=wait)) for wait in (0, 30)
    )
    assert [one.published for one in first.headlines] == [one.published for one in second.headlines]
