"""A value that is loaded from files and follows them, while many threads use it."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from topics.errors import TopicsError

RETRY = 30.0  # seconds until a load that failed is tried again
Value = TypeVar("Value")
Mark = tuple[int, int, int] | None  # inode, time and size of a file; None = no file

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Held(Generic[Value]):
    """A value and the mark of the file that it was loaded after."""

    value: Value
    mark: Mark


class Following(Generic[Value]):
    """Loads a value when it is first asked for, and again when a file is another one.

    A new value is loaded whole before anyone gets it; who holds the old one keeps it. While one thread loads,
    the others get the old one. A load that fails leaves the old one, is logged once, and is tried again.

    Args:
        path: the file, replaced whole by whoever changes it; None = nothing to follow.
        load: gives the value; told the one so far, which it may give back.
    """

    def __init__(self, path: Path | None, load: Callable[[Value | None], Value]) -> None:
        self._path = path
        self._load = load
        self._held: _Held[Value] | None = None
        self._failed: tuple[Mark, float] | None = None  # mark that could not be loaded, and when
        self._lock = threading.Lock()

    def current(self) -> Value:
        """The value as of now. Costs a look at the file.

        Raises:
            TopicsError: the first load failed.
        """
        mark = self._mark()
        held = self._held
        if held is None:
            return self._first()
        if held.mark == mark or self._waits(mark):
            return held.value
        if not self._lock.acquire(blocking=False):
            return held.value  # another thread is loading
        try:
            return self._again(mark)
        finally:
            self._lock.release()

    def at_hand(self) -> Value | None:
        """What ``current`` would give without loading; None where a load is due. Costs a look at the file."""
        mark = self._mark()
        held = self._held
        if held is None:
            return None
        as_it_is = held.mark == mark or self._waits(mark) or self._lock.locked()
        return held.value if as_it_is else None

    def _first(self) -> Value:
        with self._lock:
            if self._held is None:
                mark = self._mark()  # before the load: what changes meanwhile is seen at the next use
                self._held = _Held(self._load(None), mark)
            return self._held.value

    def _again(self, mark: Mark) -> Value:
        held = self._held
        assert held is not None
        if held.mark == mark:  # another thread was faster
            return held.value
        try:
            self._held = held = _Held(self._load(held.value), mark)
            self._failed = None
        except (TopicsError, OSError) as error:
            if self._failed is None or self._failed[0] != mark:
                log.error(
                    "%s changed, and what it names can't be used; the former goes on: %s", self._path, error
                )
            self._failed = (mark, time.monotonic())
        return held.value

    def _waits(self, mark: Mark) -> bool:
        """Whether this state of the file failed a moment ago."""
        failed = self._failed
        return failed is not None and failed[0] == mark and time.monotonic() - failed[1] < RETRY

    def _mark(self) -> Mark:
        if self._path is None:
            return None
        try:
            found = self._path.stat()
        except OSError:  # not there, or out of sight for now
            return None
        return found.st_ino, found.st_mtime_ns, found.st_size
