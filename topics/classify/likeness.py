"""How like a headline is to those that a model learnt from, in sums that no order of adding changes.

The kernel is exp(gamma · (cosine − 1)): the Gaussian one, between points of unit length. All sums are of
whole numbers that their type holds exactly, so a matrix product of any library, on any number of rows, gives
a row the same bits as alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    from topics.types import FloatArray

    Matrix = npt.NDArray[np.float64]

STEPS = 127  # of the numbers of a point, which is kept in bytes
LONGEST = 1.1  # of a point: bytes are rounded, and longer ones would overflow a sum
_GRID = 2**16  # steps of the numbers of a vector that is asked about: 2^16 · STEPS · LONGEST < 2^24 …
_LIKE = 2**22  # … and of the kernel; times …
_TOTAL = 2**30  # … all weights of a topic together it stays below 2^53
_AT_ONCE = 128  # rows


@dataclass(frozen=True, eq=False)
class Likeness:
    """To r points."""

    points: npt.NDArray[np.int8]  # (r, c): rows of unit length, times STEPS
    gamma: float  # how fast likeness falls off; 0: everything is alike

    def of(self, placed: Matrix) -> Matrix:
        """The kernel. Shape: placed (n, c), rows of unit length or zero → (n, r)."""
        return self._whole(placed).astype(np.float64) / _LIKE

    def weighed(self, placed: Matrix, weights: Weights) -> Matrix:
        """The kernel times weights, row by row the same bits in any batch. Shape: (n, c) → (n, k)."""
        found = np.empty((len(placed), weights.whole.shape[1]))
        for start in range(0, len(placed), _AT_ONCE):
            rows = slice(start, start + _AT_ONCE)
            found[rows] = self._whole(placed[rows]).astype(np.float64) @ weights.whole
        found *= weights.step / _LIKE
        return found

    def _whole(self, placed: Matrix) -> FloatArray:
        found: FloatArray = np.rint(placed * _GRID).astype(np.float32) @ self._across
        # From here on each number for itself, in place: there are many.
        found *= np.float32(self.gamma / (_GRID * STEPS))
        found -= np.float32(self.gamma)
        np.exp(found, out=found)
        found *= np.float32(_LIKE)
        return np.rint(found, out=found)

    @cached_property
    def _across(self) -> FloatArray:
        """Shape: (c, r) float32, whole numbers."""
        return np.ascontiguousarray(self.points.T, np.float32)


@dataclass(frozen=True, slots=True, eq=False)
class Weights:
    """Weights of points as whole numbers. Shape: whole (r, k) float64."""

    whole: Matrix
    step: float

    @classmethod
    def of(cls, weights: FloatArray) -> Weights:
        """Round; the topic with the largest sum of weights gets all the room that there is."""
        double = weights.astype(np.float64)
        largest = float(np.abs(double).sum(axis=0).max(initial=0.0)) or 1.0
        step = 2.0 ** np.ceil(np.log2(largest / _TOTAL))  # a power of two: products with it are exact
        return cls(np.rint(double / step), float(step))


def as_points(placed: Matrix) -> npt.NDArray[np.int8]:
    """Rows of unit length in bytes. Shape: (n, c) → (n, c)."""
    return np.round(placed * STEPS).astype(np.int8)
