"""Counts that are kept: headlines by hour and day, counted again where something was written.

A portion of stale hours is counted from its headlines in one transaction, together with the end of its marks.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    Table,
    bindparam,
    case,
    delete,
    func,
    insert,
    literal,
    literal_column,
    select,
)

from topics.bins import Bins, bins_of, moment_of
from topics.store.conditions import filtered
from topics.store.database import Database
from topics.store.instants import hour_seen_in
from topics.store.raw_counts import KEYS, Span
from topics.store.schema import headline, rollup, rollup_source, rollup_stale, rollup_zone
from topics.store.stale import ALL, QUARTERS, mark_all
from topics.types import NOT_NEWS, Bin, Dimension, HeadlineFilter

PORTION = 24 * 7 * len(ALL)  # marks that are worked off in one transaction: a week of all dimensions
_NO_KEY: ColumnElement[str] = literal_column("''")
_NOT_NEWS = func.sum(case((KEYS[Dimension.TOPIC] == NOT_NEWS, 1), else_=0))
_KNOWING_TOPICS = HeadlineFilter(without_topics=(NOT_NEWS,))  # for the join alone


class Rollups:
    """The kept counts of a store."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def stale(self) -> int:
        """How many hours of a dimension wait to be counted again."""
        with self._database.reading() as connection:
            number: int = connection.execute(select(func.count()).select_from(rollup_stale)).scalar_one()
            return number

    def refresh(self, timezone: str) -> int:
        """Count again what was written since; returns how many hours of a dimension that was.

        Another zone than the one that was counted in: everything is counted again. Killed in between, the
        next call goes on.

        Raises:
            KeyError: no such zone.
        """
        done = 0
        while portion := self._refresh(timezone):
            done += portion
        return done

    def _refresh(self, timezone: str) -> int:
        hours, days = bins_of(Bin.HOUR, timezone), bins_of(Bin.DAY, timezone)
        with self._database.writing() as connection:
            if connection.execute(select(rollup_zone.c.timezone)).scalar() != timezone:
                _begin_anew(connection, timezone)
            order = (rollup_stale.c.hour, rollup_stale.c.by)
            marks = connection.execute(select(*order).order_by(*order).limit(PORTION)).all()
            for by in Dimension:
                of = [mark.hour * QUARTERS + n for mark in marks if mark.by == by for n in range(QUARTERS)]
                starts = {hours.start(quarter) for quarter in of}
                _count_hours(connection, by, _even_spans(starts, hours))
                _add_up_days(connection, by, {days.start(start) for start in starts}, days)
            _unmark(connection, [(mark.hour, mark.by) for mark in marks])
        return len(marks)


def _begin_anew(connection: Connection, timezone: str) -> None:
    """Forget every count, and mark every headline."""
    for table in (rollup, rollup_source, rollup_zone):
        connection.execute(delete(table))
    for by in Dimension:
        mark_all(connection, by)
    connection.execute(insert(rollup_zone), {"timezone": timezone})


def _unmark(connection: Connection, marks: Iterable[tuple[int, str]]) -> None:
    same = (rollup_stale.c.hour == bindparam("at"), rollup_stale.c.by == bindparam("of"))
    rows = [{"at": hour, "of": by} for hour, by in marks]
    if rows:
        connection.execute(delete(rollup_stale).where(*same), rows)


def _even_spans(starts: set[int], hours: Bins) -> list[Span]:
    """Hours as spans without gaps, in each of which every hour begins at the same minute of UTC."""
    found: list[Span] = []
    for start in sorted(starts):
        goes_on = found and found[-1][1] == start and (start - found[-1][0]) % QUARTERS == 0
        first = found.pop()[0] if goes_on else start
        found.append((first, hours.after(start)))
    return found


def _count_hours(connection: Connection, by: Dimension, spans: Iterable[Span]) -> None:
    """Replace the counts of some hours of a dimension by what their headlines say."""
    dialect = connection.dialect.name
    for first, end in spans:
        _forget(connection, by, Bin.HOUR, first, end)
        start = hour_seen_in(first % QUARTERS, dialect)
        key = func.coalesce(KEYS[by], _NO_KEY)
        keys = [key] if by is Dimension.SOURCE else [key, headline.c.source]
        within = (headline.c.seen >= moment_of(first), headline.c.seen < moment_of(end))
        counted = (
            select(*_kind(by, Bin.HOUR), start, *keys, func.count(), _NOT_NEWS)
            .select_from(filtered(_KNOWING_TOPICS, by=by))
            .where(*within)
            .group_by(start, *keys)
        )
        if by is Dimension.SOURCE:
            _insert(connection, rollup, counted)
        else:
            _insert(connection, rollup_source, counted)
            of_all: list[Any] = [rollup_source.c.start, rollup_source.c.key]
            together = _added_up(rollup_source, by, (first, end), _kind(by, Bin.HOUR), of_all)
            _insert(connection, rollup, together)


def _add_up_days(connection: Connection, by: Dimension, starts: set[int], days: Bins) -> None:
    """Replace the counts of some days by the sums of their hours."""
    for start in sorted(starts):
        _forget(connection, by, Bin.DAY, start, start + 1)
        for table in (rollup, rollup_source):
            kind = [*_kind(by, Bin.DAY), literal(start, Integer)]
            keys: list[Any] = [table.c[name] for name in ("key", "source") if name in table.c]
            _insert(connection, table, _added_up(table, by, (start, days.after(start)), kind, keys))


def _added_up(
    table: Table,
    by: Dimension,
    span: Span,
    kind: Sequence[ColumnElement[Any]],
    keys: Sequence[ColumnElement[Any]],
) -> Any:
    """The hours of a span, added up by these keys."""
    hours = (table.c.by == by.value, table.c.every == Bin.HOUR.value)
    within = (table.c.start >= span[0], table.c.start < span[1])
    sums = (func.sum(table.c.count), func.sum(table.c.not_news))
    return select(*kind, *keys, *sums).where(*hours, *within).group_by(*keys)


def _kind(by: Dimension, every: Bin) -> list[ColumnElement[Any]]:
    return [literal_column(f"'{by.value}'"), literal_column(f"'{every.value}'")]


def _forget(connection: Connection, by: Dimension, every: Bin, first: int, end: int) -> None:
    for table in (rollup, rollup_source):
        connection.execute(
            delete(table)
            .where(table.c.by == by.value, table.c.every == every.value)
            .where(table.c.start >= first, table.c.start < end)
        )


def _insert(connection: Connection, table: Table, rows: Any) -> None:
    connection.execute(insert(table).from_select([column.name for column in table.columns], rows))
