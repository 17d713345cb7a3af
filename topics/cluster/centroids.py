"""From groups of rows to centroids with thresholds: what a theme is once its fit is over."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from topics.cluster.assign import assign_to_centroids

if TYPE_CHECKING:
    import numpy.typing as npt

    from topics.types import FloatArray, IntArray

CORE_QUANTILE = 0.15  # of the members' cosines with the others: below it a headline stays outside
SAME_THEME = 0.65  # mean cosine of centroids from which they are one theme
COHERENT = 0.08  # mean cosine of two members that is more than chance …
COHERENT_FEW = 0.1  # … and what is asked beside it of a group of one, less of larger ones (÷ √size)
DECIMALS = 5  # of stored thresholds


def settle(space: FloatArray, labels: IntArray, least: int) -> tuple[FloatArray, FloatArray]:
    """Centroids and thresholds after near-twins were merged and centroids moved to what they hold.

    Shape: space (n, d) float32 with unit rows, labels (n,) int32, −1 = none. Returns (k, d) and (k,)
    float32, the largest group first; each takes at least ``least`` of the rows when they are assigned.
    """
    labels = _joined(space, labels)
    centroids = _centroids(space, labels)
    labels, _ = assign_to_centroids(space, centroids, _thresholds(space, labels))
    labels = _joined(space, _kept(labels, _sizes(labels) >= least))
    labels = _kept(labels, _are_coherent(space, labels))
    centroids = _centroids(space, labels)
    return _largest_first(space, centroids, _thresholds(space, labels), least)


def linked(points: FloatArray, cosine: float) -> IntArray:
    """Average linkage: groups are joined while their mean cosine is at least this. Shape: (n, d) to (n,)."""
    if len(points) < 2:
        return np.zeros(len(points), np.int32)
    from sklearn.cluster import AgglomerativeClustering

    model = AgglomerativeClustering(
        n_clusters=None, distance_threshold=1 - cosine, metric="cosine", linkage="average"
    )
    return _dense(model.fit_predict(points))


def _joined(space: FloatArray, labels: IntArray) -> IntArray:
    """Labels of groups, near-twins under one label."""
    return _relabelled(labels, linked(_centroids(space, labels), SAME_THEME))


def _centroids(space: FloatArray, labels: IntArray) -> FloatArray:
    sums = _sums(space, labels)
    lengths = np.linalg.norm(sums, axis=1, keepdims=True)
    centroids: FloatArray = (sums / np.maximum(lengths, 1e-9)).astype(np.float32)
    return centroids


def _sums(space: FloatArray, labels: IntArray) -> npt.NDArray[np.float64]:
    """The sum of each group's rows. Shape: (k, d)."""
    sums = np.zeros((int(labels.max(initial=-1)) + 1, space.shape[1] if space.ndim == 2 else 0))
    np.add.at(sums, labels[labels >= 0], space[labels >= 0])
    return sums


def _thresholds(space: FloatArray, labels: IntArray) -> FloatArray:
    """For each group the cosine that all but the least typical of its members have with the others.

    With the others, not with all: a headline that comes later has no share in the centroid either.
    """
    sums = _sums(space, labels)
    found = np.ones(len(sums), np.float32)
    for group, total in enumerate(sums):
        members = space[labels == group].astype(np.float64)
        if len(members) > 1:
            others = total - members
            near = (members * others).sum(axis=1) / np.maximum(np.linalg.norm(others, axis=1), 1e-9)
            found[group] = round(float(np.quantile(near, CORE_QUANTILE)) - 1e-4, DECIMALS)
    return found


def _largest_first(
    space: FloatArray, centroids: FloatArray, thresholds: FloatArray, least: int
) -> tuple[FloatArray, FloatArray]:
    """Without groups that take too few rows, in the order of what the others take then."""
    while True:
        labels, _ = assign_to_centroids(space, centroids, thresholds)
        sizes = np.bincount(labels[labels >= 0], minlength=len(centroids))
        order = np.argsort(-sizes, kind="stable")
        kept = order[sizes[order] >= least]
        if np.array_equal(kept, np.arange(len(centroids))):
            return centroids, thresholds
        centroids, thresholds = centroids[kept], thresholds[kept]


def _are_coherent(space: FloatArray, labels: IntArray) -> npt.NDArray[np.bool_]:
    """Which groups hang together more than any headlines do that are put side by side."""
    sizes = np.maximum(_sizes(labels), 2)
    squares = np.square(_sums(space, labels)).sum(axis=1)
    mean_cosines = (squares - sizes) / (sizes * (sizes - 1))
    enough: npt.NDArray[np.bool_] = mean_cosines >= COHERENT + COHERENT_FEW / np.sqrt(sizes)
    return enough


def _kept(labels: IntArray, wanted: npt.NDArray[np.bool_]) -> IntArray:
    """Labels of the groups that are wanted, numbered anew; the rest is −1."""
    new = np.full(len(wanted), -1, np.int32)
    new[wanted] = np.arange(wanted.sum())
    return _relabelled(labels, new)


def _sizes(labels: IntArray) -> npt.NDArray[np.intp]:
    return np.bincount(labels[labels >= 0])


def _relabelled(labels: IntArray, new: IntArray) -> IntArray:
    """New labels for old ones; −1 stays −1."""
    found = np.full(len(labels), -1, np.int32)
    placed = labels >= 0
    found[placed] = new[labels[placed]]
    return found


def _dense(labels: Any) -> IntArray:
    """Labels renumbered by first appearance."""
    _, first, inverse = np.unique(labels, return_index=True, return_inverse=True)
    rank = np.argsort(np.argsort(first))
    return rank[inverse.reshape(-1)].astype(np.int32)
