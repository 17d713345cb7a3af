"""Placing headlines by prototypes: a pure map over rows, the same for one headline and for a million.

A theme has a few prototypes, one for each dense place that it is made of. How close a headline is to it is
the mean of the cosines with the three nearest of them: one near place may be chance, three seldom are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from topics.cluster.exact import cosines

if TYPE_CHECKING:
    from topics.cluster.exact import Exact
    from topics.types import FloatArray, IntArray

BLOCK = 8192  # rows compared at once
NEAREST = 3  # prototypes of a theme that count; of fewer the farthest counts again


def assign_to_prototypes(
    vectors: FloatArray, prototypes: FloatArray, owners: IntArray, floors: FloatArray
) -> tuple[IntArray, FloatArray]:
    """The closest theme of each row, where the row reaches its floor.

    Shape: vectors (n, d) and prototypes (m, d) float32 with unit rows; owners (m,) int32, the theme of each
    prototype, 0 to k - 1, each at least once; floors (k,) least closeness that joins.
    Returns labels (n,) int32, −1 = too far from the closest, and strengths (n,) float32: the closeness to it
    either way, cut to [0, 1]. A row's answer depends on no other row.
    """
    labels = np.full(len(vectors), -1, np.int32)
    strengths = np.zeros(len(vectors), np.float32)
    if not len(vectors) or not len(floors):
        return labels, strengths
    for start in range(0, len(vectors), BLOCK):
        block = slice(start, start + BLOCK)
        near = closeness(vectors[block], prototypes, owners, len(floors))
        labels[block], strengths[block] = placed(near, floors)
    return labels, strengths


def placed(near: Exact, floors: FloatArray) -> tuple[IntArray, FloatArray]:
    """Labels and strengths by closeness. Shape: (n, k) and (k,), k > 0, give (n,) int32 and (n,) float32."""
    closest, reached = near.argmax(axis=1), near.max(axis=1)
    labels = np.where(reached >= floors[closest], closest, -1).astype(np.int32)
    return labels, np.clip(reached, 0, 1).astype(np.float32)


def closeness(vectors: FloatArray, prototypes: FloatArray, owners: IntArray, themes: int) -> Exact:
    """How close each row is to each theme. Shape: (n, d), (m, d) and (m,) give (n, themes) float64."""
    return mean_of_nearest(cosines(vectors, prototypes), owners, themes)


def mean_of_nearest(near: Exact, owners: IntArray, themes: int) -> Exact:
    """The mean cosine with the nearest prototypes of each theme. Shape: (n, m) and (m,) give (n, themes).

    The cosines are exact and so are sums of three, whatever the order: see ``exact``.
    """
    found = np.empty((len(near), themes))
    for theme in range(themes):
        own = near[:, owners == theme]
        if own.shape[1] > NEAREST:
            own = np.partition(own, -NEAREST, axis=1)[:, -NEAREST:]
        missing = NEAREST - own.shape[1]
        found[:, theme] = (own.sum(axis=1) + missing * own.min(axis=1)) / NEAREST
    return found
