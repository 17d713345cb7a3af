"""Agglomerative linkage of few rows by the chance that pairs of them belong together.

The likeness of two groups is the mean chance of their pairs over how coherent each is in itself (at 1 the
cosine of their centroids in the space of the chances, UPGMC; at 0 average linkage, UPGMA: Sneath and Sokal
1973). A wide story may then join what a narrow one must not.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from topics.cluster.story_weights import POSSIBLE

if TYPE_CHECKING:
    from topics.types import IntArray

SURE = 0.5  # a chance that connects at whatever granularity
LARGEST = 4000  # places linked at once


def connected_parts(pairs: Any, chances: Any, count: int, *, least: float) -> IntArray:
    """The part of each place below ``count``; no group reaches from one part into another.

    Shape: pairs (2, m), chances (m,); returns (count,) int32.
    """
    from scipy.sparse import csr_matrix
    from scipy.sparse.csgraph import connected_components

    sure = chances >= min(least, SURE)  # groups with a mean of ``least`` have such a pair
    graph = csr_matrix((chances[sure], tuple(pairs[:, sure])), shape=(count, count))
    parts: IntArray = connected_components(graph, directed=False)[1]
    return parts


def connected_groups(
    pairs: Any,
    chances: Any,
    count: int,
    *,
    least: float,
    cohesion: float,
    since: int = 0,
    also: IntArray | None = None,
) -> list[IntArray]:
    """Groups of places below ``count``, of every part with a place from ``since`` on, or one of ``also``.

    Shape: pairs (2, m), chances (m,), also (k,). A pair that is not named has no chance. Beyond LARGEST
    places a part is linked in pieces, in the order of places.
    """
    from scipy.sparse import csr_matrix

    parts = connected_parts(pairs, chances, count, least=least)
    told = parts[since:] if also is None else np.concatenate([parts[since:], parts[also]])
    touched = np.flatnonzero(np.isin(parts, told))
    order = touched[np.argsort(parts[touched], kind="stable")]
    borders = np.flatnonzero(np.diff(parts[order])) + 1
    possible = chances >= POSSIBLE
    whole = csr_matrix((chances[possible], tuple(pairs[:, possible])), shape=(count, count))
    found = []
    for part in np.split(order, borders):
        for start in range(0, len(part), LARGEST):
            places = part[start : start + LARGEST]
            dense = whole[places][:, places].toarray()
            labels = link(dense + dense.T, least, cohesion)
            found += [places[labels == label] for label in np.unique(labels)]
    return found


def link(chances: Any, least: float, cohesion: float) -> IntArray:
    """Group label of each row: the first row of its group. Joined best first, down to a likeness ``least``.

    Shape: symmetric (n, n) floats with a zero diagonal; returns (n,) int32. Equal likenesses are taken in
    the order of rows.
    """
    return cut(merges(chances, least, cohesion), len(chances), least)


def merges(chances: Any, least: float, cohesion: float) -> list[tuple[int, int, float]]:
    """Every joining down to a likeness ``least``, in order: (row that stays, row that goes, likeness)."""
    groups = _Groups(chances, cohesion)
    while groups.join_best(least):
        pass
    return groups.merges


def cut(merges: Sequence[tuple[int, int, float]], count: int, least: float) -> IntArray:
    """Group labels of ``count`` rows after the joinings before the first one below ``least``."""
    labels = np.arange(count, dtype=np.int32)
    for stays, goes, likeness in merges:
        if likeness < least:
            break
        labels[labels == goes] = stays
    return labels


class _Groups:
    """Sums of chances between groups, and the best partner of each. A joined group lives on as its first."""

    def __init__(self, chances: Any, cohesion: float) -> None:
        self.merges: list[tuple[int, int, float]] = []
        self._cohesion = cohesion
        self._between = np.array(chances, np.float64)
        self._within = np.ones(len(chances))  # pairs of a headline with itself count as sure
        self._sizes = np.ones(len(chances))
        self._alive = np.ones(len(chances), bool)
        self._best = self._between.max(axis=1, initial=0.0)
        self._partner = self._between.argmax(axis=1) if len(chances) else np.empty(0, np.int64)

    def join_best(self, least: float) -> bool:
        """Join the two groups that are most alike; False where none are alike enough."""
        if not len(self._best):
            return False
        first = int(self._best.argmax())
        if self._best[first] < least:
            return False
        stays, goes = sorted((first, int(self._partner[first])))
        self.merges.append((stays, goes, float(self._best[first])))
        self._join(stays, goes)
        return True

    def _join(self, first: int, second: int) -> None:
        self._within[first] += self._within[second] + 2 * self._between[first, second]
        self._sizes[first] += self._sizes[second]
        self._between[first] += self._between[second]
        self._between[first, first] = 0
        self._between[:, first] = self._between[first]
        self._alive[second] = False
        self._best[second] = 0
        stale = self._alive & np.isin(self._partner, (first, second))
        stale[first] = True
        for row in np.flatnonzero(stale):
            self._look_around(int(row))
        likeness = self._likeness(first)
        better = likeness > self._best
        self._best[better], self._partner[better] = likeness[better], first

    def _look_around(self, row: int) -> None:
        likeness = self._likeness(row)
        self._partner[row] = likeness.argmax()
        self._best[row] = likeness[self._partner[row]]

    def _likeness(self, row: int) -> Any:
        """Of one group with all; 0 with itself and with those that are no more."""
        scale = self._within ** (-self._cohesion / 2) * self._sizes ** (self._cohesion - 1)
        found = np.where(self._alive, self._between[row] * scale * scale[row], 0.0)
        found[row] = 0.0
        return found
