"""How many headlines to expect in the last hours, from habits and from what outlets bring just now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from topics.trends.habits import LASTING, Habits, levels

if TYPE_CHECKING:
    import numpy.typing as npt

    from topics.trends.tally import Tally
    from topics.types import FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class Window:
    """The last ``width`` bins, at the end of every bin. Shape: (k, b), columns follow ``Tally.starts``."""

    width: int
    counts: FloatArray
    expected: FloatArray
    granted: FloatArray  # headlines that the habit rests on: how sure ``expected`` is


def expect(tally: Tally, found: Habits, width: int, rows: slice | Sequence[int] = slice(None)) -> Window:
    """Counts and expected counts of some keys.

    A key's usual number in each outlet that is there, times how much this outlet brings of everything else
    in the window: an outlet that is out, a slow holiday and a crowded evening change what is expected.
    """
    by_outlet, brought = outlets(tally, found, width, rows)
    return Window(
        width,
        brought.sum(axis=1),
        by_outlet.sum(axis=1),
        found.seen[rows][:, _habit_day(tally, width)],
    )


def outlets(
    tally: Tally, found: Habits, width: int, rows: slice | Sequence[int] = slice(None)
) -> tuple[FloatArray, FloatArray]:
    """Expected headlines and counts by outlet. Shape: both (k, s, b)."""
    tested = found.tested.astype(np.float32)
    brought = last(tally.counts[rows] * tested, width)
    day = _habit_day(tally, width)
    goes_on = np.mean(LASTING ** np.arange(-(-width // tally.bins_a_day)))
    rate = found.rate[rows] * (1 + goes_on * (found.lately[rows] - 1))
    usual = rate[:, None, day] * found.mix[rows][:, :, day]
    usual = last(usual * found.shape[rows][:, None, :] * tested, width)
    all_brought, all_usual = last(tally.totals * tested, width), last(found.sources * tested, width)
    level = levels(all_brought - brought, np.maximum(all_usual - usual, 0.0))
    return usual * level, brought


def _habit_day(tally: Tally, width: int) -> npt.NDArray[np.int64]:
    """The day whose habits a bin is compared with: none that a window of days has in itself. Shape: (b,)."""
    return np.maximum(tally.clock.day - (width - 1) // tally.bins_a_day, 0)


def last(array: npt.NDArray[np.generic], width: int) -> FloatArray:
    """Sums of the last ``width`` bins up to each one. Shape: (…, b), both."""
    sums = np.cumsum(array, axis=-1, dtype=np.float64)
    sums[..., width:] = sums[..., width:] - sums[..., :-width]
    return sums.astype(np.float32)
