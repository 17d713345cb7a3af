"""Writes where headlines are told: their places, and the records of the stories that they touch."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from topics.store.portions import portions
from topics.store.schema import headline, story, story_link, story_member
from topics.store.stale import mark_headlines
from topics.store.upsert import insert_or_replace
from topics.types import Dimension

PREFIX = "S"


@dataclass(frozen=True, slots=True)
class Placed:
    """Where headlines are now: of every story that was touched, all that changed."""

    places: Mapping[str, str | None]  # headline id -> story id, None = alone
    central: Mapping[str, Mapping[str, str]]  # story id -> language -> headline id, the main one first
    links: Sequence[tuple[str, str, str, int]] = ()  # (from, to, kind, headlines)


def write_places(connection: Connection, placed: Placed, created: datetime) -> set[str]:
    """Put headlines where they are told now, and bring all touched stories up to date; those left empty."""
    old = _stories_of(connection, list(placed.places))
    new = {one for one in placed.places.values() if one is not None}
    _make(connection, new - _known(connection, new))
    rows = [{"headline_id": one, "story_id": into} for one, into in placed.places.items()]
    connection.execute(insert_or_replace(story_member, connection.dialect.name), rows)
    mark_headlines(connection, list(placed.places), Dimension.STORY)
    over = _count_again(connection, old | new, placed)
    _link(connection, placed, created, over)
    return over


def take_out(connection: Connection, headlines: Sequence[str]) -> None:
    """Let headlines wait for a place again, in the caller's transaction."""
    left = _stories_of(connection, headlines)
    mark_headlines(connection, headlines, Dimension.STORY)
    for some in portions(headlines):
        connection.execute(delete(story_member).where(story_member.c.headline_id.in_(some)))
    _count_again(connection, left, Placed({}, {}))


def _stories_of(connection: Connection, headlines: Sequence[str]) -> set[str]:
    found: set[str] = set()
    for some in portions(headlines):
        query = select(story_member.c.story_id).where(
            story_member.c.headline_id.in_(some), story_member.c.story_id.is_not(None)
        )
        found |= set(connection.execute(query).scalars())
    return found


def _known(connection: Connection, ids: Iterable[str]) -> set[str]:
    found: set[str] = set()
    for some in portions(sorted(ids)):
        found |= set(connection.execute(select(story.c.id).where(story.c.id.in_(some))).scalars())
    return found


def _make(connection: Connection, ids: Iterable[str]) -> None:
    rows = [
        {"number": int(id.removeprefix(PREFIX)), "id": id, "size": 0, "central": {}} for id in sorted(ids)
    ]
    if rows:
        connection.execute(insert(story), rows)


def _count_again(connection: Connection, ids: Iterable[str], placed: Placed) -> set[str]:
    """Size, span and central headlines of stories whose headlines changed; those that have none left."""
    links = sorted(placed.links, key=lambda link: link[3])  # the one with most headlines counts
    merged = {link[0]: link[1] for link in links if link[2] == "merged"}
    over: set[str] = set()
    for some in portions(sorted(ids)):
        counts = (func.count(), func.min(headline.c.seen), func.max(headline.c.seen))
        query = (
            select(story_member.c.story_id, *counts)
            .join(headline, headline.c.id == story_member.c.headline_id)
            .where(story_member.c.story_id.in_(some))
            .group_by(story_member.c.story_id)
        )
        now = {row[0]: row[1:] for row in connection.execute(query)}
        for id in some:
            values: dict[str, Any] = {"size": 0, "merged_into": merged.get(id)}
            if id in now:
                size, first, last = now[id]
                central = dict(placed.central.get(id) or _left_central(connection, id))
                values = {"size": size, "first_seen": first, "last_seen": last, "central": central}
            else:
                over.add(id)
            connection.execute(update(story).where(story.c.id == id).values(**values))
    return over


def _link(connection: Connection, placed: Placed, created: datetime, over: set[str]) -> None:
    rows = [
        {
            "from_id": old,
            "to_id": new,
            "kind": kind if old in over else "split",
            "shared": shared,
            "created": created,
        }
        for old, new, kind, shared in placed.links
    ]
    if rows:
        connection.execute(insert(story_link), rows)


def _left_central(connection: Connection, id: str) -> dict[str, str]:
    """Central headlines that are still in a story; the first one of a language that has lost its own."""
    former = connection.execute(select(story.c.central).where(story.c.id == id)).scalar_one()
    query = (
        select(headline.c.id, headline.c.language)
        .join(story_member, story_member.c.headline_id == headline.c.id)
        .where(story_member.c.story_id == id)
        .order_by(headline.c.seen, headline.c.id)
    )
    members = {row[0]: row[1] for row in connection.execute(query)}
    left = {code: one for code, one in former.items() if one in members}
    for one, code in members.items():
        left.setdefault(code, one)
    return left
