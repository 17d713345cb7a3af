"""Themes: ids for good, one run at a time, every headline in at most one theme."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from tests.store.places import Place, open_place
from tests.store.told import ENCODER, START, TITLES, clustering, embed, fill, save_themes, theme
from topics.errors import StoreError
from topics.store.store import Store
from topics.types import Dimension, HeadlineFilter, Theme

CREATED = START + timedelta(days=5)


def places(store: Store) -> list[str | None]:
    return [record.theme for record in store.headlines.iterate(HeadlineFilter())]


def test_a_run_comes_back_as_it_went_in(store: Store) -> None:
    items = fill(store, TITLES[:4])
    run = clustering([item.id for item in items], [1, 0, -1, 1])
    themes = [theme("T1", "run-1", size=1), theme("T2", "run-1", size=2)]
    store.themes.save_run(run, themes, created=CREATED)

    kept = store.themes.current_run()
    assert kept is not None
    assert (kept.run_id, kept.encoder_id) == ("run-1", ENCODER)
    assert (kept.since, kept.until, kept.created) == (START, None, CREATED)
    assert kept.parameters == run.parameters
    assert [one.id for one in store.themes.current()] == ["T2", "T1"], "largest first"
    assert places(store) == ["T2", "T1", None, "T2"]
    assert store.themes.members("T2") == sorted([items[0].id, items[3].id])
    assert [record.theme_strength for record in store.headlines.iterate(HeadlineFilter())] == [
        pytest.approx(0.5),
        pytest.approx(2 / 3),
        None,
        pytest.approx(1.0),
    ]
    assert store.observations(HeadlineFilter(), Dimension.THEME).keys.count(None) == 1


def test_a_theme_comes_back_as_it_went_in(store: Store) -> None:
    made = replace(theme("T1", "run-1"), first_seen=None, keywords=(), names={})
    for one in (theme("T2", "run-1"), made):
        store.themes.save_run(clustering([], [], one.id), [replace(one, run_id=one.id)], created=CREATED)
        kept = store.themes.get(one.id)
        assert isinstance(kept, Theme)
        fields = [name for name in Theme.__slots__ if name not in {"centroid", "prototypes", "run_id"}]
        assert [getattr(kept, name) for name in fields] == [getattr(one, name) for name in fields]
        assert kept.centroid.tobytes() == one.centroid.tobytes()
        assert kept.prototypes.tobytes() == one.prototypes.tobytes()
        assert (kept.centroid.dtype, kept.prototypes.shape) == (np.float32, one.prototypes.shape)
    assert store.themes.get("T3") is None


def test_before_the_first_run_there_is_nothing(store: Store) -> None:
    fill(store)
    assert store.themes.current_run() is None
    assert store.themes.current() == []
    assert store.themes.members("T1") == []
    assert store.themes.unassigned("run-1", 10) == []
    assert store.themes.count_unplaced("run-1") == 0


def test_a_run_without_themes_or_headlines_is_a_run(store: Store) -> None:
    items = fill(store, TITLES[:2])
    save_themes(store, items, [0, 0], "run-1")
    store.themes.save_run(clustering([], [], "run-2"), [], created=CREATED)
    current = store.themes.current_run()
    assert current is not None
    assert current.run_id == "run-2"
    assert store.themes.current() == []
    assert places(store) == [None, None]


# --- ids -----------------------------------------------------------------------------------------


def test_ids_are_never_given_twice(store: Store, place: Place) -> None:
    assert store.themes.next_ids(2) == ["T1", "T2"]
    assert store.themes.next_ids(0) == []
    with open_place(place) as other:
        assert other.themes.next_ids(1) == ["T3"], "the first two may have been shown to somebody"
    store.themes.save_run(clustering([], [], "run-1"), [theme("T9", "run-1")], created=CREATED)
    assert store.themes.next_ids(2) == ["T10", "T11"]


def test_themes_of_earlier_runs_stay_to_be_looked_up(store: Store) -> None:
    items = fill(store, TITLES[:2])
    (old,) = save_themes(store, items, [0, 0], "run-1")
    (new,) = save_themes(store, items, [0, 0], "run-2")
    assert [one.id for one in store.themes.current()] == [new.id]
    kept = store.themes.get(old.id)
    assert kept is not None
    assert kept.run_id == "run-1"
    assert store.themes.members(old.id) == []


def test_a_theme_that_goes_on_keeps_its_id_and_gets_the_new_words(store: Store) -> None:
    items = fill(store, TITLES[:2])
    (old,) = save_themes(store, items, [0, -1], "run-1")
    later = theme(old.id, "run-2", name="fuel prices")
    store.themes.save_run(clustering([item.id for item in items], [0, 0], "run-2"), [later], created=CREATED)
    (kept,) = store.themes.current()
    assert (kept.id, kept.name, kept.run_id) == (old.id, "fuel prices", "run-2")
    assert places(store) == [old.id, old.id]
    assert store.check() == []


# --- one current run -----------------------------------------------------------------------------


def test_the_last_run_is_the_current_one(store: Store) -> None:
    items = fill(store, TITLES[:3])
    for number in range(1, 4):
        save_themes(store, items, [0, -1, 0], f"run-{number}")
        current = store.themes.current_run()
        assert current is not None
        assert current.run_id == f"run-{number}"
        assert {one.run_id for one in store.themes.current()} == {f"run-{number}"}
        assert places(store) == [f"T{number}", None, f"T{number}"]
    assert store.check() == []


def test_headlines_that_come_later_are_placed(store: Store) -> None:
    items = fill(store)
    embed(store, items)
    (one,) = save_themes(store, items[:2], [0, 0], "run-1")
    left = store.themes.unassigned("run-1", 3)
    store.themes.assign("run-1", [(left[0], one.id, 0.75), (left[1], None, 0.25), (left[2], one.id, 0.5)])
    assert store.themes.members(one.id) == sorted([items[0].id, items[1].id, left[0], left[2]])
    assert store.themes.count_unplaced("run-1") == len(items) - 5
    store.themes.assign("run-1", [(left[0], None, 0.0)])
    assert left[0] not in store.themes.members(one.id)


def test_a_run_that_was_replaced_meanwhile_places_nothing_more(store: Store) -> None:
    items = fill(store)
    embed(store, items)
    (old,) = save_themes(store, items[:2], [0, 0], "run-1")
    (new,) = save_themes(store, items[:2], [0, -1], "run-2")
    assert store.themes.unassigned("run-1", 100) == []
    assert store.themes.count_unplaced("run-1") == 0
    store.themes.assign("run-1", [(item.id, old.id, 0.9) for item in items])
    assert places(store) == [new.id, *[None] * (len(items) - 1)]
    assert store.check() == []


def test_a_run_is_kept_whole_or_not_at_all(store: Store) -> None:
    items = fill(store, TITLES[:2])
    (old,) = save_themes(store, items, [0, 0], "run-1")
    with pytest.raises(StoreError):
        save_themes(store, [*items, replace(items[0], id="no such headline")], [0, 0, 0], "run-2")
    current = store.themes.current_run()
    assert current is not None
    assert current.run_id == "run-1"
    assert places(store) == [old.id, old.id]
