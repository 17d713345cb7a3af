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
    """What became of headlines: one id a row, of a duplicate the stored one's; None: it could not be used."""

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
    ids = tuple(None if one is None else added.stored_as.get(one.id, one.id) for one in read.headlines)
    return Posted(ids, added.added, added.updated, added.duplicates, read.problems)
