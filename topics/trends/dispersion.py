"""How far counts stray from what was expected when nothing happened, learnt from the weeks before.

The variance of a window's count of mean E is a·E + b·E², the same a and b for all keys, times how much more
or less a key strays than that. Counts that stand out are cut off first, so a past rise makes no key restless.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from topics.trends.expectation import Window
from topics.trends.usual import HISTORY

if TYPE_CHECKING:
    import numpy.typing as npt

    from topics.types import FloatArray

FIRST = (1.5, 0.15)  # a, b before anything is known
OWN_WINDOWS = 10.0  # windows at which a key's own unrest counts half
THICK = 4.0  # headlines expected from which on counts are nearly normal
CUT = 1.5  # standard deviations beyond which such a count is cut off, on both sides …
KEPT = 0.778  # … and what is left then of the variance of a normal distribution
THIN_CUT = 2.0  # standard deviations above which a smaller count is cut off
FEW = 10.0  # windows that what is first assumed counts for
ROUNDS = 4
LEAST_VARIANCE = 0.05
LEAST_SQUARE = 0.005  # b: no level is steadier than by a fourteenth
LOOKS = 3  # how often a window's width it is looked at: overlapping windows tell little more
UNREST = (0.5, 4.0)  # how far a key may be from all of them


def variances(window: Window, day: npt.NDArray[np.int64], bins_a_day: int, first: int) -> FloatArray:
    """The variance of each count, from the four weeks before its day. Shape: (k, b).

    Args:
        day: of each bin. Shape: (b,).
        first: the bin from which on something was expected.
    """
    found = np.ones_like(window.counts)
    edges = np.searchsorted(day, np.arange((int(day[-1]) if len(day) else -1) + 2))
    step = max(1, window.width // LOOKS)
    for start, end in pairwise(edges.tolist()):
        before = start - (window.width // bins_a_day) * bins_a_day  # what the window itself has is left out
        past = slice(max(first, before - HISTORY * bins_a_day), max(first, before), step)
        linear, square, unrest = _learn(window.counts[:, past], window.expected[:, past], step / window.width)
        mean = window.expected[:, start:end]
        spread = unrest[:, None] * (linear * mean + square * mean**2)
        unsure = mean**2 / np.maximum(window.granted[:, start:end], 0.5)
        found[:, start:end] = np.maximum(spread, mean) + unsure
    return found


def _learn(counts: FloatArray, expected: FloatArray, weight: float) -> tuple[float, float, FloatArray]:
    """a, b, and the unrest of each key; ``weight`` of a window that overlaps others."""
    linear, square = FIRST
    if not counts.size:
        return linear, square, np.ones(len(counts), np.float32)
    thick = expected >= THICK
    off = counts - expected
    for _ in range(ROUNDS):
        variance = np.maximum(linear * expected + square * expected**2, LEAST_VARIANCE)
        squares = _cut(off, variance, thick)
        linear = _slope(squares - square * expected**2, expected, ~thick / variance**2, FIRST[0])
        linear = max(1.0, linear)
        square = _slope(squares - linear * expected, expected**2, thick / variance**2, FIRST[1])
        square = max(LEAST_SQUARE, square)
    variance = np.maximum(linear * expected + square * expected**2, LEAST_VARIANCE)
    strays = (_cut(off, variance, thick) / variance).sum(axis=1) * min(1.0, weight)
    looked = counts.shape[1] * min(1.0, weight)
    unrest = (OWN_WINDOWS + strays) / (OWN_WINDOWS + looked)
    return linear, square, np.clip(unrest, *UNREST).astype(np.float32)


def _cut(off: FloatArray, variance: FloatArray, thick: npt.NDArray[np.bool_]) -> FloatArray:
    """Squares of what counts are off, cut where they stand out: thin ones above, others on both sides."""
    thin = np.minimum(off, THIN_CUT * np.sqrt(variance) + 1.0) ** 2
    return np.where(thick, np.minimum(off**2, CUT**2 * variance) / KEPT, thin)


def _slope(squares: FloatArray, size: FloatArray, weight: FloatArray, first: float) -> float:
    """Least squares of ``first``·size, which stands in as if it had been found in a few windows."""
    known = weight * size**2
    prior = FEW * float(known.max(initial=0.0))
    return float(
        ((weight * size * squares).sum(dtype=np.float64) + prior * first)
        / max(1e-12, known.sum(dtype=np.float64) + prior)
    )
