"""Themes: emergent groups of a window of headlines.

UMAP (McInnes, Healy, Melville 2018) and HDBSCAN (Campello, Moulavi, Sander 2013) find where headlines
lie dense; each dense place gives a centroid in the centred space of the encoder. The last step of a fit is
the same assignment by centroids that later headlines get, so a headline has one theme either way.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

import numpy as np

from topics.cluster.assign import assign_to_centroids
from topics.cluster.centring import LEAST_TO_CENTRE, Centring
from topics.cluster.centroids import linked, settle
from topics.cluster.exact import cosines
from topics.cluster.lineage import match_clusters
from topics.cluster.naming import name_groups
from topics.types import Clustering, EmbeddingBatch, Theme

if TYPE_CHECKING:
    from topics.types import FloatArray, IntArray

FEW = 60  # distinct headlines below which neighbourhoods mean little; linkage is used instead
NEIGHBOURS = 15
DIMENSIONS = 5
MOST_THEMES = 80  # more than an editor can overlook
LEAST_THEMES = 20  # of thousands of headlines
THOUSANDS = 2000
LINKED = 0.35  # cosine (centred) of two groups of few headlines that are one theme
LINKED_PLAIN = 0.90  # the same for so few that they can't be centred
EXAMPLES = 5


@dataclass(frozen=True, slots=True)
class ThemeFit:
    """The place of every headline (labels index ``themes``), and the themes, largest first."""

    clustering: Clustering
    themes: list[Theme]


def fit_themes(
    batch: EmbeddingBatch,
    *,
    titles: Mapping[str, str],
    languages: Mapping[str, str],
    seen: Mapping[str, datetime] | None = None,
    seed: int = 0,
    min_size: int | None = None,
    run_id: str,
    allocate: Callable[[int], list[str]],
    previous: Mapping[str, Collection[str]] | None = None,
) -> ThemeFit:
    """Find the themes of a window. Same input and seed, same themes, in whatever order rows come.

    Args:
        batch: vectors of the window's headlines.
        titles, languages, seen: by headline id.
        min_size: least headlines of a theme; None = by the number of headlines.
        allocate: gives n ids that were never used.
        previous: themes of the last run and their members, to continue their ids.
    """
    order = sorted(range(len(batch)), key=lambda row: batch.ids[row])
    ids = tuple(batch.ids[row] for row in order)
    codes = [languages[id] for id in ids]
    vectors = batch.vectors[order] if order else batch.vectors
    centring = Centring.fit(vectors, codes)
    space = centring.apply(vectors, codes)
    centroids, thresholds = _grouped(space, seed, min_size)
    labels, strengths = assign_to_centroids(space, centroids, thresholds)
    themes = _described(
        ids, space, labels, centroids, thresholds, titles, codes, seen or {}, batch.encoder_id, run_id,
        _identities(ids, labels, len(centroids), previous or {}, allocate),
    )  # fmt: skip
    parameters = {"centring": centring.to_parameters(), "seed": seed, "min_size": min_size}
    times = [seen[id] for id in ids] if seen else []
    clustering = Clustering(
        ids, labels, strengths, batch.encoder_id, run_id, min(times, default=None), None, parameters
    )
    return ThemeFit(clustering, themes)


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
    centroids = np.stack([theme.centroid for theme in themes])
    return assign_to_centroids(space, centroids, np.array([theme.threshold for theme in themes], np.float32))


def _grouped(space: FloatArray, seed: int, min_size: int | None) -> tuple[FloatArray, FloatArray]:
    """(centroids, thresholds), the largest theme first."""
    distinct, inverse = _distinct(space)
    if len(distinct) < FEW:
        least = min_size or 2
        groups = linked(distinct, LINKED if len(space) >= LEAST_TO_CENTRE else LINKED_PLAIN)
    else:
        least = min_size or _least_size(len(distinct))
        groups = _dense_places(distinct, seed, least)
    return settle(space, groups[inverse], least)


def _distinct(space: FloatArray) -> tuple[FloatArray, IntArray]:
    """Distinct rows by first appearance: a wire story printed by ten outlets is one point."""
    _, first, inverse = np.unique(np.round(space, 4), axis=0, return_index=True, return_inverse=True)
    rank = np.argsort(np.argsort(first))
    places: IntArray = rank[inverse.reshape(-1)].astype(np.int32)
    return space[np.sort(first)], places


def _least_size(headlines: int) -> int:
    return max(4, round(0.28 * math.sqrt(headlines)))


def _dense_places(distinct: FloatArray, seed: int, least: int) -> IntArray:
    reduced = _reduced(distinct, seed)
    size = least
    labels = _hdbscan(reduced, size)
    while labels.max() + 1 > MOST_THEMES:
        size = round(size * 1.3) + 1
        labels = _hdbscan(reduced, size)
    while size <= least and len(distinct) >= THOUSANDS and labels.max() + 1 < LEAST_THEMES and size > 5:
        size = round(size * 0.7)
        labels = _hdbscan(reduced, size)
    return labels


def _reduced(distinct: FloatArray, seed: int) -> FloatArray:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ImportWarning)  # that there is no Tensorflow is as it should be
        import umap

    model = umap.UMAP(
        n_neighbors=min(NEIGHBOURS, len(distinct) - 1),
        n_components=DIMENSIONS,
        min_dist=0.0,
        metric="cosine",
        init="pca",  # the spectral start fails on headlines that have no neighbours
        random_state=seed,
        n_jobs=1,  # a seed and several threads can't be had together
    )
    reduced: FloatArray = model.fit_transform(distinct)
    return reduced


def _hdbscan(points: FloatArray, size: int) -> IntArray:
    import hdbscan

    model = hdbscan.HDBSCAN(min_cluster_size=size, min_samples=max(2, size // 4), core_dist_n_jobs=1)
    labels: IntArray = model.fit_predict(points.astype(np.float64))
    return labels


def _identities(
    ids: tuple[str, ...],
    labels: IntArray,
    count: int,
    previous: Mapping[str, Collection[str]],
    allocate: Callable[[int], list[str]],
) -> list[str]:
    """Ids of the themes: continued where most headlines are the same, else new."""
    members: list[set[str]] = [set() for _ in range(count)]
    for id, label in zip(ids, labels.tolist(), strict=True):
        if label >= 0:
            members[label].add(id)
    known = match_clusters(previous, members)
    fresh = iter(allocate(count - len(known)))
    return [known.get(theme) or next(fresh) for theme in range(count)]


def _described(
    ids: tuple[str, ...],
    space: FloatArray,
    labels: IntArray,
    centroids: FloatArray,
    thresholds: FloatArray,
    titles: Mapping[str, str],
    codes: Sequence[str],
    seen: Mapping[str, datetime],
    encoder_id: str,
    run_id: str,
    identities: list[str],
) -> list[Theme]:
    members = [np.flatnonzero(labels == theme) for theme in range(len(centroids))]
    central = [
        rows[np.argsort(-cosines(space[rows], centroid[None])[:, 0], kind="stable")].tolist()
        for rows, centroid in zip(members, centroids, strict=True)
    ]
    names = name_groups([titles[id] for id in ids], codes, central)
    themes = []
    for place, (identity, name, rows) in enumerate(zip(identities, names, central, strict=True)):
        times = [seen[ids[row]] for row in rows if ids[row] in seen]
        themes.append(
            Theme(
                id=identity,
                run_id=run_id,
                encoder_id=encoder_id,
                name=name.name,
                names=name.names,
                keywords=name.keywords,
                centroid=centroids[place].copy(),
                threshold=float(thresholds[place]),
                examples=tuple(ids[row] for row in rows[:EXAMPLES]),
                size=len(rows),
                first_seen=min(times, default=None),
                last_seen=max(times, default=None),
            )
        )
    return themes
