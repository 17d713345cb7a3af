"""Groups of rows: their sums, means, and whether they hang together."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    from topics.types import FloatArray, IntArray

    Sums = npt.NDArray[np.float64]

COHERENT = 0.08  # mean cosine of two members that is more than chance …
COHERENT_FEW = 0.2  # … and what is asked beside it of a group of one, less of larger ones (÷ √size)


def sums(rows: FloatArray, labels: IntArray) -> Sums:
    """The sum of each group's rows. Shape: (n, d) and (n,), −1 = in no group, give (k, d) float64."""
    found = np.zeros((int(labels.max(initial=-1)) + 1, rows.shape[1] if rows.ndim == 2 else 0))
    np.add.at(found, labels[labels >= 0], rows[labels >= 0])
    return found


def unit_means(rows: FloatArray, labels: IntArray) -> FloatArray:
    """The direction of each group. Shape: (n, d) and (n,) give (k, d) float32, unit rows."""
    totals = sums(rows, labels)
    lengths = np.linalg.norm(totals, axis=1, keepdims=True)
    means: FloatArray = (totals / np.maximum(lengths, 1e-9)).astype(np.float32)
    return means


def are_coherent(rows: FloatArray, labels: IntArray) -> npt.NDArray[np.bool_]:
    """Which groups hang together more than any headlines do that are put side by side. Shape: (k,)."""
    sizes = np.maximum(np.bincount(labels[labels >= 0]), 2)
    squares = np.square(sums(rows, labels)).sum(axis=1)
    mean_cosines = (squares - sizes) / (sizes * (sizes - 1))
    enough: npt.NDArray[np.bool_] = mean_cosines >= COHERENT + COHERENT_FEW / np.sqrt(sizes)
    return enough


def kept(labels: IntArray, wanted: npt.NDArray[np.bool_]) -> IntArray:
    """Labels of the groups that are wanted, numbered anew; the rest is −1."""
    new = np.full(len(wanted), -1, np.int32)
    new[wanted] = np.arange(wanted.sum())
    return relabelled(labels, new)


def relabelled(labels: IntArray, new: IntArray) -> IntArray:
    """New labels for old ones; −1 stays −1."""
    found = np.full(len(labels), -1, np.int32)
    placed = labels >= 0
    found[placed] = new[labels[placed]]
    return found


def by_first(labels: npt.NDArray[np.integer]) -> IntArray:
    """Labels renumbered by first appearance."""
    _, first, inverse = np.unique(labels, return_index=True, return_inverse=True)
    rank = np.argsort(np.argsort(first))
    found: IntArray = rank[inverse.reshape(-1)].astype(np.int32)
    return found
