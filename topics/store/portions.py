"""Long lists of values in portions: a statement takes only so many."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar

Value = TypeVar("Value")
AT_ONCE = 500  # values in one IN (…)


def portions(values: Sequence[Value]) -> Iterator[Sequence[Value]]:
    """The values in their order, at most AT_ONCE at a time."""
    for start in range(0, len(values), AT_ONCE):
        yield values[start : start + AT_ONCE]
