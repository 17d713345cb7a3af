"""How many requests a key has left: a bucket a key that fills with time, one for all processes that serve."""

from __future__ import annotations

import time
from collections import OrderedDict
from typing import Protocol

from topics.types import ApiKey

REMEMBERED = 10_000  # keys whose requests are counted


class Buckets(Protocol):
    """Where the state of buckets is."""

    def take(self, id: str, most: float, now: float) -> float:
        """0.0 and one request less, or the seconds until the next one; ``most`` = requests a minute."""
        ...


class Rates:
    """Requests a minute of keys."""

    def __init__(self, rate: int, buckets: Buckets | None = None) -> None:
        self.rate = rate
        self._buckets = buckets or OwnBuckets()

    def of(self, key: ApiKey) -> int:
        """Requests a minute that a key may make."""
        return key.rate or self.rate

    def take(self, key: ApiKey, *, now: float | None = None) -> float:
        """0.0 and one request less, or the seconds until the next one."""
        at = time.monotonic() if now is None else now
        return self._buckets.take(key.id, float(self.of(key)), at)


class OwnBuckets:
    """Buckets of one process; the keys that asked last are remembered."""

    def __init__(self) -> None:
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()  # id -> (requests, at)

    def take(self, id: str, most: float, now: float) -> float:
        """As said above."""
        left, wait = taken(*self._left.pop(id, (most, now)), most, now)
        self._left[id] = (left, now)
        if len(self._left) > REMEMBERED:
            self._left.popitem(last=False)
        return wait


def taken(left: float, then: float, most: float, now: float) -> tuple[float, float]:
    """What is left of a bucket after a request, and the seconds to wait where it does not fit."""
    most = max(1.0, most)
    left = min(most, left + max(0.0, now - then) * most / 60)
    return (left - 1, 0.0) if left >= 1 else (left, (1 - left) * 60 / most)
