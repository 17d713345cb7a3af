"""One process at a time: a lock file that says who holds it and since when, and that outlives nobody.

The file is looked at and written under a guard that the system lets go of when a process dies, so two
processes never take it at once. What a dead process left, or one that has run for too long, is taken over,
and that is told. One that was taken over learns it from ``Lock.check`` before it changes anything.
"""

from __future__ import annotations

import json
import logging
import os
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from topics.errors import LockedError
from topics.process import host, life, runs
from topics.whole_file import replace_file

GUARD = ".guard.lock"  # one for all locks of a folder; held for milliseconds
GUARD_PATIENCE = 30.0  # seconds
POLL = 0.05  # seconds between two looks at a lock that another holds

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Owner:
    """Who holds a lock."""

    what: str  # it does: "topics retrain"
    host: str
    pid: int  # 0 = not known
    started: datetime  # UTC, when it took the lock
    life: str = ""  # tells this process from a later one of the same number; "" = the system doesn't say
    token: str = ""  # of this one taking

    def __str__(self) -> str:
        return f"`{self.what}` on {self.host} (process {self.pid}) since {self.started:%Y-%m-%d %H:%M} UTC"


@dataclass(frozen=True, slots=True)
class Lock:
    """A lock that this process took."""

    path: Path
    owner: Owner

    def check(self) -> None:
        """Make sure that it is still ours; called before what must not be done twice.

        Raises:
            LockedError: another process took it over, because this one ran for too long.
        """
        other = holder(self.path)
        if other is None or other.token != self.owner.token:
            raise LockedError(
                f"{self.path}: expected the lock that this process took at {self.owner.started:%H:%M} UTC, "
                f"got {other or 'none'}; it ran too long and was taken for dead; nothing more was changed."
            )


@contextmanager
def held(
    path: Path,
    what: str,
    *,
    stale_after: timedelta = timedelta(hours=6),
    wait: float = 0.0,
    tell: Callable[[str], None] = log.warning,
) -> Iterator[Lock]:
    """Hold the lock file ``path`` while ``what`` is done.

    A lock is stale when its process died on this host, or took it longer than ``stale_after`` ago.

    Args:
        wait: seconds to wait for another process before giving up.
        tell: told in words of a stale lock that is taken over.

    Raises:
        LockedError: another process is at work; says which.
        OSError: the folder can't be written.
    """
    lock = Lock(path, _myself(what))
    until = time.monotonic() + wait
    while (other := _take(lock, stale_after, tell)) is not None:
        if time.monotonic() >= until:
            raise LockedError(
                f"{path}: expected to be alone, got {other}; wait for it to end, or remove the file "
                "where nothing of that kind runs."
            )
        time.sleep(POLL)
    try:
        yield lock
    finally:
        _let_go(lock)


def holder(path: Path) -> Owner | None:
    """Who holds a lock, or None where nobody does. What is no lock file has an owner that is not known."""
    try:
        fields = json.loads(path.read_text(encoding="utf-8"))
        started = datetime.fromisoformat(fields.pop("started"))
        return Owner(**{**fields, "pid": int(fields["pid"])}, started=started.astimezone(UTC))
    except FileNotFoundError:
        return None
    except (ValueError, TypeError, KeyError, AttributeError):
        return _unknown(path)


def stale(owner: Owner, after: timedelta) -> str:
    """Why a lock counts for nothing, in words; empty where it counts."""
    if owner.host == host() and owner.pid and not _lives(owner):
        return "its process is dead"
    age = datetime.now(UTC) - owner.started
    return f"it is {age} old, more than {after}" if age > after else ""


# --- inside ------------------------------------------------------------------------------------------


def _take(lock: Lock, stale_after: timedelta, tell: Callable[[str], None]) -> Owner | None:
    """Take the lock; returns who else holds it."""
    with _guard(lock.path):
        other = holder(lock.path)
        reason = "" if other is None else stale(other, stale_after)
        if other is not None and not reason:
            return other
        content = {**asdict(lock.owner), "started": lock.owner.started.isoformat()}
        replace_file(lock.path, json.dumps(content).encode())
    if other is not None:
        tell(f"{lock.path}: took over the lock of {other}: {reason}.")
    return None


def _let_go(lock: Lock) -> None:
    with _guard(lock.path):
        other = holder(lock.path)
        if other is not None and other.token == lock.owner.token:
            lock.path.unlink(missing_ok=True)


@contextmanager
def _guard(path: Path) -> Iterator[None]:
    from filelock import FileLock, Timeout

    place = path.parent / GUARD
    try:
        with FileLock(place, timeout=GUARD_PATIENCE):
            yield
    except Timeout as error:
        raise LockedError(
            f"{place}: expected to wait milliseconds, waited {GUARD_PATIENCE:.0f} seconds; look for a "
            "process that is stopped while it takes a lock."
        ) from error


def _unknown(path: Path) -> Owner | None:
    try:
        written = path.stat().st_mtime
    except FileNotFoundError:
        return None
    return Owner("something unknown", "an unknown host", 0, datetime.fromtimestamp(written, UTC))


def _myself(what: str) -> Owner:
    pid = os.getpid()
    return Owner(what, host(), pid, datetime.now(UTC), life(pid), secrets.token_hex(8))


def _lives(owner: Owner) -> bool:
    """Whether the process runs; yes where this host can't tell."""
    mine, then = life(os.getpid()).split(), owner.life.split()
    if not mine:
        return runs(owner.pid)
    if len(then) == len(mine):
        if then[0] != mine[0]:
            return False  # the host was started anew
        if then[1] != mine[1]:
            return True  # in another container: its processes are not seen from here
    now = life(owner.pid)
    return bool(now) and (not then or now == owner.life)
