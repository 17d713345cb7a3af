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

MOST = 7  # steps of a number either way: half a byte
LONGEST = 1.2  # of a point: its numbers are rounded, and longer ones would overflow a sum
_GRID = 2**23  # in which products of a vector's numbers and steps are counted: 2^23 · LONGEST < 2^24
_LIKE = 2**22  # in which the kernel is counted; times …
_TOTAL = 2**30  # … all weights of a topic together it stays below 2^53
_ROWS, _POINTS = 256, 2048  # at once: two megabytes, which stay in a processor's cache
_FINENESS = np.linspace(0.3, 1.0, 15)  # steps that are tried, as shares of the largest number's seventh


@dataclass(frozen=True, slots=True, eq=False)
class Points:
    """Rows of unit length, each number rounded to one of fifteen."""

    marks: npt.NDArray[np.int8]  # (r, d): -MOST … MOST
    steps: FloatArray  # (d,): what a mark is worth in each direction

    @classmethod
    def of(cls, placed: Matrix, steps: FloatArray) -> Points:
        """Round. Shape: placed (n, d)."""
        return cls(np.clip(np.rint(placed / steps), -MOST, MOST).astype(np.int8), steps)

    @property
    def rows(self) -> FloatArray:
        """Shape: (r, d) float32, of nearly unit length."""
        found: FloatArray = self.marks.astype(np.float32) * self.steps
        return found


def steps_for(placed: Matrix) -> FloatArray:
    """The steps that round these rows least, direction by direction. Shape: (n, d) → (d,) float32."""
    largest = np.abs(placed).max(axis=0, initial=0.0)
    largest[largest == 0] = 1.0
    best: Matrix = largest
    least = np.full(len(largest), np.inf)
    for share in _FINENESS:
        steps = share * largest / MOST
        lost = ((np.clip(np.rint(placed / steps), -MOST, MOST) * steps - placed) ** 2).sum(axis=0)
        best, least = np.where(lost < least, steps, best), np.minimum(lost, least)
    found: FloatArray = best.astype(np.float32)
    return found


@dataclass(frozen=True, eq=False)
class Likeness:
    """To r points of d numbers."""

    points: Points
    gamma: float  # how fast likeness falls off; 0: everything is alike

    def of(self, placed: Matrix) -> Matrix:
        """The kernel. Shape: placed (n, d), rows of unit length or zero → (n, r)."""
        asked, none = self._asked(placed), np.zeros((len(placed), 0))
        return np.hstack([none, *(self._whole(asked, across) for across in self._across)]) / _LIKE

    def weighed(self, placed: Matrix, weights: Weights) -> Matrix:
        """The kernel times weights, row by row the same bits in any batch. Shape: (n, d) → (n, k)."""
        found = np.zeros((len(placed), weights.whole.shape[1]))
        asked = self._asked(placed)
        for start in range(0, len(placed), _ROWS):
            rows = slice(start, start + _ROWS)
            for number, across in enumerate(self._across):
                points = slice(number * _POINTS, number * _POINTS + across.shape[1])
                found[rows] += self._whole(asked[rows], across).astype(np.float64) @ weights.whole[points]
        found *= weights.step / _LIKE
        return found

    def _asked(self, placed: Matrix) -> FloatArray:
        """Whole numbers whose products with marks are cosines, in _GRID. Shape: (n, d) → (n, d)."""
        whole = np.rint(placed * (self.points.steps.astype(np.float64) * _GRID))
        found: FloatArray = whole.astype(np.float32)
        return found

    def _whole(self, asked: FloatArray, across: FloatArray) -> FloatArray:
        """The kernel in whole numbers. Shape: (n, d), (d, p) → (n, p)."""
        found: FloatArray = asked @ across
        # From here on each number for itself, in place: there are many.
        found *= np.float32(self.gamma / _GRID)
        found -= np.float32(self.gamma)
        np.exp(found, out=found)
        found *= np.float32(_LIKE)
        np.rint(found, out=found)
        return found

    @cached_property
    def _across(self) -> list[FloatArray]:
        """The marks in portions of _POINTS. Shape: (d, p) float32 each."""
        marks = self.points.marks
        return [
            np.ascontiguousarray(marks[start : start + _POINTS].T, np.float32)
            for start in range(0, len(marks), _POINTS)
        ]


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
