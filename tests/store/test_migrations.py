"""Schemas of every age: they open as today's, and a newer one is refused."""

from __future__ import annotations

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from tests.store.methods import READS, WRITES, prepare
from tests.store.places import Place, open_place
from tests.store.told import START, TITLES, told
from topics.errors import StoreError
from topics.store.database import Database, locate
from topics.store.migrate import FOLDER, HEAD, revision_of, upgrade
from topics.store.schema import metadata
from topics.store.store import Store
from topics.types import HeadlineFilter

REVISIONS = [script.revision for script in ScriptDirectory(str(FOLDER)).walk_revisions()][::-1]


def ours(thing: object, name: str | None, kind: str, reflected: bool, other: object) -> bool:
    """The search index is made by hand, each database in its own way."""
    return not (kind == "table" and str(name).startswith("headline_words"))


def made_at(place: Place, revision: str) -> None:
    """A store as that version of the program left it: the tables of then, with a theme and a headline."""
    database = Database(locate(place.location))
    with database.writing() as connection:
        upgrade(connection, to=revision)
        assert revision_of(connection) == revision
        old_content(connection)
    database.close()


def old_content(connection: Connection) -> None:
    item = told(TITLES[0])
    words = {"number": 1, "words": "امطار قويه مرتقبه مغرب"}
    postgres = connection.dialect.name == "postgresql"
    connection.execute(
        text(
            "INSERT INTO headline (id, source, title, language, fetched, seen, content_hash) "
            "VALUES (:id, :source, :title, 'ar', :seen, :seen, :content_hash)"
        ),
        {
            "id": item.id,
            "source": item.source,
            "title": item.title,
            "seen": START if postgres else "2026-03-01 08:00:00.000000",
            "content_hash": item.content_hash,
        },
    )
    connection.execute(
        text("INSERT INTO headline_words (number, words) VALUES (:number, to_tsvector('simple', :words))")
        if postgres
        else text("INSERT INTO headline_words (rowid, words) VALUES (:number, :words)"),
        words,
    )
    connection.execute(
        text(
            "INSERT INTO run (id, encoder_id, parameters, created, current) "
            "VALUES ('old', 'old-encoder', '{}', :created, :current)"
        ),
        {"created": START if postgres else "2026-03-01 08:00:00.000000", "current": True},
    )
    connection.execute(
        text(
            "INSERT INTO theme (number, id, run_id, encoder_id, name, names, keywords, centroid, threshold, "
            "examples, size) "
            "VALUES (7, 'T7', 'old', 'old-encoder', 'rain', '{}', '[]', :centroid, 0.5, '[]', 1)"
        ),
        {"centroid": b"\0\0\x80\x3f"},
    )


def test_the_newest_revision_is_the_one_that_the_program_expects() -> None:
    assert REVISIONS[-1] == HEAD


def test_migrations_make_the_tables_that_the_program_uses(store: Store, place: Place) -> None:
    database = Database(locate(place.location))
    with database.reading() as connection:
        context = MigrationContext.configure(
            connection, opts={"include_object": ours, "compare_type": True, "compare_server_default": True}
        )
        assert compare_metadata(context, metadata) == []
    database.close()


@pytest.mark.parametrize("revision", REVISIONS)
def test_a_store_of_every_earlier_version_opens_and_works(place: Place, revision: str) -> None:
    made_at(place, revision)
    with open_place(place) as store:
        assert store.info().revision == HEAD
        (record,) = store.headlines.iterate(HeadlineFilter(text="المغرب"))
        assert record.headline == told(TITLES[0], published=None)
        assert [one.id for one in store.themes.current()] == ["T7"]
        assert store.themes.next_ids(1) == ["T8"]
        assert store.check() == []


def test_an_upgraded_store_can_do_all_that_a_new_one_can(place: Place) -> None:
    made_at(place, REVISIONS[0])
    with open_place(place) as store:
        prepare(store)
        for call in (*READS.values(), *WRITES.values()):
            call(store)
        assert store.check() == []


def test_upgrading_again_changes_nothing(store: Store) -> None:
    prepare(store)
    before = {name: call(store) for name, call in READS.items()}
    store.upgrade()
    assert {name: call(store) for name, call in READS.items()} == before


def test_a_store_of_a_newer_version_is_refused_and_left_as_it_is(store: Store, place: Place) -> None:
    store.close()
    database = Database(locate(place.location))
    with database.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreError, match=r"got 9999, made by a newer version .* install that version"):
        open_place(place)
    with database.reading() as connection:
        assert revision_of(connection) == "9999"
    database.close()


def test_an_upgrade_that_fails_leaves_the_old_schema(place: Place) -> None:
    made_at(place, REVISIONS[0])
    database = Database(locate(place.location))
    with database.writing() as connection:
        connection.execute(text("CREATE TABLE counter (something integer)"))  # in the way of 0002
    with pytest.raises(StoreError, match="counter"):
        open_place(place)
    with database.writing() as connection:
        assert revision_of(connection) == REVISIONS[0]
        connection.execute(text("DROP TABLE counter"))
    database.close()
    with open_place(place) as store:
        assert store.info().revision == HEAD
