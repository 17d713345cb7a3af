"""Where headlines lie on the map of the current themes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from sqlalchemy import delete, func, select

from topics.store.conditions import conditions
from topics.store.database import Database
from topics.store.schema import assignment, headline, map_point, prediction, run, story_member, vector
from topics.store.upsert import insert_or_replace
from topics.types import HeadlineFilter

if TYPE_CHECKING:
    from topics.types import FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class HeadlineMap:
    """Headlines on the map, newest first; columns of one length. Shape: places (n, 2) float32."""

    ids: tuple[str, ...]
    titles: tuple[str, ...]
    sources: tuple[str, ...]
    topics: tuple[str | None, ...]
    themes: tuple[str | None, ...]
    places: FloatArray
    total: int  # that match, also those beyond the limit


class MapPoints:
    """The map of a store."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def run_id(self) -> str | None:
        """The run whose themes the map was drawn for; None = there is no map."""
        with self._database.reading() as connection:
            return connection.execute(select(map_point.c.run_id).limit(1)).scalar()

    def save(self, run_id: str, ids: Sequence[str], places: FloatArray) -> bool:
        """Put headlines on the map in one transaction; those of another run leave it. Shape: (n, 2).

        False, and nothing done, where the run is not the current one any more.
        """
        current = select(run.c.id).where(run.c.id == run_id, run.c.current)
        rows = [
            {"headline_id": id, "run_id": run_id, "x": x, "y": y}
            for id, (x, y) in zip(ids, places.tolist(), strict=True)
        ]
        with self._database.writing() as connection:
            if not connection.execute(current).first():
                return False
            connection.execute(delete(map_point).where(map_point.c.run_id != run_id))
            if rows:
                connection.execute(insert_or_replace(map_point, connection.dialect.name), rows)
        return True

    def missing(self, run_id: str, limit: int) -> list[str]:
        """Ids, in order, of headlines of the run's window that are not on the map."""
        query = (
            select(headline.c.id)
            .join(assignment, (assignment.c.headline_id == headline.c.id) & (assignment.c.run_id == run_id))
            .join(run, run.c.id == assignment.c.run_id)
            .join(
                vector,
                (vector.c.content_hash == headline.c.content_hash)
                & (vector.c.encoder_id == run.c.encoder_id),
            )
            .outerjoin(map_point, map_point.c.headline_id == headline.c.id)
            .where(map_point.c.headline_id.is_(None))
            .where(run.c.since.is_(None) | (headline.c.seen >= run.c.since))
            .order_by(headline.c.id)
            .limit(limit)
        )
        with self._database.reading() as connection:
            return list(connection.execute(query).scalars())

    def places(self) -> tuple[list[str], FloatArray]:
        """Ids of all headlines on the map, in order, and where they lie. Shape: (n, 2) float32."""
        query = select(map_point.c.headline_id, map_point.c.x, map_point.c.y).order_by(
            map_point.c.headline_id
        )
        with self._database.reading() as connection:
            rows = connection.execute(query).all()
        return [row[0] for row in rows], np.array([row[1:] for row in rows], np.float32).reshape(-1, 2)

    def read(self, wanted: HeadlineFilter) -> HeadlineMap:
        """Headlines on the map that match, the newest first, at most the filter's limit."""
        tables = map_point.join(headline, headline.c.id == map_point.c.headline_id)
        tables = tables.outerjoin(prediction, prediction.c.headline_id == headline.c.id)
        tables = tables.outerjoin(assignment, assignment.c.headline_id == headline.c.id)
        if wanted.stories:
            tables = tables.outerjoin(story_member, story_member.c.headline_id == headline.c.id)
        asked = conditions(wanted, self._database.engine.dialect.name)
        columns = (
            headline.c.id,
            headline.c.title,
            headline.c.source,
            prediction.c.topic,
            assignment.c.theme_id,
            map_point.c.x,
            map_point.c.y,
        )
        query = select(*columns).select_from(tables).where(*asked)
        query = query.order_by(headline.c.seen.desc(), headline.c.id).limit(wanted.limit)
        with self._database.reading() as connection:
            rows = connection.execute(query).all()
            total = len(rows)
            if total == wanted.limit:
                counted = select(func.count()).select_from(tables).where(*asked)
                total = connection.execute(counted).scalar_one()
        ids, titles, sources, topics, themes, xs, ys = zip(*rows, strict=True) if rows else ((),) * 7
        places = np.array([xs, ys], np.float32).T.reshape(-1, 2)
        return HeadlineMap(ids, titles, sources, topics, themes, places, total)
