"""Connections: one way to read, one way to write, and errors that say what to do.

A write takes the write lock when it begins (``BEGIN IMMEDIATE`` on SQLite): two writers wait for one
another instead of failing half-way. Readers never wait (write-ahead log).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, OperationalError

from topics.errors import StoreError

PATIENCE = 30_000  # milliseconds that a writer waits for another
WRITING = "writing"  # execution option: this transaction will write


class Database:
    """An engine, and transactions on it."""

    def __init__(self, url: URL) -> None:
        self.url = url
        self.shown = url.render_as_string(hide_password=True)
        try:
            self.engine = create_engine(url)
        except (ModuleNotFoundError, NoSuchModuleError) as error:
            raise StoreError(
                f"{self.shown}: expected a database whose driver is installed, got {error}; "
                "install it (PostgreSQL: pip install 'headline-topics[postgres]')."
            ) from error
        if self.is_sqlite:
            _prepare_sqlite(self.engine)

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
        with self._explained(), self.engine.begin() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that is written whole or not at all."""
        with (
            self._explained(),
            self.engine.connect().execution_options(**{WRITING: True}) as connection,
            connection.begin(),
        ):
            yield connection

    def close(self) -> None:
        """Let go of every connection."""
        self.engine.dispose()

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except DBAPIError as error:
            raise StoreError(f"{self.shown}: {_advice(error)}") from error


def locate(location: str) -> URL:
    """The database URL of a path or URL.

    Raises:
        StoreError: neither a path nor a URL that names a database.
    """
    if "://" not in location:
        return URL.create("sqlite", database=str(Path(location).expanduser()))
    try:
        return make_url(location)
    except ArgumentError as error:
        raise StoreError(
            f"expected the path of a store or a URL such as postgresql+psycopg://host/name, got {location!r}."
        ) from error


def _prepare_sqlite(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def configure(connection: Any, record: object) -> None:
        connection.isolation_level = None  # the driver must not begin transactions by its own rules
        cursor = connection.cursor()
        for pragma in (
            f"busy_timeout = {PATIENCE}",
            "journal_mode = WAL",
            "synchronous = NORMAL",
            "foreign_keys = ON",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        immediate = connection.get_execution_options().get(WRITING, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")


def _advice(error: DBAPIError) -> str:
    said = str(error.orig).strip()
    if "not a database" in said or "malformed" in said:
        return f"expected a store, got a file that is none or is damaged ({said}); restore a backup."
    if "locked" in said:
        return f"another job has been writing for more than {PATIENCE // 1000} s; try again when it is done."
    if "readonly" in said or "read-only" in said:
        return (
            "expected a store that can be written, got a read-only one; check the rights of file and folder."
        )
    if "full" in said:
        return "the disk is full; make room and run the job again, nothing that was written is lost."
    if "no such table" in said:
        return f"expected a store of this program, got another database ({said})."
    if isinstance(error, OperationalError):
        return f"the database can't be used ({said}); check that the place exists and may be used."
    return f"the database refused ({said})."
