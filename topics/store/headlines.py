"""Headlines: add, look up, page through, and what still has to be done with them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, func, select

from topics.errors import UsageError
from topics.store.conditions import conditions, filtered, joined
from topics.store.cursors import beyond, cursor_after, later_than
from topics.store.database import Database
from topics.store.incoming import Added, add_headlines
from topics.store.portions import portions
from topics.store.predictions import topics_of_models
from topics.store.schema import headline, prediction, vector
from topics.store.shapes import RECORD_COLUMNS, to_headline, to_record
from topics.text import strip_outlet_suffix
from topics.types import Headline, HeadlineFilter, HeadlinePage, HeadlineRecord

LARGEST_PAGE = 2**31 - 1


class Headlines:
    """The headlines of a store."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, items: Sequence[Headline]) -> Added:
        """Store headlines in one transaction.

        A known id is an update (what the new version does not have stays); the same title from the same
        source within seven days, and a known id with nothing new, are duplicates and change nothing.
        """
        with self._database.writing() as connection:
            return add_headlines(connection, items)

    def get(self, ids: Sequence[str]) -> list[Headline]:
        """Headlines by id, in the order of the ids; unknown ids are left out."""
        found: dict[str, Headline] = {}
        with self._database.reading() as connection:
            for some in portions(ids):
                query = select(headline).where(headline.c.id.in_(some))
                found |= {row["id"]: to_headline(row) for row in connection.execute(query).mappings()}
        return [found[id] for id in ids if id in found]

    def records(self, ids: Sequence[str]) -> dict[str, HeadlineRecord]:
        """Headlines with what is known of them, by id; unknown ids are left out."""
        found: dict[str, HeadlineRecord] = {}
        with self._database.reading() as connection:
            topics = topics_of_models(connection)
            for some in portions(ids):
                query = select(*RECORD_COLUMNS).select_from(joined()).where(headline.c.id.in_(some))
                rows = connection.execute(query).mappings()
                found |= {row["id"]: to_record(row, topics) for row in rows}
        return found

    def newest_of(self, hashes: Sequence[str]) -> dict[str, str]:
        """The id of the newest headline of each content, by content hash; unknown hashes are left out."""
        found: dict[str, str] = {}
        with self._database.reading() as connection:
            for some in portions(hashes):
                query = (
                    select(headline.c.content_hash, headline.c.id)
                    .where(headline.c.content_hash.in_(some))
                    .order_by(headline.c.seen, headline.c.id)
                )
                found |= {row[0]: row[1] for row in connection.execute(query)}
        return found

    def count(self, wanted: HeadlineFilter) -> int:
        """How many headlines match."""
        with self._database.reading() as connection:
            return self._count(connection, wanted)

    def page(self, wanted: HeadlineFilter) -> HeadlinePage:
        """One page, newest first; ties go by id, so that no headline is met twice or missed.

        Raises:
            UsageError: the cursor is not one of ours, or the limit is not positive.
        """
        if not 1 <= wanted.limit <= LARGEST_PAGE:
            raise UsageError(f"limit: expected 1 to {LARGEST_PAGE}, got {wanted.limit}.")
        query = self._records(wanted).order_by(headline.c.seen.desc(), headline.c.id.desc())
        if wanted.cursor is not None:
            query = query.where(beyond(wanted.cursor))
        with self._database.reading() as connection:
            rows = connection.execute(query.limit(wanted.limit + 1)).mappings().all()
            total = self._count(connection, wanted)
            topics = topics_of_models(connection)
        records = tuple(to_record(row, topics) for row in rows[: wanted.limit])
        more = cursor_after(records[-1].headline) if records and len(rows) > wanted.limit else None
        return HeadlinePage(records, total, more)

    def iterate(self, wanted: HeadlineFilter, batch: int = 1000) -> Iterator[HeadlineRecord]:
        """Every match, oldest first, whatever the limit and the cursor say.

        A batch at a time, so that no transaction stays open meanwhile.
        """
        last: Headline | None = None
        while records := self._next(wanted, last, batch):
            yield from records
            last = records[-1].headline

    def _next(self, wanted: HeadlineFilter, last: Headline | None, batch: int) -> list[HeadlineRecord]:
        query = self._records(wanted).order_by(headline.c.seen, headline.c.id).limit(batch)
        if last is not None:
            query = query.where(later_than(last))
        with self._database.reading() as connection:
            topics = topics_of_models(connection)
            return [to_record(row, topics) for row in connection.execute(query).mappings()]

    def unembedded(self, encoder_id: str, limit: int, *, after: str = "") -> list[tuple[str, str]]:
        """(content hash, title) of what this encoder has not seen, each hash once, ordered by hash.

        Titles come without the name of their outlet, as they were hashed. A loop hands on the last hash that
        it got as ``after``; without it each call looks again at all that is done.
        """
        first = (
            select(func.min(headline.c.number))
            .outerjoin(
                vector,
                (vector.c.content_hash == headline.c.content_hash) & (vector.c.encoder_id == encoder_id),
            )
            .where(headline.c.content_hash > after, vector.c.content_hash.is_(None))
            .group_by(headline.c.content_hash)
            .order_by(headline.c.content_hash)
            .limit(limit)
        )
        query = (
            select(headline.c.content_hash, headline.c.title, headline.c.source)
            .where(headline.c.number.in_(first))
            .order_by(headline.c.content_hash)
        )
        with self._database.reading() as connection:
            return [(row[0], strip_outlet_suffix(row[1], (row[2],))) for row in connection.execute(query)]

    def unclassified(self, model_id: str, limit: int, *, after: str = "") -> list[tuple[str, str, str, str]]:
        """(id, content hash, title, language) of headlines without a prediction of this model, by id.

        Titles come without the name of their outlet. A loop hands on the last id that it got as ``after``;
        without it each call looks again at all that is done.
        """
        columns = (headline.c.content_hash, headline.c.title, headline.c.language, headline.c.source)
        query = (
            select(headline.c.id, *columns)
            .outerjoin(
                prediction,
                (prediction.c.headline_id == headline.c.id) & (prediction.c.model_id == model_id),
            )
            .where(headline.c.id > after, prediction.c.headline_id.is_(None))
            .order_by(headline.c.id)
            .limit(limit)
        )
        with self._database.reading() as connection:
            rows = connection.execute(query).all()
        return [(row[0], row[1], strip_outlet_suffix(row[2], (row[4],)), row[3]) for row in rows]

    def first_and_last(self) -> tuple[datetime, datetime] | None:
        """When the first and the last headline appeared (UTC); None in an empty store."""
        ends = (select(end(headline.c.seen)).scalar_subquery() for end in (func.min, func.max))
        query = select(*ends)  # asked for together, an index could not answer
        with self._database.reading() as connection:
            first, last = connection.execute(query).one()
        return None if first is None else (first, last)

    def first_of_sources(self) -> dict[str, datetime]:
        """When the first headline of each source appeared (UTC)."""
        query = select(headline.c.source, func.min(headline.c.seen)).group_by(headline.c.source)
        with self._database.reading() as connection:
            return {row[0]: row[1] for row in connection.execute(query)}

    def nth_newest(self, n: int, until: datetime | None = None) -> datetime | None:
        """When the n-th newest headline before a moment appeared (n from 1); None where there are fewer."""
        query = select(headline.c.seen).order_by(headline.c.seen.desc()).offset(n - 1).limit(1)
        if until is not None:
            query = query.where(headline.c.seen < until)
        with self._database.reading() as connection:
            return connection.execute(query).scalar_one_or_none()

    def _count(self, connection: Connection, wanted: HeadlineFilter) -> int:
        query = select(func.count()).select_from(filtered(wanted)).where(*self._conditions(wanted))
        number: int = connection.execute(query).scalar_one()
        return number

    def _records(self, wanted: HeadlineFilter) -> Select[Any]:
        return select(*RECORD_COLUMNS).select_from(joined()).where(*self._conditions(wanted))

    def _conditions(self, wanted: HeadlineFilter) -> list[ColumnElement[bool]]:
        return conditions(wanted, self._database.engine.dialect.name)
