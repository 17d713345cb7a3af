"""What is usual: how much of each key every outlet brings on a weekday, at an hour.

Every local day is looked at from the weeks before it, never from itself, so what was usual at a moment does
not depend on what came after. Counts of past days are divided by what outlets brought of everything else
then, and cut off where they stand out: a past rise is no habit. How far the last days were off the habit is
followed beside it, for a level lasts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from topics.trends.days import LEAST_HISTORY, Days
from topics.trends.profiles import hours_of, mix_by_hour, of_one, own, own_of_outlets, weekdays

if TYPE_CHECKING:
    import numpy.typing as npt

    from topics.trends.tally import Tally
    from topics.types import FloatArray

HISTORY = 28  # days that a habit is read off: four of each weekday
OLDER = 28  # days before them, which stand in where a key is thin
MEMORY = HISTORY + OLDER
THIN = 300  # headlines in four weeks at which a day of the older weeks counts half
GRANTED = 0.5  # headlines that a key is granted which was never seen
LIFE = 2  # days of a story that tell what is usual of stories
OWN_MIX = 5.0  # headlines at which a key's own mix of outlets counts half
KAPPA = 20.0  # headlines at which an outlet's own level of the day counts half
WANDER = 0.1  # variance of a key's level around its habit …
LASTING = 0.85  # … and what is left a day later of how far it was off
DAY_NOISE = (1.4, 0.02)  # variance of a day's count m around its level: 1.4 m + 0.02 m²
LEAST_LEVEL = 0.3
POOL = 5.0  # headlines at which the level of all outlets counts half
CUT = 3.0  # standard deviations above the middle day at which a past day is cut off
ROUGH_VARIANCE = (1.5, 0.1)  # of a day's count m, for that: 1.5 m + 0.1 m²


@dataclass(frozen=True, slots=True, eq=False)
class Habits:
    """What is usual. Shape: rate, lately, seen (k, d); mix (k, s, b); shape (k, b); tested (s, b)."""

    rate: FloatArray  # headlines of a key on a day on which all outlets bring what they usually do
    lately: FloatArray  # how the last days were against it, 1 = the same
    seen: FloatArray  # headlines that the rate rests on
    mix: FloatArray  # share of each outlet in it, at that hour
    shape: FloatArray  # of a key's rate, what falls into each bin
    tested: npt.NDArray[np.bool_]  # neither out nor too new


def habits(tally: Tally, *, lives: bool = False) -> Habits:
    """What is usual in every bin of a tally; zeros in the first week of headlines.

    The last key is the rest: what is granted to a key that was never seen does not look at it.
    ``lives``: keys are born and end, as stories do. Such a key has a habit from its first day only, and is
    expected to begin as others began.
    """
    days, (k, s, b) = Days(tally), tally.counts.shape
    found = Habits(
        rate=np.zeros((k, days.number), np.float32),
        lately=np.ones((k, days.number), np.float32),
        seen=np.zeros((k, days.number), np.float32),
        mix=np.zeros((k, s, b), np.float32),
        shape=np.zeros((k, b), np.float32),
        tested=days.tested,
    )
    for day in range(days.opened + LEAST_HISTORY, days.number):
        _read_off(days, day, found, lives)
    return found


def _read_off(days: Days, day: int, found: Habits, lives: bool) -> None:
    """Fill in one day from those before it."""
    past = slice(max(days.opened, day - MEMORY), day)
    weekday, weekly, mix, exposure = _exposure(days, past)
    counts = days.keys[:, :, past].sum(axis=1)
    told, granted, stand_for = _granted(counts, exposure, lives)
    rate, seen, kept = _rates(counts, told, granted, stand_for)
    expected = rate[:, None] * told
    same = weekday == days.weekday[day]
    clock = hours_of(days.source_hours[:, past], same)
    of_keys = own(days.key_hours[:, past], kept, expected, clock, same)
    of_outlets = own_of_outlets(days, past, weekly[weekday], clock, same)
    found.rate[:, day], found.seen[:, day] = rate, seen
    found.lately[:, day] = _lately(counts * kept, expected)
    bins = slice(days.edges[day], days.edges[day + 1])
    found.shape[:, bins] = (weekly[days.weekday[day]] * clock * of_keys)[:, days.hour[bins]]
    found.mix[:, :, bins] = mix_by_hour(days, past, mix, of_outlets)[:, :, days.hour[bins]]


def _exposure(days: Days, past: slice) -> tuple[npt.NDArray[np.int64], FloatArray, FloatArray, FloatArray]:
    """Weekday of past days (d,), factor of weekdays (7,), mix (k, s), and each day in mean days (k, d)."""
    alive, totals, keys = days.alive[:, past], days.totals[:, past], days.keys[:, :, past]
    weekday = days.weekday[past]
    weekly = weekdays(alive, totals, weekday)
    mix = _mix(keys, totals, alive)
    there = np.asarray((mix[:, :, None] * (alive * weekly[weekday])).sum(axis=1), np.float32)
    calm = keys * _kept(keys.sum(axis=1), there, to_middle=True)[:, None, :]
    others = totals - (keys - calm).sum(axis=0)
    return weekday, weekly, mix, _coverage(calm, others, alive, weekly[weekday], mix)


def _mix(keys: FloatArray, totals: FloatArray, alive: FloatArray) -> FloatArray:
    """Each outlet's share of a key while all are there. Shape: (k, s), rows sum to 1."""
    days = np.maximum(alive.sum(axis=1), 1e-9)
    volume = totals.sum(axis=1) / days
    share = volume / max(float(volume.sum()), 1e-9)
    there = days / alive.shape[1]
    brought = (keys.sum(axis=2) + OWN_MIX * share * there) / np.maximum(there, 1 / alive.shape[1])
    return of_one(brought)


