"""Average linkage (UPGMA, Sokal and Michener 1958): which points or groups belong together, nearest first."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from topics.cluster.sums import by_first

if TYPE_CHECKING:
    import numpy.typing as npt

    from topics.types import FloatArray, IntArray

    Matrix = npt.NDArray[np.float64]


def linked(points: FloatArray, cosine: float) -> IntArray:
    """Groups are joined while their mean cosine is at least this. Shape: (n, d) unit rows to (n,) int32."""
    if len(points) < 2:
        return np.zeros(len(points), np.int32)
    from sklearn.cluster import AgglomerativeClustering

    model = AgglomerativeClustering(
        n_clusters=None, distance_threshold=1 - cosine, metric="cosine", linkage="average"
    )
    return by_first(model.fit_predict(points))


def linked_into(points: FloatArray, count: int) -> IntArray:
    """At most ``count`` groups of about one width (Ward 1963). Shape: (n, d) unit rows to (n,) int32."""
    if len(points) <= count:
        return np.arange(len(points), dtype=np.int32)
    from sklearn.cluster import AgglomerativeClustering

    model = AgglomerativeClustering(n_clusters=count, linkage="ward")
    return by_first(model.fit_predict(points))


def linked_until(
    distances: Matrix, weights: IntArray, enough: Callable[[IntArray], bool], *, most: int | None = None
) -> IntArray:
    """Join the two nearest groups until the labels are good enough, or nothing can be joined any more.

    The distance of two groups is the mean over their pairs, each point counted by its weight. No group is
    made heavier than ``most``. Shape: distances (m, m), symmetric; weights (m,); labels (m,) int32.
    """
    left = distances.astype(np.float64, copy=True)
    np.fill_diagonal(left, np.inf)
    sizes = weights.astype(np.float64)
    labels = np.arange(len(left), dtype=np.int32)
    while not enough(labels):
        if most is not None:
            left[sizes[:, None] + sizes[None, :] > most] = np.inf
        if not np.isfinite(left.min(initial=np.inf)):
            break
        first, second = sorted(divmod(int(left.argmin()), len(left)))
        _join(left, sizes, first, second)
        labels[labels == second] = first
    return by_first(labels)


def _join(left: Matrix, sizes: Matrix, first: int, second: int) -> None:
    """Make two groups one, in place: the second is out of reach from then on."""
    together = sizes[first] + sizes[second]
    mean = (sizes[first] * left[first] + sizes[second] * left[second]) / together
    mean[first] = mean[second] = np.inf
    left[first], left[:, first] = mean, mean
    left[second], left[:, second] = np.inf, np.inf
    sizes[first] = together
