"""Which keys were told more or less on a day than in the weeks before it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np

from topics.trends.compare import Difference, compare
from topics.trends.overdispersion import Block, Group

if TYPE_CHECKING:
    from topics.types import Counts, LongArray

Cell = tuple[str, Collection[str], int, int]  # outlet, keys, day, headlines
DAY = timedelta(days=1)
USUAL_DAYS = 28  # four weeks, so that every weekday counts equally
LEVEL = 0.05  # of all that is said to move, the share that may be there by chance
AS_ON_THIS_WEEKDAY = 1.645  # z against the same weekday: sport falls every Monday, and that is no news
LEAST_OUTLETS = 2
LEAST_USUAL = 2.0  # headlines a day; what is told less often can't be missed


@dataclass(slots=True)
class Past:
    """The days before, each as long as the day that is looked at and cut at the same hour."""

    all: Group
    same_weekday: Group
    days: int  # on which anything was read; our own outages make nothing less usual


def past_of(rows: Iterable[tuple[str, datetime, Collection[str]]], day_start: datetime) -> Past:
    """The past from (outlet, when, keys) of every headline of the days before ``day_start``."""
    return _past((outlet, keys, -((seen - day_start) // DAY) - 1, 1) for outlet, seen, keys in rows)


def past_counted(counts: Counts, day_start: datetime) -> Past:
    """The same from counts by hour; an hour is of the day in which it begins."""
    return _past(_cells(counts, _days_ago(counts, day_start)))


def days_read(counts: Counts, day_start: datetime) -> int:
    """On how many of the days before anything was read, from counts by hour of all that was."""
    return len(np.unique(_days_ago(counts, day_start)))


def _days_ago(counts: Counts, day_start: datetime) -> LongArray:
    """0 = the day just before. Shape: (n,)."""
    return -((counts.start - int(day_start.timestamp())) // int(DAY.total_seconds())) - 1


def day_of(rows: Iterable[tuple[str, Collection[str]]]) -> Group:
    """The day from (outlet, keys) of its headlines; it has no earlier days, so it is number -1."""
    return _day((outlet, keys, -1, 1) for outlet, keys in rows)


def day_counted(counts: Counts) -> Group:
    """The same from the counts of its headlines."""
    return _day(_cells(counts, np.full(len(counts.count), -1)))


def past_like(day: Group, past: Past) -> Past:
    """The past of those outlets alone that have a headline in the day: what is missing is theirs to tell."""
    outlets = {outlet for outlet, _ in day.totals}
    return Past(_told_by(outlets, past.all), _told_by(outlets, past.same_weekday), past.days)


def _told_by(outlets: Collection[str], group: Group) -> Group:
    totals = _cells_of(outlets, group.totals)
    counts = {key: _cells_of(outlets, own) for key, own in group.counts.items()}
    return Group(totals, counts, sum(totals.values()))


def _cells_of(outlets: Collection[str], cells: Mapping[Block, int]) -> dict[Block, int]:
    return {block: number for block, number in cells.items() if block[0] in outlets}


def _past(cells: Iterable[Cell]) -> Past:
    past = Past(Group(), Group(), 0)
    for outlet, keys, ago, number in cells:  # ago: 0 = the day just before
        past.all.add((outlet, ago), keys, number)
        if ago % 7 == 6:
            past.same_weekday.add((outlet, ago), keys, number)
    past.days = len({ago for _, ago in past.all.totals})
    return past


def _day(cells: Iterable[Cell]) -> Group:
    group = Group()
    for outlet, keys, day, number in cells:
        group.add((outlet, day), keys, number)
    return group


def _cells(counts: Counts, day: LongArray) -> Iterator[Cell]:
    """Outlet, keys, day and headlines of every filled cell, in the order of days. Shape: day (n,)."""
    rows = np.stack([day, counts.source, counts.key])
    cells, place = np.unique(rows, axis=1, return_inverse=True)
    numbers = np.bincount(place.ravel(), counts.count, cells.shape[1]).astype(int)
    for (of, outlet, row), number in zip(cells.T.tolist(), numbers.tolist(), strict=True):
        key = counts.keys[row]
        yield counts.sources[outlet], () if key is None else (key,), of, number


def moved(day: Group, past: Past, days: int | None = None) -> tuple[list[Difference], list[Difference]]:
    """What rises and what fades: beyond chance against all days and, where known, against this weekday's.

    ``days``: on which anything was read, where the past is of a filter; None = those of the past.
    """
    days = past.days if days is None else days
    weekday = {one.key: one.z for one in compare(day, past.same_weekday, least=1)}
    found = [one for one in compare(day, past.all) if one.is_significant(LEVEL)]
    found = [one for one in found if _holds(one, weekday)]
    rising = [one for one in found if one.z > 0 and one.this_outlets >= LEAST_OUTLETS]
    fading = [one for one in reversed(found) if one.z < 0 and one.that / days >= LEAST_USUAL]
    return rising, fading


def _holds(one: Difference, weekday: dict[str, float]) -> bool:
    z = weekday.get(one.key)
    return z is None or z * (1 if one.z > 0 else -1) >= AS_ON_THIS_WEEKDAY
