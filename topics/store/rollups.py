"""Counts that are kept: headlines by hour and day, counted again where something was written.

A portion of stale hours is counted from its headlines in one transaction, together with the end of its marks.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, Table, bindparam, delete, func, insert, literal, select

from topics.bins import bins_of
from topics.store.database import Database
from topics.store.raw_counts import count_spans
from topics.store.rolled_counts import NO_KEY, in_bins, spans_of
from topics.store.schema import rollup, rollup_source, rollup_stale, rollup_zone
from topics.store.stale import ALL, QUARTERS, mark_all
from topics.types import Bin, Dimension, HeadlineFilter

PORTION = 24 * 7 * len(ALL)  # marks that are worked off in one transaction: a week of all dimensions


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
        hours_of, days_of = bins_of(Bin.HOUR, timezone), bins_of(Bin.DAY, timezone)
        with self._database.writing() as connection:
            if connection.execute(select(rollup_zone.c.timezone)).scalar() != timezone:
                _begin_anew(connection, timezone)
            order = (rollup_stale.c.hour, rollup_stale.c.by)
            marks = connection.execute(select(*order).order_by(*order).limit(PORTION)).all()
            for by in Dimension:
                quarters = [
                    mark.hour * QUARTERS + n for mark in marks if mark.by == by for n in range(QUARTERS)
                ]
                starts = {hours_of.start(quarter) for quarter in quarters}
                if starts:
                    _count_hours(connection, by, starts, timezone)
                    _add_up_days(connection, by, {days_of.start(start) for start in starts}, timezone)
            if marks:
                ended = delete(rollup_stale).where(
                    rollup_stale.c.hour == bindparam("at"), rollup_stale.c.by == bindparam("of")
                )
                connection.execute(ended, [{"at": mark.hour, "of": mark.by} for mark in marks])
        return len(marks)


def _begin_anew(connection: Connection, timezone: str) -> None:
    """Forget every count, and mark every headline."""
    for table in (rollup, rollup_source, rollup_zone):
        connection.execute(delete(table))
    for by in Dimension:
        mark_all(connection, by)
    connection.execute(insert(rollup_zone), {"timezone": timezone})


def _count_hours(connection: Connection, by: Dimension, starts: set[int], timezone: str) -> None:
    """Replace the counts of some hours of a dimension by what their headlines say."""
    bins = bins_of(Bin.HOUR, timezone)
    spans = spans_of(starts, bins)
    alone: Counter[tuple[str, int, str]] = Counter()
    together: Counter[tuple[str, int]] = Counter()
    raw = count_spans(connection, by, HeadlineFilter(), spans, by_source=by is not Dimension.SOURCE)
    for key, source, start, number in in_bins(raw, bins):
        alone[key or NO_KEY, start, source] += number
        together[key or NO_KEY, start] += number
    _forget(connection, by, Bin.HOUR, spans)
    kind = {"by": by.value, "every": Bin.HOUR.value}
    rows = [{**kind, "key": key, "start": start, "count": n} for (key, start), n in together.items()]
    _insert(connection, rollup, rows)
    if by is not Dimension.SOURCE:
        cells = alone.items()
        _insert(
            connection,
            rollup_source,
            [
                {**kind, "key": key, "start": start, "source": source, "count": n}
                for (key, start, source), n in cells
            ],
        )


def _add_up_days(connection: Connection, by: Dimension, starts: set[int], timezone: str) -> None:
    """Replace the counts of some days by the sums of their hours."""
    bins = bins_of(Bin.DAY, timezone)
    days = [{"day": start, "end": bins.after(start)} for start in sorted(starts)]
    for start in sorted(starts):
        _forget(connection, by, Bin.DAY, [(start, start + 1)])
    for table in (rollup, rollup_source):
        names = [column.name for column in table.primary_key if column.name not in ("by", "every", "start")]
        fixed = [literal(by.value), literal(Bin.DAY.value), bindparam("day", type_=table.c.start.type)]
        keys = [table.c[name] for name in names]
        hours = (
            select(*fixed, *keys, func.sum(table.c.count))
            .where(table.c.by == by.value, table.c.every == Bin.HOUR.value)
            .where(table.c.start >= bindparam("day"), table.c.start < bindparam("end"))
            .group_by(*keys)
        )
        statement = insert(table).from_select(["by", "every", "start", *names, "count"], hours)
        for day in days:
            connection.execute(statement, day)


def _forget(connection: Connection, by: Dimension, every: Bin, spans: Iterable[tuple[int, int]]) -> None:
    for table in (rollup, rollup_source):
        for first, end in spans:
            connection.execute(
                delete(table)
                .where(table.c.by == by.value, table.c.every == every.value)
                .where(table.c.start >= first, table.c.start < end)
            )


def _insert(connection: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    if rows:
        connection.execute(insert(table), rows)
