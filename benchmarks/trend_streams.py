"""Streams of headlines made from real rows, with rises and outages planted in them.

What is drawn is a clump: the headlines of one key in one hour of one real day. Each weekday of a key gets
as many as that weekday has in the set, out of those of working days or of weekends. So hours, weekdays, the
mix of outlets and the habit of news to come in bunches are real, and rises that the set had are broken up.
Each key's level wanders from day to day as in ANT: an autoregressive process with the variance WANDER of its
square, of which LASTING is left a day later. That is what makes false alarms.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np

from topics.trends.tally import Tally
from topics.types import Bin, Dimension

if TYPE_CHECKING:
    import numpy.typing as npt

    Ints = npt.NDArray[np.int64]

DAYS = 63
FIRST_DAY = 35  # from which on alarms count
WANDER = {Dimension.THEME: 0.10, Dimension.TOPIC: 0.05}  # measured on ANT: `python -m benchmarks.trends`
MOST = 2.0  # standard deviations of it: a level of twice the usual one is a rise, and rises are planted
LASTING = 0.85  # of a day's wander that is left on the next
MONDAY = datetime(2024, 1, 1, tzinfo=UTC)
FACTORS = (2, 3, 5)
HOURS = (6, 24, 72)
CLASSES = ("small", "middle", "large")


@dataclass(frozen=True, slots=True, eq=False)
class Pool:
    """Rows of a set under one kind of key, in clumps. Shape: rows (n,), clumps (c,)."""

    name: str
    by: Dimension
    keys: int
    outlets: int
    copies: int  # outlets of a large stream that stand for each one
    outlet: Ints
    hour: Ints
    first: Ints  # row at which a clump begins; clumps go by key
    size: Ints
    begin: Ints  # clump at which those of a key, of weekdays and of weekends, begin. Shape: (keys, 3)
    daily: npt.NDArray[np.float64]  # clumps a day. Shape: (keys, 7)
    per_hour: float  # headlines


@dataclass(frozen=True, slots=True)
class Plant:
    """A rise that was planted."""

    key: int
    start: int  # bin
    hours: int
    factor: int
    volume: str

    @property
    def end(self) -> int:
        """The bin after its last one."""
        return self.start + self.hours


@dataclass(frozen=True, slots=True, eq=False)
class Stream:
    """A tally by hour, and what was planted."""

    tally: Tally
    plants: tuple[Plant, ...]
    volume: tuple[str, ...]  # of each key


def pool(name: str, by: Dimension, keys: Ints, outlets: Ints, when: list[datetime], copies: int) -> Pool:
    """Sort rows into clumps. Shape: keys, outlets (n,); keys below 0 are left out."""
    clumps: dict[tuple[int, int, int, int], list[int]] = defaultdict(list)
    for row, moment in enumerate(when):
        if keys[row] >= 0:
            clumps[int(keys[row]), int(moment.weekday() > 4), moment.toordinal(), moment.hour].append(row)
    order = sorted(clumps)
    rows = np.array([row for clump in order for row in clumps[clump]], np.int64)
    size = np.array([len(clumps[clump]) for clump in order], np.int64)
    number = int(keys.max()) + 1
    place = np.array([clump[0] * 2 + clump[1] for clump in order], np.int64)
    weekly = np.array([clump[0] * 7 + (clump[2] - 1) % 7 for clump in order], np.int64)
    days = {moment.toordinal(): moment.weekday() for moment in when}
    real_days = np.bincount(list(days.values()), minlength=7)
    return Pool(
        name=name,
        by=by,
        keys=number,
        outlets=int(outlets.max()) + 1,
        copies=copies,
        outlet=outlets[rows],
        hour=np.array([when[row].hour for row in rows], np.int64),
        first=np.concatenate([[0], np.cumsum(size)[:-1]]),
        size=size,
        begin=np.searchsorted(place, np.arange(number)[:, None] * 2 + np.arange(3)),
        daily=np.bincount(weekly, minlength=number * 7).reshape(number, 7) / real_days,
        per_hour=len(rows) / len(days) / 24,
    )


def stream(
    source: Pool, seed: int, *, per_hour: float | None = None, plants: int = 0, wanders: bool = True
) -> Stream:
    """One stream. ``per_hour``: headlines it is scaled to, over copies of outlets; None = as in the set."""
    rng = np.random.default_rng([seed, len(source.name), int(source.by is Dimension.TOPIC)])
    scale = per_hour / source.per_hour if per_hour else 1.0
    copies = source.copies if per_hour else 1
    weekday = np.arange(DAYS) % 7
    means = source.daily[:, weekday] * scale
    if wanders:
        means = means * _wander(source, rng)
    shape = (source.keys, source.outlets * copies, DAYS * 24)
    cells = _draw(source, rng, means, copies)
    volume = _classes(source)
    planted = _choose(source, rng, plants, volume)
    for plant in planted:
        more = np.zeros_like(means)
        more[plant.key] = means[plant.key] * (plant.factor - 1)
        key, outlet, place = np.unravel_index(_draw(source, rng, more, copies), shape)
        inside = (place >= plant.start) & (place < plant.end)
        cells = np.concatenate(
            [cells, np.ravel_multi_index((key[inside], outlet[inside], place[inside]), shape)]
        )
    counts = np.bincount(cells, minlength=int(np.prod(shape))).reshape(shape).astype(np.int32)
    return Stream(_tally(source.by, counts), planted, volume)


def _draw(source: Pool, rng: np.random.Generator, means: npt.NDArray[np.float64], copies: int) -> Ints:
    """Cells (key, outlet, hour of the stream) of drawn headlines, as one number each."""
    drawn = rng.poisson(means)
    key, day = (np.repeat(axis.ravel(), drawn.ravel()) for axis in np.indices(means.shape))
    weekend = (day % 7 > 4).astype(np.int64)
    begin, end = source.begin[key, weekend], source.begin[key, weekend + 1]
    clump = begin + (rng.random(len(key)) * (end - begin)).astype(np.int64)
    size = source.size[clump]
    row = np.repeat(source.first[clump], size) + _within(size)
    copy = np.repeat(rng.integers(0, copies, len(size)), size)  # what one outlet brought stays with one
    outlet = source.outlet[row] * copies + copy
    place = np.repeat(day, size) * 24 + source.hour[row]
    shape = (source.keys, source.outlets * copies, DAYS * 24)
    return np.ravel_multi_index((np.repeat(key, size), outlet, place), shape)


def _within(size: Ints) -> Ints:
    """0, 1, … in each of several runs."""
    return np.arange(size.sum()) - np.repeat(np.cumsum(size) - size, size)


def _wander(source: Pool, rng: np.random.Generator) -> npt.NDArray[np.float64]:
    """The level of every key on every day, 1 in the mean. Shape: (keys, DAYS)."""
    variance = np.log1p(WANDER[source.by])
    steps = rng.normal(0, np.sqrt(variance), (source.keys, DAYS))
    for day in range(1, DAYS):
        steps[:, day] = LASTING * steps[:, day - 1] + np.sqrt(1 - LASTING**2) * steps[:, day]
    return np.exp(np.clip(steps, -MOST * np.sqrt(variance), MOST * np.sqrt(variance)) - variance / 2)


def _classes(source: Pool) -> tuple[str, ...]:
    """A third of the keys is small, a third large."""
    rank = source.daily.sum(axis=1).argsort(kind="stable").argsort(kind="stable")
    return tuple(CLASSES[int(3 * place / source.keys)] for place in rank)


def _choose(
    source: Pool, rng: np.random.Generator, number: int, volume: tuple[str, ...]
) -> tuple[Plant, ...]:
    """Rises in keys of their own, of every factor, length and volume in turn."""
    free = list(rng.permutation(source.keys))
    found = []
    for kind in rng.permutation(27)[:number].tolist():
        wanted = CLASSES[kind // 9]
        key = next((one for one in free if volume[one] == wanted), None)
        if key is None:
            continue
        free.remove(key)
        hours = HOURS[kind // 3 % 3]
        start = int(rng.integers(FIRST_DAY * 24, DAYS * 24 - hours - 24))
        found.append(Plant(int(key), start, hours, FACTORS[kind % 3], wanted))
    return tuple(found)


def _tally(by: Dimension, counts: npt.NDArray[np.int32]) -> Tally:
    keys, outlets, bins = counts.shape
    return Tally(
        by,
        Bin.HOUR,
        "UTC",
        tuple(str(key) for key in range(keys)),
        tuple(f"outlet {number}" for number in range(outlets)),
        tuple(MONDAY + timedelta(hours=place) for place in range(bins)),
        counts,
        counts.sum(axis=0, dtype=np.int32),
        np.zeros((outlets, bins), np.bool_),
    )


def by_day(tally: Tally) -> Tally:
    """The same by day."""
    keys, outlets, bins = tally.counts.shape
    counts = tally.counts.reshape(keys, outlets, bins // 24, 24).sum(axis=3, dtype=np.int32)
    return Tally(
        tally.by,
        Bin.DAY,
        tally.timezone,
        tally.keys,
        tally.sources,
        tally.starts[::24],
        counts,
        counts.sum(axis=0, dtype=np.int32),
        tally.out.reshape(outlets, bins // 24, 24).all(axis=2),
    )


def with_outage(tally: Tally, outlets: Ints, span: slice, *, told: bool) -> Tally:
    """The same without what some outlets brought; ``told``: the mask says so."""
    counts, totals, out = tally.counts.copy(), tally.totals.copy(), tally.out.copy()
    counts[:, outlets, span] = 0
    totals[outlets, span] = 0
    out[outlets, span] = told
    return Tally(
        tally.by, tally.every, tally.timezone, tally.keys, tally.sources, tally.starts, counts, totals, out
    )
