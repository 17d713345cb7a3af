"""Ridge through the kernel of many known rows and some new ones, the many solved for once.

The system of both together is solved by blocks: what the known rows leave open of the new ones is their
Schur complement, as many rows as are new. Fits without some of the new ones then cost next to nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from topics.training.linear_head import Features, between, fit_duals
from topics.training.topic_recipe import TopicRecipe

if TYPE_CHECKING:
    import numpy.typing as npt

    Matrix = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Edge:
    """New rows, seen past the known ones. Shape: inner (m, m), through (n, m)."""

    inner: Matrix  # kernel of the new rows, less what the known ones settle
    through: Matrix  # coefficients of the known rows that stand against one of each new row

    def solve(self, missed: Matrix, weights: Matrix, penalty: float, rows: Any = None) -> Matrix:
        """Coefficients of the new rows (or ``rows`` of them) for what was missed of them. Shape: (m, k)."""
        inner = self.inner if rows is None else self.inner[np.ix_(rows, rows)]
        found = np.linalg.solve(inner + np.diag(penalty / weights), missed)
        return np.asarray(found, np.float64)


def bordered(known: Features, weights: Matrix, new: Features, recipe: TopicRecipe) -> Edge:
    """Solve for the known rows, whose scores shall stay. Takes the memory of their kernel, 4 bytes a pair.

    Shape: weights (n,), of the known rows.
    """
    inner = new.kernel(recipe).astype(np.float64)
    if not len(weights):
        return Edge(inner, np.zeros((0, len(inner))))
    across = between(known, new, recipe).astype(np.float64)
    through = fit_duals(known.kernel(recipe), across, weights, recipe)
    open_part = inner - across.T @ through
    return Edge((open_part + open_part.T) / 2, through)