def _coverage(
    keys: FloatArray, totals: FloatArray, alive: FloatArray, weekly: FloatArray, mix: FloatArray
) -> FloatArray:
    """Each day in mean days: what outlets brought of all else, each as it matters to a key. Shape: (k, d)."""
    expected = alive * weekly
    days = np.maximum(expected.sum(axis=1), 1e-9)
    usual = (totals.sum(axis=1) / days)[:, None] * expected
    usual_key = (keys.sum(axis=2) / days)[:, :, None] * expected
    level = levels(totals - keys, usual - usual_key, usual)
    return np.asarray(np.einsum("ks,ksd->kd", mix, level * expected), np.float32)


def levels(brought: FloatArray, usual: FloatArray, usual_of_all: FloatArray) -> FloatArray:
    """How much each outlet brings of all but a key, 1 = as usual; thin ones as all of them.

    The less of everything the others are, the less they tell of it: of a key that is half of the news, half
    of the level is taken (of its logarithm). Shape: brought, usual (k, s, n); usual_of_all (s, n); (k, s, n).
    """
    others = usual.sum(axis=1, keepdims=True)
    pool = (brought.sum(axis=1, keepdims=True) + POOL) / (others + POOL)
    told = others / np.maximum(usual_of_all.sum(axis=0), 1e-9)
    return np.asarray(((brought + KAPPA * pool) / (usual + KAPPA)) ** np.minimum(told, 1.0), np.float32)


def _granted(counts: FloatArray, exposure: FloatArray, lives: bool) -> tuple[FloatArray, float, float]:
    """The days that tell of a key, the headlines that it is granted, and the days these stand for."""
    rates = (counts.sum(axis=1) / np.maximum(exposure.sum(axis=1), 1e-9))[:-1]
    if not lives:
        return exposure, GRANTED, GRANTED / max(float(rates.mean()) if len(rates) else 0.0, 1e-3)
    since = np.cumsum(counts, axis=1) > 0
    young = (since & (np.cumsum(since, axis=1) <= LIFE))[:-1]
    mean = float((counts[:-1] * young).sum()) / max(1.0, float(young.sum()))
    return exposure * since, 1.0, 1.0 / max(mean, 1.0)


def _rates(
    counts: FloatArray, exposure: FloatArray, granted: float, stand_for: float
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Headlines a day, headlines that tell it (r,), and what is kept of each day (r, d), between 0 and 1."""
    kept = _kept(counts, exposure)
    own = counts * kept
    lately = own[:, -HISTORY:].sum(axis=1)
    weight = np.ones_like(own)
    weight[:, :-HISTORY] = (THIN / (THIN + lately))[:, None]
    seen = (own * weight).sum(axis=1) + granted
    rate = seen / ((exposure * weight).sum(axis=1) + stand_for + 1e-9)
    return rate.astype(np.float32), seen, kept


def _lately(counts: FloatArray, expected: FloatArray) -> FloatArray:
    """Where the level of the last days leads: a Kalman filter over days. Shape: (r, d) to (r,), 1 = usual.

    The level is taken for an autoregressive process of order one around the habit.
    """
    linear, square = DAY_NOISE
    off, unsure = np.zeros(len(counts)), np.full(len(counts), WANDER)
    for day in range(max(0, counts.shape[1] - HISTORY), counts.shape[1]):
        off, unsure = LASTING * off, LASTING**2 * unsure + (1 - LASTING**2) * WANDER
        usual = np.maximum(expected[:, day], 1e-3)
        noise = linear / usual + square
        spread = CUT * np.sqrt(unsure + noise)
        gain = unsure / (unsure + noise)
        off = off + gain * np.clip(counts[:, day] / usual - 1 - off, -spread, spread)
        unsure = (1 - gain) * unsure
    return np.maximum(1 + LASTING * off, LEAST_LEVEL).astype(np.float32)


def _kept(counts: FloatArray, exposure: FloatArray, *, to_middle: bool = False) -> FloatArray:
    """What is kept of each day where days that stand out are cut off, or cut down. Shape: (r, d)."""
    daily = counts / np.maximum(exposure, 0.05)
    ordered = np.sort(daily, axis=1)
    trimmed = ordered[:, : max(1, int(0.9 * daily.shape[1]))].mean(axis=1, keepdims=True)
    middle = np.maximum(np.median(daily, axis=1, keepdims=True), trimmed)
    linear, square = ROUGH_VARIANCE
    days = np.maximum(exposure, 0.05)
    most = (middle + CUT * np.sqrt(linear * middle + square * middle**2) + 1.0) * days
    left = middle * days if to_middle else most
    return np.where(counts > most, left / np.maximum(counts, 1.0), 1.0).astype(np.float32)
