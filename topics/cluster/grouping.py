"""From prototypes to as many themes as an editor can overlook.

Prototypes are joined by average linkage of a distance of two halves: the angle between them in the encoder's
space, and how far apart UMAP drew them (``docs/decisions/0007-themes-prototypes.md``). Those that were of one
theme before are a little nearer, so that themes live on (after Chakrabarti, Kumar, Tomkins 2006,
"Evolutionary clustering"); of unchanged headlines that gives the very same themes again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from topics.cluster.exact import cosines
from topics.cluster.linkage import linked, linked_until
from topics.cluster.sums import by_first

if TYPE_CHECKING:
    from topics.cluster.dense import Places
    from topics.cluster.linkage import Matrix
    from topics.types import FloatArray, IntArray

AT_ONE, GROWTH = 2.2, 0.27  # themes = AT_ONE · headlines ** GROWTH: 14 of 1,000, 22 of 5,000, 34 of 25,000
MOST_THEMES = 80  # more than an editor can overlook
SAME_THEME = 0.65  # mean cosine of prototypes from which they are one theme, however many are wanted
KNOWN = 0.5  # what the distance of two prototypes is multiplied by where they were of one theme before


def usual_themes(headlines: int) -> int:
    """How many themes are readable for so many headlines."""
    wanted: float = AT_ONE * headlines**GROWTH
    return max(1, min(MOST_THEMES, round(wanted)))


def grouped(
    places: Places, held: IntArray, *, wanted: int, least: int, before: IntArray | None = None
) -> IntArray:
    """The theme of each prototype: at most ``wanted`` themes, each with ``least`` headlines where it can be.

    Shape: held (m,) headlines that are nearest to each prototype; before (m,) the theme that each was of,
    −1 = of none. Returns labels (m,) int32 by first appearance.
    """
    if len(held) < 2:
        return np.zeros(len(held), np.int32)
    apart = distances(places, before)

    def few_enough(labels: IntArray) -> bool:
        return int((np.bincount(labels, weights=held) >= least).sum()) <= wanted and _twins_joined(
            labels, twins
        )

    twins = linked(places.prototypes, SAME_THEME)
    apart[twins[:, None] == twins[None, :]] = 0
    labels = linked_until(apart, places.sizes, few_enough)
    return without_small(labels, apart, held, least, wanted)


def _twins_joined(labels: IntArray, twins: IntArray) -> bool:
    pairs = len(np.unique(np.stack([twins, labels]), axis=1).T)
    return pairs == int(twins.max()) + 1


def distances(places: Places, before: IntArray | None = None) -> Matrix:
    """How far apart prototypes are. Shape: (m, m) float64; about 2 for two of the usual ones."""
    angle: Matrix = 1 - cosines(places.prototypes, places.prototypes)
    way = _lengths(places.drawn)
    apart = angle / _median(angle) + way / _median(way)
    if before is not None:
        apart[(before[:, None] == before[None, :]) & (before >= 0)[:, None]] *= KNOWN
    return apart


def _lengths(drawn: FloatArray) -> Matrix:
    wide = drawn.astype(np.float64)
    lengths: Matrix = np.sqrt(np.square(wide[:, None] - wide[None, :]).sum(axis=2))
    return lengths


def _median(apart: Matrix) -> float:
    return max(float(np.median(apart[np.triu_indices(len(apart), 1)])), 1e-9)


def without_small(labels: IntArray, apart: Matrix, held: IntArray, least: int, most: int) -> IntArray:
    """Groups that hold too few, or are too many, are joined to the nearest one, the smallest first."""
    labels = labels.copy()
    while True:
        groups = np.unique(labels)
        sizes = np.bincount(labels, weights=held)[groups]
        if len(groups) == 1 or (sizes.min() >= least and len(groups) <= most):
            return by_first(labels)
        small = labels == groups[sizes.argmin()]
        others = [group for group in groups if group != groups[sizes.argmin()]]
        means = [float(apart[np.ix_(small, labels == group)].mean()) for group in others]
        labels[small] = others[int(np.argmin(means))]
