"""The coarser level: a few groups of themes, for a first look."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from topics.cluster.exact import cosines
from topics.cluster.linkage import linked_until

if TYPE_CHECKING:
    from collections.abc import Sequence

    from topics.types import FloatArray, IntArray

FEWEST = 8  # themes that are worth grouping
PER_ROOT = 1.6  # groups = this · √themes: 6 of 14, 9 of 34
LARGEST = 0.4  # share of the themes that one group may have; a group of nearly all says nothing


def broader_groups(centroids: FloatArray) -> IntArray | None:
    """The group of each theme by its centroid; None where themes are few enough to read.

    Shape: (k, d) float32, unit rows, to (k,) int32 by first appearance.
    """
    if len(centroids) < FEWEST:
        return None
    count = round(PER_ROOT * math.sqrt(len(centroids)))
    most = max(2, round(LARGEST * len(centroids)))
    apart = 1 - cosines(centroids, centroids)
    ones = np.ones(len(centroids), np.int32)
    return linked_until(apart, ones, lambda labels: len(np.unique(labels)) <= count, most=most)


def rows_of_groups(groups: IntArray, central: Sequence[Sequence[int]]) -> list[list[int]]:
    """The headlines of each group, those that are most central to a theme first, theme by theme in turn."""
    found: list[list[int]] = []
    for group in range(int(groups.max()) + 1):
        own = [central[theme] for theme in np.flatnonzero(groups == group).tolist()]
        longest = max(map(len, own), default=0)
        found.append([rows[place] for place in range(longest) for rows in own if place < len(rows)])
    return found
