"""Headlines as they are compared: each once, oldest first, under its key."""

from __future__ import annotations

import pytest

from tests.store.told import TITLES, fill, predicted, save_themes, told
from topics.store.store import Store
from topics.store.story_rows import Placed
from topics.types import Dimension, HeadlineFilter


@pytest.fixture
def filled(store: Store) -> Store:
    items = fill(store)
    store.headlines.add([told(TITLES[4], source="L'Étoile", language="fr", days=40)])
    store.predictions.save(predicted([item.id for item in items[:3]], [1, 0, 1]))
    save_themes(store, items[:3], [0, 1, -1], "run-1")
    places = {items[0].id: "S1", items[1].id: "S1", items[2].id: None}
    store.stories.save(Placed(places, {}), created=items[0].seen)
    return store


@pytest.mark.parametrize(
    ("by", "first"),
    [
        (None, [None, None, None]),
        (Dimension.TOPIC, ["sport", "weather", "sport"]),
        (Dimension.THEME, ["T1", "T2", None]),
        (Dimension.STORY, ["S1", "S1", None]),
        (Dimension.SOURCE, ["Al Manara"] * 3),
        (Dimension.LANGUAGE, ["ar"] * 3),
    ],
)
def test_every_headline_is_there_once_with_its_key(
    filled: Store, by: Dimension | None, first: list[str | None]
) -> None:
    found = filled.sightings(HeadlineFilter(), by)
    assert [row.title for row in found] == [*TITLES, TITLES[4]]
    assert [row.key for row in found[:3]] == first
    assert found == sorted(found, key=lambda row: (row.seen, row.id))
    assert found[-1].source == "L'Étoile"


def test_filters_are_kept_to_and_the_limit_is_not(filled: Store) -> None:
    assert len(filled.sightings(HeadlineFilter(sources=("Al Manara",), limit=1))) == 10
    assert len(filled.sightings(HeadlineFilter(stories=("S1",)), Dimension.STORY)) == 2
    assert len(filled.sightings(HeadlineFilter(themes=("T1",)), Dimension.TOPIC)) == 1
