"""Where a theme ends, learnt at the fit: the closeness that all but its least typical headlines reach."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from topics.cluster.sums import sums

if TYPE_CHECKING:
    from topics.cluster.exact import Exact
    from topics.types import FloatArray, IntArray

OUTSIDE = 0.03  # of the headlines that a theme is closest to: too far from it, and from every other
SOFT = 0.25  # of them: members, but not the heart of it
CHANCE = 0.1  # closeness that a headline may have to some theme though it is about nothing in it
DECIMALS = 5  # of what is stored; rounded down, so that the headline that it was learnt from reaches it
MARGIN = 1e-4


def floors_and_cores(near: Exact, labels: IntArray) -> tuple[FloatArray, FloatArray]:
    """The least closeness of members, and of those at the heart of a theme.

    Shape: near (n, k) closeness, labels (n,) int32, −1 = of none; returns (k,) and (k,) float32.
    """
    floors = np.ones(near.shape[1], np.float32)
    cores = np.ones(near.shape[1], np.float32)
    for theme in range(near.shape[1]):
        own = near[labels == theme, theme]
        if len(own):
            least, heart = np.quantile(own, (OUTSIDE, SOFT), method="lower") - MARGIN
            floors[theme] = round(max(float(least), CHANCE), DECIMALS)
            cores[theme] = max(round(float(heart), DECIMALS), float(floors[theme]))
    return floors, cores


def without_themselves(rows: FloatArray, labels: IntArray, near: Exact) -> Exact:
    """Cosines with prototypes, members' own ones as if they had no share in them.

    A headline that comes later has none either; of few, each has a large share.
    Shape: rows (n, d), labels (n,) int32, −1 = member of none, near (n, m); returns (n, m).
    """
    found = near.copy()
    totals = sums(rows, labels)
    for one, total in enumerate(totals):
        members = rows[labels == one].astype(np.float64)
        if len(members) > 1:
            others = total - members
            lengths = np.maximum(np.linalg.norm(others, axis=1), 1e-9)
            found[labels == one, one] = (members * others).sum(axis=1) / lengths
    return found
