"""Buckets of keys that all processes of a service share, in a file that is memory to each of them."""

from __future__ import annotations

import fcntl
import mmap
import os
import struct
from pathlib import Path

from topics.api.rates import taken

WAYS = 8  # places that one key may have in the file
_PLACE = struct.Struct("<Qdd")  # key, requests left, when that was (seconds of the machine's clock)
_PLACES = 1 << 14
_ROW = WAYS * _PLACE.size


class SharedBuckets:
    """Takes what was left by any process.

    A key has its places in one row of the file; the one that asked longest ago makes room. The row is locked
    meanwhile: for some microseconds, and a process that is killed lets go of it.
    """

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)  # open as long as the process lives
        os.truncate(self._file, _PLACES * _PLACE.size)  # zeros; nothing changes where it has that size
        self._memory = mmap.mmap(self._file, _PLACES * _PLACE.size)

    def take(self, id: str, most: float, now: float) -> float:
        """As said above; ids are hexadecimal. The clock is that of the machine since it was started."""
        key = int(id, 16)
        start = key % (_PLACES // WAYS) * _ROW
        fcntl.lockf(self._file, fcntl.LOCK_EX, _ROW, start)
        try:
            at, left, then = self._place(key, start, most, now)
            left, wait = taken(left, then, most, now)
            _PLACE.pack_into(self._memory, at, key, left, max(then, now))
        finally:
            fcntl.lockf(self._file, fcntl.LOCK_UN, _ROW, start)
        return wait

    def _place(self, key: int, start: int, most: float, now: float) -> tuple[int, float, float]:
        """Where a key's bucket is, or is to be, and what is in it."""
        row = [_PLACE.unpack_from(self._memory, start + way * _PLACE.size) for way in range(WAYS)]
        for way, (other, left, then) in enumerate(row):
            if other == key:
                return start + way * _PLACE.size, left, then
        oldest = min(range(WAYS), key=lambda way: row[way][2])
        return start + oldest * _PLACE.size, most, now
