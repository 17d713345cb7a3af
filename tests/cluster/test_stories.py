"""Stories of many headlines at once: one event, a few days, several outlets and languages."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.cluster.events import DAY, titles_of, vectors_of
from tests.cluster.news import unit
from topics.cluster.stories import ENOUGH, UNRELATED, granularity_of, group_stories
from topics.cluster.story_weights import GRANULARITIES

FIRE = ("حريق يأتي على سوق شعبي بالناظور", "سوق الناظور الشعبي يحترق ليلا", "Incendie au marché de Nador")
BRIDGE = ("افتتاح جسر جديد فوق أبي رقراق", "جسر أبي رقراق الجديد يفتح أمام السيارات")
ALONE = ("قط يعود إلى بيته بعد عامين", "نصائح لتخزين زيت الزيتون")


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
    labels = group_stories(vectors_of(events), titles_of(events), languages=["ar"] * 120)
    for event in range(20):
        found = {int(labels[row]) for row in range(80) if events[row] == event}
        assert len(found) == 1
        assert found != {-1}
    assert (labels[80:] == -1).all()


def test_ten_headlines_of_three_events() -> None:
    events = [0, 1, 2, 0, 1, 2, 0, -1, -1, 1]
    labels = group_stories(vectors_of(events), titles_of(events), languages=["ar", "fr"] * 5)
    assert labels.tolist() == [0, 1, 2, 0, 1, 2, 0, -1, -1, 1]


def test_stories_are_numbered_by_their_first_headline() -> None:
    events = [-1, 2, 1, 2, 1, 0, 0]
    labels = group_stories(vectors_of(events), titles_of(events), languages=["ar"] * 7)
    assert labels.tolist() == [-1, 0, 1, 0, 1, 2, 2]


# --- the order of rows -----------------------------------------------------------------------------


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000))
def test_rows_in_another_order_have_the_same_stories(seed: int) -> None:
    random = np.random.default_rng(seed)
    events = [number % 12 for number in range(40)] + [-1] * 15
    vectors, titles = vectors_of(events, seed=seed), titles_of(events)
    languages = random.choice(["ar", "fr", "ary"], size=55).tolist()
    seen = [DAY + timedelta(hours=hours) for hours in random.uniform(0, 30, size=55)]
    order = random.permutation(55).tolist()
    labels = group_stories(vectors, titles, languages=languages, seen=seen)
    moved = group_stories(
        vectors[order],
        [titles[row] for row in order],
        languages=[languages[row] for row in order],
        seen=[seen[row] for row in order],
    )
    assert {frozenset(order[row] for row in rows) for rows in partition(moved.tolist())} == partition(
        labels.tolist()
    )


# --- time ------------------------------------------------------------------------------------------


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
    seen = [DAY + timedelta(days=number) for number in range(5)]
    labels = group_stories(vectors_of(events), titles_of(events), languages=["ar"] * 5, seen=seen)
    assert labels.tolist() == [0] * 5


# --- at the edges ----------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [0, 1])
def test_none_and_one_stand_alone(count: int) -> None:
    labels = group_stories(unit(np.ones((count, 4))), ["خبر"] * count, languages=["ar"] * count)
    assert labels.tolist() == [-1] * count


@pytest.mark.parametrize("count", [2, 10, ENOUGH - 1, ENOUGH, 200])
def test_identical_headlines_are_one_story(count: int) -> None:
    vectors = np.repeat(vectors_of([0]), count, axis=0)
    labels = group_stories(vectors, ["حريق في سوق الناظور"] * count, languages=["ar"] * count)
    assert labels.tolist() == [0] * count


@pytest.mark.parametrize("count", [2, 10, ENOUGH - 1, ENOUGH, 200])
def test_unrelated_headlines_stand_alone(count: int) -> None:
    titles = titles_of([-1] * count)
    vectors = unit(np.random.default_rng(1).normal(size=(count, 96)) + 2 * np.ones(96))
    labels = group_stories(vectors, titles, languages=["ar"] * count)
    assert (labels == -1).all()


@pytest.mark.parametrize("language", ["ar", "en", "und", ""])
def test_one_language_alone(language: str) -> None:
    events = [number % 10 for number in range(40)]
    labels = group_stories(vectors_of(events), titles_of(events), languages=[language] * 40)
    assert labels.tolist() == events


@pytest.mark.parametrize("title", ["", "؟؟؟", "2026", "في من على"])
def test_titles_without_words_are_grouped_by_their_vectors(title: str) -> None:
    labels = group_stories(vectors_of([0, 0, 1]), [title] * 3, languages=["ar"] * 3)
    assert labels.tolist() == [0, 0, -1]


def test_the_longest_titles_work() -> None:
    titles = ["حريق في سوق الناظور " * 30, "حريق في سوق الناظور " * 29, "خبر آخر " * 70]
    labels = group_stories(vectors_of([0, 0, 1]), [title[:512] for title in titles], languages=["ar"] * 3)
    assert labels.tolist() == [0, 0, -1]


def test_the_usual_cosine_of_the_encoder_counts_where_headlines_are_few() -> None:
    """In a space where all cosines are near 0.9, one of 0.9 says nothing."""
    random = np.random.default_rng(2)
    vectors = unit(np.vstack([random.normal(size=(2, 96)) / np.sqrt(96) * 0.33 + np.eye(96)[0]]))
    titles, languages = titles_of([-1, -1]), ["ar", "ar"]
    close = group_stories(vectors, titles, languages=languages, unrelated=0.0)
    usual = group_stories(vectors, titles, languages=languages, unrelated=0.9)
    assert close.tolist() == [0, 0]
    assert usual.tolist() == [-1, -1]
    assert 0 < UNRELATED < 1


# --- how wide a story is ---------------------------------------------------------------------------


def test_the_wider_the_more_is_joined() -> None:
    """Headlines around four matters, more and more off: what a narrower story joins, a wider one does too."""
    random = np.random.default_rng(5)
    points = np.repeat(unit(random.normal(size=(4, 96))), 12, axis=0)
    off = np.tile(np.linspace(0.2, 1.6, 12), 4)[:, None]
    vectors = unit(points + off * random.normal(size=(48, 96)) / np.sqrt(96))
    titles = titles_of([-1] * 48)
    counts = []
    together: list[set[tuple[int, int]]] = []
    for name in ("narrow", "normal", "broad"):
        labels = group_stories(vectors, titles, languages=["ar"] * 48, granularity=GRANULARITIES[name])
        together.append(
            {(a, b) for a in range(48) for b in range(a) if labels[a] == labels[b] and labels[a] >= 0}
        )
        counts.append(len(partition(labels.tolist())))
    narrow, normal, broad = together
    assert narrow < normal < broad
    assert counts[0] > counts[1] > counts[2] >= 4


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        *GRANULARITIES.items(),
        ("0.3", 0.3),
        (".5", 0.5),
        ("1e-2", 0.01),
        *(
            (nonsense, None)
            for nonsense in ("", "wide", "Broad", "0", "1", "-0.2", "1.5", "nan", "inf", "0,3")
        ),
    ],
)
def test_a_granularity_is_a_name_or_a_number(asked: str, found: float | None) -> None:
    assert granularity_of(asked) == found


def test_the_names_are_in_order() -> None:
    assert 0 < GRANULARITIES["broad"] < GRANULARITIES["normal"] < GRANULARITIES["narrow"] < 1
