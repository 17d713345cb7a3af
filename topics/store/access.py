"""Keys of the HTTP service, and the log of what was written with them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, insert, select, update

from topics.store.database import Database
from topics.store.schema import api_key, audit
from topics.types import ApiKey, AuditEntry, Scope


class ApiKeys:
    """The keys of a store; a key that was revoked stays in the list."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, key: ApiKey) -> None:
        """Keep a new key."""
        with self._database.writing() as connection:
            connection.execute(insert(api_key), asdict(key) | {"scopes": [one.value for one in key.scopes]})

    def get(self, id: str) -> ApiKey | None:
        """One key, revoked or not."""
        with self._database.reading() as connection:
            row = connection.execute(_BY_ID, {"of": id}).mappings().first()
        return None if row is None else _to_key(row)

    def list(self) -> list[ApiKey]:
        """Every key, the oldest first."""
        query = select(api_key).order_by(api_key.c.created, api_key.c.id)
        with self._database.reading() as connection:
            return [_to_key(row) for row in connection.execute(query).mappings()]

    def revoke(self, id: str, when: datetime) -> bool:
        """Let a key open nothing any more; False where it does not, already."""
        live = (api_key.c.id == id) & api_key.c.revoked.is_(None)
        with self._database.writing() as connection:
            return bool(connection.execute(update(api_key).where(live).values(revoked=when)).rowcount)


class Audit:
    """The log of writes, which only grows."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, entry: AuditEntry) -> None:
        """Log one write."""
        row = {
            "action": entry.action,
            "actor": entry.actor,
            "facts": dict(entry.facts),
            "created": entry.created,
        }
        with self._database.writing() as connection:
            connection.execute(insert(audit), row)

    def recent(self, limit: int, *, before: int | None = None) -> Sequence[AuditEntry]:
        """Entries, the newest first; ``before`` is the number of the last one that an earlier page had."""
        query = select(audit).order_by(audit.c.number.desc()).limit(limit)
        if before is not None:
            query = query.where(audit.c.number < before)
        with self._database.reading() as connection:
            return [_to_entry(row) for row in connection.execute(query).mappings()]


_BY_ID = select(api_key).where(api_key.c.id == bindparam("of"))


def _to_key(row: Any) -> ApiKey:
    return ApiKey(**{**row, "scopes": tuple(Scope(one) for one in row["scopes"])})


def _to_entry(row: Any) -> AuditEntry:
    return AuditEntry(**row)
