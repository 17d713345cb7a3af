"""Two models on the same headlines, headline by headline."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.training.answering import TOPICS, compared, predictions, rows
from topics.training.comparing import by_chance, compare_predictions, dealt_by_chance
from topics.training.labelled import Labelled, LabelledSet


def test_a_model_against_itself_differs_in_nothing() -> None:
    gold = rows(10)
    right = [number % 3 > 0 for number in range(40)]
    found = compared(gold, right, right)
    for one in (found.accepted, found.filed, found.likelihood, *found.languages.values()):
        assert (one.difference.value, one.difference.low, one.difference.high) == (0, 0, 0)
    assert [(one.recall.lost, one.recall.gained) for one in found.topics] == [(0, 0)] * 4
    assert found.accepted.lost_by_chance == found.accepted.gained_by_chance == 1.0
    assert [one.topic for one in found.topics] == list(TOPICS)


def test_figures_are_those_of_the_rows() -> None:
    gold = rows(10)  # the last ten are no news: they count in ``filed`` and ``topics`` alone
    before, after = [True] * 40, [number not in (0, 2, 4, 35) for number in range(40)]
    found = compared(gold, before, after)
    assert (found.accepted.n, found.accepted.champion, found.accepted.candidate) == (30, 1.0, 0.9)
    assert found.accepted.difference.value == pytest.approx(-0.1)
    assert found.accepted.difference.low < -0.1 < found.accepted.difference.high <= 0
    assert (found.filed.n, found.filed.candidate) == (40, 0.9)
    assert found.languages["ar"].candidate == pytest.approx(12 / 15) and found.languages["fr"].candidate == 1
    sport, *_, no_news = found.topics
    assert (sport.recall.lost, sport.recall.gained, sport.recall.lost_by_chance) == (3, 0, 0.125)
    assert (no_news.topic, no_news.recall.candidate) == ("not_news", 0.9)
    assert found.likelihood.candidate < found.likelihood.champion < 0


def test_a_second_topic_is_as_right() -> None:
    gold = LabelledSet("ours", (Labelled("a", "fr", "sport", ("weather",)), Labelled("b", "fr", "economy")))
    found = compared(gold, [False, True], [True, True])
    assert found.accepted.difference.value == 0 and found.topics[0].recall.champion == 1.0
    assert found.topics[0].f1 == (0.0, 1.0)


def test_where_nothing_can_be_measured_there_is_no_comparison() -> None:
    gold = LabelledSet("ours", (Labelled("a", "fr", "not_news"), Labelled("b", "fr", "unclear")))
    said = predictions(LabelledSet("x", (Labelled("a", "fr", "sport"),) * 2), [True, True])
    assert compare_predictions(gold, said, said) is None


@pytest.mark.parametrize(
    ("lost", "gained", "chance"), [(0, 0, 1.0), (5, 0, 1 / 32), (1, 1, 0.75), (0, 4, 1.0)]
)
def test_so_many_losses_by_chance(lost: int, gained: int, chance: float) -> None:
    assert by_chance(lost, gained) == pytest.approx(chance)


def test_labels_dealt_at_random_are_told_from_those_that_mean_something() -> None:
    gold = rows(25)
    right = [number % 3 == 0 for number in range(100)]
    dealt = np.random.default_rng(1).permutation(len(gold.rows)).tolist()
    shuffled = LabelledSet(
        "shuffled",
        tuple(replace(row, topic=gold.rows[n].topic) for row, n in zip(gold.rows, dealt, strict=True)),
    )
    said = predictions(gold, [True] * 100)
    assert dealt_by_chance(gold.rows, said, seed=0, rounds=200) == pytest.approx(1 / 201)
    assert dealt_by_chance(shuffled.rows, said, seed=0, rounds=200) > 0.05
    assert compared(gold, right, right).dealt < 1
