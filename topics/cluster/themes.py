"""Themes: emergent groups of a window of headlines.

A fit finds where headlines lie dense (``dense``), joins these places to as many themes as can be read
(``grouping``), and learns where each ends (``floors``). Its last step is the same assignment by prototypes
that later headlines get, so a headline has one theme either way. Serving needs no UMAP.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

import numpy as np

from topics.cluster.assign import assign_to_prototypes
from topics.cluster.centring import Centring
from topics.cluster.describing import Window, describe
from topics.cluster.fitted import Shape, Wanted, place, shapes_of, stacked
from topics.cluster.grouping import usual_themes
from topics.cluster.lineage import Before, closeness_of_centroids, links, match_clusters
from topics.cluster.repin import in_space
from topics.cluster.sums import unit_means
from topics.types import Clustering, EmbeddingBatch, Theme, ThemeLink

if TYPE_CHECKING:
    from topics.types import FloatArray, IntArray


@dataclass(frozen=True, slots=True)
class ThemeFit:
    """The place of every headline (labels index ``themes``), the themes, largest first, and their past."""

    clustering: Clustering
    themes: list[Theme]
    links: list[ThemeLink]


def fit_themes(
    batch: EmbeddingBatch,
    *,
    titles: Mapping[str, str],
    languages: Mapping[str, str],
    seen: Mapping[str, datetime] | None = None,
    seed: int = 0,
    wanted: int | None = None,
    min_size: int | None = None,
    run_id: str,
    allocate: Callable[[int], list[str]],
    before: Before | None = None,
) -> ThemeFit:
    """Find the themes of a window. Same input and seed, same themes, in whatever order rows come.

    Args:
        batch: vectors of the window's headlines.
        titles, languages, seen: by headline id.
        wanted: most themes; None = by the number of headlines.
        min_size: least headlines of a theme; None = by the number of headlines.
        allocate: gives n ids that were never used.
        before: the last run, whose ids, names and pinned themes go on.
    """
    order = sorted(range(len(batch)), key=lambda row: batch.ids[row])
    ids = tuple(batch.ids[row] for row in order)
    codes = [languages[id] for id in ids]
    vectors = batch.vectors[order] if order else batch.vectors
    centring = Centring.fit(vectors, codes)
    past = before or Before()
    window = Window(ids, centring.apply(vectors, codes), [titles[id] for id in ids], codes, seen or {})
    pinned, others = _themes_before(past, window, batch.encoder_id)
    asked = {"seed": seed, "min_size": min_size, "wanted": wanted}
    shapes = shapes_of(
        window.space,
        ids,
        Wanted(seed, wanted or usual_themes(len(ids)), min_size),
        pinned,
        others,
        as_before=all(past.parameters.get(name) == value for name, value in asked.items()),
    )
    labels, strengths = place(window.space, shapes)
    members = [np.flatnonzero(labels == one).tolist() for one in range(len(shapes))]
    centroids = _centroids(window.space, labels, shapes)
    identities = _identities(ids, members, centroids, shapes, past, allocate)
    themes = describe(
        window, shapes, members, centroids, identities, past, run_id=run_id, encoder_id=batch.encoder_id
    )
    parameters = {"centring": centring.to_parameters(), **asked}
    times = [seen[id] for id in ids] if seen else []
    clustering = Clustering(
        ids, labels, strengths, batch.encoder_id, run_id, min(times, default=None), None, parameters
    )
    return ThemeFit(clustering, themes, _lineage(ids, members, identities, past, run_id))


def assign_themes(
    vectors: FloatArray, languages: Sequence[str], themes: Sequence[Theme], parameters: Mapping[str, Any]
) -> tuple[IntArray, FloatArray]:
    """Place headlines in stored themes, as the fit placed its own.

    Shape: vectors (n, d) float32, unit rows. Returns labels (n,) int32 into ``themes``, −1 = none, and
    strengths (n,) float32.
    """
    if not themes:
        return np.full(len(vectors), -1, np.int32), np.zeros(len(vectors), np.float32)
    space = Centring.from_parameters(parameters["centring"]).apply(vectors, languages)
    floors = np.array([theme.threshold for theme in themes], np.float32)
    return assign_to_prototypes(space, *stacked([theme.prototypes for theme in themes]), floors)


def _themes_before(before: Before, window: Window, encoder_id: str) -> tuple[list[Theme], list[Theme]]:
    """Pinned themes in the space of now, and the others of the run before that are in it."""
    row_of = {id: row for row, id in enumerate(window.ids)}
    pinned = []
    for theme in before.themes:
        if theme.pinned:
            rows = [row_of[id] for id in sorted(before.members.get(theme.id, ())) if id in row_of]
            pinned.append(in_space(theme, window.space[rows], encoder_id))
    others = [one for one in before.themes if not one.pinned and one.encoder_id == encoder_id]
    return [theme for theme in pinned if theme is not None], others


def _centroids(space: FloatArray, labels: IntArray, shapes: Sequence[Shape]) -> FloatArray:
    """The middle of each theme's members; of a pinned one without any, that of its prototypes."""
    width = space.shape[1] if space.ndim == 2 else 0
    found = np.zeros((len(shapes), width), np.float32)
    means = unit_means(space, labels)
    found[: len(means)] = means
    for one in set(range(len(shapes))) - set(labels.tolist()):
        prototypes = shapes[one].prototypes
        found[one] = unit_means(prototypes, np.zeros(len(prototypes), np.int32))[0]
    return found


def _identities(
    ids: tuple[str, ...],
    members: Sequence[Sequence[int]],
    centroids: FloatArray,
    shapes: Sequence[Shape],
    before: Before,
    allocate: Callable[[int], list[str]],
) -> list[str]:
    """Ids of the themes: those of pinned ones, continued where most headlines are the same, else new."""
    free = [place for place, shape in enumerate(shapes) if shape.pinned is None]
    others = [theme for theme in before.themes if not theme.pinned]
    alike = [theme for theme in others if theme.centroid.shape == centroids.shape[1:]]
    cosines = {
        theme.id: [0.0] * len(free) for theme in others
    } | closeness_of_centroids(alike, centroids[free])  # fmt: skip
    known = match_clusters(
        {theme.id: before.members.get(theme.id, ()) for theme in others},
        [{ids[row] for row in members[place]} for place in free],
        cosines,
    )
    fresh = iter(allocate(len(free) - len(known)))
    found = {place: known.get(number) or next(fresh) for number, place in enumerate(free)}
    return [shape.pinned or found[place] for place, shape in enumerate(shapes)]


def _lineage(
    ids: tuple[str, ...],
    members: Sequence[Sequence[int]],
    identities: Sequence[str],
    before: Before,
    run_id: str,
) -> list[ThemeLink]:
    now = {id: {ids[row] for row in rows} for id, rows in zip(identities, members, strict=True)}
    old = {theme.id: before.members.get(theme.id, ()) for theme in before.themes}
    return links(old, now, run_id)
