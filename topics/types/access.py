"""Who may ask the service for what, and what was written in whose name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any


class Scope(StrEnum):
    """What a key may do; none of them brings another."""

    READ = "read"
    INGEST = "ingest"
    CORRECT = "correct"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key as the store knows it: what opens is only known as a hash."""

    id: str  # 16 hex: the part of the key that may be shown
    name: str  # whose it is
    digest: str  # SHA-256 of the whole key, hex
    scopes: tuple[Scope, ...]
    created: datetime
    rate: int | None = None  # requests a minute; None = what the service allows everybody
    revoked: datetime | None = None


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One write: who did what, and what came of it."""

    action: str  # "headlines.ingest", "corrections.add", "keys.create" …
    actor: str  # the id of a key, or the name of who sat at the command line
    created: datetime
    facts: Mapping[str, Any]  # JSON: counts, ids; never a title, never a key
    number: int = 0  # given by the store, rising
