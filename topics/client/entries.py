"""Which entries of a log go in one request: those that a service must see together."""

from __future__ import annotations

from collections.abc import Sequence

from topics.client.pages import Row
from topics.text import clean_title, content_hash

LONGEST = 1000  # characters of a title; a longer one can't be used, and is not looked into


def together(rows: Sequence[Row]) -> list[list[int]]:
    """Places of rows in groups, in the order in which a service logs them when it gets all at once.

    Those with a time come first, each alone. Of those without, the last on a headline counts: they go by
    headline. That an id alone and a title alone are of one headline, only the service can know.
    """
    alone = [[place] for place, row in enumerate(rows) if row.get("created")]
    same = _Same()
    named = {place: same.name(_names(row)) for place, row in enumerate(rows) if not row.get("created")}
    groups: dict[str, list[int]] = {}
    for place, name in named.items():
        groups.setdefault(same.first(name), []).append(place)
    return [*alone, *groups.values()]


def _names(row: Row) -> list[str]:
    """The id and the content of an entry, as far as it has them."""
    id, title = row.get("id"), row.get("title")
    return [*([str(id)] if id else []), *([_content(str(title))] if title else [])] or [""]


def _content(title: str) -> str:
    return content_hash(clean_title(title[: LONGEST + 1]))


class _Same:
    """Names of which some are of one thing."""

    def __init__(self) -> None:
        self._leads: dict[str, str] = {}

    def name(self, names: Sequence[str]) -> str:
        """One name of a thing; from now on all of these are of it."""
        for other in names[1:]:
            self._leads[self.first(other)] = self.first(names[0])
        return self.first(names[0])

    def first(self, name: str) -> str:
        """The name that leads all those of its thing."""
        while (lead := self._leads.setdefault(name, name)) != name:
            name = lead
        return name
