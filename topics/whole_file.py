"""Files that are whole under their name at any moment, whoever is killed while writing."""

from __future__ import annotations

import os
import tempfile
import time
from pathlib import Path

PART = ".part"  # ends the name of what is being written
LONGEST = 3600.0  # seconds that anyone writes one file


def replace_file(path: Path, content: bytes, *, aside: Path | None = None) -> None:
    """Write a file aside, and put it in place in one step.

    ``aside`` is the folder that it is written in first, on the same disk; None = the file's own.

    Raises:
        OSError: it can't be written; what was there before still is.
    """
    handle, part = tempfile.mkstemp(dir=aside or path.parent, prefix=f".{path.name}.", suffix=PART)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(part).chmod(0o644)
        Path(part).replace(path)
    finally:
        Path(part).unlink(missing_ok=True)


def clear_parts(folder: Path) -> None:
    """Remove what writers that were killed left of files of a folder; what is young may still be written."""
    for part in folder.glob(f".*{PART}"):
        try:
            if time.time() - part.stat().st_mtime > LONGEST:
                part.unlink()
        except FileNotFoundError:  # another was faster, or it got its name
            continue


def sync_folder(folder: Path) -> None:
    """Make sure that what was put into a folder, or renamed in it, outlives a power cut.

    Raises:
        OSError: the disk did not take it.
    """
    if os.name == "nt":  # which does it by itself, and opens no folders
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
