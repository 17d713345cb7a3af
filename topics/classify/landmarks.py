"""How like a headline is to a few landmarks, by a kernel whose sums no order of adding changes.

The kernel is exp(gamma · (cosine − 1)): the Gaussian one, between points of unit length. All sums are of
whole numbers that their type holds exactly, so a matrix product of any library, on any number of rows, gives
a row the same bits as alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    from topics.types import FloatArray

    Matrix = npt.NDArray[np.float64]

STEPS = 127  # of the numbers of a vector that is kept in bytes
LONGEST = 1.1  # of a landmark: bytes are rounded, and longer ones would overflow a sum
_GRID = 2**16  # steps of the numbers of a vector that is asked about: 2^16 · STEPS · LONGEST < 2^24 …
_LIKE = 2**22  # … and of the kernel …
_TOTAL = 2**31  # … and of all weights of a topic together: products add up to less than 2^53
_AT_ONCE = 512  # rows


@dataclass(frozen=True, eq=False)
class Landmarks:
    """Points among the headlines learnt from, without their text."""

    points: npt.NDArray[np.int8]  # (m, d): rows of unit length, times STEPS
    gamma: float  # how fast likeness falls off; 0: everything is alike

    def likeness(self, placed: Matrix) -> Matrix:
        """The kernel. Shape: placed (n, d), rows of unit length or zero → (n, m), in 2^-22."""
        return self._whole(placed) / _LIKE

    def weighed(self, placed: Matrix, weights: Weights) -> Matrix:
        """The kernel times weights, row by row the same bits in any batch. Shape: (n, d) → (n, k)."""
        found = np.empty((len(placed), weights.whole.shape[1]))
        for rows in _parts(len(placed)):
            found[rows] = self._whole(placed[rows]) @ weights.whole
        found *= weights.step / _LIKE
        return found

    def _whole(self, placed: Matrix) -> Matrix:
        asked = np.rint(np.asarray(placed, np.float64) * _GRID).astype(np.float32)
        cosines = (asked @ self._across).astype(np.float64) / (_GRID * STEPS)
        whole: Matrix = np.rint(np.exp(self.gamma * (cosines - 1)) * _LIKE)
        return whole

    @cached_property
    def _across(self) -> FloatArray:
        """Shape: (d, m) float32, whole numbers."""
        return np.ascontiguousarray(self.points.T, np.float32)


@dataclass(frozen=True, slots=True, eq=False)
class Weights:
    """Weights of landmarks as whole numbers. Shape: whole (m, k) float64."""

    whole: Matrix
    step: float

    @classmethod
    def of(cls, weights: FloatArray) -> Weights:
        """Round; the largest sum of a topic's weights gets all the room that there is."""
        double = weights.astype(np.float64)
        largest = float(np.abs(double).sum(axis=0).max(initial=0.0)) or 1.0
        # A power of two: multiplying by it rounds nothing. Half of the room is for the rounding itself.
        step = 2.0 ** np.ceil(np.log2(2 * largest / _TOTAL))
        return cls(np.rint(double / step), float(step))


def _parts(count: int) -> Iterator[slice]:
    for start in range(0, count, _AT_ONCE):
        yield slice(start, start + _AT_ONCE)
