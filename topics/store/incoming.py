"""What becomes of headlines that come in: new, an update, or a duplicate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from topics.store import search
from topics.store.portions import portions
from topics.store.schema import assignment, headline, prediction
from topics.store.shapes import to_headline
from topics.store.stale import mark_moments
from topics.store.story_rows import take_out
from topics.types import UNDETERMINED, Headline

SAME_NEWS = timedelta(days=7)  # within it, one title of one source is one headline


@dataclass(frozen=True, slots=True)
class Added:
    """What became of a batch."""

    added: int = 0
    updated: int = 0
    duplicates: int = 0  # nothing new in them
    stored_as: Mapping[str, str] = field(default_factory=dict, compare=False)  # id left out -> id of the same


def add_headlines(connection: Connection, items: Sequence[Headline]) -> Added:
    """Store a batch in the caller's transaction."""
    incoming: dict[str, Headline] = {}
    for item in items:
        incoming[item.id] = _merged(incoming[item.id], item) if item.id in incoming else item
    known = _known(connection, list(incoming))
    fresh, same = _without_duplicates(connection, [item for id, item in incoming.items() if id not in known])
    pairs = [(old, _merged(old, incoming[id])) for id, old in known.items()]
    changed = [(old, new) for old, new in pairs if old != new]
    _insert(connection, fresh)
    _update(connection, changed)
    mark_moments(connection, (one.seen for one in (*fresh, *(one for pair in changed for one in pair))))
    return Added(len(fresh), len(changed), len(items) - len(fresh) - len(changed), same)


def _known(connection: Connection, ids: list[str]) -> dict[str, Headline]:
    found: dict[str, Headline] = {}
    for some in portions(ids):
        query = select(headline).where(headline.c.id.in_(some))
        found |= {row["id"]: to_headline(row) for row in connection.execute(query).mappings()}
    return found


def _without_duplicates(
    connection: Connection, items: list[Headline]
) -> tuple[list[Headline], dict[str, str]]:
    """Leave out what the same source wrote within seven days, in the store or earlier in the batch.

    Returns what is new, and for what is left out the id of the one that there is, the nearest in time.
    """
    told = _told(connection, sorted({item.content_hash for item in items}))
    fresh, same = [], {}
    for item in items:
        others = told.setdefault((item.source, item.content_hash), [])
        apart, id = min(((abs(item.seen - seen), id) for seen, id in others), default=(None, ""))
        if apart is not None and apart <= SAME_NEWS:
            same[item.id] = id
            continue
        others.append((item.seen, item.id))
        fresh.append(item)
    return fresh, same


def _told(connection: Connection, hashes: list[str]) -> dict[tuple[str, str], list[tuple[datetime, str]]]:
    """When each (source, content hash) was seen before, and under which id."""
    told: dict[tuple[str, str], list[tuple[datetime, str]]] = {}
    for some in portions(hashes):
        query = select(headline.c.source, headline.c.content_hash, headline.c.seen, headline.c.id).where(
            headline.c.content_hash.in_(some)
        )
        for source, content, seen, id in connection.execute(query):
            told.setdefault((source, content), []).append((seen, id))
    return told


def _merged(old: Headline, new: Headline) -> Headline:
    """A headline brought up to date: what the new version does not have stays."""
    return replace(
        new,
        fetched=old.fetched,  # when it was first read
        language=old.language if new.language == UNDETERMINED else new.language,
        url=new.url or old.url,
        published=new.published or old.published,
        summary=new.summary or old.summary,
    )


def _insert(connection: Connection, items: list[Headline]) -> None:
    if items:
        connection.execute(insert(headline), [_row(item) for item in items])
        search.index(connection, _numbered(connection, items))


def _update(connection: Connection, changed: list[tuple[Headline, Headline]]) -> None:
    if not changed:
        return
    statement = update(headline).where(headline.c.id == bindparam("of"))
    connection.execute(statement, [{"of": new.id, **_row(new)} for _, new in changed])
    retitled = _numbered(connection, [new for old, new in changed if new.title != old.title])
    search.remove(connection, [number for number, _ in retitled])
    search.index(connection, retitled)
    # What models said was said of another text.
    rewritten = [new.id for old, new in changed if new.content_hash != old.content_hash]
    for some in portions(rewritten):
        for table in (prediction, assignment):
            connection.execute(delete(table).where(table.c.headline_id.in_(some)))
    take_out(connection, rewritten)


def _numbered(connection: Connection, items: list[Headline]) -> list[tuple[int, str]]:
    """The row numbers of stored headlines, with their titles."""
    titles = {item.id: item.title for item in items}
    found = []
    for some in portions(list(titles)):
        query = select(headline.c.number, headline.c.id).where(headline.c.id.in_(some))
        found += [(number, titles[id]) for number, id in connection.execute(query)]
    return found


def _row(item: Headline) -> dict[str, Any]:
    return {
        "id": item.id,
        "source": item.source,
        "title": item.title,
        "language": item.language,
        "url": item.url,
        "published": item.published,
        "fetched": item.fetched,
        "seen": item.seen,
        "summary": item.summary,
        "content_hash": item.content_hash,
    }
