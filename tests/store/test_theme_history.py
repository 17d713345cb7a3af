"""What became of themes, and what editors did: kept in order, with its evidence, whole or not at all."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.store.told import START, TITLES, clustering, fill, save_themes, theme
from topics.errors import StoreError
from topics.store.store import Store
from topics.store.theme_history import Change
from topics.types import EditKind, HeadlineFilter, LinkKind, ThemeEdit, ThemeLink

CREATED = START + timedelta(days=6)


def edit(theme_id: str, action: EditKind = EditKind.PIN, **value: object) -> ThemeEdit:
    return ThemeEdit(theme_id, action, value, CREATED)


def places(store: Store) -> list[str | None]:
    return [record.theme for record in store.headlines.iterate(HeadlineFilter())]


def test_links_are_stored_with_their_run_and_come_back_in_order(store: Store) -> None:
    items = fill(store, TITLES[:2])
    (old,) = save_themes(store, items, [0, 0], "run-1")
    (id,) = store.themes.next_ids(1)
    links = [
        ThemeLink(LinkKind.MERGED, old.id, id, 2, 1.0, 0.5, "run-2"),
        ThemeLink(LinkKind.NEW, None, id, 0, 0.0, 0.0, "run-2"),
        ThemeLink(LinkKind.RETIRED, old.id, None, 0, 0.0, 0.0, "run-2"),
    ]
    run = clustering([item.id for item in items], [0, 0], "run-2")
    store.themes.save_run(run, [theme(id, "run-2")], created=CREATED, links=links)
    stored = [replace(link, created=CREATED) for link in links]
    assert store.theme_history.links(id) == stored[:2]
    assert store.theme_history.links(old.id) == [stored[0], stored[2]]
    assert store.theme_history.links("T99") == []


def test_an_edit_is_served_at_once_and_logged(store: Store) -> None:
    items = fill(store, TITLES[:4])
    first, second = save_themes(store, items, [0, 0, 1, 1], "run-1")
    merged = edit(first.id, EditKind.MERGE, others=[second.id])
    change = Change(
        merged,
        [replace(first, size=4, pinned=True)],
        retired=[second.id],
        moves={first.id: store.themes.members(second.id)},
        links=[ThemeLink(LinkKind.MERGED, second.id, first.id, 2, 1.0, 0.5, "run-1")],
    )
    assert store.theme_history.last_edit() == 0
    assert store.theme_history.apply(change, "run-1")
    assert places(store) == [first.id] * 4
    (kept,) = store.themes.current()
    assert (kept.id, kept.size, kept.pinned) == (first.id, 4, True)
    ended = store.themes.get(second.id)
    assert ended is not None, "what ended can still be looked up"
    (logged,) = store.theme_history.edits()
    assert replace(logged, number=0) == merged
    assert store.theme_history.last_edit() == logged.number
    assert store.theme_history.edits(second.id) == []
    assert store.theme_history.links(second.id)[0].created == CREATED
    assert store.check() == []


def test_an_edit_of_a_run_that_was_replaced_changes_nothing(store: Store) -> None:
    items = fill(store, TITLES[:2])
    (old,) = save_themes(store, items, [0, 0], "run-1")
    save_themes(store, items, [0, -1], "run-2")
    assert not store.theme_history.apply(Change(edit(old.id), [replace(old, name="late")]), "run-1")
    assert store.theme_history.edits() == []
    kept = store.themes.get(old.id)
    assert kept is not None
    assert kept.name == old.name


def test_an_edit_is_kept_whole_or_not_at_all(store: Store) -> None:
    items = fill(store, TITLES[:2])
    (one,) = save_themes(store, items, [0, 0], "run-1")
    broken = Change(edit(one.id), [replace(one, name="half")], moves={"T99": [items[0].id]})
    with pytest.raises(StoreError):
        store.theme_history.apply(broken, "run-1")
    assert store.theme_history.edits() == []
    (kept,) = store.themes.current()
    assert kept.name == one.name
    assert places(store) == [one.id] * 2


def test_the_theme_of_an_older_schema_has_its_centroid_as_prototype(store: Store) -> None:
    from sqlalchemy import update

    from topics.store.schema import theme as table

    items = fill(store, TITLES[:2])
    (one,) = save_themes(store, items, [0, 0], "run-1")
    missing = dict.fromkeys(("prototypes", "core", "central", "pinned", "broader"))
    with store._database.writing() as connection:
        connection.execute(update(table).values(missing))
    (kept,) = store.themes.current()
    assert kept.prototypes.tobytes() == one.centroid.tobytes()
    assert (kept.core, kept.central, kept.pinned, kept.broader) == (one.threshold, {}, False, None)
