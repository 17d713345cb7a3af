"""Stories: where headlines are told, and what became of each story."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select

from topics.store.conditions import conditions, filtered
from topics.store.database import Database
from topics.store.numbers import take_numbers
from topics.store.portions import portions
from topics.store.schema import headline, story, story_link, story_member, vector
from topics.store.shapes import to_headline
from topics.store.story_reading import read_stories, titles_of
from topics.store.story_rows import PREFIX, Placed, write_places
from topics.types import Headline, HeadlineFilter, Story


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
            over = write_places(connection, placed, created)
        return len({link[0] for link in placed.links if link[0] in over})

    # --- what others ask ---------------------------------------------------------------------

    def get(self, story_id: str) -> Story | None:
        """One story; one that was merged says into which."""
        with self._database.reading() as connection:
            found = read_stories(connection, [story_id])
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
            return read_stories(connection, list(connection.execute(query).scalars()))

    def titles(self, ids: Sequence[str]) -> dict[str, str]:
        """Story id -> title of its most central headline."""
        with self._database.reading() as connection:
            main: dict[str, str] = {}
            for some in portions(ids):
                query = select(story.c.id, story.c.central).where(story.c.id.in_(some))
                main |= {row[0]: next(iter(row[1].values()), "") for row in connection.execute(query)}
            found = titles_of(connection, list(main.values()))
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
