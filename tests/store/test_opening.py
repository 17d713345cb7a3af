"""Opening: places that are stores, can become one, or can't."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from tests.store.places import Place, open_place
from tests.store.told import TITLES, fill
from topics.errors import StoreError
from topics.store.migrate import HEAD
from topics.store.store import open_store
from topics.types import HeadlineFilter


def test_a_new_place_becomes_a_store_that_is_still_there_later(place: Place) -> None:
    with open_place(place) as store:
        items = fill(store)
        assert store.info().revision == HEAD
    with open_place(place) as store:
        assert [record.headline for record in store.headlines.iterate(HeadlineFilter())] == items
        assert store.check() == []


def test_info_says_where_it_is_and_what_it_holds(place: Place) -> None:
    with open_place(place) as store:
        fill(store)
        info = store.info()
        assert info.url == store.url
        assert place.location.rpartition("/")[2].partition("?")[0] in info.url
        assert info.size_bytes > 10_000
        assert (info.headlines, info.vectors, info.stories, info.problems) == (len(TITLES), 0, 0, 0)


def test_folders_are_made_and_names_may_be_anything(tmp_path: Path) -> None:
    file = tmp_path / "قاعدة البيانات" / "100% of it?" / "it's #1.db"
    with open_store(str(file)) as store:
        fill(store)
    assert file.stat().st_size > 10_000
    assert [path.name for path in file.parent.iterdir()] == [file.name], "nothing is left beside it"


def test_a_url_of_sqlite_is_a_file(file: Path) -> None:
    with open_store(f"sqlite:///{file}") as store:
        fill(store)
    with open_store(str(file), create=False) as store:
        assert store.headlines.count(HeadlineFilter()) == len(TITLES)


def test_the_home_folder_may_be_written_short(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    open_store("~/news/topics.db").close()
    assert (tmp_path / "news" / "topics.db").exists()


def test_what_is_not_there_is_not_made_unless_asked(file: Path) -> None:
    with pytest.raises(StoreError, match="`topics run`"):
        open_store(str(file), create=False)
    assert not file.exists()


@pytest.mark.parametrize(
    "location",
    [
        "",
        ":memory:",
        "sqlite://",
        "sqlite:///:memory:",
        "mysql://host/name",
        "nonsense://",
        "://",
        "postgresql://host:port/name",
        "postgresql+nonsense://host/name",
    ],
)
def test_a_location_that_can_hold_no_store_is_refused(
    location: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(StoreError, match="expected"):
        open_store(location)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_is_no_store(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="got a folder"):
        open_store(str(tmp_path))


def test_a_password_is_never_told() -> None:
    with pytest.raises(StoreError) as caught:
        open_store("mysql://editor:s3cret@host/name")
    assert "s3cret" not in str(caught.value)


def test_a_server_that_is_not_there_is_an_error_with_advice() -> None:
    pytest.importorskip("psycopg")
    with pytest.raises(StoreError, match="check that the place exists") as caught:
        open_store("postgresql://editor:s3cret@127.0.0.1:1/name")
    assert "s3cret" not in str(caught.value)


# --- several at once, and one that dies ----------------------------------------------------------


def opened_at_once(location: str) -> list[Exception]:
    """Open one new place in four threads at once, and give back what failed."""
    together = threading.Barrier(4)
    failed: list[Exception] = []

    def open_it() -> None:
        together.wait()
        try:
            with open_store(location) as store:
                store.headlines.count(HeadlineFilter())
        except Exception as error:  # noqa: BLE001 - handed to the test's own thread
            failed.append(error)

    threads = [threading.Thread(target=open_it) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return failed


def test_several_that_open_a_new_place_at_once_all_succeed(place: Place) -> None:
    assert opened_at_once(place.location) == []
    with open_place(place) as store:
        assert store.check() == []


def test_they_do_so_again_and_again(tmp_path: Path) -> None:
    """Switching a new file to its log is a matter of luck where nobody waits."""
    for number in range(6):
        assert opened_at_once(str(tmp_path / f"{number}.db")) == []


OPEN = "import sys; from topics.store.store import open_store; open_store(sys.argv[1]).close()"


def test_two_processes_that_open_a_new_place_at_once_both_succeed(place: Place) -> None:
    command = [sys.executable, "-W", "error", "-c", OPEN, place.location]
    processes = [subprocess.Popen(command, stderr=subprocess.PIPE) for _ in range(2)]
    said = [process.communicate()[1].decode() for process in processes]
    assert [process.returncode for process in processes] == [0, 0], said
    with open_place(place) as store:
        assert store.info().revision == HEAD
        assert store.check() == []


DIE = """
import os, signal, sys
from sqlalchemy import Engine, event
from topics.store.store import open_store

left = [int(sys.argv[2])]

@event.listens_for(Engine, "after_cursor_execute")
def count(*statement):
    left[0] -= 1
    if not left[0]:
        os.kill(os.getpid(), signal.SIGKILL)

open_store(sys.argv[1])
"""


@pytest.mark.parametrize("statements", [2, 9, 21, 30])
def test_an_interrupted_creation_is_completed_by_the_next_opening(place: Place, statements: int) -> None:
    dying = subprocess.run([sys.executable, "-c", DIE, place.location, str(statements)], check=False)
    assert dying.returncode == -signal.SIGKILL
    with open_place(place) as store:
        assert store.info().revision == HEAD
        fill(store)
        assert store.check() == []
