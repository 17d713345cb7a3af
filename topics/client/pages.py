"""Lists that come in pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

LARGEST_PAGE = 500
Row = dict[str, Any]
Value = str | int | float | Sequence[str] | None
Ask = Callable[[Mapping[str, Any]], Row]  # parameters of a URL -> one page


class Pages(Iterator[Row]):
    """The rows of a list, a page asked for when the one before is used up.

    Attributes:
        total: how many there are on all pages, where the service says so; None before the first row.
    """

    def __init__(self, ask: Ask, what: str, most: int | None, filter: Mapping[str, Value]) -> None:
        self.total: int | None = None
        self._rows = self._read(ask, what, most, filter)

    def __next__(self) -> Row:
        return next(self._rows)

    def _read(self, ask: Ask, what: str, most: int | None, filter: Mapping[str, Value]) -> Iterator[Row]:
        for page in pages(ask, what, most, filter):
            self.total = page.get("total")
            yield from page[what]


def pages(ask: Ask, what: str, most: int | None, filter: Mapping[str, Value]) -> Iterator[Row]:
    """Pages of a list whose rows are called so, until there are no more, or ``most`` rows."""
    left, cursor = most, filter.get("cursor")
    while left is None or left > 0:
        size = {} if left is None else {"limit": min(left, LARGEST_PAGE)}
        page = ask(given({**filter, **size, "cursor": cursor}))
        yield page
        left = None if left is None else left - len(page[what])
        cursor = page["next_cursor"]
        if cursor is None:
            return


def given(filter: Mapping[str, Value]) -> dict[str, Any]:
    """What was given a value."""
    return {name: value for name, value in filter.items() if value is not None}
