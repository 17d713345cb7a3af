"""Stories: one event, a few days, several outlets and languages."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from tests.cluster.news import unit
from topics.cluster import stories
from topics.cluster.stories import ENOUGH, group_stories

DAY = datetime(2026, 3, 10, tzinfo=UTC)
FIRE = ("حريق يأتي على سوق شعبي بالناظور", "سوق الناظور الشعبي يحترق ليلا", "Incendie au marché de Nador")
BRIDGE = ("افتتاح جسر جديد فوق أبي رقراق", "جسر أبي رقراق الجديد يفتح أمام السيارات")
ALONE = ("قط يعود إلى بيته بعد عامين", "نصائح لتخزين زيت الزيتون")


def vectors_of(events: Sequence[int], *, width: int = 96, seed: int = 3) -> np.ndarray:
    """Rows near one point an event; −1 = anywhere. All share a direction, as an encoder's do."""
    random = np.random.default_rng(seed)
    points = unit(random.normal(size=(max(events) + 2, width)))
    common = 1.5 * unit(random.normal(size=(1, width)))[0]
    rows = [
        (points[event] if event >= 0 else unit(random.normal(size=(1, width)))[0])
        + 0.2 * random.normal(size=width) / np.sqrt(width)
        for event in events
    ]
    return unit(np.array(rows) + common)


def word(number: int) -> str:
    """A word of its own for each number."""
    return "".join("بجدزحطكلمن"[int(digit)] for digit in str(104_729 * (number + 11)))


def told(events: Sequence[int]) -> tuple[list[str], list[str]]:
    """Titles and languages: headlines of one event share two words, others none."""
    titles = [
        f"{word(event)} {word(event + 500)} {word(number + 1000)}"
        if event >= 0
        else f"{word(number + 2000)} {word(number + 3000)}"
        for number, event in enumerate(events)
    ]
    return titles, ["ar"] * len(titles)


def partition(labels: Sequence[int]) -> set[frozenset[int]]:
    """Groups as sets of rows, each lone row a group."""
    groups: dict[object, set[int]] = {}
    for row, label in enumerate(labels):
        groups.setdefault(label if label >= 0 else ("alone", row), set()).add(row)
    return {frozenset(rows) for rows in groups.values()}


def test_one_event_is_one_story_across_languages_and_the_rest_stands_alone() -> None:
    titles = [*FIRE, *BRIDGE, *ALONE]
    vectors = vectors_of([0, 0, 0, 1, 1, -1, -1])
    labels = group_stories(vectors, titles, languages=["ar", "ar", "fr", "ar", "ar", "ar", "ar"])
    assert labels.tolist() == [0, 0, 0, 1, 1, -1, -1]
    assert labels.dtype == np.int32


def test_many_headlines_are_grouped_by_their_events() -> None:
    events = [number % 20 for number in range(80)] + [-1] * 40
    titles, languages = told(events)
    labels = group_stories(vectors_of(events), titles, languages=languages)
    for event in range(20):
        found = {int(labels[row]) for row in range(80) if events[row] == event}
        assert len(found) == 1
        assert found != {-1}
    assert (labels[80:] == -1).all()


def test_the_order_of_rows_changes_no_group() -> None:
    events = [number % 15 for number in range(60)] + [-1] * 20
    titles, languages = told(events)
    vectors = vectors_of(events)
    order = np.random.default_rng(0).permutation(len(events))
    labels = group_stories(vectors, titles, languages=languages)
    moved = group_stories(vectors[order], [titles[row] for row in order], languages=languages)
    back = {frozenset(int(order[row]) for row in rows) for rows in partition(moved.tolist())}
    assert back == partition(labels.tolist())


def test_stories_are_numbered_by_their_first_headline() -> None:
    events = [-1, 2, 1, 2, 1, 0, 0]
    titles, languages = told(events)
    labels = group_stories(vectors_of(events), titles, languages=languages)
    assert labels.tolist() == [-1, 0, 1, 0, 1, 2, 2]


def test_the_same_title_weeks_apart_is_two_stories() -> None:
    title = "نشرة إنذارية: أمطار قوية ورياح بالشمال"
    vectors = np.repeat(vectors_of([0]), 4, axis=0)
    seen = [DAY, DAY + timedelta(hours=6), DAY + timedelta(days=30), DAY + timedelta(days=31)]
    labels = group_stories(vectors, [title] * 4, languages=["ar"] * 4, seen=seen)
    assert labels.tolist() == [0, 0, 1, 1]


def test_an_unknown_time_sets_no_limit() -> None:
    title = "نشرة إنذارية: أمطار قوية ورياح بالشمال"
    vectors = np.repeat(vectors_of([0]), 3, axis=0)
    assert group_stories(vectors, [title] * 3, languages=["ar"] * 3).tolist() == [0, 0, 0]
    labels = group_stories(vectors, [title] * 3, languages=["ar"] * 3, seen=[DAY, None, DAY])
    assert labels.tolist() == [0, 0, 0]


def test_an_event_told_on_for_days_stays_one_story() -> None:
    events = [0] * 5
    titles, languages = told(events)
    seen = [DAY + timedelta(days=number) for number in range(5)]
    labels = group_stories(vectors_of(events), titles, languages=languages, seen=seen)
    assert labels.tolist() == [0] * 5


@pytest.mark.parametrize("count", [0, 1])
def test_none_and_one_stand_alone(count: int) -> None:
    labels = group_stories(np.ones((count, 4), np.float32) / 2, ["خبر"] * count, languages=["ar"] * count)
    assert labels.tolist() == [-1] * count


@pytest.mark.parametrize("count", [2, ENOUGH - 1, ENOUGH, 200])
def test_identical_headlines_are_one_story(count: int) -> None:
    vectors = np.repeat(vectors_of([0]), count, axis=0)
    labels = group_stories(vectors, ["حريق في سوق الناظور"] * count, languages=["ar"] * count)
    assert labels.tolist() == [0] * count


@pytest.mark.parametrize("count", [2, ENOUGH - 1, ENOUGH, 200])
def test_unrelated_headlines_stand_alone(count: int) -> None:
    titles, languages = told([-1] * count)
    vectors = unit(np.random.default_rng(1).normal(size=(count, 96)) + 2 * np.ones(96))
    labels = group_stories(vectors, titles, languages=languages)
    assert (labels == -1).all()


@pytest.mark.parametrize("title", ["؟؟؟", "2026", "في من على"])
def test_titles_without_words_are_grouped_by_their_vectors(title: str) -> None:
    labels = group_stories(vectors_of([0, 0, 1]), [title] * 3, languages=["ar"] * 3)
    assert labels.tolist() == [0, 0, -1]


def test_long_titles_work() -> None:
    titles = ["حريق في سوق الناظور " * 25, "حريق في سوق الناظور " * 24, "خبر آخر " * 60]
    labels = group_stories(vectors_of([0, 0, 1]), [title[:512] for title in titles], languages=["ar"] * 3)
    assert labels.tolist() == [0, 0, -1]


def test_more_than_can_be_linked_at_once_are_linked_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stories, "LARGEST", 10)
    vectors = np.repeat(vectors_of([0]), 25, axis=0)
    labels = group_stories(vectors, ["حريق في سوق الناظور"] * 25, languages=["ar"] * 25)
    assert labels.tolist() == [0] * 10 + [1] * 10 + [2] * 5
