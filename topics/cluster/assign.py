"""Placing headlines by centroids: a pure map over rows, the same for one headline and for a million."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from topics.types import FloatArray, IntArray

BLOCK = 8192  # rows compared at once


def assign_to_centroids(
    vectors: FloatArray, centroids: FloatArray, thresholds: FloatArray
) -> tuple[IntArray, FloatArray]:
    """The nearest centroid of each row whose threshold it reaches.

    Shape: vectors (n, d) and centroids (k, d) float32 with unit rows; thresholds (k,) cosines.
    Returns labels (n,) int32, −1 = none, and strengths (n,) float32: the cosine, cut to [0, 1].
    """
    labels = np.full(len(vectors), -1, np.int32)
    strengths = np.zeros(len(vectors), np.float32)
    if not len(vectors) or not len(centroids):
        return labels, strengths
    for start in range(0, len(vectors), BLOCK):
        cosines = vectors[start : start + BLOCK] @ centroids.T
        allowed = np.where(cosines >= thresholds, cosines, -np.inf)
        best = allowed.argmax(axis=1)
        reached = np.isfinite(allowed[np.arange(len(best)), best])
        labels[start : start + BLOCK] = np.where(reached, best, -1)
        strengths[start : start + BLOCK] = np.clip(cosines.max(axis=1), 0, 1)
    return labels, strengths
