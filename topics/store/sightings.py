"""Headlines as they are compared: where and when each appeared, under which key, and what it says."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import literal, select

from topics.store.conditions import conditions, filtered
from topics.store.database import Database
from topics.store.raw_counts import KEYS
from topics.store.schema import headline
from topics.types import Dimension, HeadlineFilter


class Sighting(NamedTuple):
    """One headline of many: what is needed to count it and to quote it."""

    id: str
    source: str
    title: str
    seen: datetime  # UTC
    key: str | None  # None = no value for this headline


def sightings(database: Database, wanted: HeadlineFilter, by: Dimension | None) -> list[Sighting]:
    """Every headline that matches, oldest first; limit and cursor are not used. Without ``by`` no keys."""
    key = literal(None) if by is None else KEYS[by]
    query = (
        select(headline.c.id, headline.c.source, headline.c.title, headline.c.seen, key)
        .select_from(filtered(wanted, by=by))
        .where(*conditions(wanted, database.engine.dialect.name))
        .order_by(headline.c.seen, headline.c.id)
    )
    with database.reading() as connection:
        return [Sighting(*row) for row in connection.execute(query)]
