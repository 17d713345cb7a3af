"""The held-out loss, and the language that is taken out of vectors."""

from __future__ import annotations

from collections.abc import Sequence
from math import log

import numpy as np
import pytest

from topics.training.examples import Group, TrainingSet
from topics.training.language_shift import language_shift
from topics.training.measuring import Measurement, held_out_loss, measure
from topics.training.pairs import Pair, PairSet

TABLE = {"a1": [1, 0, 0], "a2": [1, 0, 0], "b1": [0, 1, 0], "b2": [0, 1, 0], "x": [0, 0, 1]}


def encode(texts: Sequence[str]) -> np.ndarray:
    return np.array([TABLE[text] for text in texts], np.float32)


def pairs(*held_out: Pair) -> PairSet:
    return PairSet("set", 2.0, (), held_out)


def test_the_loss_is_the_cross_entropy_of_finding_the_other_half() -> None:
    found = held_out_loss(pairs(Pair("a1", "a2", "a"), Pair("b1", "b2", "b")), encode)
    assert found == pytest.approx(-log(np.exp(2) / (np.exp(2) + 1)), abs=1e-6)


def test_wrong_neighbours_cost_more() -> None:
    good = held_out_loss(pairs(Pair("a1", "a2", "a"), Pair("b1", "b2", "b")), encode)
    bad = held_out_loss(pairs(Pair("a1", "b2", "a"), Pair("b1", "a2", "b")), encode)
    assert bad > log(2) > good


def test_pairs_of_ones_own_group_are_no_rivals() -> None:
    twice = (Pair("a1", "a2", "a"), Pair("a2", "a1", "a"))
    assert held_out_loss(pairs(*twice), encode) == pytest.approx(0)
    assert held_out_loss(pairs(*twice, Pair("b1", "b2", "b")), encode) > 0


def test_every_set_counts_equally() -> None:
    assert Measurement(0, {"a": 1.0, "b": 3.0}).mean == 2.0
    assert measure([PairSet("none", 1.0, (), ())], encode, 4) == Measurement(4, {})


def test_what_only_tells_the_language_is_found_and_content_is_not() -> None:
    rng = np.random.default_rng(0)
    dimension, count = 16, 200
    content = rng.normal(size=(count, dimension))
    shift = {"ar": np.eye(dimension)[3] * 4, "fr": -np.eye(dimension)[3] * 4}
    vectors = {
        f"{number}-{code}": (content[number] + move) / 10
        for number in range(count)
        for code, move in shift.items()
    }
    groups = tuple(
        Group(str(number), (f"{number}-ar", f"{number}-fr"), ("ar", "fr")) for number in range(count)
    )
    found = language_shift(
        [TrainingSet("t", "same", groups)],
        lambda texts: np.array([vectors[text] for text in texts], np.float32),
    )
    assert found is not None
    centre, directions = found
    assert directions.shape == (1, dimension)
    assert abs(directions[0, 3]) > 0.999
    assert np.allclose(centre, content.mean(axis=0) / 10, atol=1e-5)


def test_one_language_has_no_shift() -> None:
    alone = TrainingSet("t", "same", (Group("1", ("a1", "a2"), ("ar", "ar")), Group("2", ("b1", "b2"))))
    assert language_shift([alone], encode) is None
