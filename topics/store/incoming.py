"""What becomes of headlines that come in: new, an update, or a duplicate."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from topics.store import search
from topics.store.schema import assignment, headline, prediction
from topics.types import Headline

SAME_NEWS = timedelta(days=7)  # within it, one title of one source is one headline
AT_ONCE = 500  # values in one IN (…)


@dataclass(frozen=True, slots=True)
class Added:
    """What became of a batch."""

    added: int = 0
    updated: int = 0
    duplicates: int = 0  # nothing new in them


def add_headlines(connection: Connection, items: Sequence[Headline]) -> Added:
    """Store a batch in the caller's transaction."""
    incoming = {item.id: item for item in items}  # of one id, the last one counts
    known = _known(connection, list(incoming))
    fresh = _without_duplicates(connection, [item for item in incoming.values() if item.id not in known])
    changed = [
        (known[item.id], merged)
        for item in incoming.values()
        if item.id in known and (merged := _merged(known[item.id], item)) is not None
    ]
    _insert(connection, fresh)
    for old, new in changed:
        _update(connection, old, new)
    return Added(len(fresh), len(changed), len(items) - len(fresh) - len(changed))


def _known(connection: Connection, ids: list[str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for start in range(0, len(ids), AT_ONCE):
        query = select(headline).where(headline.c.id.in_(ids[start : start + AT_ONCE]))
        found |= {row["id"]: row for row in connection.execute(query).mappings()}
    return found


def _without_duplicates(connection: Connection, items: list[Headline]) -> list[Headline]:
    """Leave out what the same source wrote within seven days, in the store or earlier in the batch."""
    told = _told(connection, sorted({item.content_hash for item in items}))
    fresh = []
    for item in items:
        times = told.setdefault((item.source, item.content_hash), [])
        if any(abs(item.seen - time) <= SAME_NEWS for time in times):
            continue
        times.append(item.seen)
        fresh.append(item)
    return fresh


def _told(connection: Connection, hashes: list[str]) -> dict[tuple[str, str], list[datetime]]:
    """When each (source, content hash) was seen before."""
    told: dict[tuple[str, str], list[datetime]] = {}
    for start in range(0, len(hashes), AT_ONCE):
        query = select(headline.c.source, headline.c.content_hash, headline.c.seen).where(
            headline.c.content_hash.in_(hashes[start : start + AT_ONCE])
        )
        for source, content, seen in connection.execute(query):
            told.setdefault((source, content), []).append(seen)
    return told


def _merged(old: Any, new: Headline) -> Headline | None:
    """The stored headline brought up to date, or None where nothing changed."""
    before = Headline(
        id=old["id"],
        source=old["source"],
        title=old["title"],
        language=old["language"],
        fetched=old["fetched"],
        content_hash=old["content_hash"],
        url=old["url"],
        published=old["published"],
        summary=old["summary"],
    )
    after = replace(
        new,
        fetched=before.fetched,  # when it was first read
        url=new.url or before.url,
        published=new.published or before.published,
        summary=new.summary or before.summary,
    )
    return None if after == before else after


def _insert(connection: Connection, items: list[Headline]) -> None:
    if not items:
        return
    connection.execute(insert(headline), [_row(item) for item in items])
    search.index(connection, _numbered(connection, {item.id: item.title for item in items}))


def _numbered(connection: Connection, titles: dict[str, str]) -> list[tuple[int, str]]:
    ids, found = list(titles), []
    for start in range(0, len(ids), AT_ONCE):
        query = select(headline.c.number, headline.c.id).where(
            headline.c.id.in_(ids[start : start + AT_ONCE])
        )
        found += [(number, titles[id]) for number, id in connection.execute(query)]
    return found


def _update(connection: Connection, old: Any, new: Headline) -> None:
    connection.execute(update(headline).where(headline.c.id == new.id).values(_row(new)))
    if new.title == old["title"]:
        return
    search.remove(connection, [old["number"]])
    search.index(connection, [(old["number"], new.title)])
    if new.content_hash != old["content_hash"]:  # what models said was said of another text
        for table in (prediction, assignment):
            connection.execute(delete(table).where(table.c.headline_id == new.id))


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
