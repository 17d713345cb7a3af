"""The encoder's space without its common direction and without the axes that tell languages apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    Matrix = npt.NDArray[np.float64]

LEAST_SPREAD = 1e-9  # below it an axis is rounding
GRID = 2**24  # steps of numbers up to 1: products of two such rows add up to less than 2^53, exactly


@dataclass(frozen=True, slots=True, eq=False)
class Space:
    """What is taken off every vector before topics are looked for."""

    origin: Matrix  # (d,) mean of the languages' means
    axes: Matrix  # (a, d) orthonormal; a = languages − 1
    directions: Matrix | None = None  # (c, d) orthonormal: what is kept; None: everything

    @classmethod
    def of(cls, vectors: Matrix, languages: Sequence[str]) -> Space:
        """Learn from texts whose languages are known. Shape: vectors (n, d), n ≥ 1."""
        codes = np.asarray(languages)
        means = np.stack([vectors[codes == code].mean(axis=0) for code in sorted(set(languages))])
        origin = means.mean(axis=0)
        _, spread, axes = np.linalg.svd(means - origin, full_matrices=False)
        return cls(origin, axes[: len(means) - 1][spread[: len(means) - 1] > LEAST_SPREAD])

    @property
    def width(self) -> int:
        """Numbers of a placed vector."""
        return len(self.origin) if self.directions is None else len(self.directions)

    def narrowed(self, placed: Matrix, weights: Matrix, width: int) -> Space:
        """The same with only the directions in which headlines differ most. Shape: placed (n, d)."""
        spread = (placed * weights[:, None]).T @ placed
        _, directions = np.linalg.eigh(spread)
        kept = directions.T[::-1][: min(width, len(placed))]
        # Of two opposite directions either would do: the one whose largest number is positive.
        largest = kept[np.arange(len(kept)), np.abs(kept).argmax(axis=1)]
        return Space(self.origin, self.axes, kept * np.sign(largest)[:, None])

    def place(self, vectors: Matrix) -> Matrix:
        """Shape: (n, d) → (n, c) unit rows; a vector that says nothing beyond its language stays zero."""
        moved = vectors - self.origin
        # Not by matrix products: their rounding differs with the number of rows.
        along = np.einsum("nd,ad->na", moved, self.axes)
        moved = moved - np.einsum("na,ad->nd", along, self.axes)
        placed = _of_unit_length(moved)
        return placed if self.directions is None else _of_unit_length(_along(placed, self.directions))


def _along(placed: Matrix, directions: Matrix) -> Matrix:
    """Shape: unit rows (n, d), (c, d) → (n, c); of whole numbers, so that no order of adding rounds."""
    found: Matrix = np.rint(placed * GRID) @ np.rint(directions.T * GRID)
    return found / float(GRID * GRID)


def _of_unit_length(rows: Matrix) -> Matrix:
    length = np.linalg.norm(rows, axis=1, keepdims=True)
    found: Matrix = np.divide(rows, length, out=np.zeros_like(rows), where=length > LEAST_SPREAD)
    return found
