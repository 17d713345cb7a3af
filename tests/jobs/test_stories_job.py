"""Stories kept current over a real store: what a run places, and what late or broken runs leave."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.cluster.events import DAY, newsflow
from tests.cluster.news import unit
from tests.fakes import HashingEncoder
from tests.jobs.newsroom import NOW, batch, headline, open_newsroom, records, stage
from topics import jobs, story_job
from topics.cluster.story_weights import HORIZON
from topics.errors import UsageError
from topics.service import TopicsService
from topics.store import story_rows
from topics.story_job import StoriesOutcome, update_stories
from topics.text import content_hash, headline_id
from topics.types import Batch, Headline, HeadlineFilter

FIRE = ("حريق مهول يلتهم سوقا بالناظور", "حريق مهول بسوق في الناظور", "سوق الناظور يحترق: حريق مهول")
TRADERS = ("إجلاء عشرات التجار من خيامهم ليلا", "عشرات التجار خارج خيامهم: إجلاء ليلا")
BOTH = "حريق مهول بسوق في الناظور وإجلاء عشرات التجار من خيامهم ليلا"
ALONE = ("قط يعود إلى بيته بعد عامين", "مهرجان للسينما ينطلق بفاس", "ارتفاع أسعار السمك")


def add(service: TopicsService, items: Sequence[Headline]) -> None:
    jobs.ingest(service, now=NOW, batches=[Batch(tuple(items))])


def tell(service: TopicsService, items: Sequence[Headline] = ()) -> StoriesOutcome:
    """Store headlines, bring stories up to date, and say what that did."""
    add(service, items)
    done = stage(jobs.tell_stories(service, now=NOW), "stories")
    return StoriesOutcome(done.done, done.figures["opened"], done.figures["merged"])


def some(titles: Sequence[str], *, number: int = 0) -> list[Headline]:
    """One headline an hour, each of another outlet; higher numbers are earlier."""
    return [headline(title, number=number + row) for row, title in enumerate(titles)]


def story_of(service: TopicsService) -> dict[str, str | None]:
    """Title -> story id."""
    return {record.headline.title: record.story for record in records(service)}


def partition(service: TopicsService) -> set[frozenset[str]]:
    """Titles that are told as one event."""
    found: dict[str, set[str]] = {}
    for title, story in story_of(service).items():
        found.setdefault(story or f"alone: {title}", set()).add(title)
    return set(map(frozenset, found.values()))


def flow(days: int = 9) -> list[Headline]:
    """A stream of events that are clear, as the store takes it."""
    return [
        Headline(
            id=headline_id(str(told.outlet), told.id),
            source=str(told.outlet),
            title=told.title,
            language=told.language,
            fetched=DAY,
            published=told.seen,
            content_hash=content_hash(told.title),
        )
        for told in newsflow(days, each_day=5, lone=8)
    ]


@pytest.fixture
def small_portions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(story_job, "PORTION", 40)


# --- what a run does -----------------------------------------------------------------------------


def test_every_headline_gets_a_place_and_the_outcome_says_so(newsroom: TopicsService) -> None:
    assert tell(newsroom, some([*FIRE, *ALONE])) == StoriesOutcome(placed=6, opened=1, merged=0)
    places = story_of(newsroom)
    assert {places[title] for title in FIRE} == {"S1"}
    assert {places[title] for title in ALONE} == {None}
    (story,) = newsroom.stories(HeadlineFilter())
    assert (story.size, len(story.outlets), story.languages) == (3, 3, ("ar",))
    assert story.title in FIRE
    assert (story.last_seen, story.first_seen) == (NOW, NOW - timedelta(hours=2))
    assert newsroom.store.check() == []


def test_a_second_run_changes_nothing(newsroom: TopicsService) -> None:
    tell(newsroom, flow(3))
    before, stories = records(newsroom), newsroom.stories(HeadlineFilter(limit=1000))
    assert tell(newsroom, flow(3)) == StoriesOutcome(0, 0, 0)
    assert records(newsroom) == before
    assert newsroom.stories(HeadlineFilter(limit=1000)) == stories


@pytest.mark.parametrize("number", [0, 1, 2])
def test_a_handful_of_headlines_is_no_failure(newsroom: TopicsService, number: int) -> None:
    assert tell(newsroom, some(ALONE[:number])) == StoriesOutcome(number, 0, 0)


def test_only_what_has_a_vector_is_placed(newsroom: TopicsService) -> None:
    add(newsroom, some(FIRE))
    ticks: list[int] = []
    assert update_stories(newsroom, now=NOW, progress=ticks.append) == StoriesOutcome(0, 0, 0)
    assert ticks == []
    tell(newsroom)
    assert set(story_of(newsroom).values()) == {"S1"}


def test_progress_is_told_after_each_portion(newsroom: TopicsService, small_portions: None) -> None:
    add(newsroom, flow(3))
    jobs.tell_stories(newsroom, now=NOW)  # embeds, and places
    ticks: list[int] = []
    add(newsroom, some([f"{title} {number}" for number in range(30) for title in FIRE]))
    jobs.classify(newsroom, now=NOW)  # embeds only
    update_stories(newsroom, now=NOW, progress=ticks.append)
    assert ticks == [40, 80, 90]


def test_portions_change_no_story(newsroom: TopicsService, tmp_path: Path, small_portions: None) -> None:
    items = flow()
    outcome = tell(newsroom, items)
    assert outcome.placed == len(items) > 5 * 40
    assert outcome.opened - outcome.merged == len(newsroom.stories(HeadlineFilter(limit=1000)))
    (tmp_path / "other").mkdir()
    with open_newsroom(tmp_path / "other") as other, pytest.MonkeyPatch.context() as patch:
        patch.setattr(story_job, "PORTION", 10_000)
        tell(other, items)
        assert partition(other) == partition(newsroom)


def test_day_by_day_events_become_the_same_stories(newsroom: TopicsService, tmp_path: Path) -> None:
    """Each run sees more headlines and so other means; events that are clear are told apart anyway."""
    items = flow(6)
    for start in range(0, len(items), 30):
        tell(newsroom, items[start : start + 30])
    (tmp_path / "other").mkdir()
    with open_newsroom(tmp_path / "other") as other:
        tell(other, items)
        there, here = partition(newsroom), partition(other)
    assert len(there & here) >= 0.97 * len(here)


class NarrowEncoder(HashingEncoder):
    """All its vectors lie close to one direction, as those of real encoders do."""

    def encode(self, texts: Sequence[str], **options: Any) -> np.ndarray:
        """See ``Encoder.encode``."""
        rows = super().encode(texts, **options)
        common = super().encode([""])[0]
        rows = rows + np.float32(2.2) * common
        return unit(rows)


@pytest.mark.parametrize("number", [2, 3, 12])
def test_unrelated_headlines_of_a_new_newsroom_stand_alone(tmp_path: Path, number: int) -> None:
    """There are too few of them to take their mean off."""
    titles = [*ALONE, *(told.title for told in newsflow(2) if told.id.startswith("alone"))]
    with open_newsroom(tmp_path, NarrowEncoder()) as service:
        tell(service, some(titles[:number]))
        assert set(story_of(service).values()) == {None}
        tell(service, some(FIRE, number=20))
        assert {story_of(service)[title] for title in FIRE} == {"S1"}


# --- what comes late -----------------------------------------------------------------------------


def test_a_late_headline_joins_its_story(newsroom: TopicsService) -> None:
    items = some([*FIRE, *ALONE])
    tell(newsroom, [*items[:1], *items[2:]])
    assert tell(newsroom, [items[1]]) == StoriesOutcome(placed=1, opened=0, merged=0)
    places = story_of(newsroom)
    assert {places[title] for title in FIRE} == {"S1"}
    assert {places[title] for title in ALONE} == {None}


def test_a_late_headline_opens_a_story_with_one_that_stood_alone(newsroom: TopicsService) -> None:
    tell(newsroom, some([FIRE[0], *ALONE]))
    assert set(story_of(newsroom).values()) == {None}
    assert tell(newsroom, some([FIRE[1]], number=1)) == StoriesOutcome(placed=1, opened=1, merged=0)
    assert {story_of(newsroom)[title] for title in FIRE[:2]} == {"S1"}


def test_a_late_headline_brings_two_stories_together(tmp_path: Path) -> None:
    with open_newsroom(tmp_path, story_granularity="broad") as service:
        assert tell(service, [*some(FIRE[:2], number=4), *some(TRADERS)]).opened == 2
        assert tell(service, some([BOTH], number=2)) == StoriesOutcome(placed=1, opened=0, merged=1)
        (kept,) = service.stories(HeadlineFilter())
        assert (kept.id, kept.size) == ("S1", 5)
        old = service.story("S2")
        assert old is not None
        assert (old.size, old.merged_into) == (0, "S1")
        assert service.store.stories.links("S2") == [("S2", "S1", "merged", 2, NOW)]


def test_what_comes_after_the_horizon_is_another_story(newsroom: TopicsService) -> None:
    tell(newsroom, some(FIRE, number=round(HORIZON / timedelta(hours=1)) + 3))
    again = [f"{title} مجددا" for title in FIRE]
    assert tell(newsroom, some(again)) == StoriesOutcome(placed=3, opened=1, merged=0)
    places = story_of(newsroom)
    assert {places[title] for title in FIRE} == {"S1"}
    assert {places[title] for title in again} == {"S2"}


def test_a_changed_title_finds_its_place_anew(newsroom: TopicsService) -> None:
    fire, traders = some(FIRE), some(TRADERS, number=3)
    wrong = headline(TRADERS[0] + " بالسوق", number=2, key="k")
    tell(newsroom, [*fire[:2], *traders, wrong])
    places = story_of(newsroom)
    assert places[wrong.title] == places[TRADERS[0]] != places[FIRE[0]]
    right = headline(FIRE[2], number=2, key="k")
    assert tell(newsroom, [right]) == StoriesOutcome(placed=1, opened=0, merged=0)
    places = story_of(newsroom)
    assert wrong.title not in places
    assert places[FIRE[2]] == places[FIRE[0]] != places[TRADERS[0]]
    assert sorted(story.size for story in newsroom.stories(HeadlineFilter())) == [2, 3]


# --- what goes wrong -----------------------------------------------------------------------------


@pytest.fixture
def failing_once(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The second portion is lost in the middle of being written."""
    written = story_rows._link
    calls = count()

    def link(*given: Any) -> None:
        if next(calls) == 1:
            raise OSError("the machine went down")
        written(*given)

    with monkeypatch.context() as patch:
        patch.setattr(story_rows, "_link", link)
        yield


