"""What is still to do: each item once, and a loop over a large store does not look back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.store.told import ENCODER, TITLES, embed, fill, predicted, save_themes, told
from topics.store.store import Store


def test_what_lacks_a_vector_is_listed_once_a_text_by_hash(store: Store) -> None:
    items = fill(store)
    store.headlines.add([told(TITLES[0], source="L'Étoile")])
    expected = sorted((item.content_hash, item.title) for item in items)
    assert store.headlines.unembedded(ENCODER, 100) == expected
    assert store.headlines.unembedded(ENCODER, 3) == expected[:3]
    embed(store, items[:4])
    left = sorted((item.content_hash, item.title) for item in items[4:])
    assert store.headlines.unembedded(ENCODER, 100) == left
    assert store.headlines.unembedded("another-encoder", 100) == expected


def test_titles_are_listed_without_their_own_outlet(store: Store) -> None:
    items = [
        told("Abondance de pluie au nord | Zaytouna", source="Zaytouna"),
        told("abondance de pluie au nord", source="Atlas"),
    ]
    assert items[0].content_hash == items[1].content_hash
    store.headlines.add(items)
    ((_, title),) = store.headlines.unembedded(ENCODER, 10)
    assert title == "Abondance de pluie au nord"
    assert {row[2] for row in store.headlines.unclassified("first", 10)} == {
        "Abondance de pluie au nord",
        "abondance de pluie au nord",
    }


def test_what_lacks_a_prediction_is_listed_by_id(store: Store) -> None:
    items = sorted(fill(store), key=lambda item: item.id)
    rows = [(item.id, item.content_hash, item.title, item.language) for item in items]
    assert store.headlines.unclassified("first", 100) == rows
    assert store.headlines.unclassified("first", 2) == rows[:2]
    store.predictions.save(predicted([item.id for item in items[:3]], [0, 1, 2]))
    assert store.headlines.unclassified("first", 100) == rows[3:]


def test_what_lacks_a_place_has_a_vector_and_is_listed_by_id(store: Store) -> None:
    items = sorted(fill(store), key=lambda item: item.id)
    embed(store, items[:7])
    save_themes(store, items[:2], [0, -1], "run-1")
    left = [item.id for item in items[2:7]]
    assert store.themes.unassigned("run-1", 100) == left
    assert store.themes.unassigned("run-1", 2) == left[:2]
    assert store.themes.count_unplaced("run-1") == 5
    store.themes.assign("run-1", [(left[0], "T1", 0.9), (left[1], None, 0.1)])
    assert store.themes.unassigned("run-1", 100) == left[2:]


def by_hash(store: Store, after: str) -> list[Any]:
    return store.headlines.unembedded(ENCODER, 3, after=after)


def by_id(store: Store, after: str) -> list[Any]:
    return store.headlines.unclassified("first", 3, after=after)


def by_place(store: Store, after: str) -> list[Any]:
    return [(id,) for id in store.themes.unassigned("run-1", 3, after=after)]


@pytest.mark.parametrize("listed", [by_hash, by_id, by_place])
def test_a_loop_goes_on_after_the_last_one(store: Store, listed: Callable[[Store, str], list[Any]]) -> None:
    items = fill(store)
    if listed is by_place:
        embed(store, items)
        save_themes(store, [], [], "run-1")
    met: list[str] = []
    while rows := listed(store, met[-1] if met else ""):
        met += [row[0] for row in rows]
    keys = [item.content_hash if listed is by_hash else item.id for item in items]
    assert met == sorted(keys), "though nothing was done with them meanwhile"
