"""Stories: one event, days, across outlets and languages.

Two headlines are close where their vectors are, and, in one language, where they share rare words. Average
linkage joins groups only where all of them are close: no chain of neighbours makes one story of a week.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np

from topics.cluster.centring import Centring
from topics.cluster.vocabulary import Vocabulary

if TYPE_CHECKING:
    from topics.types import FloatArray, IntArray

SPAN = timedelta(days=4)  # between two headlines of one story that follow one another
WORDS = 0.5  # weight of shared words, in one language
ACROSS = 0.80  # of a cosine across languages, where words can't help
TOGETHER = 0.31  # mean closeness from which two groups are one story
POSSIBLE = 0.12  # closeness below which two headlines are not even compared further
ENOUGH = 30  # headlines whose mean may be taken off
UNRELATED = 0.80  # cosine of unrelated headlines, where nobody says what it is in the encoder's space
BLOCK = 1024
LARGEST = 4000  # headlines linked at once


def group_stories(
    vectors: FloatArray,
    titles: Sequence[str],
    *,
    languages: Sequence[str],
    seen: Sequence[datetime | None] | None = None,
    unrelated: float = UNRELATED,
) -> IntArray:
    """The story of each headline, −1 = alone; stories are numbered by their first headline.

    Shape: vectors (n, d) float32, unit rows; returns (n,) int32. Times that are unknown set no limit.
    ``unrelated`` is the usual cosine of headlines that have nothing in common; it counts where there are too
    few headlines to take their mean off.
    """
    count = len(titles)
    if count < 2:
        return np.full(count, -1, np.int32)
    edges = _edges(_space(vectors, languages), _word_space(titles), languages, seen, unrelated)
    return _numbered(_linked(edges, count))


def _space(vectors: FloatArray, languages: Sequence[str]) -> FloatArray:
    if len(vectors) >= ENOUGH:
        return Centring.fit(vectors, languages).apply(vectors, languages)
    return vectors


def _word_space(titles: Sequence[str]) -> Any:
    """Sparse TF-IDF of words, unit rows. Shape: (n, words)."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    from topics.tokens import content_tokens

    vocabulary = Vocabulary(titles)
    words = [[vocabulary.key(token) for token in content_tokens(title)] for title in titles]
    if not any(words):
        return None
    return TfidfVectorizer(analyzer=lambda row: words[row], sublinear_tf=True).fit_transform(
        range(len(words))
    )


def _edges(
    space: FloatArray,
    words: Any,
    languages: Sequence[str],
    seen: Sequence[datetime | None] | None,
    unrelated: float,
) -> Any:
    """Closeness of pairs that could be of one story. Sparse, shape: (n, n), upper half."""
    from scipy.sparse import coo_matrix

    count = len(space)
    codes = np.unique(
        np.where(np.asarray(languages) == "ary", "ar", np.asarray(languages)), return_inverse=True
    )[1]
    times = _days(seen, count)
    plain = count < ENOUGH
    rows, columns, values = [], [], []
    for start in range(0, count, BLOCK):
        stop = min(start + BLOCK, count)
        cosines = space[start:stop] @ space.T
        if plain:
            cosines = (cosines - unrelated) / (1 - unrelated)
        shared = (words[start:stop] @ words.T).toarray() if words is not None else np.zeros_like(cosines)
        same = codes[start:stop, None] == codes[None, :]
        close = np.where(same, (1 - WORDS) * cosines + WORDS * shared, ACROSS * cosines)
        apart = np.abs(times[start:stop, None] - times[None, :]) > SPAN / timedelta(days=1)
        close[apart] = 0  # unknown times are NaN, and NaN is never apart
        close[np.arange(count)[None, :] <= np.arange(start, stop)[:, None]] = 0
        found = np.nonzero(close >= POSSIBLE)
        rows.append(found[0] + start)
        columns.append(found[1])
        values.append(close[found])
    data = (np.concatenate(values), (np.concatenate(rows), np.concatenate(columns)))
    return coo_matrix(data, shape=(count, count)).tocsr()


def _days(seen: Sequence[datetime | None] | None, count: int) -> Any:
    if seen is None:
        return np.full(count, np.nan)
    return np.array([moment.timestamp() / 86400 if moment else np.nan for moment in seen])


def _linked(edges: Any, count: int) -> IntArray:
    """Average linkage inside each connected part; a pair without an edge counts as not close at all."""
    from scipy.sparse.csgraph import connected_components

    parts = connected_components(edges, directed=False)[1]
    labels = np.arange(count)
    order = np.argsort(parts, kind="stable")
    borders = np.flatnonzero(np.diff(parts[order])) + 1
    for rows in np.split(order, borders):
        if len(rows) > 1:
            labels[rows] = rows[_average(edges, rows)]
    return labels.astype(np.int32)


def _average(edges: Any, rows: Any) -> Any:
    """For each row the position, among the rows, of the first one in its group."""
    from scipy.cluster.hierarchy import fcluster, linkage
    from scipy.spatial.distance import squareform

    firsts = np.arange(len(rows))
    for start in range(0, len(rows), LARGEST):  # beyond it, parts in the order of input are linked apart
        part = rows[start : start + LARGEST]
        if len(part) < 2:
            continue
        close = edges[part][:, part].toarray()
        distance = 1 - np.minimum(close + close.T, 1)
        np.fill_diagonal(distance, 0)
        groups = fcluster(linkage(squareform(distance, checks=False), "average"), 1 - TOGETHER, "distance")
        _, first, inverse = np.unique(groups, return_index=True, return_inverse=True)
        firsts[start : start + LARGEST] = start + first[inverse]
    return firsts


def _numbered(labels: IntArray) -> IntArray:
    """Stories of two and more in the order of their first headline; the rest is −1."""
    sizes = np.bincount(labels, minlength=len(labels))
    shared = np.unique(labels[sizes[labels] > 1])
    number = np.full(len(labels), -1, np.int32)
    number[shared] = np.arange(len(shared))
    return number[labels]
