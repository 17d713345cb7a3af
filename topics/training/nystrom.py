"""Rows as they look from a few landmarks, so that their inner products are nearly the kernel itself.

The Nyström method (Williams and Seeger, "Using the Nyström Method to Speed Up Kernel Machines", 2001): what
is linear in these features is a sum of kernels to the landmarks, and that is all that a model has to keep.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from topics.classify.landmarks import STEPS, Landmarks
from topics.training.topic_recipe import TopicRecipe

if TYPE_CHECKING:
    import numpy.typing as npt

    from topics.types import FloatArray

    Matrix = npt.NDArray[np.float64]

JITTER = 1e-3  # on the landmarks' own kernel: two of a kind must not bring in large weights
AT_ONCE = 1000  # rows


@dataclass(frozen=True, slots=True, eq=False)
class View:
    """What is seen from m landmarks."""

    landmarks: Landmarks
    turn: Matrix  # (m, m): from kernels to features

    @classmethod
    def of(cls, landmarks: Landmarks) -> View:
        """Factor the landmarks' own kernel."""
        from scipy.linalg import solve_triangular

        points = landmarks.points.astype(np.float64) / STEPS
        kernel = np.exp(landmarks.gamma * (points @ points.T - 1))
        kernel[np.diag_indices_from(kernel)] += JITTER
        factor = np.linalg.cholesky(kernel)
        return cls(landmarks, solve_triangular(factor, np.eye(len(points)), lower=True).T)

    def features(self, placed: Matrix) -> FloatArray:
        """Shape: placed (n, d), rows of unit length or zero → (n, m) float32."""
        found = np.empty((len(placed), len(self.turn)), np.float32)
        for start in range(0, len(placed), AT_ONCE):
            rows = slice(start, start + AT_ONCE)
            found[rows] = self.landmarks.likeness(placed[rows]) @ self.turn
        return found

    def weights(self, of_features: Matrix) -> Matrix:
        """Weights of the landmarks that say what weights of the features say. Shape: (m, k) → (m, k)."""
        found: Matrix = self.turn @ of_features
        return found


def landmarks_among(placed: Matrix, recipe: TopicRecipe) -> Landmarks:
    """Rows drawn by chance, in their order; all of them where they are few. Shape: placed (n, d)."""
    count = min(recipe.landmarks, len(placed))
    rows = np.random.default_rng(recipe.seed).choice(len(placed), count, replace=False)
    points = np.round(placed[np.sort(rows)] * STEPS).astype(np.int8)
    return Landmarks(points, recipe.gamma)
