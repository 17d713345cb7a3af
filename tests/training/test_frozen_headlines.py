"""Our own headlines that only measure: as many of every topic, and nothing like what is learnt from."""

from __future__ import annotations

from collections import Counter

import pytest

from topics.taxonomy import load_taxonomy
from topics.text import clean_title, plain_form, strip_outlet_suffix
from topics.training.alike import Titles
from topics.training.labelled import FROZEN, LabelledSet, authored_labelled, frozen_labelled
from topics.training.material import taxonomy_set
from topics.types import NOT_NEWS

EACH = {"ar": 14, "ary": 8, "fr": 11, "en": 11}  # headlines of a topic


@pytest.fixture(scope="module")
def frozen() -> LabelledSet:
    return frozen_labelled()


def test_every_topic_has_as_many_in_every_language(frozen: LabelledSet) -> None:
    taxonomy = load_taxonomy(None)
    counts = Counter((row.topic, row.language) for row in frozen.rows)
    assert counts == {
        (topic, code): count for topic in (*taxonomy.ids, NOT_NEWS) for code, count in EACH.items()
    }
    assert (frozen.name, len(frozen.rows)) == (FROZEN, 18 * sum(EACH.values()))


def test_second_topics_are_known(frozen: LabelledSet) -> None:
    topics = set(load_taxonomy(None).ids)
    for row in frozen.rows:
        assert len(row.also) <= 2, row.title
        assert set(row.also) <= topics - {row.topic}, row.title
        assert row.topic != NOT_NEWS or not row.also, row.title
    assert 0.15 < sum(bool(row.also) for row in frozen.rows) / len(frozen.rows) < 0.3


def test_titles_are_clean_and_stand_once(frozen: LabelledSet) -> None:
    for row in frozen.rows:
        assert clean_title(row.title) == row.title
        assert strip_outlet_suffix(row.title) == row.title
    assert len({plain_form(row.title) for row in frozen.rows}) == len(frozen.rows)


def test_nothing_that_is_learnt_from_is_nearly_the_same(frozen: LabelledSet) -> None:
    learnt = [*authored_labelled().rows, *taxonomy_set(load_taxonomy(None), weight=1.0).rows]
    measuring = Titles(row.title for row in frozen.rows)
    found = [(row.title, same) for row in learnt if (same := measuring.like(row.title)) is not None]
    assert found == []
