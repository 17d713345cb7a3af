"""A store that can't be used says so and what to do, whatever is asked of it."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.store.methods import ELSEWHERE, READS, WRITES, prepare, public_methods
from tests.store.places import NOBODY, Place, SqlitePlace, open_place
from topics.errors import StoreError
from topics.store.database import Database, HeldError, locate
from topics.store.store import Store, open_store
from topics.types import HeadlineFilter

IMPATIENT = 0.05


@pytest.fixture
def filled(store: Store, place: Place) -> Place:
    """A place with a filled store that nobody has open."""
    prepare(store)
    store.close()
    return place


@contextmanager
def long_job(place: Place) -> Iterator[None]:
    """Another job is in the middle of writing."""
    database = Database(locate(place.location))
    with database.writing():
        yield
    database.close()


def test_every_method_is_tried_here(store: Store) -> None:
    assert public_methods(store) == {*WRITES, *READS, *ELSEWHERE}


def test_every_method_works_where_nothing_is_wrong(store: Store) -> None:
    prepare(store)
    for name, call in READS.items():
        assert call(store) not in (None, [], 0) or name == "check"
    for call in WRITES.values():
        call(store)
    assert store.check() == []


# --- somebody else has it ------------------------------------------------------------------------


def test_writers_give_up_with_advice_while_readers_never_notice(filled: Place) -> None:
    with open_place(filled, patience=IMPATIENT) as store:
        before = {name: call(store) for name, call in READS.items()}
        with long_job(filled):
            for call in WRITES.values():
                with pytest.raises(HeldError, match=r"another job .* try again"):
                    call(store)
            assert {name: call(store) for name, call in READS.items()} == before
        for call in WRITES.values():
            call(store)


def test_a_writer_waits_as_long_as_it_was_told(filled: Place) -> None:
    with open_place(filled, patience=0.5) as store, long_job(filled):
        began = time.monotonic()
        with pytest.raises(StoreError, match=r"more than 0\.5 s"):
            WRITES["headlines.add"](store)
        assert 0.3 < time.monotonic() - began < 5


@pytest.mark.parametrize("name", [*READS, *WRITES])
def test_a_file_that_another_program_keeps_to_itself(empty: Path, file: Path, name: str) -> None:
    shutil.copyfile(empty, file)
    with open_store(str(file), patience=IMPATIENT) as store:
        store.close()
        other = sqlite3.connect(file, isolation_level=None)
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(HeldError, match=r"another job .* try again"):
            (READS | WRITES)[name](store)
        other.close()
        assert store.check() == []


# --- it may only be read -------------------------------------------------------------------------


@contextmanager
def without_rights() -> Iterator[None]:
    """Rights mean nothing to root: be nobody for a while."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.fixture
def public_folder() -> Iterator[Path]:
    """A folder that everybody may enter, which pytest's own are not."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    folder.chmod(0o755)
    shutil.rmtree(folder)


def test_a_read_only_store_is_read_and_refuses_writers_with_advice(
    filled: Place, public_folder: Path
) -> None:
    if isinstance(filled, SqlitePlace):
        shutil.copyfile(filled.file, public_folder / "topics.db")
        filled = SqlitePlace(public_folder)
    filled.make_read_only()
    with without_rights(), open_place(filled) as store:
        assert all(call(store) is not None for call in READS.values())
        for name in WRITES.keys() - {"upgrade"}:  # there is nothing to upgrade
            with pytest.raises(StoreError, match="read-only one; check the rights"):
                WRITES[name](store)


def test_in_a_read_only_folder_opening_says_what_to_do(empty: Path, public_folder: Path) -> None:
    shutil.copyfile(empty, public_folder / "topics.db")
    public_folder.chmod(0o555)
    with without_rights(), pytest.raises(StoreError, match="check the rights of file and folder"):
        open_store(str(public_folder / "topics.db"))


def test_in_a_folder_that_takes_no_files_no_store_is_made(public_folder: Path) -> None:
    for place in (public_folder / "topics.db", public_folder / "new" / "topics.db"):
        with without_rights(), pytest.raises(StoreError, match=r"name another place|check that the place"):
            open_store(str(place))
    assert list(public_folder.iterdir()) == []


# --- it is something else ------------------------------------------------------------------------


def test_a_file_that_is_no_database(file: Path) -> None:
    file.write_text("أمطار قوية مرتقبة بالمغرب\n" * 500, encoding="utf-8")
    before = file.read_bytes()
    with pytest.raises(StoreError, match="expected a store, got a file that is none"):
        open_store(str(file))
    assert file.read_bytes() == before


def test_the_database_of_another_program_is_left_as_it_is(file: Path) -> None:
    other = sqlite3.connect(file)
    other.execute("CREATE TABLE recipe (name TEXT)")
    other.close()
    with pytest.raises(StoreError, match="got one that holds recipe; name another place"):
        open_store(str(file))
    other = sqlite3.connect(file)
    assert other.execute("SELECT name FROM sqlite_master").fetchall() == [("recipe",)]
    other.close()


def test_a_store_whose_tables_were_taken_away(store: Store, file: Path) -> None:
    if store.info().dialect != "sqlite":
        pytest.skip("about a file")
    other = sqlite3.connect(file)
    other.execute("DROP TABLE problem")
    other.close()
    with pytest.raises(StoreError, match="got another database"):
        store.problems.recent(1)


def test_a_damaged_page_is_an_error_with_advice(empty: Path, file: Path) -> None:
    shutil.copyfile(empty, file)
    with open_store(str(file)) as store:
        prepare(store)
    content = bytearray(file.read_bytes())
    content[4096 * 2 :] = b"\xa5" * (len(content) - 4096 * 2)
    file.write_bytes(content)
    with pytest.raises(StoreError, match="restore a backup"), open_store(str(file)) as store:
        store.headlines.page(HeadlineFilter())
