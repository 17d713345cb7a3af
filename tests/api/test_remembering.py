"""A headline that was asked before is answered at once, by the model that serves now and by no other one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, cast

import numpy as np
import pytest

from tests.jobs.newsroom import headlines
from topics.api.remembering import Remembered
from topics.service import TopicsService
from topics.types import Headline, Predictions

ITEMS = headlines(0, 5)
TOPICS = ("sport", "weather")


@dataclass
class Champion:
    """Stands for the service: all that is asked is which model serves, and that without loading it."""

    model_id: str = "first"
    due: bool = False  # is another one to be loaded?

    @property
    def classifier_at_hand(self) -> Champion | None:
        """The one that serves now."""
        return None if self.due else self


@pytest.fixture
def champion() -> Champion:
    return Champion()


@pytest.fixture
def remembered(champion: Champion) -> Remembered:
    return Remembered(cast(TopicsService, champion), most=3)


def answers(items: list[Headline], model: str = "first") -> Predictions:
    probabilities = np.array([[len(one.title), 1.0] for one in items], np.float32)
    probabilities /= probabilities.sum(axis=1, keepdims=True)
    ids = tuple(str(row) for row in range(len(items)))
    return Predictions(ids, TOPICS, probabilities, np.array([True, False, True])[: len(items)], model)


def told(remembered: Remembered, items: list[Headline]) -> list[Any] | None:
    """Each headline's answer."""
    found = remembered.of(items)
    if found is None:
        return None
    return [(found.ranked(row), found.abstained[row], found.model_id) for row in range(len(found))]


def test_answers_come_back_in_the_order_of_the_question(remembered: Remembered) -> None:
    assert told(remembered, ITEMS[:3]) is None
    remembered.keep(ITEMS[:3], answers(ITEMS[:3]))
    first = told(remembered, ITEMS[:3])
    assert first is not None
    assert [one[1] for one in first] == [True, False, True]
    assert told(remembered, [ITEMS[2], ITEMS[0], ITEMS[2]]) == [first[2], first[0], first[2]]


def test_one_unknown_headline_leaves_the_request_to_the_model(remembered: Remembered) -> None:
    remembered.keep(ITEMS[:3], answers(ITEMS[:3]))
    assert told(remembered, ITEMS[:4]) is None
    for change in ({"source": "another.ma"}, {"language": "xx"}, {"title": f"{ITEMS[0].title} 2"}):
        assert told(remembered, [replace(ITEMS[0], **change)]) is None


def test_another_champion_is_asked_anew(remembered: Remembered, champion: Champion) -> None:
    remembered.keep(ITEMS[:3], answers(ITEMS[:3]))
    champion.model_id = "second"
    assert told(remembered, ITEMS[:1]) is None
    remembered.keep(ITEMS[:1], answers(ITEMS[:1], "second"))
    assert told(remembered, ITEMS[:1]) is not None
    assert told(remembered, ITEMS[1:2]) is None, "what the former model said is gone"
    remembered.keep(ITEMS[:2], answers(ITEMS[:2]))  # of a request that began before the change
    assert told(remembered, ITEMS[:1]) is None


def test_while_a_champion_is_still_to_be_loaded_nothing_is_remembered(
    remembered: Remembered, champion: Champion
) -> None:
    remembered.keep(ITEMS[:1], answers(ITEMS[:1]))
    champion.due = True
    assert told(remembered, ITEMS[:1]) is None
    champion.due = False
    assert told(remembered, ITEMS[:1]) is not None


def test_the_one_asked_longest_ago_is_forgotten(remembered: Remembered) -> None:
    remembered.keep(ITEMS[:3], answers(ITEMS[:3]))
    assert told(remembered, ITEMS[:1]) is not None
    remembered.keep(ITEMS[3:4], answers(ITEMS[3:4]))
    assert told(remembered, [ITEMS[0], ITEMS[2], ITEMS[3]]) is not None
    assert told(remembered, ITEMS[1:2]) is None
