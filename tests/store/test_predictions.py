"""Predictions: one a headline, with the model that made it."""

from __future__ import annotations

import numpy as np
import pytest

from tests.store.told import START, TITLES, fill, predicted
from topics.errors import StoreError
from topics.store.store import Store
from topics.types import Dimension, HeadlineFilter, HeadlineRecord, Predictions


def records(store: Store) -> list[HeadlineRecord]:
    return list(store.headlines.iterate(HeadlineFilter()))


def test_probabilities_come_back_as_alternatives_in_order(store: Store) -> None:
    (item,) = fill(store, TITLES[:1])
    rows = np.array([[0.125, 0.625, 0.25]], np.float32)
    topics = ("weather", "sport", "economy")
    store.predictions.save(Predictions((item.id,), topics, rows, np.array([True]), "first"))
    (record,) = records(store)
    assert (record.topic, record.probability, record.abstained) == ("sport", 0.625, True)
    assert record.alternatives == (("economy", 0.25), ("weather", 0.125))
    assert record.model_id == "first"


def test_a_later_word_of_one_model_replaces_the_earlier(store: Store) -> None:
    (item,) = fill(store, TITLES[:1])
    store.predictions.save(predicted([item.id], [0]))
    store.predictions.save(predicted([item.id], [2]))
    assert [record.topic for record in records(store)] == ["economy"]


def test_a_new_model_finds_everything_unclassified_and_old_answers_in_place(store: Store) -> None:
    items = sorted(fill(store), key=lambda item: item.id)
    ids = [item.id for item in items]
    assert store.predictions.current_model() is None
    store.predictions.save(predicted(ids, [0] * len(ids), "first"))
    assert store.predictions.current_model() == "first"
    assert store.headlines.unclassified("first", 100) == []
    assert [row[0] for row in store.headlines.unclassified("second", 100)] == ids

    store.predictions.save(predicted(ids[:4], [1] * 4, "second"))
    assert store.predictions.current_model() == "second"
    assert [row[0] for row in store.headlines.unclassified("second", 100)] == ids[4:]
    assert [record.model_id for record in records(store)].count("first") == len(ids) - 4
    assert sorted(store.observations(HeadlineFilter(), Dimension.TOPIC).keys) == [
        *["sport"] * 4,
        *["weather"] * (len(ids) - 4),
    ]
    store.predictions.save(predicted(ids[4:], [1] * (len(ids) - 4), "second"))
    assert {record.model_id for record in records(store)} == {"second"}


def test_going_back_to_an_earlier_model_works(store: Store) -> None:
    (item,) = fill(store, TITLES[:1])
    for model_id, best in (("first", 0), ("second", 1), ("first", 2)):
        store.predictions.save(predicted([item.id], [best], model_id))
        assert store.predictions.current_model() == model_id
        assert [record.topic for record in records(store)] == [("weather", "sport", "economy")[best]]


def test_models_may_have_topics_of_their_own(store: Store) -> None:
    items = fill(store, TITLES[:2])
    store.predictions.save(predicted([item.id for item in items], [0, 1], "first"))
    own = Predictions(
        (items[0].id,), ("desk",), np.ones((1, 1), np.float32), np.zeros(1, bool), "newsroom's own"
    )
    store.predictions.save(own)
    first, second = records(store)
    assert (first.topic, first.alternatives) == ("desk", ())
    assert [name for name, _ in second.alternatives] == ["weather", "economy"]


def test_an_empty_batch_makes_its_model_the_current_one(store: Store) -> None:
    store.predictions.save(predicted([], []))
    assert store.predictions.current_model() == "first"


def test_a_batch_is_kept_whole_or_not_at_all(store: Store) -> None:
    items = fill(store, TITLES[:2])
    with pytest.raises(StoreError):
        store.predictions.save(predicted([items[0].id, "no such headline"], [0, 1]))
    assert [record.topic for record in records(store)] == [None, None]
    assert store.predictions.current_model() is None


def test_series_count_headlines_without_a_topic_under_no_key(store: Store) -> None:
    items = fill(store, TITLES[:2])
    store.predictions.save(predicted([items[0].id], [1]))
    observed = store.observations(HeadlineFilter(), Dimension.TOPIC)
    assert sorted(zip(observed.seen, map(str, observed.keys), strict=True)) == [
        (START, "sport"),
        (items[1].seen, "None"),
    ]
