"""Grouping headlines that are not stored: values in, values out, in input order."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.fakes import HashingEncoder
from tests.jobs.newsroom import headline, headlines
from topics.cluster.stories import UNRELATED
from topics.cluster.story_weights import GRANULARITIES
from topics.on_demand import Group, embed_headlines, stories_of, themes_of
from topics.types import Headline

USUAL = {"unrelated": UNRELATED, "granularity": GRANULARITIES["normal"]}


@pytest.fixture
def encoder() -> HashingEncoder:
    return HashingEncoder()


def test_each_text_is_encoded_once_and_rows_are_in_input_order(encoder: HashingEncoder) -> None:
    first, second = headlines(0, 2)
    vectors = embed_headlines([first, second, first], encoder)
    assert len(encoder.encoded) == 2
    assert np.array_equal(vectors[0], vectors[2])
    assert np.array_equal(vectors[:2], encoder.encode(encoder.encoded[:2]))


def test_themes_come_in_input_order_and_tell_subjects_apart(encoder: HashingEncoder) -> None:
    items = headlines(0, 48)
    groups = themes_of(items, embed_headlines(items, encoder))
    assert len(groups) == 48
    for subject in range(8):
        found = {group for number, group in enumerate(groups) if number % 8 == subject and group}
        others = {group for number, group in enumerate(groups) if number % 8 != subject and group}
        assert found
        assert not found & others


@pytest.mark.parametrize("count", [48, 96])
def test_the_order_of_the_input_changes_no_theme(encoder: HashingEncoder, count: int) -> None:
    items = headlines(0, count)
    order = np.random.default_rng(0).permutation(count).tolist()
    moved = [items[row] for row in order]
    there = themes_of(items, embed_headlines(items, encoder))
    back = themes_of(moved, embed_headlines(moved, encoder))
    assert [there[row] for row in order] == back


def test_equal_titles_have_one_theme(encoder: HashingEncoder) -> None:
    items = [one for one in headlines(0, 4) for _ in range(5)]
    groups = themes_of(items, embed_headlines(items, encoder))
    assert [groups[0]] * 5 == groups[:5]
    assert groups[0] is not None
    assert len({group.id for group in groups if group}) == 4


def signed(title: str, number: int) -> Headline:
    """A headline that ends in its outlet's name, as aggregators write it."""
    plain = headline(title, number=number)
    return replace(plain, title=f"{title} - {plain.source}")


def test_stories_are_named_by_a_headline_without_its_outlet(encoder: HashingEncoder) -> None:
    items = [
        signed("حريق كبير في سوق الناظور", 0),
        signed("حريق في سوق الناظور الشعبي", 1),
        headline("مهرجان للسينما بفاس", number=2),
    ]
    groups = stories_of(items, embed_headlines(items, encoder), **USUAL)
    assert groups[0] == groups[1]
    assert groups[0] is not None
    assert groups[0].name in {"حريق كبير في سوق الناظور", "حريق في سوق الناظور الشعبي"}
    assert groups[2] is None


def test_outlets_are_told_apart_only_where_there_are_several(encoder: HashingEncoder) -> None:
    """Headlines of a plain file all have its name; it says nothing of who told them."""
    titles = ("حريق كبير في سوق الناظور", "حريق في سوق الناظور الشعبي", "مهرجان للسينما بفاس")
    several = [headline(title, number=row) for row, title in enumerate(titles)]
    one = [replace(item, source="today.txt") for item in several]
    for items in (several, one):
        groups = stories_of(items, embed_headlines(items, encoder), **USUAL)
        assert [group and group.id for group in groups] == ["S1", "S1", None]


def test_nothing_in_is_nothing_out(encoder: HashingEncoder) -> None:
    assert embed_headlines([], encoder).shape == (0, encoder.dimension)
    assert themes_of([], embed_headlines([], encoder)) == []
    assert stories_of([], embed_headlines([], encoder), **USUAL) == []


def test_one_headline_stands_alone(encoder: HashingEncoder) -> None:
    items = headlines(0, 1)
    expected: list[Group | None] = [None]
    assert themes_of(items, embed_headlines(items, encoder)) == expected
    assert stories_of(items, embed_headlines(items, encoder), **USUAL) == expected
