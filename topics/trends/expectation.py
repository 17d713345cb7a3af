"""How many headlines to expect in the last hours, from habits and from what outlets bring just now.

A key's usual number in each outlet that is there, times how much this outlet brings of everything else in the
window: an outlet that is out, a slow holiday and a crowded evening change what is expected. What another key
has far above its habit is not taken for more coverage.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from topics.trends.usual import LASTING, Habits, levels

if TYPE_CHECKING:
    import numpy.typing as npt

    from topics.trends.tally import Tally
    from topics.types import FloatArray

ROWS = 64  # keys worked on at once: memory stays bounded
SURPLUS = (1.5, 4.0)  # beyond 1.5 m + 4 √m, a count of usual m is a rise of the key, not of coverage
ROUNDS = 6  # a large rise makes coverage look large: it is taken out, and looked for again


@dataclass(frozen=True, slots=True, eq=False)
class Window:
    """The last ``width`` bins, at the end of every bin. Shape: (k, b), columns follow ``Tally.starts``."""

    width: int
    counts: FloatArray
    expected: FloatArray
    habitual: FloatArray  # the same from the habit alone, whatever the last days were like
    granted: FloatArray  # headlines that the habit rests on: how sure ``expected`` is

    def of(self, keys: int) -> Window:
        """The first keys alone."""
        columns = (self.counts, self.expected, self.habitual, self.granted)
        return Window(self.width, *(column[:keys] for column in columns))


@dataclass(frozen=True, slots=True, eq=False)
class Coverage:
    """What outlets bring in a window, without rises. Shape: brought, usual (s, b); kept (k, b)."""

    width: int
    brought: FloatArray
    usual: FloatArray
    kept: FloatArray  # of each key, the part that is no surplus


def cover(tally: Tally, found: Habits, width: int) -> Coverage:
    """What outlets bring in the windows of a width, and what is usual."""
    tested = found.tested.astype(np.float32)
    counts, habit, usual = _over_outlets(tally, found, width)
    brought = last(tally.totals * tested, width)
    everything = brought.sum(axis=0)
    kept = np.ones_like(counts)
    surplus = np.zeros_like(everything)
    for _ in range(ROUNDS):
        pool = np.maximum(everything - surplus, 1.0) / np.maximum(usual.sum(axis=0), 1.0)
        expected = habit * pool
        most = SURPLUS[0] * expected + SURPLUS[1] * np.sqrt(expected + 1.0)
        kept = np.where(counts > most, expected / np.maximum(counts, 1.0), 1.0).astype(np.float32)
        surplus = (counts * (1 - kept)).sum(axis=0)
    for row in np.flatnonzero((kept < 1).any(axis=1)):
        brought -= last(tally.counts[row] * tested, width) * (1 - kept[row])
    return Coverage(width, np.maximum(brought, 0.0), usual, kept)


def expect(tally: Tally, found: Habits, coverage: Coverage) -> Window:
    """Counts and expected counts of all keys in the windows of a coverage; the tally is one ``with_rest``."""
    width = coverage.width
    expected, counts = (np.zeros((len(tally.keys), len(tally.starts)), np.float32) for _ in range(2))
    for start in range(0, len(tally.keys), ROWS):
        rows = slice(start, start + ROWS)
        by_outlet, brought = outlets(tally, found, coverage, rows)
        expected[rows], counts[rows] = by_outlet.sum(axis=1), brought.sum(axis=1)
    day = _habit_day(tally, width)
    return Window(
        width,
        counts,
        expected,
        expected / _lately(tally, found, width, slice(None)),
        found.seen[:, day],
    )


def outlets(tally: Tally, found: Habits, coverage: Coverage, rows: slice) -> tuple[FloatArray, FloatArray]:
    """Expected headlines and counts of some keys by outlet. Shape: both (k, s, b)."""
    usual, brought = _usual(tally, found, coverage.width, rows)
    own = brought * coverage.kept[rows][:, None, :]
    others = np.maximum(coverage.usual - usual, 0.0)
    level = levels(np.maximum(coverage.brought - own, 0.0), others, coverage.usual)
    return usual * level, brought


def _usual(tally: Tally, found: Habits, width: int, rows: slice) -> tuple[FloatArray, FloatArray]:
    """Usual headlines, as the last days had them, and counts by outlet. Shape: both (k, s, b)."""
    tested = found.tested.astype(np.float32)
    day = _habit_day(tally, width)
    rate = found.rate[rows][:, day] * _lately(tally, found, width, rows) * found.shape[rows]
    mix = found.mix[rows] if tally.bins_a_day > 1 else found.mix[rows][:, :, day]
    usual = last(rate[:, None, :] * mix * tested, width)
    return usual, last(tally.counts[rows] * tested, width)


def _over_outlets(tally: Tally, found: Habits, width: int) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Counts and usual numbers of keys (k, b), and what is usual of outlets, which is the sum of their keys.

    So a mistake about one key is none about the others. Shape of the last: (s, b).
    """
    counts, usual = (np.zeros((len(tally.keys), len(tally.starts)), np.float32) for _ in range(2))
    of_outlets = np.zeros(tally.totals.shape, np.float32)
    for start in range(0, len(tally.keys), ROWS):
        rows = slice(start, start + ROWS)
        by_outlet, brought = _usual(tally, found, width, rows)
        usual[rows], counts[rows] = by_outlet.sum(axis=1), brought.sum(axis=1)
        of_outlets += by_outlet.sum(axis=0)
    return counts, usual, of_outlets


def _lately(tally: Tally, found: Habits, width: int, rows: slice) -> FloatArray:
    """What the level of the last days makes of the habit; the longer the window, the less. Shape: (k, b)."""
    goes_on = np.mean(LASTING ** np.arange(-(-width // tally.bins_a_day)))
    return np.asarray(1 + goes_on * (found.lately[rows][:, _habit_day(tally, width)] - 1), np.float32)


def _habit_day(tally: Tally, width: int) -> npt.NDArray[np.int64]:
    """The day whose habits a bin is compared with: none that a window of days has in itself. Shape: (b,)."""
    return np.maximum(tally.clock.day - (width - 1) // tally.bins_a_day, 0)


def last(array: npt.NDArray[np.generic], width: int) -> FloatArray:
    """Sums of the last ``width`` bins up to each one. Shape: (…, b), both."""
    sums = np.cumsum(array, axis=-1, dtype=np.float64)
    sums[..., width:] = sums[..., width:] - sums[..., :-width]
    return sums.astype(np.float32)