def test_a_killed_run_is_completed_by_the_next(
    newsroom: TopicsService, tmp_path: Path, small_portions: None, failing_once: None
) -> None:
    items = flow()
    add(newsroom, items)
    with pytest.raises(OSError, match="went down"):
        jobs.tell_stories(newsroom, now=NOW)
    encoder = newsroom.encoder.encoder_id
    assert len(newsroom.store.stories.pending(encoder, 10_000)) == len(items) - 40
    assert newsroom.store.check() == []
    assert newsroom.recent_reports()[0].error == "OSError: the machine went down"
    assert tell(newsroom).placed == len(items) - 40
    (tmp_path / "other").mkdir()
    with open_newsroom(tmp_path / "other") as undisturbed:
        tell(undisturbed, items)
        assert partition(newsroom) == partition(undisturbed)
        assert as_seen(newsroom) == as_seen(undisturbed)


def as_seen(service: TopicsService) -> list[tuple[object, ...]]:
    """What an editor sees of stories, but for their ids."""
    return sorted(
        (story.title, story.size, story.outlets, story.first_seen, story.last_seen)
        for story in service.stories(HeadlineFilter(limit=1000))
    )


@pytest.mark.parametrize("asked", ["wide", "", "1.5", "0"])
def test_a_granularity_that_is_none_is_refused(tmp_path: Path, asked: str) -> None:
    with open_newsroom(tmp_path, story_granularity=asked) as service:
        add(service, some(FIRE))
        expected = f"expected narrow, normal, broad or a number between 0 and 1, got {asked!r}"
        with pytest.raises(UsageError, match=expected):
            jobs.tell_stories(service, now=NOW)
        assert set(story_of(service).values()) == {None}
        assert not service.recent_reports()[0].ok


def test_another_granularity_counts_from_then_on(newsroom: TopicsService, tmp_path: Path) -> None:
    """What is told keeps its place; only what a new headline touches is grouped anew."""
    tell(newsroom, [*some(FIRE[:2], number=4), *some(TRADERS)])
    with open_newsroom(tmp_path, story_granularity="broad") as changed:
        assert tell(changed) == StoriesOutcome(0, 0, 0)
        tell(changed, some([BOTH], number=2))
        assert set(story_of(changed).values()) == {"S1"}


# --- as one of the jobs --------------------------------------------------------------------------


def test_the_whole_job_tells_stories_too(newsroom: TopicsService) -> None:
    report = jobs.run(newsroom, now=NOW, batches=[batch(0, 40)])
    told = stage(report, "stories")
    assert told.done == 40
    assert told.figures == {"opened": len(newsroom.stories(HeadlineFilter())), "merged": 0}
    assert told.figures["opened"] > 3
    (stored,) = newsroom.recent_reports()
    assert stage(stored, "stories") == told
    assert jobs.tell_stories(newsroom, now=NOW).stages[-1].done == 0
