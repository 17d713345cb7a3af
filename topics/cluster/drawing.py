"""A map of headlines: two dimensions in which neighbours stay neighbours, for the eye alone.

UMAP (McInnes, Healy, Melville 2018) lays out a sample; every other headline goes to the middle of those that
it is nearest to. Nothing is decided by the map: themes are found and served in the encoder's own space.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from topics.cluster.dense import sampled
from topics.cluster.neighbours import BLOCK
from topics.cluster.umap_places import umap_places

if TYPE_CHECKING:
    from collections.abc import Sequence

    from topics.types import FloatArray

FEW = 30  # headlines below which there is nothing to lay out: principal components do
BETWEEN = 5  # headlines in whose middle another one goes
SPREAD = 0.25  # least distance of two points, so that they can be told apart
LIKENESS = 12  # how much more the nearest of them counts: exponent of the cosine


def draw(space: FloatArray, keys: Sequence[str], seed: int) -> FloatArray:
    """Places of headlines on a map. Shape: space (n, d) float32, unit rows; returns (n, 2) float32."""
    if len(space) < FEW:
        return _components(space)
    rows = sampled(keys)
    sample = space[rows]
    drawn = umap_places(sample, dimensions=2, spread=SPREAD, seed=seed)
    found = np.empty((len(space), 2), np.float32)
    found[rows] = drawn
    others = np.setdiff1d(np.arange(len(space)), rows)
    found[others] = put_among(space[others], sample, drawn)
    return found


def put_among(points: FloatArray, known: FloatArray, places: FloatArray) -> FloatArray:
    """Places among those that are on a map. Shape: (n, d), (m, d), (m, 2) float32 to (n, 2) float32."""
    found = np.empty((len(points), 2), np.float32)
    count = min(BETWEEN, len(known))
    for start in range(0, len(points), BLOCK):
        block = slice(start, start + BLOCK)
        alike = points[block] @ known.T
        near = np.argpartition(-alike, count - 1, axis=1)[:, :count]
        weights = np.maximum(np.take_along_axis(alike, near, axis=1), 1e-3) ** LIKENESS
        weights /= weights.sum(axis=1, keepdims=True)
        found[block] = (places[near] * weights[:, :, None]).sum(axis=1)
    return found


def turned(places: FloatArray, rows: Sequence[int], before: FloatArray) -> FloatArray:
    """The map turned, and mirrored where that helps, so that known headlines lie as near as they can to where
    they lay (orthogonal Procrustes, Schönemann 1966): an editor finds what was at the top there again.

    Shape: places (n, 2); rows (k,) of those that were known, before (k, 2).
    """
    if len(rows) < 3:
        return places
    middle, old = places[list(rows)].mean(axis=0), before.mean(axis=0)
    left, _, right = np.linalg.svd((places[list(rows)] - middle).T @ (before - old))
    return np.asarray((places - middle) @ (left @ right) + old, np.float32)


def _components(space: FloatArray) -> FloatArray:
    """The first two principal components; of fewer, zeros."""
    found = np.zeros((len(space), 2), np.float32)
    if len(space) > 1:
        middle = space - space.mean(axis=0)
        left, sizes, _ = np.linalg.svd(middle, full_matrices=False)
        width = min(2, left.shape[1])
        found[:, :width] = left[:, :width] * sizes[:width]
    return found
