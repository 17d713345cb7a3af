"""Marks on the hours whose counts a write has changed, made in that write's own transaction.

So a job that is killed never leaves counts that nobody knows to be wrong.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, FromClause, literal, select

from topics.bins import quarter_of
from topics.store.instants import HOUR, seen_in
from topics.store.portions import portions
from topics.store.schema import headline, prediction, rollup_stale
from topics.store.upsert import insert_or_ignore
from topics.types import NOT_NEWS, Dimension

QUARTERS = 4  # in an hour
ALL = tuple(Dimension)


def mark_moments(connection: Connection, moments: Iterable[datetime], by: Sequence[Dimension] = ALL) -> None:
    """Headlines of these moments came, went or changed."""
    hours = sorted({quarter_of(moment) // QUARTERS for moment in moments})
    rows = [{"hour": hour, "by": one.value} for hour in hours for one in by]
    if rows:
        connection.execute(insert_or_ignore(rollup_stale, connection.dialect.name), rows)


def mark_headlines(connection: Connection, ids: Sequence[str], by: Dimension) -> None:
    """Stored headlines have another key, or will have in this transaction."""
    for some in portions(ids):
        _mark(connection, headline, by, headline.c.id.in_(some))


def mark_filed(connection: Connection, topics: Mapping[str, str]) -> None:
    """Headlines will be filed under these topics, by id; to be called while the old ones still stand.

    Counts of every dimension know what is no news, so they are wrong where that comes or goes.
    """
    mark_headlines(connection, list(topics), Dimension.TOPIC)
    other = {id for id, topic in topics.items() if topic == NOT_NEWS}
    for some in portions(list(topics)):
        was = prediction.c.headline_id.in_(some) & (prediction.c.topic == NOT_NEWS)
        other ^= set(connection.execute(select(prediction.c.headline_id).where(was)).scalars())
    for by in Dimension:
        if by is not Dimension.TOPIC:
            mark_headlines(connection, sorted(other), by)


def mark_all(connection: Connection, by: Dimension, tables: FromClause = headline, *where: object) -> None:
    """The same of every headline, or of those that a condition on joined tables leaves."""
    _mark(connection, tables, by, *where)


def _mark(connection: Connection, tables: FromClause, by: Dimension, *where: object) -> None:
    hour = seen_in(HOUR, connection.dialect.name)
    chosen = select(hour, literal(by.value)).select_from(tables).where(*where, True).distinct()  # type: ignore[arg-type]
    statement = insert_or_ignore(rollup_stale, connection.dialect.name)
    connection.execute(statement.from_select(["hour", "by"], chosen))
