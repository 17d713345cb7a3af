"""The head: kernel ridge regression onto topics, aware of second topics.

The kernel is Gaussian in what vectors say and linear in words; the loss is squared, onto one-hot topics
(Rifkin, Yeo and Poggio, "Regularized Least-Squares Classification", 2003). On headlines that beat logistic
regression by four points; docs/decisions/0006-topic-model.md has the figures.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from topics.training.labelled import Labelled
from topics.training.topic_recipe import TopicRecipe
from topics.types import NOT_NEWS

if TYPE_CHECKING:
    import numpy.typing as npt

    from topics.types import FloatArray

    Matrix = npt.NDArray[np.float64]
    Kernel = npt.NDArray[np.float32]

MOST_AT_ONCE = 15_000  # rows that one factorisation takes
CHUNK = 1000  # rows of the kernel that are made at once


@dataclass(frozen=True, slots=True, eq=False)
class Features:
    """What is known of n headlines."""

    near: FloatArray  # (n, d) float32: rows of unit length, rounded as points are
    said: Any  # sparse (n, w), each block with the length that the recipe gives it

    def kernel(self, recipe: TopicRecipe) -> Kernel:
        """Of all rows, with 1 for the bias. Shape: (n, n)."""
        count = len(self.near)
        said = self.said.astype(np.float32).tocsr()
        across = said.T.tocsc()
        found = np.empty((count, count), np.float32)
        for start in range(0, count, CHUNK):
            rows = slice(start, start + CHUNK)
            found[rows] = (said[rows] @ across).toarray()
            found[rows] += likeness(self.near[rows], self.near, recipe)
        return found


def between(one: Features, other: Features, recipe: TopicRecipe) -> Kernel:
    """Of the rows of two, with 1 for the bias. Shape: (n, m)."""
    said: Any = (one.said @ other.said.T).toarray()
    found: Kernel = said.astype(np.float32) + likeness(one.near, other.near, recipe)
    return found


def likeness(one: FloatArray, other: FloatArray, recipe: TopicRecipe) -> Kernel:
    """What vectors and the bias add to a kernel. Shape: (n, d), (m, d) → (n, m)."""
    found: Kernel = one @ other.T
    found -= 1
    found *= np.float32(recipe.gamma)
    np.exp(found, out=found)
    found *= np.float32(recipe.vector)
    found += 1
    return found


@dataclass(frozen=True, slots=True, eq=False)
class Head:
    """Shape: from_near (n, k), of the rows' likeness; from_said (w, k), bias (k,)."""

    from_near: Matrix
    from_said: Matrix
    bias: Matrix


def fit_duals(kernel: Kernel, targets: Matrix, weights: Matrix, recipe: TopicRecipe) -> Matrix:
    """Solve for the rows' coefficients. Shape: kernel (n, n), overwritten; targets (n, k) → (n, k)."""
    kernel[np.diag_indices_from(kernel)] += (recipe.penalty / weights).astype(np.float32)
    duals: Matrix = _solve(kernel, targets.astype(np.float32)).astype(np.float64)
    return duals


def _solve(matrix: Kernel, targets: Any) -> Any:
    """The solution of a positive definite system, by halves where LAPACK would have to hold too much.

    Its single-precision factorisation ends in a segmentation fault at 27,000 rows. Two blocks and a Schur
    complement cost the same and stay well below.
    """
    from scipy.linalg import cho_factor, cho_solve

    count = len(matrix)
    if count <= MOST_AT_ONCE:
        return cho_solve(cho_factor(matrix, lower=True, check_finite=False), targets, check_finite=False)
    half = count // 2
    first, across, second = matrix[:half, :half], matrix[:half, half:], matrix[half:, half:]
    factor = cho_factor(first, lower=True, check_finite=False)
    through = cho_solve(factor, across, check_finite=False)
    upper = cho_solve(factor, targets[:half], check_finite=False)
    lower = _solve(second - across.T @ through, targets[half:] - across.T @ upper)
    return np.concatenate([upper - through @ lower, lower])


def head_of(features: Features, duals: Matrix, recipe: TopicRecipe) -> Head:
    """The weights that the rows' coefficients amount to."""
    return Head(recipe.vector * duals, np.asarray(features.said.T @ duals), duals.sum(axis=0))


def targets_of(rows: Sequence[Labelled], topics: Sequence[str], recipe: TopicRecipe) -> Matrix:
    """What each row should score: 1 for its topic, shared with second ones, around zero. Shape: (n, k)."""
    place = {topic: number for number, topic in enumerate(topics)}
    found = np.full((len(rows), len(topics)), -1.0 / len(topics))
    for number, row in enumerate(rows):
        second = [topic for topic in row.also if topic in place and topic != row.topic]
        found[number, place[row.topic]] += 1 - recipe.second * bool(second)
        for topic in second:
            found[number, place[topic]] += recipe.second / len(second)
    return found


def weights_of(rows: Sequence[Labelled], recipe: TopicRecipe) -> Matrix:
    """How much each row counts; rare topics get part of what they lack. Shape: (n,), mean of topics kept."""
    weight = np.array([row.weight * (recipe.not_news if row.topic == NOT_NEWS else 1.0) for row in rows])
    topics, place = np.unique([row.topic for row in rows], return_inverse=True)
    total = np.bincount(place, weights=weight, minlength=len(topics))
    found: Matrix = weight * ((total.mean() / total) ** recipe.balance)[place]
    return found
