"""What to label next: the uncertain, the ones that stand for others, and no two alike."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from topics.training.reviewing import NEAR, NO_TOPIC, choose, disagreement, uncertainty


def unit(rows: Any) -> Any:
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def probabilities(margins: Any, best: Any = 0, topics: int = 3) -> Any:
    """Rows whose best topic is so far ahead of the second."""
    margins = np.asarray(margins, np.float64)
    found = np.zeros((len(margins), topics), np.float32)
    places = np.broadcast_to(best, len(margins))
    found[np.arange(len(margins)), places] = (1 + margins) / 2
    found[np.arange(len(margins)), (places + 1) % topics] = (1 - margins) / 2
    return found


def nobody(rows: int) -> Any:
    return np.full((rows, 1), NO_TOPIC, np.int32)


def apart(rows: int) -> Any:
    """Headlines that have nothing in common."""
    return np.eye(rows, dtype=np.float32)


def test_uncertainty_is_what_the_best_is_not_ahead() -> None:
    assert uncertainty(probabilities([1.0, 0.5, 0.0])) == pytest.approx([0.0, 0.5, 1.0])


def test_disagreement_counts_the_neighbours_that_have_a_topic() -> None:
    near = np.array([[0, 0, 1, 2], [0, 1, NO_TOPIC, NO_TOPIC], [NO_TOPIC] * 4], np.int32)
    assert disagreement(probabilities([1, 1, 1]), near) == pytest.approx([0.5, 0.5, 0.0])


def test_the_uncertain_come_first_where_nothing_else_tells_them_apart() -> None:
    margins = [0.9, 0.1, 0.5, 0.0, 0.7]
    chosen = choose(probabilities(margins), apart(5), nobody(5), 3, seed=0)
    assert chosen.tolist() == [3, 1, 2]


def test_of_equally_uncertain_ones_those_at_odds_with_their_neighbours_come_first() -> None:
    near = np.array([[0, 0], [1, 1], [0, 1]], np.int32)
    assert choose(probabilities([0.5] * 3), apart(3), near, 3, seed=0).tolist() == [1, 2, 0]


def test_what_is_new_comes_before_what_is_only_uncertain() -> None:
    interest = np.array([0.0, 0.25, 0.0], np.float32)
    chosen = choose(probabilities([0.4, 0.5, 0.5]), apart(3), nobody(3), 1, seed=0, interest=interest)
    assert chosen.tolist() == [1]


def test_the_one_in_the_middle_of_many_comes_before_a_loner() -> None:
    rng = np.random.default_rng(3)
    middle = unit(rng.normal(size=(1, 24)))
    around = unit(middle + 0.18 * rng.normal(size=(12, 24)))
    loner = unit(rng.normal(size=(1, 24)))
    vectors = np.concatenate([loner, around, middle])
    (first,) = choose(probabilities([0.5] * 14), vectors, nobody(14), 1, seed=0).tolist()
    assert first == 13


def test_of_retellings_one_is_enough() -> None:
    rng = np.random.default_rng(1)
    events = unit(rng.normal(size=(4, 32)))
    vectors = unit(np.repeat(events, 5, axis=0) + 0.03 * rng.normal(size=(20, 32)))
    chosen = choose(probabilities([0.2] * 20), vectors, nobody(20), 10, seed=0)
    assert sorted(row // 5 for row in chosen.tolist()) == [0, 1, 2, 3]


def test_what_is_like_a_labelled_headline_is_not_drawn() -> None:
    vectors = apart(3)
    chosen = choose(probabilities([0.0, 0.5, 0.9]), vectors, nobody(3), 3, seed=0, taken=vectors[:1])
    assert chosen.tolist() == [1, 2]


@pytest.mark.parametrize("rows", [0, 1, 2])
def test_of_hardly_any_headlines_all_are_drawn(rows: int) -> None:
    chosen = choose(probabilities([0.5] * rows), apart(rows), nobody(rows), 20, seed=0)
    assert sorted(chosen.tolist()) == list(range(rows))


@st.composite
def newsrooms(draw: st.DrawFn) -> tuple[Any, Any, Any]:
    seed, rows = draw(st.integers(0, 10_000)), draw(st.integers(2, 40))
    rng = np.random.default_rng(seed)
    logits = rng.normal(size=(rows, 4)) * 2
    said = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    near = rng.integers(-1, 4, size=(rows, 3)).astype(np.int32)
    return said.astype(np.float32), unit(rng.normal(size=(rows, 6))), near


@settings(max_examples=60, deadline=None)
@given(newsrooms(), st.integers(1, 15), st.integers(0, 5))
def test_each_row_once_never_two_alike_and_the_same_again(room: Any, n: int, seed: int) -> None:
    chosen = choose(*room, n, seed)
    assert len(set(chosen.tolist())) == len(chosen) <= n
    like = room[1][chosen] @ room[1][chosen].T
    assert (like[~np.eye(len(chosen), dtype=bool)] < NEAR).all()
    assert choose(*room, n, seed).tolist() == chosen.tolist()


@settings(max_examples=40, deadline=None)
@given(newsrooms(), st.integers(1, 10), st.integers(1, 5))
def test_fewer_are_the_first_of_more(room: Any, n: int, more: int) -> None:
    assert choose(*room, n + more, 0)[:n].tolist() == choose(*room, n, 0).tolist()


@settings(max_examples=40, deadline=None)
@given(newsrooms(), st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(room: Any, random: Any) -> None:
    said, vectors, near = room
    mixed = list(range(len(said)))
    random.shuffle(mixed)
    chosen = choose(said[mixed], vectors[mixed], near[mixed], 5, 0)
    assert [mixed[row] for row in chosen.tolist()] == choose(said, vectors, near, 5, 0).tolist()
