"""Themes as a fit finds them, before they have ids and names: prototypes, floors and cores, largest first."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from topics.cluster.assign import assign_to_prototypes, closeness, mean_of_nearest, placed
from topics.cluster.centring import LEAST_TO_CENTRE
from topics.cluster.dense import Places, dense_places
from topics.cluster.exact import cosines
from topics.cluster.floors import floors_and_cores, without_themselves
from topics.cluster.grouping import grouped
from topics.cluster.linkage import linked
from topics.cluster.sums import are_coherent, kept, relabelled, unit_means

if TYPE_CHECKING:
    from collections.abc import Sequence

    from topics.types import FloatArray, IntArray, Theme

FEW = 60  # distinct headlines below which neighbourhoods mean little; linkage is used instead
LINKED = 0.35  # cosine (centred) of two groups of few headlines that are one theme
LINKED_PLAIN = 0.90  # the same for so few that they can't be centred


@dataclass(frozen=True, slots=True, eq=False)
class Shape:
    """One theme. Shape: prototypes (m, d) float32, unit rows."""

    prototypes: FloatArray
    floor: float
    core: float
    pinned: str | None = None  # id of the pinned theme that it is


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a fit is asked for."""

    seed: int
    themes: int  # at most so many
    least: int | None  # headlines of a theme; None = by their number


def shapes_of(
    space: FloatArray,
    keys: Sequence[str],
    wanted: Wanted,
    pinned: Sequence[Theme],
    before: Sequence[Theme],
    *,
    as_before: bool,
) -> list[Shape]:
    """The themes of a window, largest first. Pinned ones stay as they are and take their headlines first.

    Shape: space (n, d) float32, centred unit rows; keys name them. ``before`` are the themes of the last run
    in the same encoder's space, whose prototypes say which of the new ones were together; ``as_before`` says
    that it was asked for the same.
    """
    fixed = [Shape(theme.prototypes, theme.threshold, theme.core, theme.id) for theme in pinned]
    free = _unclaimed(space, fixed)
    distinct, first, inverse = _distinct(space[free])
    if len(distinct) < FEW:
        least = wanted.least or 2
        return _without_small(space, [*fixed, *_of_few(space[free], distinct, inverse, least)], least)
    least = wanted.least or _least_size(len(distinct))
    places = dense_places(distinct, [keys[free[row]] for row in first], wanted.seed)
    if not len(places.prototypes):
        return _without_small(space, fixed, least)
    nearest = cosines(space[free], places.prototypes).argmax(axis=1)
    held = np.bincount(nearest, minlength=len(places.prototypes)).astype(np.int32)
    owners = themes_again(places.prototypes, [theme.prototypes for theme in before]) if as_before else None
    if owners is None:
        owners = grouped(
            places,
            held,
            wanted=max(1, wanted.themes - len(fixed)),
            least=least,
            before=_themes_before(places.prototypes, before),
        )
    found = [Shape(_in_order(places.prototypes[owners == one]), 1, 1) for one in range(owners.max() + 1)]
    return _joined(space, [*fixed, *found], free[first], places, least)


def place(space: FloatArray, shapes: Sequence[Shape]) -> tuple[IntArray, FloatArray]:
    """Label and strength of each row: see ``assign_to_prototypes``."""
    prototypes, owners = stacked([shape.prototypes for shape in shapes])
    floors = np.array([shape.floor for shape in shapes], np.float32)
    return assign_to_prototypes(space, prototypes, owners, floors)


def stacked(prototypes: Sequence[FloatArray]) -> tuple[FloatArray, IntArray]:
    """All prototypes in one array, and the theme of each. Shape: (m, d) and (m,) int32."""
    if not prototypes:
        return np.empty((0, 0), np.float32), np.empty(0, np.int32)
    sizes = [len(some) for some in prototypes]
    return np.concatenate(prototypes), np.repeat(np.arange(len(sizes), dtype=np.int32), sizes)


def _unclaimed(space: FloatArray, fixed: Sequence[Shape]) -> IntArray:
    """Rows that are at the heart of no pinned theme."""
    if not fixed or not len(space):
        return np.arange(len(space), dtype=np.int32)
    prototypes, owners = stacked([shape.prototypes for shape in fixed])
    near = closeness(space, prototypes, owners, len(fixed))
    claimed = (near >= np.array([shape.core for shape in fixed])).any(axis=1)
    return np.flatnonzero(~claimed).astype(np.int32)


def _least_size(headlines: int) -> int:
    return max(4, round(0.28 * math.sqrt(headlines)))


def _of_few(space: FloatArray, distinct: FloatArray, inverse: IntArray, least: int) -> list[Shape]:
    """Groups that are large enough and hang together, with what their members have with the others."""
    if not len(space):
        return []
    groups = linked(distinct, LINKED if len(space) >= LEAST_TO_CENTRE else LINKED_PLAIN)[inverse]
    groups = kept(groups, np.bincount(groups) >= least)
    groups = kept(groups, are_coherent(space, groups))
    means = unit_means(space, groups)
    near = without_themselves(space, groups, cosines(space, means))
    floors, cores = floors_and_cores(near, groups)
    return [Shape(means[one : one + 1], float(floors[one]), float(cores[one])) for one in range(len(means))]


