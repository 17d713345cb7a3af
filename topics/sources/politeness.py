"""How often a host is asked, and how long one waits before asking again."""

from __future__ import annotations

import random
import threading
import time
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime


class HostPace:
    """Spaces the requests to one host, whatever number of threads ask it. Thread-safe."""

    def __init__(self, interval: float) -> None:
        self.interval = interval  # seconds between two requests to one host
        self._free: dict[str, float] = {}
        self._lock = threading.Lock()

    def wait(self, host: str) -> float:
        """Sleep until it is this caller's turn; returns the seconds slept."""
        if self.interval <= 0:
            return 0.0
        with self._lock:
            now = time.monotonic()
            turn = max(now, self._free.get(host, now))
            self._free[host] = turn + self.interval
        time.sleep(turn - now)
        return turn - now


def pause(attempt: int, *, base: float, retry_after: float | None) -> float:
    """Seconds before attempt ``attempt + 1``: doubling, with jitter, and not before the server wishes."""
    own = base * 2.0**attempt * random.uniform(0.5, 1.0)
    return max(own, retry_after or 0.0)


def retry_after_seconds(value: str | None) -> float | None:
    """What a Retry-After header asks for, in seconds from now; None without one that can be read."""
    if not value:
        return None
    if value.strip().isdecimal():
        return min(float(value), 1e9)
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())
