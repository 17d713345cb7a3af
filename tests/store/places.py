"""Where stores can be: the suite runs over each of them, whole.

A place makes one new store a test. PostgreSQL is left out where its server or its driver is missing.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from typing import Protocol

from topics.store.database import Database, locate
from topics.store.store import Store, open_store

NOBODY = 65534  # servers and tests of rights don't run as root


class Place(Protocol):
    """Somewhere a store can be."""

    location: str

    def make_read_only(self) -> None:
        """From now on whoever opens the store may read it, no more."""
        ...


class SqlitePlace:
    """A file."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "topics.db"
        self.location = str(self.file)

    def make_read_only(self) -> None:
        """The file alone: beside it readers keep the file by which they see a writer's log."""
        self.file.chmod(0o444)
        self.file.parent.chmod(0o777)


class PostgresPlace:
    """A database of a running server."""

    def __init__(self, location: str) -> None:
        self.location = location

    def make_read_only(self) -> None:
        """For every session that begins later."""
        database = Database(locate(self.location))
        name = database.url.database
        with database.writing() as connection:
            connection.exec_driver_sql(f'ALTER DATABASE "{name}" SET default_transaction_read_only = on')
        database.close()


def open_place(place: Place, *, patience: float = 5.0) -> Store:
    """The store at a place; writers wait for less long than they do outside tests."""
    return open_store(place.location, patience=patience)


# --- a server for the length of the tests --------------------------------------------------------


class PostgresServer:
    """A server in a folder of its own, on a Unix socket, that forgets everything."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._numbers = count(1)

    def new(self) -> PostgresPlace:
        """A place that nobody used before."""
        name = f"topics_{next(self._numbers)}"
        _as_servant("psql", "--host", str(self._folder), "--quiet", "--command", f"CREATE DATABASE {name}")
        return PostgresPlace(f"postgresql://postgres@/{name}?host={self._folder}")


def has_postgres() -> bool:
    """Are the server and its driver installed?"""
    programs = ("initdb", "pg_ctl", "postgres", "psql")
    return all(map(shutil.which, programs)) and find_spec("psycopg") is not None


@contextmanager
def running_postgres() -> Iterator[PostgresServer]:
    """A server that is gone, with its files, when the block ends."""
    folder = Path(tempfile.mkdtemp(prefix="topics-"))  # short: a socket's path may have 107 bytes
    if os.geteuid() == 0:
        os.chown(folder, NOBODY, NOBODY)
    data, log = str(folder / "data"), str(folder / "log")
    options = f"-c listen_addresses='' -c unix_socket_directories={folder} -c fsync=off"
    try:
        _as_servant("initdb", "--pgdata", data, "--username", "postgres", "--auth", "trust", "--no-sync")
        _as_servant("pg_ctl", "start", "--wait", "--pgdata", data, "--log", log, "--options", options)
        yield PostgresServer(folder)
    finally:
        _as_servant("pg_ctl", "stop", "--mode", "immediate", "--pgdata", data)
        shutil.rmtree(folder)


def _as_servant(*command: str) -> None:
    """Run a program of the server; it refuses to run as root."""
    user = NOBODY if os.geteuid() == 0 else None
    names = {"PGUSER": "postgres", "PGDATABASE": "postgres"}
    subprocess.run(
        command,
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        user=user,
        cwd="/",
        env=os.environ | names,
    )
