"""Vectors: bytes are kept, encoders are kept apart, and what is missing is told."""

from __future__ import annotations

from datetime import timedelta
from itertools import count

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from tests.store.told import ENCODER, START, TITLES, embed, fill, told, unit_rows
from topics.errors import ShapeError, StoreError
from topics.store.store import Store

EXAMPLES = count()  # each has an encoder of its own, so that one store serves them all


@settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(rows=arrays.arrays(np.float32, st.tuples(st.integers(0, 5), st.just(7))))
def test_every_bit_comes_back(store: Store, rows: np.ndarray) -> None:
    hashes = [f"hash {n}" for n in range(len(rows))]
    encoder_id = f"encoder {next(EXAMPLES)}"
    store.vectors.put(hashes, rows, encoder_id)
    kept = store.vectors.get(hashes, encoder_id)
    assert [kept[key].tobytes() for key in hashes] == [row.tobytes() for row in rows]
    assert all(vector.dtype == np.float32 and vector.shape == (7,) for vector in kept.values())


def test_rows_in_another_memory_order_are_the_same_rows(store: Store) -> None:
    rows = unit_rows(4)
    store.vectors.put("abcd", np.asfortranarray(rows), "columns")
    store.vectors.put("abcd", rows[::-1][::-1].astype(">f4"), "big-endian")
    for encoder_id in ("columns", "big-endian"):
        kept = store.vectors.get("abcd", encoder_id)
        assert np.array_equal(np.stack([kept[key] for key in "abcd"]), rows)


def test_encoders_are_never_mixed(store: Store) -> None:
    items = fill(store, TITLES[:3])
    hashes = [item.content_hash for item in items]
    store.vectors.put(hashes, unit_rows(3, 8, seed=1), "one")
    store.vectors.put(hashes[:2], unit_rows(2, 16, seed=2), "two")
    assert {len(vector) for vector in store.vectors.get(hashes, "one").values()} == {8}
    assert {len(vector) for vector in store.vectors.get(hashes, "two").values()} == {16}
    assert store.vectors.get(hashes, "three") == {}
    assert store.vectors.window("one").vectors.shape == (3, 8)
    assert store.vectors.window("two").vectors.shape == (2, 16)
    assert [store.vectors.count(name) for name in ("one", "two", "three")] == [3, 2, 0]
    assert [store.vectors.missing(name) for name in ("one", "two", "three")] == [0, 1, 3]
    assert [store.vectors.outdated(name) for name in ("one", "two", "three")] == [0, 1, 3]
    assert [store.vectors.headlines(name) for name in ("one", "two", "three")] == [3, 2, 0]


def test_a_vector_is_made_once(store: Store) -> None:
    first, second = unit_rows(2, seed=1), unit_rows(2, seed=2)
    store.vectors.put(["a", "b"], first, ENCODER)
    store.vectors.put(["b", "c"], second, ENCODER)
    store.vectors.put(["d", "d"], first, ENCODER)
    kept = store.vectors.get(["a", "b", "c", "d"], ENCODER)
    assert np.array_equal(kept["b"], first[1])
    assert np.array_equal(kept["c"], second[1])
    assert np.array_equal(kept["d"], first[0])


def test_a_window_is_half_open_and_ordered_by_id(store: Store) -> None:
    items = fill(store)
    embed(store, items[:8])
    window = store.vectors.window(ENCODER, since=START + timedelta(hours=2), until=START + timedelta(hours=5))
    assert list(window.ids) == sorted(item.id for item in items[2:5])
    own = {item.id: item.content_hash for item in items}
    kept = store.vectors.get(list(own.values()), ENCODER)
    for id, row in zip(window.ids, window.vectors, strict=True):
        assert np.array_equal(row, kept[own[id]])
    assert window.encoder_id == ENCODER
    assert len(store.vectors.window(ENCODER)) == 8
    assert len(store.vectors.window(ENCODER, since=START + timedelta(days=9))) == 0


def test_two_headlines_of_one_text_share_a_vector(store: Store) -> None:
    items = [told(TITLES[0]), told(TITLES[0], source="L'Étoile")]
    store.headlines.add(items)
    assert store.vectors.missing(ENCODER) == 1
    embed(store, items[:1])
    assert store.vectors.missing(ENCODER) == 0
    assert sorted(store.vectors.window(ENCODER).ids) == sorted(item.id for item in items)


@pytest.mark.parametrize("shape", [(3,), (2, 8), (3, 8, 1)])
def test_rows_that_do_not_fit_the_hashes_are_refused(store: Store, shape: tuple[int, ...]) -> None:
    with pytest.raises(ShapeError):
        store.vectors.put(["a", "b", "c"], np.zeros(shape, np.float32), ENCODER)
    assert store.vectors.count(ENCODER) == 0


def test_rows_of_two_widths_in_one_window_are_an_error(store: Store) -> None:
    items = fill(store, TITLES[:2])
    store.vectors.put([items[0].content_hash], unit_rows(1, 8), ENCODER)
    store.vectors.put([items[1].content_hash], unit_rows(1, 9), ENCODER)
    with pytest.raises(StoreError, match="width"):
        store.vectors.window(ENCODER)
