"""Keys of the HTTP service: made, told apart and taken back.

A key is ``topics_<id>_<secret>``: the id (16 hex) finds the row and may be shown; the secret has 256 random
bits, so a plain hash of the whole is enough to keep (there is nothing to guess, unlike with passwords).
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from topics.errors import UsageError
from topics.types import ApiKey, AuditEntry, Scope

if TYPE_CHECKING:
    from topics.store.store import Store

LONGEST_NAME = 100  # characters
LONGEST_KEY = 100
_FORM = re.compile(r"topics_([0-9a-f]{16})_[A-Za-z0-9_-]{43}", re.ASCII)
_NOBODY = ApiKey("", "", "0" * 64, (), datetime.min)


def create_key(
    store: Store, name: str, scopes: Iterable[Scope], *, who: str, now: datetime, rate: int | None = None
) -> tuple[str, ApiKey]:
    """Make a key; what is returned first opens, and is never to be seen again.

    Raises:
        UsageError: no scope, no name, or a rate below one.
    """
    allowed, called = tuple(dict.fromkeys(scopes)), " ".join(name.split())
    if not allowed:
        raise UsageError(f"--scope: expected at least one of {', '.join(Scope)}, got none.")
    if not 1 <= len(called) <= LONGEST_NAME or not called.isprintable():
        raise UsageError(f"name: expected 1 to {LONGEST_NAME} characters that can be read, got {name!r}.")
    if rate is not None and rate < 1:
        raise UsageError(f"--rate: expected at least 1 request a minute, got {rate}.")
    id = secrets.token_hex(8)
    key = f"topics_{id}_{secrets.token_urlsafe(32)}"
    made = ApiKey(id, called, _digest(key), allowed, now, rate)
    facts = {"key": id, "name": called, "scopes": [one.value for one in allowed]}
    with store.together():
        store.api_keys.add(made)
        store.audit.add(AuditEntry("keys.create", who, now, facts))
    return key, made


def revoke_key(store: Store, id_or_name: str, *, who: str, now: datetime) -> list[ApiKey]:
    """Take back the key of an id, or every key of a name; those that opened until now.

    Raises:
        UsageError: no such key, or all of them were revoked before.
    """
    with store.together():
        meant = [one for one in store.api_keys.list() if id_or_name in (one.id, one.name)]
        taken = [one for one in meant if store.api_keys.revoke(one.id, now)]
        for one in taken:
            store.audit.add(AuditEntry("keys.revoke", who, now, {"key": one.id, "name": one.name}))
    if not taken:
        got = "one that is revoked" if meant else "another"
        raise UsageError(f"expected the id or the name of a key that opens, got {got}: {id_or_name!r}.")
    return taken


def known_key(store: Store, given: str) -> ApiKey | None:
    """The key that was given, as the store knows it this moment; None where it opens nothing.

    Takes the same steps for an id that is not there: the time says nothing of which ids are.
    """
    form = _FORM.fullmatch(given) if len(given) <= LONGEST_KEY else None
    if form is None:
        return None
    found = store.api_keys.get(form[1]) or _NOBODY
    fits = hmac.compare_digest(_digest(given), found.digest)
    return found if fits and found.revoked is None else None


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
