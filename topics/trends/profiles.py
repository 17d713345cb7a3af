"""How news falls on weekdays and hours: all of it, each key's and each outlet's own.

What is known of few headlines is drawn towards what all of them do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from topics.trends.days import Days

if TYPE_CHECKING:
    import numpy.typing as npt

    from topics.types import FloatArray

OWN = 10.0  # headlines at which a key's own weekday, or hour, counts half
MOST_OF_WEEKDAY = 0.75  # how much a key's own weekday counts at most: weeks are few
EVENING_OUT = 200.0  # headlines of a weekday at which its own hours count half
FEW = 20.0  # headlines at which a weekday of all outlets counts half


def weekdays(alive: FloatArray, totals: FloatArray, weekday: npt.NDArray[np.int64]) -> FloatArray:
    """How much all outlets bring on each weekday, 1 = as on the mean day. Shape: (7,)."""
    usual = (totals.sum(axis=1) / np.maximum(alive.sum(axis=1), 1e-9))[:, None] * alive
    brought = np.bincount(weekday, totals.sum(axis=0), 7)
    expected = np.bincount(weekday, usual.sum(axis=0), 7)
    return ((brought + FEW) / (expected + FEW)).astype(np.float32)


def hours_of(hours: FloatArray, same: npt.NDArray[np.bool_]) -> FloatArray:
    """What part of a day falls into each hour on such a weekday. Shape: (s, d, h) to (h,)."""
    all_days = hours.sum(axis=(0, 1)) + 1.0
    own = hours[:, same].sum(axis=(0, 1))
    mixed = own + EVENING_OUT * all_days / all_days.sum()
    return np.asarray(mixed / mixed.sum(), np.float32)


def own(
    hours: FloatArray,
    kept: FloatArray,
    expected: FloatArray,
    clock: FloatArray,
    same: npt.NDArray[np.bool_],
) -> FloatArray:
    """How far a row's hours, on such a weekday, are off everybody's; 1 = not at all. Shape: (r, h)."""
    mine = hours * kept[:, :, None]
    daily = mine.sum(axis=2)
    around = expected * _of_weeks(daily) / np.maximum(_of_weeks(expected), 1e-9)
    day = _drawn(daily[:, same].sum(axis=1), around[:, same].sum(axis=1))
    hour = clock * _drawn(mine.sum(axis=1), daily.sum(axis=1)[:, None] * clock)
    hour = hour / hour.sum(axis=1, keepdims=True)
    of_weekday = _drawn(mine[:, same].sum(axis=1), daily[:, same].sum(axis=1)[:, None] * hour)
    return np.asarray((1 + MOST_OF_WEEKDAY * (day - 1))[:, None] * hour * of_weekday / clock, np.float32)


def own_of_outlets(
    days: Days, past: slice, weekly: FloatArray, clock: FloatArray, same: npt.NDArray[np.bool_]
) -> FloatArray:
    """The same of outlets. Shape: (s, h)."""
    there = days.alive[:, past] * weekly
    volume = days.totals[:, past].sum(axis=1) / np.maximum(there.sum(axis=1), 1e-9)
    every = np.ones_like(there)
    return own(days.source_hours[:, past], every, volume[:, None] * there, clock, same)


def mix_by_hour(days: Days, past: slice, mix: FloatArray, of_outlets: FloatArray) -> FloatArray:
    """The mix of outlets at each hour: one may tell its sport at noon. Shape: (k, s, h), sums to 1 over s."""
    usual = of_one(mix[:, :, None] * of_outlets)
    found = days.pairs_before[:, :, past.stop] - days.pairs_before[:, :, past.start]
    return of_one(usual * _drawn(found, usual * found.sum(axis=1, keepdims=True)))


def of_one(parts: FloatArray) -> FloatArray:
    """Parts that sum to 1 over the second axis."""
    return np.asarray(parts / np.maximum(parts.sum(axis=1, keepdims=True), 1e-9), np.float32)


def _of_weeks(days: FloatArray) -> FloatArray:
    """The sum of the week around each day, at the ends of the first and the last one. Shape: (r, d), both."""
    sums = np.cumsum(np.pad(days, ((0, 0), (1, 0))), axis=1)
    last = np.minimum(np.arange(days.shape[1]) + 4, days.shape[1]).clip(min=min(7, days.shape[1]))
    return sums[:, last] - sums[:, np.maximum(last - 7, 0)]


def _drawn(found: FloatArray, expected: FloatArray) -> FloatArray:
    """Found ÷ expected, drawn towards 1 where little is expected."""
    return np.asarray((found + OWN) / (expected + OWN), np.float32)