def themes_again(prototypes: FloatArray, old: Sequence[FloatArray]) -> IntArray | None:
    """The old theme of each prototype, where these are the very prototypes of then; else None.

    Shape: (m, d) and a list of (m_i, d), to (m,) int32.
    """
    owner = {row.tobytes(): theme for theme, some in enumerate(old) for row in some}
    found = [owner.get(row.tobytes(), -1) for row in prototypes]
    if len(owner) != len(prototypes) or min(found, default=-1) < 0:
        return None
    return np.array(found, np.int32)


def _themes_before(prototypes: FloatArray, before: Sequence[Theme]) -> IntArray | None:
    """The theme of the old prototype that is nearest to each new one; None where nothing was before."""
    if not before:
        return None
    old, owners = stacked([theme.prototypes for theme in before])
    found: IntArray = owners[cosines(prototypes, old).argmax(axis=1)]
    return found


def _in_order(prototypes: FloatArray) -> FloatArray:
    """The same set of prototypes is always the same array."""
    return prototypes[np.lexsort(prototypes.T[::-1])]


def _joined(
    space: FloatArray, shapes: list[Shape], rows: IntArray, places: Places, least: int
) -> list[Shape]:
    """Largest first, with floors; one that takes too few when all are placed is joined to its nearest.

    Shape: rows (n,) int32, of ``space``: the distinct points that the places were found among.
    """
    prototypes, owners = stacked([shape.prototypes for shape in shapes])
    near = cosines(space, prototypes)
    as_newcomers = without_themselves(space[rows], _columns(places, prototypes), near[rows])
    while True:
        close = mean_of_nearest(near, owners, len(shapes))
        closest = close[rows].argmax(axis=1).astype(np.int32)
        floors, cores = floors_and_cores(mean_of_nearest(as_newcomers, owners, len(shapes)), closest)
        shapes = [
            shape
            if shape.pinned
            else Shape(_in_order(prototypes[owners == one]), float(floors[one]), float(cores[one]))
            for one, shape in enumerate(shapes)
        ]
        labels, _ = placed(close, np.array([shape.floor for shape in shapes], np.float32))
        sizes = np.bincount(labels[labels >= 0], minlength=len(shapes))
        free = [one for one, shape in enumerate(shapes) if shape.pinned is None]
        small = min(free, key=lambda one: (sizes[one], one))
        if sizes[small] >= least:
            return [shapes[one] for one in np.argsort(-sizes, kind="stable")]
        if len(free) == 1:
            return _without_small(space, shapes, least)
        home = _nearest(shapes, small, free)
        owners = np.where(owners == small, home, owners)
        owners = np.where(owners > small, owners - 1, owners).astype(np.int32)
        del shapes[small]


def _nearest(shapes: Sequence[Shape], small: int, free: Sequence[int]) -> int:
    """The theme, of those that are free, whose prototypes have the highest mean cosine with a small one's."""
    others = [one for one in free if one != small]
    alike = [cosines(shapes[one].prototypes, shapes[small].prototypes).mean() for one in others]
    return others[int(np.argmax(alike))]


def _columns(places: Places, prototypes: FloatArray) -> IntArray:
    """Which of the prototypes each point helped to make, −1 = none. Shape: (m, d) to (n,) int32."""
    column_of = {row.tobytes(): column for column, row in enumerate(prototypes)}
    columns = [column_of.get(row.tobytes(), -1) for row in places.prototypes]
    return relabelled(places.labels, np.array(columns, np.int32))


def _without_small(space: FloatArray, shapes: list[Shape], least: int) -> list[Shape]:
    """Largest first, without those that take too few when all are placed; pinned ones stay in any case."""
    while True:
        sizes = _sizes(space, shapes)
        order = sorted(range(len(shapes)), key=lambda row: -sizes[row])
        chosen = [row for row in order if sizes[row] >= least or shapes[row].pinned]
        if chosen == list(range(len(shapes))):
            return shapes
        shapes = [shapes[row] for row in chosen]


def _sizes(space: FloatArray, shapes: Sequence[Shape]) -> list[int]:
    labels, _ = place(space, shapes)
    sizes: list[int] = np.bincount(labels[labels >= 0], minlength=len(shapes)).tolist()
    return sizes


def _distinct(space: FloatArray) -> tuple[FloatArray, IntArray, IntArray]:
    """Distinct rows by first appearance, where each was first, and which each row is.

    A wire story printed by ten outlets is one point.
    """
    _, first, inverse = np.unique(np.round(space, 4), axis=0, return_index=True, return_inverse=True)
    rank = np.argsort(np.argsort(first))
    places: IntArray = rank[inverse.reshape(-1)].astype(np.int32)
    order = np.sort(first).astype(np.int32)
    return space[order], order, places
