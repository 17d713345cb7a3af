"""Cosines that depend on their two rows alone, to the last bit.

A matrix product adds in an order that depends on the shapes and on the machine, so in floating point the
same two rows differ in the last bit from batch to batch, and a headline at a threshold would change its
theme. Here vectors are first rounded to whole multiples of 2⁻²⁴: products and sums of those stay below 2⁵³,
where float64 holds every whole number, so that no order of adding changes anything.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    from topics.types import FloatArray

    Exact = npt.NDArray[np.float64]

GRID = 2.0**24  # as fine as float32 near 1; rows may be as long as 2
SHORTEST = 1e-4  # below it a row is rounding, not direction


def cosines(left: FloatArray, right: FloatArray) -> Exact:
    """Every row of one with every row of the other. Shape: unit rows (n, d) and (k, d) give (n, k)."""
    products: Exact = _whole(left) @ _whole(right).T / GRID**2
    return products


def unit_rows(vectors: FloatArray, otherwise: FloatArray) -> FloatArray:
    """Rows of length 1; a row of (nearly) no length is taken from ``otherwise``.

    Shape: both (n, d), rows not longer than 2; returns (n, d) float32.
    """
    whole = _whole(vectors)
    lengths = np.sqrt((whole * whole).sum(axis=1, keepdims=True))
    found = np.where(lengths > SHORTEST * GRID, whole / np.maximum(lengths, 1), otherwise)
    return found.astype(np.float32)


def _whole(vectors: FloatArray) -> Exact:
    whole: Exact = np.rint(vectors.astype(np.float64) * GRID)
    return whole
