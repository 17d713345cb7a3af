"""Counting headlines themselves: exact for every filter, and as slow as there are headlines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import numpy as np
from sqlalchemy import ColumnElement, Connection, func, literal, select

from topics.bins import Bins, moment_of
from topics.store.conditions import conditions, filtered
from topics.store.instants import QUARTER, seen_in
from topics.store.schema import assignment, headline, prediction, story_member
from topics.types import Dimension, HeadlineFilter

KEYS: dict[Dimension, ColumnElement[Any]] = {
    Dimension.TOPIC: prediction.c.topic,
    Dimension.THEME: assignment.c.theme_id,
    Dimension.STORY: story_member.c.story_id,
    Dimension.SOURCE: headline.c.source,
    Dimension.LANGUAGE: headline.c.language,
}
Row = tuple[str, str, int, int]  # key (NO_KEY = none), source ("" = all), quarter, headlines
NO_KEY = ""
Piece = tuple[str, str, Any, Any]  # of a key and a source: starts of bins and headlines, (n,) int64 each
Span = tuple[int, int]  # quarters, half-open


def count_raw(
    connection: Connection, by: Dimension, wanted: HeadlineFilter, *, by_source: bool
) -> Sequence[Row]:
    """Headlines that match, by key, source and quarter of an hour; a quarter may come several times."""
    dialect = connection.dialect.name
    source: ColumnElement[str] = headline.c.source if by_source else literal("")
    quarter = seen_in(QUARTER, dialect)
    query = (
        select(KEYS[by], source, quarter, func.count())
        .select_from(filtered(wanted, by=by))
        .where(*conditions(wanted, dialect))
        .group_by(KEYS[by], quarter, *([source] if by_source else []))
    )
    return [(row[0] or NO_KEY, row[1], row[2], row[3]) for row in connection.execute(query).all()]


def count_spans(
    connection: Connection, by: Dimension, wanted: HeadlineFilter, spans: Sequence[Span], *, by_source: bool
) -> Iterator[Row]:
    """The same of some spans of time only; the filter's own ends hold too."""
    for first, end in spans:
        since, until = moment_of(first), moment_of(end)
        within = replace(wanted, since=_later(wanted.since, since), until=_earlier(wanted.until, until))
        yield from count_raw(connection, by, within, by_source=by_source)


def in_bins(rows: Iterable[Row], bins: Bins) -> Iterator[Row]:
    """Rows of quarters as rows of bins; a bin may come several times."""
    return ((key, source, bins.start(quarter), number) for key, source, quarter, number in rows)


def as_pieces(rows: Iterable[Row]) -> Iterator[Piece]:
    """The same as columns of each key and source."""
    found: dict[tuple[str, str], tuple[list[int], list[int]]] = {}
    for key, source, start, number in rows:
        starts, numbers = found.setdefault((key, source), ([], []))
        starts.append(start)
        numbers.append(number)
    for (key, source), (starts, numbers) in found.items():
        yield key, source, np.array(starts, np.int64), np.array(numbers, np.int64)


def _later(one: datetime | None, other: datetime) -> datetime:
    return other if one is None else max(one, other)


def _earlier(one: datetime | None, other: datetime) -> datetime:
    return other if one is None else min(one, other)
