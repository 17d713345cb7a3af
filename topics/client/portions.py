"""What is sent in several requests because one would be too large."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from topics.client.pages import Row

LARGEST = 3 * 1024**2  # bytes of the rows of one request; a service takes 4 MiB in all


def as_bytes(value: Any) -> bytes:
    """JSON; half a surrogate pair, which no UTF-8 has, becomes a question mark."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode(errors="replace")


def portions(rows: Sequence[Row], most: int) -> Iterator[list[Row]]:
    """The rows in their order, at most so many together; a row that is too large goes alone."""
    taken: list[Row] = []
    size = 0
    for row in rows:
        own = len(as_bytes(row)) + 1
        if taken and (len(taken) == most or size + own > LARGEST):
            yield taken
            taken, size = [], 0
        taken.append(row)
        size += own
    if taken:
        yield taken
