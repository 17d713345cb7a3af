"""Placing headlines by centroids: a pure map over rows, the same for one headline and for a million."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from topics.cluster.exact import cosines

if TYPE_CHECKING:
    from topics.types import FloatArray, IntArray

BLOCK = 8192  # rows compared at once


def assign_to_centroids(
    vectors: FloatArray, centroids: FloatArray, thresholds: FloatArray
) -> tuple[IntArray, FloatArray]:
    """The nearest centroid of each row, among those whose threshold it reaches.

    Shape: vectors (n, d) and centroids (k, d) float32 with unit rows; thresholds (k,) cosines.
    Returns labels (n,) int32, −1 = none, and strengths (n,) float32: the cosine with that centroid, where
    there is none with the nearest of all, cut to [0, 1]. A row's answer depends on no other row.
    """
    labels = np.full(len(vectors), -1, np.int32)
    strengths = np.zeros(len(vectors), np.float32)
    if not len(vectors) or not len(centroids):
        return labels, strengths
    for start in range(0, len(vectors), BLOCK):
        near = cosines(vectors[start : start + BLOCK], centroids)
        allowed = np.where(near >= thresholds, near, -np.inf)
        best = allowed.argmax(axis=1)
        reached = allowed.max(axis=1)
        placed = np.isfinite(reached)
        labels[start : start + BLOCK] = np.where(placed, best, -1)
        strengths[start : start + BLOCK] = np.clip(np.where(placed, reached, near.max(axis=1)), 0, 1)
    return labels, strengths
