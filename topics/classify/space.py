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


@dataclass(frozen=True, slots=True, eq=False)
class Space:
    """What is taken off every vector before topics are looked for."""

    origin: Matrix  # (d,) mean of the languages' means
    axes: Matrix  # (a, d) orthonormal; a = languages − 1

    @classmethod
    def of(cls, vectors: Matrix, languages: Sequence[str]) -> Space:
        """Learn from texts whose languages are known. Shape: vectors (n, d), n ≥ 1."""
        codes = np.asarray(languages)
        means = np.stack([vectors[codes == code].mean(axis=0) for code in sorted(set(languages))])
        origin = means.mean(axis=0)
        _, spread, axes = np.linalg.svd(means - origin, full_matrices=False)
        return cls(origin, axes[: len(means) - 1][spread[: len(means) - 1] > LEAST_SPREAD])

    def place(self, vectors: Matrix) -> Matrix:
        """Shape: (n, d) → (n, d) unit rows; a vector that says nothing beyond its language stays zero."""
        moved = vectors - self.origin
        # Not by matrix products: their rounding differs with the number of rows.
        along = np.einsum("nd,ad->na", moved, self.axes)
        moved = moved - np.einsum("na,ad->nd", along, self.axes)
        length = np.linalg.norm(moved, axis=1, keepdims=True)
        placed: Matrix = np.divide(moved, length, out=np.zeros_like(moved), where=length > LEAST_SPREAD)
        return placed
