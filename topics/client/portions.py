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
    return whole_groups([[row] for row in rows], most)


def whole_groups(groups: Sequence[Sequence[Row]], most: int) -> Iterator[list[Row]]:
    """The same of groups of rows, none of them cut unless it is too large for one request."""
    taken: list[Row] = []
    size = 0
    for group in groups:
        sizes = [len(as_bytes(row)) + 1 for row in group]
        if taken and (len(taken) + len(group) > most or size + sum(sizes) > LARGEST):
            yield taken
            taken, size = [], 0
        for row, own in zip(group, sizes, strict=True):
            if taken and (len(taken) == most or size + own > LARGEST):
                yield taken
                taken, size = [], 0
            taken.append(row)
            size += own
    if taken:
        yield taken
