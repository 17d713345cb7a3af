"""Comparing headlines of a store: by key and by word, and a theme with itself over time."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.jobs.newsroom import NOW, OUTLETS, headline
from tests.store.told import save_themes
from topics import jobs
from topics.errors import UsageError
from topics.service import TopicsService
from topics.theme_changes import theme_changes
from topics.types import Batch, Bin, Dimension, Headline, HeadlineFilter

DAY = timedelta(days=1)
MIDDLE = NOW - 7 * DAY + timedelta(minutes=1)
WEEK = HeadlineFilter(since=MIDDLE)
BEFORE = HeadlineFilter(until=MIDDLE)
THINGS = ("المدرسة", "الميناء", "السوق", "الملعب", "المكتبة", "المحطة", "الحديقة")


def storms(days: range, each: int) -> list[Headline]:
    """Storms in the titles of every outlet, on each of these days before now, among other news."""
    found = []
    for day in days:
        for number in range(18):
            thing = THINGS[(day + number) % len(THINGS)]
            title = f"عاصفة تضرب {thing}" if number < each else f"افتتاح {thing}"
            found.append(headline(f"{title} {day} {number}", number=24 * day + number))
    return found


@pytest.fixture
def stormy(newsroom: TopicsService) -> TopicsService:
    """Storms this week, none the week before."""
    rows = (*storms(range(7), 6), *storms(range(7, 14), 0))
    jobs.ingest(newsroom, now=NOW, batches=[Batch(tuple(rows))])
    return newsroom


def test_words_that_one_week_has_more_are_found_and_quoted(stormy: TopicsService) -> None:
    found = stormy.compare(WEEK, BEFORE)
    assert (found.this_total, found.that_total) == (126, 126)
    storm = found.contrasts[0]
    assert storm.name.startswith("عاصفة")
    assert (storm.difference.this, storm.difference.that) == (42, 0)
    assert storm.difference.is_significant()
    assert storm.difference.this_outlets == 3
    quoted = stormy.store.headlines.get(storm.this_headlines)
    assert quoted and all("عاصفة" in one.title for one in quoted)
    assert storm.that_headlines == ()
    assert found.contrasts[-1].name == "افتتاح"
    assert len(found.contrasts[-1].that_headlines) > 0


def test_the_other_way_round_is_the_mirror(stormy: TopicsService) -> None:
    there, back = stormy.compare(WEEK, BEFORE), stormy.compare(BEFORE, WEEK)
    assert [one.name for one in there.contrasts] == [one.name for one in reversed(back.contrasts)]


def test_outlets_are_compared_by_any_key(stormy: TopicsService) -> None:
    for by in Dimension:
        found = stormy.compare(HeadlineFilter(sources=OUTLETS[:1]), HeadlineFilter(sources=OUTLETS[1:]), by)
        assert found.by is by
        keys = {one.difference.key for one in found.contrasts}
        assert keys == {Dimension.SOURCE: set(OUTLETS), Dimension.LANGUAGE: {"ar"}}.get(by, set())


def test_a_word_of_one_outlet_is_no_word_of_several(newsroom: TopicsService) -> None:
    """The others of its week have none of it."""
    rows = [*storms(range(7), 0), *storms(range(7, 14), 0)]
    alone = [headline(f"قراءة في كتاب قديم {day}", number=24 * day) for day in range(7)]
    jobs.ingest(newsroom, now=NOW, batches=[Batch((*rows, *alone))])
    assert len({one.source for one in alone}) == 1
    names = {one.name for one in newsroom.compare(WEEK, BEFORE).contrasts}
    assert {"قراءة", "كتاب"}.isdisjoint(names)


def test_groups_with_a_common_headline_are_refused(stormy: TopicsService) -> None:
    with pytest.raises(UsageError, match="got 126 in both"):
        stormy.compare(WEEK, HeadlineFilter())


def test_an_empty_store_has_no_difference(newsroom: TopicsService) -> None:
    assert newsroom.compare(WEEK, BEFORE).contrasts == ()


# --- themes over time ----------------------------------------------------------------------------


@pytest.fixture
def fitted(newsroom: TopicsService) -> TopicsService:
    """Storms, then other news; all of it is the theme T1."""
    items = [*storms(range(2), 18), *storms(range(2, 4), 0)]
    newsroom.store.headlines.add(items)
    save_themes(newsroom.store, items, [0] * len(items), "run-1")
    return newsroom


def test_a_theme_is_told_day_by_day(fitted: TopicsService) -> None:
    theme = fitted.themes()[0]
    found = fitted.theme_changes(theme.id, Bin.DAY)
    assert sum(one.count for one in found) == len(fitted.store.themes.members(theme.id))
    starts = [one.start for one in found]
    assert starts == sorted(set(starts))
    members = set(fitted.store.themes.members(theme.id))
    shown = [one.headline for one in found if one.headline is not None]
    assert shown and {one.id for one in shown} <= members
    for one, next_start in zip(found, [*starts[1:], NOW + DAY], strict=True):
        assert one.headline is None or one.start <= one.headline.seen < next_start
    assert any("عاصفة" in word for one in found for word in one.rising)
    assert any("افتتاح" in word for one in found for word in one.fading)


def test_a_span_can_be_asked_for(fitted: TopicsService) -> None:
    theme = fitted.themes()[0].id
    found = theme_changes(fitted, theme, Bin.HOUR, since=NOW - DAY, until=NOW)
    assert len(found) == 24
    assert theme_changes(fitted, theme, since=NOW + DAY) == []


def test_an_unknown_theme_is_refused(fitted: TopicsService) -> None:
    with pytest.raises(UsageError, match="T99"):
        fitted.theme_changes("T99")
