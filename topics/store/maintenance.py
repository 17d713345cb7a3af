"""Care for a store: what it holds, a copy of it, and a look for damage."""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, func, select, text

from topics.errors import StoreError
from topics.store.database import Database
from topics.store.migrate import revision_of
from topics.store.schema import assignment, headline, prediction, problem, run, source, theme, vector

COUNTED = (headline, vector, prediction, theme, source, problem)


@dataclass(frozen=True, slots=True)
class StoreInfo:
    """Where a store is and what it holds."""

    url: str  # without a password
    dialect: str
    revision: str | None  # of the schema
    size_bytes: int
    headlines: int
    vectors: int
    predictions: int
    themes: int
    sources: int
    problems: int


def describe(database: Database) -> StoreInfo:
    """Count what a store holds."""
    with database.reading() as connection:
        counts = [
            connection.execute(select(func.count()).select_from(table)).scalar_one() for table in COUNTED
        ]
        return StoreInfo(
            database.shown,
            connection.dialect.name,
            revision_of(connection),
            _size(database, connection),
            *counts,
        )


def _size(database: Database, connection: Connection) -> int:
    if database.path is not None:
        log = Path(f"{database.path}-wal")
        return database.path.stat().st_size + (log.stat().st_size if log.exists() else 0)
    return int(connection.execute(text("SELECT pg_database_size(current_database())")).scalar_one())


def backup(database: Database, path: Path) -> None:
    """Copy a store to a file while others read and write it; the file appears when it is complete.

    Raises:
        StoreError: the database is not a file, or the copy can't be written.
    """
    if database.path is None:
        raise StoreError(f"{database.shown}: expected a store in a file; copy this one with pg_dump.")
    if path.exists() and path.samefile(database.path):
        raise StoreError(f"{path}: expected a place for the copy, got the store itself; choose another file.")
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
        os.close(handle)
        with closing(sqlite3.connect(database.path)) as original, closing(sqlite3.connect(name)) as copy:
            original.backup(copy)
        Path(name).replace(path)
    except (OSError, sqlite3.Error) as error:
        raise StoreError(f"{path}: the copy can't be written ({error}); choose another place.") from error


def check(database: Database) -> list[str]:
    """Findings, one sentence each; empty where the store is sound."""
    with database.reading() as connection:
        return [*_damage(connection), *_contradictions(connection)]


def _damage(connection: Connection) -> Iterator[str]:
    if connection.dialect.name != "sqlite":
        return
    for (said,) in connection.execute(text("PRAGMA integrity_check")):
        if said != "ok":
            yield f"damaged file: {said}; restore a backup."
    for row in connection.execute(text("PRAGMA foreign_key_check")):
        yield f"{row[0]} row {row[1]} points to a {row[2]} that is not there."


def _contradictions(connection: Connection) -> Iterator[str]:
    """What no single constraint can see."""
    titles = connection.execute(select(func.count()).select_from(headline)).scalar_one()
    indexed = connection.execute(text("SELECT count(*) FROM headline_words")).scalar_one()
    if titles != indexed:
        yield f"search: expected {titles} headlines in the index, got {indexed}."
    widths = connection.execute(
        select(vector.c.encoder_id, func.count(func.length(vector.c.data).distinct())).group_by(
            vector.c.encoder_id
        )
    )
    for encoder_id, different in widths:
        if different != 1:
            yield f"vectors of {encoder_id}: expected one width, got {different}."
    current = connection.execute(select(func.count()).where(run.c.current)).scalar_one()
    if current > 1:
        yield f"themes: expected one current run, got {current}."
    foreign = (
        select(func.count())
        .select_from(assignment.join(theme, theme.c.id == assignment.c.theme_id))
        .where(theme.c.run_id != assignment.c.run_id)
    )
    if strangers := connection.execute(foreign).scalar_one():
        yield f"themes: {strangers} headlines are in themes of another run."
