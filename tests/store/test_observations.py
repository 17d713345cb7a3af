"""What series are counted from: every headline once, under its key."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.store.told import START, TITLES, fill, predicted, save_themes, told
from topics.store.store import Store
from topics.store.story_rows import Placed
from topics.types import Dimension, HeadlineFilter

EXPECTED = {
    Dimension.TOPIC: {"sport": 4, "weather": 3, None: 4},
    Dimension.THEME: {"T1": 2, "T2": 3, None: 6},
    Dimension.STORY: {"S1": 3, None: 8},
    Dimension.SOURCE: {"Al Manara": 10, "L'Étoile": 1},
    Dimension.LANGUAGE: {"ar": 10, "fr": 1},
}


@pytest.mark.parametrize("by", Dimension)
def test_every_headline_is_counted_once_under_its_key(store: Store, by: Dimension) -> None:
    items = fill(store)
    store.headlines.add([told(TITLES[4], source="L'Étoile", language="fr", published=None, days=40)])
    store.predictions.save(predicted([item.id for item in items[:7]], [1, 1, 1, 1, 0, 0, 0]))
    save_themes(store, items[:6], [0, 1, -1, 0, 1, 1], "run-1")
    store.stories.save(Placed({item.id: "S1" for item in items[:3]} | {items[3].id: None}, {}), created=START)
    observed = store.observations(HeadlineFilter(), by)
    assert Counter(observed.keys) == EXPECTED[by]
    first, last = store.headlines.first_and_last() or (None, None)
    assert (min(observed.seen), max(observed.seen)) == (first, last)
    assert sorted(observed.seen)[:-1] == [item.seen for item in items]
    assert store.keys(by) == sorted(key for key in EXPECTED[by] if key)


def test_an_empty_store_has_nothing_to_count(store: Store) -> None:
    observed = store.observations(HeadlineFilter(), Dimension.TOPIC)
    assert (observed.seen, observed.keys) == ([], [])
    assert store.keys(Dimension.SOURCE) == []
