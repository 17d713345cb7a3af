"""A store to try, at each kind of place that this machine has."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.store.places import (
    Place,
    PostgresServer,
    SqlitePlace,
    has_postgres,
    open_place,
    running_postgres,
)
from topics.store.store import Store, open_store

SERVED = pytest.param("postgresql", marks=pytest.mark.slow)  # the same tests once more
KINDS = ["sqlite", *([SERVED] if has_postgres() else [])]


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    with running_postgres() as server:
        yield server


@pytest.fixture(params=KINDS)
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    """A place without a store."""
    if request.param == "sqlite":
        return SqlitePlace(tmp_path)
    server: PostgresServer = request.getfixturevalue("postgres")
    return server.new()


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store in a file with nothing in it: copying one is ten times faster than making one."""
    file = tmp_path_factory.mktemp("empty") / "topics.db"
    open_store(str(file)).close()
    return file


@pytest.fixture
def store(place: Place, empty: Path) -> Iterator[Store]:
    """A new store."""
    if isinstance(place, SqlitePlace):
        shutil.copyfile(empty, place.file)
    with open_place(place) as opened:
        yield opened


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where a store in a file can be made."""
    return tmp_path / "topics.db"
