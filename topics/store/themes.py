"""Themes: runs, the themes that each fitted, and the place of every headline."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, delete, func, insert, select, update

from topics.store.database import Database
from topics.store.numbers import take_numbers
from topics.store.schema import assignment, headline, run, theme, theme_link, vector
from topics.store.stale import mark_all, mark_headlines
from topics.store.theme_rows import link_row, theme_row, to_theme
from topics.store.upsert import insert_or_replace
from topics.types import Clustering, Dimension, Theme, ThemeLink


@dataclass(frozen=True, slots=True)
class RunInfo:
    """One clustering run."""

    run_id: str
    encoder_id: str
    since: datetime | None
    until: datetime | None
    parameters: Mapping[str, Any]
    created: datetime


class Themes:
    """The themes of a store."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def save_run(
        self,
        clustering: Clustering,
        themes: Sequence[Theme],
        *,
        created: datetime,
        links: Sequence[ThemeLink] = (),
    ) -> None:
        """Store a run, its themes, assignments and links in one transaction; it becomes the current one.

        A label is an index into ``themes``. Themes of earlier runs stay, for links and for lineage.
        """
        with self._database.writing() as connection:
            connection.execute(update(run).where(run.c.current).values(current=False))
            connection.execute(insert(run), _run_row(clustering, created))
            dialect = connection.dialect.name
            if themes:
                connection.execute(insert_or_replace(theme, dialect), [theme_row(one) for one in themes])
            self._mark_placed(connection)
            connection.execute(delete(assignment))
            self._assign(connection, clustering.run_id, _places(clustering, themes))
            if links:
                connection.execute(insert(theme_link), [link_row(one, created) for one in links])

    def current_run(self) -> RunInfo | None:
        """The run that serves now."""
        with self._database.reading() as connection:
            row = connection.execute(select(run).where(run.c.current)).mappings().one_or_none()
        if row is None:
            return None
        return RunInfo(
            row["id"], row["encoder_id"], row["since"], row["until"], row["parameters"], row["created"]
        )

    def current(self) -> list[Theme]:
        """Themes of the current run, largest first."""
        query = (
            select(theme)
            .join(run, run.c.id == theme.c.run_id)
            .where(run.c.current, theme.c.retired.is_(None))
            .order_by(theme.c.size.desc(), theme.c.number)
        )
        with self._database.reading() as connection:
            return [to_theme(row) for row in connection.execute(query).mappings()]

    def get(self, theme_id: str) -> Theme | None:
        """One theme, of whatever run."""
        with self._database.reading() as connection:
            row = connection.execute(select(theme).where(theme.c.id == theme_id)).mappings().one_or_none()
        return None if row is None else to_theme(row)

    def assign(self, run_id: str, rows: Sequence[tuple[str, str | None, float]]) -> None:
        """Give headlines their place in one transaction: (headline id, theme id or None, strength).

        A run that is not the current one any more changes nothing.
        """
        current = select(run.c.id).where(run.c.id == run_id, run.c.current)
        with self._database.writing() as connection:
            if connection.execute(current).first():
                self._assign(connection, run_id, rows)

    def _assign(
        self, connection: Connection, run_id: str, rows: Sequence[tuple[str, str | None, float]]
    ) -> None:
        values = [
            {"headline_id": id, "run_id": run_id, "theme_id": theme_id, "strength": strength}
            for id, theme_id, strength in rows
        ]
        if values:
            connection.execute(insert_or_replace(assignment, connection.dialect.name), values)
            mark_headlines(connection, [id for id, _, _ in rows], Dimension.THEME)

    @staticmethod
    def _mark_placed(connection: Connection) -> None:
        placed = headline.join(assignment, assignment.c.headline_id == headline.c.id)
        mark_all(connection, Dimension.THEME, placed, assignment.c.theme_id.is_not(None))

    def unassigned(self, run_id: str, limit: int, *, after: str = "") -> list[str]:
        """Ids of headlines that have a vector and that the run has not looked at, in order.

        None where the run is not the current one any more. A loop hands on the last id that it got as
        ``after``; without it each call looks again at all that is done.
        """
        left = self._without_place(select(headline.c.id), run_id).where(headline.c.id > after)
        query = left.order_by(headline.c.id).limit(limit)
        with self._database.reading() as connection:
            return list(connection.execute(query).scalars())

    def count_unplaced(self, run_id: str) -> int:
        """How many headlines ``unassigned`` would list."""
        with self._database.reading() as connection:
            number: int = connection.execute(self._without_place(select(func.count()), run_id)).scalar_one()
            return number

    def next_ids(self, n: int) -> list[str]:
        """Ids for new themes, never given before, not even to a job that did not live to use them."""
        with self._database.writing() as connection:
            return [f"T{number}" for number in take_numbers(connection, "theme", theme.c.number, n)]

    def members(self, theme_id: str) -> list[str]:
        """Ids of the headlines in a theme, in order."""
        query = (
            select(assignment.c.headline_id)
            .where(assignment.c.theme_id == theme_id)
            .order_by(assignment.c.headline_id)
        )
        with self._database.reading() as connection:
            return list(connection.execute(query).scalars())

    def _without_place(self, query: Select[Any], run_id: str) -> Select[Any]:
        return (
            query.select_from(headline)
            .join(vector, vector.c.content_hash == headline.c.content_hash)
            .join(run, (run.c.encoder_id == vector.c.encoder_id) & (run.c.id == run_id) & run.c.current)
            .outerjoin(
                assignment,
                (assignment.c.headline_id == headline.c.id) & (assignment.c.run_id == run_id),
            )
            .where(assignment.c.headline_id.is_(None))
        )


def _places(clustering: Clustering, themes: Sequence[Theme]) -> list[tuple[str, str | None, float]]:
    rows = zip(clustering.ids, clustering.labels.tolist(), clustering.strengths.tolist(), strict=True)
    return [(id, themes[label].id if label >= 0 else None, strength) for id, label, strength in rows]


def _run_row(clustering: Clustering, created: datetime) -> dict[str, Any]:
    return {
        "id": clustering.run_id,
        "encoder_id": clustering.encoder_id,
        "since": clustering.since,
        "until": clustering.until,
        "parameters": dict(clustering.parameters),
        "created": created,
        "current": True,
    }
