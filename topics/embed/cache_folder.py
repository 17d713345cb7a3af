"""Folders that are made once and then trusted: built aside, hashed, renamed into place.

A process killed while building leaves only a temporary folder, which the next build removes. Two
processes that need the same folder wait for one another. A folder whose files changed is made again.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from topics.errors import EncoderError

MANIFEST = "files.json"


def built(folder: Path, build: Callable[[Path], None]) -> Path:
    """Return ``folder``, made by ``build(empty folder)`` if it is missing or damaged.

    Raises:
        EncoderError: the folder can't be written.
    """
    if is_whole(folder):
        return folder
    try:
        return _make(folder, build)
    except OSError as error:
        raise EncoderError(
            f"{folder}: expected a writable folder with room for the encoder, got {error}; "
            "free some space or name another place with TOPICS_CACHE_DIR."
        ) from error


def is_whole(folder: Path) -> bool:
    """Whether every file of the folder is as it was when built."""
    try:
        files = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        return bool(files) and all(_digest(folder / name) == digest for name, digest in files.items())
    except (OSError, ValueError, AttributeError):
        return False


def _make(folder: Path, build: Callable[[Path], None]) -> Path:
    from filelock import FileLock

    folder.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(f"{folder}.lock"):
        if is_whole(folder):  # another process was faster
            return folder
        for leftover in [folder, *folder.parent.glob(f"{folder.name}.part-*")]:
            shutil.rmtree(leftover, ignore_errors=True)
        part = Path(tempfile.mkdtemp(prefix=f"{folder.name}.part-", dir=folder.parent))
        try:
            build(part)
            _write_manifest(part)
            part.replace(folder)
        finally:
            shutil.rmtree(part, ignore_errors=True)
    return folder


def _write_manifest(folder: Path) -> None:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    digests = {path.relative_to(folder).as_posix(): _digest(path) for path in files}
    (folder / MANIFEST).write_text(json.dumps(digests, indent=2) + "\n", encoding="utf-8")


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
