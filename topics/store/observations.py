"""What series are counted from: when each headline appeared, and under which key."""

from __future__ import annotations

from sqlalchemy import select

from topics.store.conditions import conditions, filtered
from topics.store.database import Database
from topics.store.raw_counts import KEYS
from topics.store.schema import headline
from topics.types import Dimension, HeadlineFilter, Observations


def observe(database: Database, wanted: HeadlineFilter, by: Dimension) -> Observations:
    """Every headline that matches, in no particular order."""
    query = (
        select(headline.c.seen, KEYS[by])
        .select_from(filtered(wanted, by=by))
        .where(*conditions(wanted, database.engine.dialect.name))
    )
    with database.reading() as connection:
        rows = connection.execute(query).all()
    return Observations([row[0] for row in rows], [row[1] for row in rows])


def keys(database: Database, by: Dimension) -> list[str]:
    """Every key that some headline has, in order."""
    query = select(KEYS[by]).where(KEYS[by].is_not(None)).distinct()
    with database.reading() as connection:
        return sorted(connection.execute(query).scalars())
