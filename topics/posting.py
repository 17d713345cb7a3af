"""Headlines that another program hands over: checked one by one, stored in one transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from topics.sources.items import Item, make_headline
from topics.text import clean_title
from topics.types import Headline, Problem, Source, SourceKind

if TYPE_CHECKING:
    from topics.service import TopicsService

LONGEST_SOURCE = 200  # characters of an outlet's name


@dataclass(frozen=True, slots=True)
class Read:
    """Rows as headlines, None where one could not be used."""

    headlines: tuple[Headline | None, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Posted:
    """What became of headlines: one id a row, None where it could not be used.

    A duplicate has the id of the stored one, but for one that another outlet had too, later: that has the id
    that it would have been stored under.
    """

    ids: tuple[str | None, ...] = ()
    added: int = 0
    updated: int = 0
    duplicates: int = 0
    problems: tuple[Problem, ...] = ()


def headline_of(
    row: Mapping[str, Any], position: str, *, now: datetime
) -> tuple[Headline | None, list[Problem]]:
    """The headline of a row: title and source, and if known id, url, published, language, summary."""
    name = clean_title(str(row.get("source") or ""))[:LONGEST_SOURCE]
    if not any(map(str.isalnum, name)):
        message = "expected the name of an outlet as source, got none; the item was left out."
        return None, [Problem("", position, message, "no-source")]
    item = Item(
        title=row["title"],
        position=position,
        key=row.get("id"),
        url=row.get("url"),
        published=row.get("published"),
        language=row.get("language"),
        summary=row.get("summary"),
    )
    return make_headline(Source(name, "", SourceKind.FILE), item, now=now)


def read_posted(rows: Sequence[Mapping[str, Any]], *, now: datetime) -> Read:
    """Check rows; those that can't be used are told as problems."""
    found: list[Headline | None] = []
    problems: list[Problem] = []
    for number, row in enumerate(rows, 1):
        headline, wrong = headline_of(row, f"item {number}", now=now)
        problems += wrong
        found.append(headline)
    return Read(tuple(found), tuple(problems))


def store_posted(service: TopicsService, read: Read) -> Posted:
    """Store what can be used in one transaction. The same rows again change nothing."""
    headlines = [one for one in read.headlines if one is not None]
    if not headlines:
        return Posted((None,) * len(read.headlines), problems=read.problems)
    added = service.store.headlines.add(headlines)
    others = _stored_as(service, headlines) if added.duplicates else {}
    ids = tuple(None if one is None else others.get(one.id, one.id) for one in read.headlines)
    return Posted(ids, added.added, added.updated, added.duplicates, read.problems)


def _stored_as(service: TopicsService, headlines: Sequence[Headline]) -> dict[str, str]:
    """The stored one's id of headlines that were left out because their outlet had the title already.

    Where another outlet had the title after it, the store does not tell cheaply which that is.
    """
    store = service.store.headlines
    kept = {one.id for one in store.get([one.id for one in headlines])}
    left_out = [one for one in headlines if one.id not in kept]
    newest = store.newest_of([one.content_hash for one in left_out])
    found = {one.content_hash: one for one in store.get(list(newest.values()))}
    return {
        one.id: same.id
        for one in left_out
        if (same := found.get(one.content_hash)) is not None and same.source == one.source
    }
