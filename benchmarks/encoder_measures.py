"""What is asked of an encoder's vectors: topics, translations, stories, sections. Vectors in, figures out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from topics.types import FloatArray

SEEDS = 5
PROBED = 0.2  # share of the rows that a linear probe is measured on


def interval(values: Sequence[float]) -> tuple[float, float]:
    """Mean of a measure over seeds, and half of its 95 % interval (normal approximation)."""
    spread = np.std(values, ddof=1) / np.sqrt(len(values)) if len(values) > 1 else 0.0
    return float(np.mean(values)), float(1.96 * spread)


def cluster_agreement(vectors: FloatArray, labels: Sequence[str], seeds: int = SEEDS) -> list[float]:
    """V-measure of k-means, with as many clusters as there are labels, one figure a seed."""
    from sklearn.cluster import KMeans
    from sklearn.metrics import v_measure_score

    count = len(set(labels))
    found = []
    for seed in range(seeds):
        groups = KMeans(count, n_init=10, random_state=seed).fit_predict(vectors)
        found.append(float(v_measure_score(labels, groups)))
    return found


def recall_at_1(queries: FloatArray, candidates: FloatArray) -> float:
    """Share of the queries whose nearest candidate is the one in the same place."""
    nearest = (queries @ candidates.T).argmax(axis=1)
    return float((nearest == np.arange(len(queries))).mean())


def centred(vectors: FloatArray) -> FloatArray:
    """Unit vectors after the mean of the set is taken off."""
    moved = vectors - vectors.mean(axis=0)
    lengths = np.linalg.norm(moved, axis=1, keepdims=True)
    unit: FloatArray = (moved / np.maximum(lengths, 1e-12)).astype(np.float32)
    return unit


def best_story_score(vectors: FloatArray, clusters: Sequence[str]) -> tuple[float, float]:
    """Highest B-cubed F1 over thresholds of average linkage on centred cosine distance, and the threshold."""
    from scipy.cluster.hierarchy import fcluster, linkage
    from scipy.spatial.distance import pdist

    tree = linkage(pdist(centred(vectors).astype(np.float64), "cosine"), "average")
    scores = []
    for threshold in np.arange(0.20, 1.0, 0.01):
        groups = fcluster(tree, threshold, "distance")
        scores.append((b_cubed(clusters, groups.tolist()), round(float(threshold), 2)))
    return max(scores)


def b_cubed(gold: Sequence[object], found: Sequence[object]) -> float:
    """B-cubed F1 (Bagga and Baldwin 1998) of a grouping."""
    in_gold, in_found = Counter(gold), Counter(found)
    both = Counter(zip(gold, found, strict=True))
    precision = sum(n * n / in_found[f] for (_, f), n in both.items()) / len(gold)
    recall = sum(n * n / in_gold[g] for (g, _), n in both.items()) / len(gold)
    return 2 * precision * recall / (precision + recall)


def linear_probe(vectors: FloatArray, labels: Sequence[str], seeds: int) -> list[tuple[float, float]]:
    """(accuracy, macro-F1) of logistic regression on vectors alone, on a fifth of the rows, by seed."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.metrics import accuracy_score, f1_score
    from sklearn.model_selection import train_test_split

    found = []
    for seed in range(seeds):
        fit, held, fit_labels, held_labels = train_test_split(
            vectors, list(labels), test_size=PROBED, stratify=list(labels), random_state=seed
        )
        guesses = LogisticRegression(C=10, max_iter=500).fit(fit, fit_labels).predict(held)
        scores = accuracy_score(held_labels, guesses), f1_score(held_labels, guesses, average="macro")
        found.append((float(scores[0]), float(scores[1])))
    return found
