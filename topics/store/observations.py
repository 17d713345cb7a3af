"""What series are counted from: when each headline appeared, and under which key."""

from __future__ import annotations

from sqlalchemy import select

from topics.store.conditions import conditions, filtered
from topics.store.database import Database
from topics.store.schema import assignment, headline, prediction, story_member
from topics.types import Dimension, HeadlineFilter, Observations

KEYS = {
    Dimension.TOPIC: prediction.c.topic,
    Dimension.THEME: assignment.c.theme_id,
    Dimension.STORY: story_member.c.story_id,
    Dimension.SOURCE: headline.c.source,
    Dimension.LANGUAGE: headline.c.language,
}


def observe(database: Database, wanted: HeadlineFilter, by: Dimension) -> Observations:
    """Every headline that matches, in no particular order."""
    query = (
        select(headline.c.seen, KEYS[by])
        .select_from(
            filtered(
                wanted,
                topics=by is Dimension.TOPIC,
                themes=by is Dimension.THEME,
                stories=by is Dimension.STORY,
            )
        )
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
