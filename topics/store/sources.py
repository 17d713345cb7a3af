"""Sources, and what is remembered of each between two fetches."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from sqlalchemy import delete, select, update

from topics.errors import UsageError
from topics.store.database import Database
from topics.store.schema import source
from topics.store.upsert import insert_or_ignore
from topics.types import FetchState, Source, SourceKind

_STATE = ("etag", "last_modified", "last_attempt", "last_success", "last_error", "failures")


class Sources:
    """The sources of a store."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, item: Source) -> None:
        """Add a source, or change the one of that name; another location starts with no memory of fetches."""
        row = _row(item)
        with self._database.writing() as connection:
            connection.execute(
                insert_or_ignore(source, connection.dialect.name), {**row, **asdict(FetchState())}
            )
            moved = (source.c.name == item.name) & (source.c.location != item.location)
            connection.execute(update(source).where(moved).values(asdict(FetchState())))
            connection.execute(update(source).where(source.c.name == item.name).values(row))

    def list(self) -> list[Source]:
        """Every source, by name."""
        with self._database.reading() as connection:
            rows = connection.execute(select(source).order_by(source.c.name)).mappings()
            return [_to_source(row) for row in rows]

    def get(self, name: str) -> Source | None:
        """One source, or None."""
        with self._database.reading() as connection:
            row = connection.execute(select(source).where(source.c.name == name)).mappings().one_or_none()
        return None if row is None else _to_source(row)

    def remove(self, name: str) -> None:
        """Forget a source; its headlines stay.

        Raises:
            UsageError: no source has this name.
        """
        with self._database.writing() as connection:
            if not connection.execute(delete(source).where(source.c.name == name)).rowcount:
                raise UsageError(
                    f"expected the name of a source, got {name!r}; `topics sources list` shows them."
                )

    def state(self, name: str) -> FetchState:
        """What is remembered of a source; nothing yet for an unknown one."""
        query = select(*(source.c[field] for field in _STATE)).where(source.c.name == name)
        with self._database.reading() as connection:
            row = connection.execute(query).mappings().one_or_none()
        return FetchState() if row is None else FetchState(**row)

    def states(self) -> dict[str, FetchState]:
        """What is remembered of every source, by its name."""
        with self._database.reading() as connection:
            rows = connection.execute(select(source.c.name, *(source.c[field] for field in _STATE)))
            return {row[0]: FetchState(*row[1:]) for row in rows}

    def save_state(self, name: str, state: FetchState) -> None:
        """Remember how the last fetch went; a source that was removed meanwhile stays removed."""
        with self._database.writing() as connection:
            connection.execute(update(source).where(source.c.name == name).values(asdict(state)))


def _row(item: Source) -> dict[str, Any]:
    return {
        "name": item.name,
        "location": item.location,
        "kind": item.kind.value,
        "language": item.language,
        "folder": item.group,
        "enabled": item.enabled,
    }


def _to_source(row: Any) -> Source:
    return Source(
        row["name"], row["location"], SourceKind(row["kind"]), row["language"], row["folder"], row["enabled"]
    )
