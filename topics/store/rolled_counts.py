"""Counts out of rollups, with what they do not know yet counted from the headlines themselves.

A reader never writes and never waits: bins that were written since they were counted, and the first and the
last bin of a span that cuts them, are counted from their headlines, in the same snapshot as the rest.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from sqlalchemy import ColumnElement, Connection, Select, String, cast, func, literal, select

from topics.bins import EARLIEST, LATEST, Bins, moment_of, quarter_of
from topics.store.raw_counts import Piece, Span, as_pieces, count_spans, in_bins
from topics.store.schema import rollup, rollup_source, rollup_stale, rollup_zone
from topics.store.stale import QUARTERS
from topics.tokens import tokenise
from topics.types import NOT_NEWS, Dimension, HeadlineFilter

SPANS = 60  # more of them are read as one
LONGEST = 30 * QUARTERS  # quarters: no bin that rollups know is longer


def rolled_dimension(
    connection: Connection, by: Dimension, bins: Bins, wanted: HeadlineFilter
) -> Dimension | None:
    """The dimension whose rollups answer exactly; None where only the headlines do."""
    if wanted.min_probability is not None or (wanted.text is not None and any(tokenise(wanted.text))):
        return None
    by_topic = wanted.without_topics and not _only_news(wanted)
    kept = [one for one in Dimension if _keys(wanted, one) or (one is Dimension.TOPIC and by_topic)]
    kept = kept or [by]
    if len(kept) > 1 or by not in (kept[0], Dimension.SOURCE):
        return None
    cut_in = connection.execute(select(rollup_zone.c.timezone)).scalar()
    return kept[0] if cut_in == bins.timezone else None


def spans_of(starts: set[int], bins: Bins) -> list[Span]:
    """Bins (their starts) as spans of quarters without gaps; very many as one."""
    found: list[Span] = []
    for start in sorted(starts):
        first = found.pop()[0] if found and found[-1][1] == start else start
        found.append((first, bins.after(start)))
    return found if len(found) <= SPANS else [(found[0][0], found[-1][1])]


@dataclass(frozen=True, slots=True)
class RolledCounts:
    """One question to the rollups of one dimension, in one snapshot."""

    connection: Connection
    by: Dimension
    kept: Dimension  # whose rollups answer
    bins: Bins  # hours or days
    wanted: HeadlineFilter
    by_source: bool

    def pieces(self) -> list[Piece]:
        """By key and source; a bin may come several times."""
        again = self._cut() | self._stale()
        spans = spans_of(again, self.bins)
        found = count_spans(self.connection, self.by, self.wanted, spans, by_source=self.by_source)
        counted = [row for row in in_bins(found, self.bins) if row[2] in again]
        return [*as_pieces(counted), *self._kept(again)]

    def _kept(self, again: set[int]) -> Iterator[Piece]:
        """What the rollups say, without the bins that were counted again: numbers come as one text a key."""
        left_out = np.array(sorted(again), np.int64)
        for key, source, text in self.connection.execute(self._query()).all():
            start, number = np.fromstring(text, np.int64, sep=",").reshape(-1, 2).T
            kept = ~np.isin(start, left_out)
            yield key, source, start[kept], number[kept]

    def _cut(self) -> set[int]:
        """Bins that only a part of is asked for."""
        found = set()
        if (since := _known(self.wanted.since)) and since != moment_of(start := self._bin_of(since)):
            found.add(start)
        if until := _known(self.wanted.until):
            last = self._bin_of(until - _INSTANT)
            if until != moment_of(self.bins.after(last)):
                found.add(last)
        return found

    def _bin_of(self, moment: datetime) -> int:
        return self.bins.start(quarter_of(moment))

    def _stale(self) -> set[int]:
        """Bins that were written since they were counted."""
        hour = rollup_stale.c.hour
        query = select(hour).where(
            rollup_stale.c.by == self.kept.value, *self._asked(hour * QUARTERS, LONGEST)
        )
        hours = self.connection.execute(query).scalars()
        return {self.bins.start(hour * QUARTERS + n) for hour in hours for n in range(QUARTERS)}

    def _asked(self, quarter: ColumnElement[int], around: int = 0) -> list[ColumnElement[bool]]:
        """Conditions that leave the asked span, and what lies around it."""
        found = []
        if since := _known(self.wanted.since):
            found.append(quarter >= quarter_of(since) - around)
        if until := _known(self.wanted.until):
            found.append(quarter <= quarter_of(until - _INSTANT) + around)
        return found

    def _query(self) -> Select[Any]:
        alone = self.kept is Dimension.SOURCE  # its keys are the sources
        single = self.by_source or self.by is Dimension.SOURCE or bool(self.wanted.sources)
        table = rollup_source if single and not alone else rollup
        source = table.c.key if alone else rollup_source.c.source
        where = [
            table.c.by == self.kept.value,
            table.c.every == self.bins.every.value,
            *self._asked(table.c.start),
        ]
        if self.wanted.sources:
            where.append(source.in_(self.wanted.sources))
        if keys := _keys(self.wanted, self.kept):
            where.append(table.c.key.in_(keys))
        count: ColumnElement[int] = table.c.count
        if self.kept is Dimension.TOPIC and self.wanted.without_topics:
            where.append(table.c.key.not_in(self.wanted.without_topics))
        elif self.wanted.without_topics:  # these leave out what is no news, see rolled_dimension
            count = table.c.count - table.c.not_news
            where.append(count > 0)
        key = source if self.by is Dimension.SOURCE else table.c.key
        numbers = cast(table.c.start, String) + "," + cast(count, String)
        columns = (key, source if self.by_source else literal(""), func.aggregate_strings(numbers, ","))
        return select(*columns).where(*where).group_by(key, *([source] if self.by_source else []))


_INSTANT = timedelta(microseconds=1)


def _only_news(wanted: HeadlineFilter) -> bool:
    """Whether no news is all that is left out by topic: every rollup knows how much that is."""
    return set(wanted.without_topics) == {NOT_NEWS}


def _known(moment: datetime | None) -> datetime | None:
    """An end of a span, or None where it is as good as none."""
    return moment if moment is not None and EARLIEST < moment <= LATEST else None


def _keys(wanted: HeadlineFilter, dimension: Dimension) -> tuple[str, ...]:
    """The keys of a dimension that a filter leaves; none = all. Sources are a column of every rollup."""
    return {
        Dimension.TOPIC: wanted.topics,
        Dimension.THEME: wanted.themes,
        Dimension.STORY: wanted.stories,
        Dimension.LANGUAGE: wanted.languages,
        Dimension.SOURCE: (),
    }[dimension]
