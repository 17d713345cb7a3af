"""What speaks for a rise: for every key and bin the least chance among several windows that end there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from topics.trends.days import LEAST_HISTORY
from topics.trends.discoveries import discoveries, upper_tail
from topics.trends.dispersion import variances
from topics.trends.expectation import Coverage, Window, cover, expect, outlets
from topics.trends.usual import Habits, habits
from topics.types import Bin, Dimension

if TYPE_CHECKING:
    import numpy.typing as npt

    from topics.trends.tally import Tally
    from topics.types import FloatArray

    Flags = npt.NDArray[np.bool_]

WIDTHS = {  # bins of each window, and its part of what may be chance
    Bin.HOUR: {3: 0.1, 6: 0.2, 12: 0.3, 24: 0.4},
    Bin.DAY: {1: 0.25, 3: 0.25, 7: 0.25, 14: 0.25},
}
PERIODS = {Bin.HOUR: 168, Bin.DAY: 7}  # a week: how often is looked
MANY = 100  # keys: topics, themes and sources are looked at one after the other, and share what may be chance
WARM_UP = 7  # days of expectations, at least, before it is said how far counts stray from them
STILL_UP = (0.05, 1.25)  # a rise goes on while some window has such a chance and such a ratio
ALONE = 0.01  # without its strongest outlet a rise must be this improbable


@dataclass(frozen=True, slots=True)
class Rules:
    """When a rise is told."""

    weekly: float = 0.5  # rises a week, over all keys, that may be chance; of fewer than 100 keys, fewer
    least: int = 5  # headlines in the window
    outlets: int = 2  # that it takes: one that publishes more is no news; 1 = not asked
    ratio: float = 1.5  # count ÷ expected, at least: what is certain may still be small


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """For every key and bin. Shape: all (k, b)."""

    chance: npt.NDArray[np.float64]  # least p-value of a window that meets the rules, not corrected; else 1
    width: npt.NDArray[np.int64]  # of that window
    stands_out: Flags  # with correction for windows and keys
    still_up: Flags
    counts: FloatArray  # of the bin alone
    expected: FloatArray  # from the habit alone: what a rise that lasts is compared with


def weigh(tally: Tally, rules: Rules, *, others: int = 0) -> Evidence:
    """Weigh every key in every bin, each from what was known at its end.

    ``others``: keys that were looked at and left out of the tally, because they are too small to rise.
    """
    whole, named = tally.with_rest(), len(tally.keys)
    found = habits(whole, lives=tally.by is Dimension.STORY)
    shape = (len(tally.keys), len(tally.starts))
    chance, width = np.ones(shape), np.ones(shape, np.int64)
    looked_at = shape[0] + others
    level = rules.weekly / PERIODS[tally.every] * min(1.0, looked_at / MANY)
    still_up = np.zeros(shape, np.bool_)
    corrected = np.ones(shape)
    for size, part in WIDTHS[tally.every].items():
        coverage = cover(whole, found, size)
        window = expect(whole, found, coverage).of(named)
        variance = variances(window, tally.clock.day, tally.bins_a_day, _first(tally, size))
        own = _chances(window, variance, rules, _first(tally, size, WARM_UP))
        own[own > level * part] = 1.0  # can't stand out, whatever the others are
        own = _of_several(whole, found, coverage, window, variance, own, rules.outlets)
        better = own < chance
        chance, width = np.where(better, own, chance), np.where(better, size, width)
        corrected = np.minimum(corrected, own / part)
        still_up[:, _first(tally, size) :] |= _still_up(window, variance)[:, _first(tally, size) :]
    single = expect(whole, found, cover(whole, found, 1)).of(named)
    return Evidence(
        chance,
        width,
        discoveries(corrected, level, looked_at),
        still_up,
        single.counts,
        single.habitual,
    )


def _first(tally: Tally, width: int, warm_up: int = 0) -> int:
    """The bin from which on something was expected of a window; ``warm_up``: days later."""
    before = (width - 1) // tally.bins_a_day  # days of the window, and as many before each of its bins
    return int(np.searchsorted(tally.clock.day, tally.opened + LEAST_HISTORY + 2 * before + warm_up))


def _chances(window: Window, variance: FloatArray, rules: Rules, begin: int) -> npt.NDArray[np.float64]:
    """The p-value of each count from a bin on that is large enough, else 1."""
    enough = (window.counts >= rules.least) & (window.counts >= rules.ratio * window.expected)
    enough[:, :begin] = False
    chance = np.ones(enough.shape)
    chance[enough] = upper_tail(window.counts[enough], window.expected[enough], variance[enough])
    return chance


def _of_several(
    tally: Tally,
    found: Habits,
    coverage: Coverage,
    window: Window,
    variance: FloatArray,
    chance: npt.NDArray[np.float64],
    least: int,
) -> npt.NDArray[np.float64]:
    """The p-values below 1, made 1 where a rise is one outlet's."""
    for row in np.flatnonzero((chance < 1).any(axis=1)).tolist() if least > 1 else []:
        places = np.flatnonzero(chance[row] < 1)
        by_outlet = outlets(tally, found, coverage, slice(row, row + 1))
        expected, counts = (array[0][:, places] for array in by_outlet)
        mean = np.maximum(window.expected[row, places], 1e-9)
        square = np.maximum(variance[row, places] - mean, 0.0) / mean**2
        chance[row, places[one_outlet_alone(counts, expected, square, least)]] = 1.0
    return chance


def one_outlet_alone(counts: FloatArray, expected: FloatArray, square: FloatArray, least: int) -> Flags:
    """Where fewer outlets than ``least`` have a key, or without the strongest it is nothing special.

    Shape: counts, expected (s, n); square (n,): variance over the mean, per squared mean; (n,).
    """
    strongest, across = (counts - expected).argmax(axis=0), np.arange(counts.shape[1])
    others = counts.sum(axis=0) - counts[strongest, across]
    usual = expected.sum(axis=0) - expected[strongest, across]
    chance = upper_tail(others, usual, usual + square * usual**2)
    return np.asarray(((counts > 0).sum(axis=0) < least) | (chance > ALONE))


def _still_up(window: Window, variance: FloatArray) -> Flags:
    """Where a rise that has begun goes on: compared with the habit, for the last days are its own."""
    most, ratio = STILL_UP
    mean = window.habitual
    up = (window.counts >= 2) & (window.counts >= ratio * mean)
    square = np.maximum(variance - window.expected, 0.0) / np.maximum(window.expected, 1e-9) ** 2
    chance = np.ones(up.shape)
    chance[up] = upper_tail(window.counts[up], mean[up], mean[up] + square[up] * mean[up] ** 2)
    return chance <= most
