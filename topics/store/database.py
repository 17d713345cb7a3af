"""Connections: one way to read, one way to write, and errors that say what to do.

A write takes the write lock when it begins (``BEGIN IMMEDIATE`` on SQLite, an advisory lock on PostgreSQL):
two writers wait for one another instead of failing half-way. Readers never wait (write-ahead log).
"""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, func, select
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, OperationalError, SQLAlchemyError

from topics.errors import StoreError

PATIENCE = 30.0  # seconds that a writer waits for another
WRITING = "writing"  # execution option: this transaction will write
WRITE_LOCK = 0x746F70696373  # "topics": the advisory lock of the one writer on PostgreSQL
PAGES_KEPT = 32 * 1024  # KiB of a SQLite file that a connection keeps: a month of a large store
DRIVERS = {"postgres": "postgresql+psycopg", "postgresql": "postgresql+psycopg"}


class DamagedError(StoreError):
    """The file is no database, or one whose content can't be trusted any more."""


class HeldError(StoreError):
    """Another one has held the store for longer than was waited; nothing was begun."""


class Database:
    """An engine, and transactions on it."""

    def __init__(self, url: URL, *, patience: float = PATIENCE, durable: bool = False) -> None:
        self.url = url
        self.shown = url.render_as_string(hide_password=True)
        self.patience = patience
        self._joined = threading.local()  # the connection of a transaction that several writes share
        try:
            self.engine = create_engine(url)
        except (ModuleNotFoundError, NoSuchModuleError) as error:
            raise StoreError(
                f"{self.shown}: expected a database whose driver is installed, got {error}; "
                "install it (PostgreSQL: pip install 'headline-topics[postgres]')."
            ) from error
        if self.is_sqlite:
            _prepare_sqlite(self.engine, patience, durable)
            self._snapshots = self.engine
        else:
            self._snapshots = self.engine.execution_options(isolation_level="REPEATABLE READ")

    @property
    def is_sqlite(self) -> bool:
        """Is this a file of our own?"""
        return self.url.get_backend_name() == "sqlite"

    @property
    def path(self) -> Path | None:
        """The file, or None where the database is not one."""
        return Path(self.url.database) if self.is_sqlite and self.url.database else None

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that sees one state of the store."""
        if (joined := self._of_this_thread()) is not None:
            yield joined
            return
        with self._explained(), self._snapshots.begin() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that is written whole or not at all."""
        if (joined := self._of_this_thread()) is not None:
            yield joined
            return
        with (
            self._explained(),
            self.engine.connect().execution_options(**{WRITING: True}) as connection,
            connection.begin(),
        ):
            if not self.is_sqlite:
                _take_write_lock(connection, self.patience)
            yield connection

    @contextmanager
    def together(self) -> Iterator[None]:
        """One transaction for all that this thread reads and writes meanwhile; an error undoes all of it."""
        with self.writing() as connection:
            before, self._joined.connection = self._of_this_thread(), connection
            try:
                yield
            finally:
                self._joined.connection = before

    def _of_this_thread(self) -> Connection | None:
        return getattr(self._joined, "connection", None)

    def close(self) -> None:
        """Let go of every connection."""
        self.engine.dispose()

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except DBAPIError as error:
            raise _kind(error)(f"{self.shown}: {_advice(error, self.patience)}") from error
        except (SQLAlchemyError, UnicodeEncodeError, OverflowError) as error:
            said = str(getattr(error, "orig", None) or error)
            raise StoreError(f"{self.shown}: the database can't be asked this ({said}).") from error


def locate(location: str) -> URL:
    """The database URL of a path or URL.

    Raises:
        StoreError: neither a path nor the URL of a database that can hold a store.
    """
    if "://" not in location:
        return URL.create("sqlite", database=str(Path(location).expanduser()))
    try:
        url = make_url(location)
    except (ArgumentError, ValueError) as error:
        raise StoreError(f"{_EXPECTED_PLACE}, got {location!r}.") from error
    if url.get_backend_name() not in {"sqlite", *DRIVERS}:
        raise StoreError(f"{_EXPECTED_PLACE}, got {url.render_as_string(hide_password=True)!r}.")
    return url.set(drivername=DRIVERS.get(url.drivername, url.drivername))


_EXPECTED_PLACE = "expected the path of a store or a URL such as postgresql://host/name"


def _prepare_sqlite(engine: Engine, patience: float, durable: bool) -> None:
    @event.listens_for(engine, "connect")
    def configure(connection: Any, record: object) -> None:
        connection.isolation_level = None  # the driver must not begin transactions by its own rules
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout = {round(patience * 1000)}")
        _use_write_ahead_log(cursor, patience)
        # NORMAL outlives a kill; FULL a power cut too, at the price of a sync a transaction.
        cursor.execute(f"PRAGMA synchronous = {'FULL' if durable else 'NORMAL'}")
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.execute(f"PRAGMA cache_size = -{PAGES_KEPT}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        immediate = connection.get_execution_options().get(WRITING, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")


def _use_write_ahead_log(cursor: sqlite3.Cursor, patience: float) -> None:
    """Switch the file over, once in its life; SQLite itself does not wait where two do it at once."""
    until = time.monotonic() + patience
    while True:
        try:
            cursor.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > until:
                raise
        time.sleep(0.01)


def _take_write_lock(connection: Connection, patience: float) -> None:
    connection.execute(select(func.set_config("lock_timeout", str(round(patience * 1000)), True)))
    connection.execute(select(func.pg_advisory_xact_lock(WRITE_LOCK)))


def _is_damage(error: DBAPIError) -> bool:
    said = str(error.orig)
    return "not a database" in said or "malformed" in said


def _is_held(error: DBAPIError) -> bool:
    said = str(error.orig)
    return "locked" in said or "lock timeout" in said


def _kind(error: DBAPIError) -> type[StoreError]:
    if _is_damage(error):
        return DamagedError
    return HeldError if _is_held(error) else StoreError


def _advice(error: DBAPIError, patience: float) -> str:
    said = str(error.orig).strip()
    if _is_damage(error):
        return f"expected a store, got a file that is none or is damaged ({said}); restore a backup."
    if _is_held(error):
        return f"another job has held the store for more than {patience:g} s; try again when it is done."
    if "readonly" in said or "read-only" in said:
        return (
            "expected a store that can be written, got a read-only one; check the rights of file and folder."
        )
    if "disk is full" in said or "No space left" in said:
        return "the disk is full; make room and run the job again, nothing that was written is lost."
    if "no such table" in said or "no such column" in said:
        return f"expected a store of this program, got another database ({said})."
    if isinstance(error, OperationalError):
        return f"the database can't be used ({said}); check that the place exists and may be used."
    return f"the database refused ({said})."
