"""Care for a store: what it holds, a copy of it, and a look for damage."""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, func, select, text

from topics.errors import StoreError
from topics.store import search
from topics.store.corrections import misfiled
from topics.store.database import DamagedError, Database
from topics.store.migrate import revision_of
from topics.store.schema import (
    assignment,
    correction,
    headline,
    model,
    prediction,
    problem,
    run,
    source,
    story,
    theme,
    vector,
)

COUNTED = (headline, vector, prediction, theme, story, source, problem, correction)


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
    stories: int
    sources: int
    problems: int
    corrections: int


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
    if Path(f"{path}-wal").exists() or (path.exists() and path.samefile(database.path)):
        raise StoreError(f"{path}: expected a place for the copy, got a store in use; choose another file.")
    part = None
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
        os.close(handle)
        part = Path(name)
        with closing(sqlite3.connect(database.path)) as original, closing(sqlite3.connect(part)) as copy:
            original.backup(copy)
        part.replace(path)
    except (OSError, sqlite3.Error) as error:
        raise StoreError(f"{path}: the copy can't be written ({error}); choose another place.") from error
    finally:
        if part is not None:
            part.unlink(missing_ok=True)


def check(database: Database) -> list[str]:
    """Findings, one sentence each; empty where the store is sound."""
    found: list[str] = []
    try:
        with database.reading() as connection:
            found.extend(_damage(connection))
            if not found:  # of a damaged file no further question has an answer that can be trusted
                found.extend(finding for look in LOOKS for finding in look(connection))
    except DamagedError as error:
        found.append(str(error))
    return found


def _damage(connection: Connection) -> Iterator[str]:
    if connection.dialect.name == "sqlite":
        for (said,) in connection.execute(text("PRAGMA integrity_check")):
            if said != "ok":
                yield f"damaged file: {said}; restore a backup."


def _dangling(connection: Connection) -> Iterator[str]:
    if connection.dialect.name != "sqlite":
        return
    found = connection.execute(text("PRAGMA foreign_key_check"))
    for (child, parent), rows in Counter((row[0], row[2]) for row in found).items():
        yield f"{child}: {rows} rows point to a {parent} that is not there."


def _search(connection: Connection) -> Iterator[str]:
    """The index is no table with constraints: it is compared with the headlines, both ways."""
    indexed = search.numbers(connection.dialect.name)
    missing = select(func.count()).where(headline.c.number.not_in(indexed))
    if lost := connection.execute(missing).scalar_one():
        yield f"search: {lost} headlines are not in the index."
    entries = select(func.count()).select_from(indexed.subquery())
    shown = select(func.count()).where(headline.c.number.in_(indexed))
    surplus = connection.execute(entries).scalar_one() - connection.execute(shown).scalar_one()
    if surplus:
        yield f"search: {surplus} entries of the index belong to no headline."


def _widths(connection: Connection) -> Iterator[str]:
    widths = select(vector.c.encoder_id, func.count(func.length(vector.c.data).distinct()))
    for encoder_id, different in connection.execute(widths.group_by(vector.c.encoder_id)):
        if different != 1:
            yield f"vectors of {encoder_id}: expected one width, got {different}."
    unfit = (
        select(func.count())
        .select_from(prediction.join(model, model.c.id == prediction.c.model_id))
        .where(func.length(prediction.c.probabilities) != 4 * func.json_array_length(model.c.topics))
    )
    if different := connection.execute(unfit).scalar_one():
        yield f"predictions: {different} have not one probability for each topic of their model."


def _current(connection: Connection) -> Iterator[str]:
    for what, table in (("run of themes", run), ("model", model)):
        current = connection.execute(select(func.count()).where(table.c.current)).scalar_one()
        if current > 1:
            yield f"expected one current {what}, got {current}."
    foreign = (
        select(func.count())
        .select_from(assignment.join(theme, theme.c.id == assignment.c.theme_id))
        .where(theme.c.run_id != assignment.c.run_id)
    )
    if strangers := connection.execute(foreign).scalar_one():
        yield f"themes: {strangers} headlines are in themes of another run."


def _corrected(connection: Connection) -> Iterator[str]:
    if wrong := misfiled(connection):
        yield f"corrections: {wrong} headlines stand under another topic than editors said."


LOOKS: tuple[Callable[[Connection], Iterator[str]], ...] = (
    _dangling,
    _search,
    _widths,
    _current,
    _corrected,
)
