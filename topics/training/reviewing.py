"""What to label next: headlines that would teach most, and no two that teach the same.

Each headline is scored by how unsure its model is (margin sampling: Scheffer, Decomain and Wrobel, "Active
Hidden Markov Models for Information Extraction", 2001) and by how far its neighbours' topics are from its
own. Of the highest scores a set is drawn greedily that is telling and stands for the others, by facility
location (Wei, Iyer and Bilmes, "Submodularity in Data Subset Selection and Active Learning", 2015): a
headline close to one that is drawn adds little. docs/decisions/0015-corrections.md has what was measured.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    from topics.types import FloatArray, IntArray

    Scores = npt.NDArray[np.float64]

DISAGREEMENT = 0.25  # weight of the neighbours beside the model's own doubt
NEAR = 0.8  # closeness from which two headlines are retellings: one of them is enough
CONSIDERED = 2000  # highest scores that are compared with one another
CONSIDERED_EACH = 3  # for each headline that is wanted
NO_TOPIC = -1  # of a neighbour without one


def choose(
    probabilities: FloatArray,
    vectors: FloatArray,
    neighbours_topics: IntArray,
    n: int,
    seed: int,
    *,
    interest: FloatArray | None = None,
    taken: FloatArray | None = None,
) -> IntArray:
    """Rows to label next, the most telling first; fewer than ``n`` where the others say the same again.

    Shape: probabilities (r, k) float32, rows sum to 1; vectors (r, d) float32, unit rows in a centred space;
    neighbours_topics (r, m) int32, places among the k topics, −1 = none. Returns (up to n,) int32.

    Args:
        seed: orders rows that are equally telling.
        interest: what else speaks for a row, added to its score. Shape: (r,), 0 = nothing.
        taken: headlines that are labelled already; what is like them is not drawn. Shape: (t, d).
    """
    score = uncertainty(probabilities) + DISAGREEMENT * disagreement(probabilities, neighbours_topics)
    if interest is not None:
        score = score + interest
    mixed = np.random.default_rng(seed).permutation(len(score))
    order = mixed[np.argsort(-score[mixed], kind="stable")]
    kept = order[: max(CONSIDERED, CONSIDERED_EACH * n)]
    return kept[_spread(score[kept], vectors[kept], n, taken)].astype(np.int32)


def uncertainty(probabilities: FloatArray) -> Scores:
    """How little the best topic is ahead of the second: 0 = sure, 1 = undecided. Shape: (r, k) → (r,)."""
    two = np.sort(probabilities.astype(np.float64), axis=1)[:, -2:]
    margin: Scores = 1 - (two[:, -1] - two[:, 0])
    return margin


def disagreement(probabilities: FloatArray, neighbours_topics: IntArray) -> Scores:
    """The share of neighbours under another topic than a row's own best. Shape: (r, m) → (r,)."""
    known = neighbours_topics != NO_TOPIC
    other = known & (neighbours_topics != probabilities.argmax(axis=1)[:, None])
    share: Scores = other.sum(axis=1) / np.maximum(known.sum(axis=1), 1)
    return share


def _spread(score: Scores, vectors: FloatArray, n: int, taken: FloatArray | None) -> list[int]:
    """Greedy facility location: each row drawn is the one that adds most to what is stood for already."""
    like = np.clip(vectors @ vectors.T, 0, 1)
    np.fill_diagonal(like, 1)
    covered = np.zeros(len(score), np.float32)
    if taken is not None and len(taken):
        covered = np.clip((vectors @ taken.T).max(axis=1), 0, 1)
    weight = score.astype(np.float32)
    drawn: list[int] = []
    free = covered < NEAR
    while len(drawn) < n and free.any():
        gain = np.maximum(like - covered, 0) @ weight
        best = int(np.where(free, gain * weight, -1).argmax())
        drawn.append(best)
        free &= like[best] < NEAR
        covered = np.maximum(covered, like[best])
    return drawn
