"""Figures and tables of the topic benchmark."""

from __future__ import annotations

import numpy as np

from benchmarks.topic_measures import ECE, Columns, behind, best_of, news_and_not_news, share, table
from topics.training.evaluation.figures import Estimate
from topics.training.labelled import Labelled
from topics.types import Predictions

TOPICS = ("sport", "economy", "not_news")


def answers(*best: str) -> Predictions:
    rows = np.array([[0.8 if topic == name else 0.1 for topic in TOPICS] for name in best], np.float32)
    return Predictions(tuple(map(str, range(len(best)))), TOPICS, rows, np.zeros(len(best), bool), "made")


def gold(*topics: str) -> list[Labelled]:
    return [Labelled(f"headline {number}", "en", topic) for number, topic in enumerate(topics)]


def test_a_share_lies_within_its_interval() -> None:
    flags, where = np.array([True] * 30 + [False] * 70), np.array([True] * 60 + [False] * 40)
    found = share(flags, where)
    assert found is not None
    assert found.value == 0.5
    assert 0 < found.low < 0.5 < found.high < 1
    assert share(flags, np.zeros(100, bool)) is None


def test_what_is_no_news_is_measured_apart_from_news() -> None:
    rows = gold("not_news", "not_news", "sport", "economy", "sport")
    found = news_and_not_news(rows, answers("not_news", "sport", "not_news", "economy", "sport"))
    values = {name: one.value for name, one in found.items() if isinstance(one, Estimate)}
    assert values == {"not_news precision": 0.5, "not_news recall": 0.5, "accepted, news": 2 / 3}


def test_without_any_call_there_is_no_precision() -> None:
    found = news_and_not_news(gold("not_news", "sport"), answers("sport", "sport"))
    assert found["not_news precision"] is None


def test_the_best_of_some_topics_is_never_another_one() -> None:
    found = best_of(("sport", "economy"), gold("sport", "economy"), answers("sport", "not_news"))
    accuracy = found["accuracy"]
    assert isinstance(accuracy, Estimate)
    assert accuracy.value == 0.5  # two equally likely topics: the first


def test_a_table_has_a_row_a_measure_and_a_column_a_way() -> None:
    columns: Columns = {
        "ours": {"accepted": Estimate(0.9, 0.85, 0.95), ECE: 0.05, "speed": 1234.5},
        "other": {"accepted": Estimate(0.8, 0.7, 0.9), ECE: 0.031, "speed": None},
    }
    assert table(columns).splitlines() == [
        "| measure | ours | other |",
        "|---|---|---|",
        "| accepted | 0.900 [0.850, 0.950] | 0.800 [0.700, 0.900] |",
        "| calibration error | 0.050 | 0.031 |",
        "| speed | 1234 | – |",
    ]


def test_where_another_way_is_better_is_told_with_how_much() -> None:
    columns: Columns = {
        "ours": {"accepted": 0.9, "macro-F1": 0.7, ECE: 0.05, "precision": None},
        "a": {"accepted": 0.8, "macro-F1": 0.75, ECE: 0.03, "precision": 0.5},
        "b": {"accepted": 0.9, "macro-F1": 0.72, ECE: 0.09, "precision": 0.6},
    }
    assert list(behind(columns)) == [
        "macro-F1: a 0.750, ours 0.700, 0.050 behind",
        "calibration error: a 0.030, ours 0.050, 0.020 behind",
    ]
    assert list(behind({"a": columns["a"]})) == []
