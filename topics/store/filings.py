"""Headlines as they stand in two periods that are compared: where from, in which story, filed how."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select

from topics.store.database import Database
from topics.store.schema import headline, prediction, story_member


class Filing(NamedTuple):
    """One headline of many, without its text."""

    id: str
    source: str
    language: str
    seen: datetime  # UTC
    content_hash: str
    story: str | None  # None = alone, or not looked at yet
    topic: str | None  # that it stands under; None = not filed yet
    abstained: bool | None
    model_id: str | None  # that filed it


def filings(database: Database, since: datetime, until: datetime) -> list[Filing]:
    """Every headline of a half-open span, oldest first."""
    columns = (headline.c.id, headline.c.source, headline.c.language, headline.c.seen)
    filed = (prediction.c.topic, prediction.c.abstained, prediction.c.model_id)
    query = (
        select(*columns, headline.c.content_hash, story_member.c.story_id, *filed)
        .select_from(
            headline.outerjoin(prediction, prediction.c.headline_id == headline.c.id).outerjoin(
                story_member, story_member.c.headline_id == headline.c.id
            )
        )
        .where(headline.c.seen >= since, headline.c.seen < until)
        .order_by(headline.c.seen, headline.c.id)
    )
    with database.reading() as connection:
        return [Filing(*row) for row in connection.execute(query)]
