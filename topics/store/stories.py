"""Stories: the place of every headline, the records, and what became of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Connection, Select, delete, func, insert, select, update

from topics.store.conditions import conditions, filtered
from topics.store.database import Database
from topics.store.numbers import take_numbers
from topics.store.portions import portions
from topics.store.schema import (
    assignment,
    headline,
    prediction,
    story,
    story_link,
    story_member,
    theme,
    vector,
)
from topics.store.shapes import to_headline
from topics.store.stale import mark_headlines
from topics.store.upsert import insert_or_replace
from topics.types import Dimension, Headline, HeadlineFilter, Story

PREFIX = "S"


@dataclass(frozen=True, slots=True)
class Placed:
    """Where headlines are now: of every story that was touched, all that changed."""

    places: Mapping[str, str | None]  # headline id -> story id, None = alone
    central: Mapping[str, Mapping[str, str]]  # story id -> language -> headline id, the main one first
    links: Sequence[tuple[str, str, str, int]] = ()  # (from, to, kind, headlines)


class Stories:
    """The stories of a store."""

    def __init__(self, database: Database) -> None:
        self._database = database

    # --- what the job needs ------------------------------------------------------------------

    def pending(self, encoder_id: str, limit: int) -> list[Headline]:
        """The oldest headlines that have a vector and no place yet."""
        query = (
            self._with_vectors(encoder_id)
            .outerjoin(story_member, story_member.c.headline_id == headline.c.id)
            .where(story_member.c.headline_id.is_(None))
            .order_by(headline.c.seen, headline.c.id)
            .limit(limit)
        )
        with self._database.reading() as connection:
            return [to_headline(row) for row in connection.execute(query).mappings()]

    def placed(self, encoder_id: str, since: datetime, until: datetime) -> list[tuple[Headline, str | None]]:
        """Headlines of a closed span that have a vector and a place, and their story, by time."""
        query = (
            self._with_vectors(encoder_id)
            .add_columns(story_member.c.story_id)
            .join(story_member, story_member.c.headline_id == headline.c.id)
            .where(headline.c.seen >= since, headline.c.seen <= until)
            .order_by(headline.c.seen, headline.c.id)
        )
        with self._database.reading() as connection:
            rows = connection.execute(query).mappings()
            return [(to_headline(row), row["story_id"]) for row in rows]

    def next_ids(self, n: int) -> list[str]:
        """Ids for new stories, never given before."""
        with self._database.writing() as connection:
            return [f"{PREFIX}{number}" for number in take_numbers(connection, "story", story.c.number, n)]

    def save(self, placed: Placed, *, created: datetime) -> int:
        """Store places in one transaction, and bring the records of all touched stories up to date.

        Returns how many stories became part of another one. A link that says "merged" of a story which has
        headlines left, older ones that its giver did not see, is kept as "split".
        """
        if not placed.places:
            return 0
        with self._database.writing() as connection:
            old = self._stories_of(connection, list(placed.places))
            new = {one for one in placed.places.values() if one is not None}
            self._make(connection, new - self._known(connection, new))
            rows = [{"headline_id": one, "story_id": into} for one, into in placed.places.items()]
            connection.execute(insert_or_replace(story_member, connection.dialect.name), rows)
            mark_headlines(connection, list(placed.places), Dimension.STORY)
            over = self._count_again(connection, old | new, placed)
            self._link(connection, placed, created, over)
        return len({link[0] for link in placed.links if link[0] in over})

    # --- what others ask ---------------------------------------------------------------------

    def get(self, story_id: str) -> Story | None:
        """One story; one that was merged says into which."""
        with self._database.reading() as connection:
            found = self._read(connection, [story_id])
        return found[0] if found else None

    def find(self, wanted: HeadlineFilter, *, least: int = 2, newest: bool = False) -> list[Story]:
        """Stories of at least so many headlines with one that matches: most outlets first, then the largest.

        ``newest``: those that were told of last come first instead, then the largest.
        The filter's limit counts stories; its cursor is not used.
        """
        matching = (
            select(story_member.c.story_id)
            .select_from(self._member_tables(wanted))
            .where(*conditions(wanted, self._database.engine.dialect.name))
        )
        ordered = self._newest_first(matching) if newest else self._biggest_first(matching)
        query = ordered.where(story.c.size >= least).order_by(story.c.number).limit(wanted.limit)
        with self._database.reading() as connection:
            return self._read(connection, list(connection.execute(query).scalars()))

    def titles(self, ids: Sequence[str]) -> dict[str, str]:
        """Story id -> title of its most central headline."""
        with self._database.reading() as connection:
            main: dict[str, str] = {}
            for some in portions(ids):
                query = select(story.c.id, story.c.central).where(story.c.id.in_(some))
                main |= {row[0]: next(iter(row[1].values()), "") for row in connection.execute(query)}
            found = self._titles(connection, list(main.values()))
        return {id: found.get(one, "") for id, one in main.items()}

    def links(self, story_id: str) -> list[tuple[str, str, str, int, datetime]]:
        """What a story came of and became: (from, to, kind, headlines, when), oldest first."""
        columns = (story_link.c.from_id, story_link.c.to_id, story_link.c.kind, story_link.c.shared)
        query = (
            select(*columns, story_link.c.created)
            .where((story_link.c.from_id == story_id) | (story_link.c.to_id == story_id))
            .order_by(story_link.c.number)
        )
        with self._database.reading() as connection:
            return [(row[0], row[1], row[2], row[3], row[4]) for row in connection.execute(query)]

    # --- inside ------------------------------------------------------------------------------

    @staticmethod
    def _with_vectors(encoder_id: str) -> Any:
        both = headline.join(
            vector,
            (vector.c.content_hash == headline.c.content_hash) & (vector.c.encoder_id == encoder_id),
        )
        return select(headline).select_from(both)

    @staticmethod
    def _newest_first(matching: Select[Any]) -> Select[Any]:
        """Every story is asked for a member, so that a page of them looks at little more than a page."""
        found = matching.where(story_member.c.story_id == story.c.id).correlate(story).exists()
        return select(story.c.id).where(found).order_by(story.c.last_seen.desc(), story.c.size.desc())

    @staticmethod
    def _biggest_first(matching: Select[Any]) -> Select[Any]:
        outlets = func.count(headline.c.source.distinct())
        return (
            select(story.c.id)
            .join(story_member, story_member.c.story_id == story.c.id)
            .join(headline, headline.c.id == story_member.c.headline_id)
            .where(story.c.id.in_(matching.where(story_member.c.story_id.is_not(None))))
            .group_by(story.c.id, story.c.size, story.c.last_seen, story.c.number)
            .order_by(outlets.desc(), story.c.size.desc(), story.c.last_seen.desc())
        )

    @staticmethod
    def _member_tables(wanted: HeadlineFilter) -> Any:
        tables = filtered(wanted)
        if wanted.stories:
            return tables
        return tables.join(story_member, story_member.c.headline_id == headline.c.id)

    @staticmethod
    def _stories_of(connection: Connection, headlines: Sequence[str]) -> set[str]:
        found: set[str] = set()
        for some in portions(headlines):
            query = select(story_member.c.story_id).where(
                story_member.c.headline_id.in_(some), story_member.c.story_id.is_not(None)
            )
            found |= set(connection.execute(query).scalars())
        return found

    @staticmethod
    def _known(connection: Connection, ids: Iterable[str]) -> set[str]:
        found: set[str] = set()
        for some in portions(sorted(ids)):
            found |= set(connection.execute(select(story.c.id).where(story.c.id.in_(some))).scalars())
        return found

    @staticmethod
    def _make(connection: Connection, ids: Iterable[str]) -> None:
        rows = [
            {"number": int(id.removeprefix(PREFIX)), "id": id, "size": 0, "central": {}} for id in sorted(ids)
        ]
        if rows:
            connection.execute(insert(story), rows)

    @classmethod
    def _count_again(cls, connection: Connection, ids: Iterable[str], placed: Placed) -> set[str]:
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
                    central = dict(placed.central.get(id) or cls._left_central(connection, id))
                    values = {"size": size, "first_seen": first, "last_seen": last, "central": central}
                else:
                    over.add(id)
                connection.execute(update(story).where(story.c.id == id).values(**values))
        return over

    @staticmethod
    def _left_central(connection: Connection, id: str) -> dict[str, str]:
        """Central headlines that are still in a story; the first one of a language that has lost its own."""
        known = connection.execute(select(story.c.central).where(story.c.id == id)).scalar_one()
        query = (
            select(headline.c.id, headline.c.language)
            .join(story_member, story_member.c.headline_id == headline.c.id)
            .where(story_member.c.story_id == id)
            .order_by(headline.c.seen, headline.c.id)
        )
        members = {row[0]: row[1] for row in connection.execute(query)}
        left = {code: one for code, one in known.items() if one in members}
        for one, code in members.items():
            left.setdefault(code, one)
        return left

    @staticmethod
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

    def _read(self, connection: Connection, ids: Sequence[str]) -> list[Story]:
        """Stories in the order of the ids; unknown ids are left out."""
        rows: dict[str, Any] = {}
        for some in portions(ids):
            query = select(story).where(story.c.id.in_(some))
            rows |= {row["id"]: row for row in connection.execute(query).mappings()}
        titles = self._titles(connection, [one for row in rows.values() for one in row["central"].values()])
        outlets = self._of_members(connection, ids, headline.c.source)
        languages = self._of_members(connection, ids, headline.c.language)
        topics = self._of_members(connection, ids, prediction.c.topic)
        themes = self._of_members(connection, ids, assignment.c.theme_id)
        names = self._theme_names(connection, [_most(found) for found in themes.values()])
        return [
            _to_story(rows[id], titles, outlets[id], languages[id], topics[id], themes[id], names)
            for id in ids
            if id in rows
        ]

    @staticmethod
    def _titles(connection: Connection, headlines: Sequence[str]) -> dict[str, str]:
        found: dict[str, str] = {}
        for some in portions(headlines):
            query = select(headline.c.id, headline.c.title).where(headline.c.id.in_(some))
            found |= {row[0]: row[1] for row in connection.execute(query)}
        return found

    @staticmethod
    def _of_members(
        connection: Connection, ids: Sequence[str], column: Column[Any]
    ) -> dict[str, Counter[str]]:
        """How often each value of a column is met among the headlines of each story."""
        found: dict[str, Counter[str]] = {id: Counter() for id in ids}
        tables: Any = story_member.join(headline, headline.c.id == story_member.c.headline_id)
        if column.table is not headline:
            tables = tables.join(column.table, column.table.c.headline_id == headline.c.id)
        for some in portions(ids):
            query = (
                select(story_member.c.story_id, column, func.count())
                .select_from(tables)
                .where(story_member.c.story_id.in_(some), column.is_not(None))
                .group_by(story_member.c.story_id, column)
            )
            for id, value, count in connection.execute(query):
                found[id][value] = count
        return found

    @staticmethod
    def _theme_names(connection: Connection, ids: Sequence[str | None]) -> dict[str, str]:
        found: dict[str, str] = {}
        for some in portions(sorted({id for id in ids if id})):
            query = select(theme.c.id, theme.c.name).where(theme.c.id.in_(some))
            found |= {row[0]: row[1] for row in connection.execute(query)}
        return found


def take_out(connection: Connection, headlines: Sequence[str]) -> None:
    """Let headlines wait for a place again, in the caller's transaction."""
    left = Stories._stories_of(connection, headlines)
    mark_headlines(connection, headlines, Dimension.STORY)
    for some in portions(headlines):
        connection.execute(delete(story_member).where(story_member.c.headline_id.in_(some)))
    Stories._count_again(connection, left, Placed({}, {}))


def _most(counted: Counter[str]) -> str | None:
    return min(counted, key=lambda value: (-counted[value], value)) if counted else None


def _to_story(
    row: Any,
    titles: Mapping[str, str],
    outlets: Counter[str],
    languages: Counter[str],
    topics: Counter[str],
    themes: Counter[str],
    theme_names: Mapping[str, str],
) -> Story:
    spoken = {code: titles[one] for code, one in row["central"].items() if one in titles}
    theme_id = _most(themes)
    return Story(
        id=row["id"],
        title=next(iter(spoken.values()), ""),
        titles=spoken,
        size=row["size"],
        outlets=tuple(sorted(outlets)),
        languages=tuple(sorted(languages)),
        first_seen=row["first_seen"],
        last_seen=row["last_seen"],
        topic=_most(topics),
        theme=theme_id,
        theme_name=theme_names.get(theme_id or ""),
        merged_into=row["merged_into"],
    )
