"""Versions are made aside, in a folder that nobody reads, and what dead makers left is cleared away."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from topics.lock import held, holder, stale
from topics.whole_file import clear_parts

BUILDING, REMOVING = ".building-", ".removing-"
LOCK = ".lock"
LONGEST = timedelta(hours=24)  # that anyone builds


@contextmanager
def aside(folder: Path) -> Iterator[Path]:
    """A new folder inside, to build in; what is left of it at the end is removed.

    Raises:
        OSError: it can't be made.
    """
    part = folder / f"{BUILDING}{secrets.token_hex(6)}"
    with held(_lock_of(part), "a version that is being made", stale_after=LONGEST):
        try:
            part.mkdir()
            yield part
        finally:
            shutil.rmtree(part, ignore_errors=True)


def remove(folder: Path) -> None:
    """Remove a version: its name is gone in one step, whatever happens then."""
    gone = folder.with_name(f"{REMOVING}{secrets.token_hex(6)}")
    folder.replace(gone)
    shutil.rmtree(gone, ignore_errors=True)


def sync_tree(folder: Path) -> None:
    """Make sure that the disk has every file of a folder.

    Raises:
        OSError: it did not take one.
    """
    from topics.whole_file import sync_folder

    for path in [folder, *folder.rglob("*")]:
        if path.is_dir():
            sync_folder(path)
        else:
            with path.open("rb") as file:
                os.fsync(file.fileno())


def clear_leftovers(folder: Path) -> list[str]:
    """Remove what killed processes left; returns the names."""
    cleared = []
    for part in [*folder.glob(f"{BUILDING}*"), *folder.glob(f"{REMOVING}*")]:
        if part.suffix != LOCK and part.is_dir() and _abandoned(part):
            shutil.rmtree(part, ignore_errors=True)
            cleared.append(part.name)
    for lock in folder.glob(f"{BUILDING}*{LOCK}"):
        owner = holder(lock)
        if owner is not None and stale(owner, LONGEST) and not lock.with_suffix("").exists():
            lock.unlink(missing_ok=True)
    for one in [folder, *filter(Path.is_dir, folder.iterdir())]:  # reports are written there too
        clear_parts(one)
    return cleared


def _abandoned(part: Path) -> bool:
    """Whether nobody works on a folder any more."""
    owner = holder(_lock_of(part))
    return owner is None or bool(stale(owner, LONGEST))


def _lock_of(part: Path) -> Path:
    return part.with_name(part.name + LOCK)
