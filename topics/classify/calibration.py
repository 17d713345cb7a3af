"""From scores to probabilities that mean what they say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    Matrix = npt.NDArray[np.float64]

UNTRIED = 10.0  # sharpness where there is nothing to measure it on
_SHARPNESS = np.geomspace(0.5, 60.0, 200)


def softmax(scores: Matrix) -> Matrix:
    """Probabilities of each row. Shape: (n, k) → (n, k), rows sum to 1."""
    odds = np.exp(scores - scores.max(axis=1, keepdims=True)) if scores.size else scores
    probabilities: Matrix = odds / odds.sum(axis=1, keepdims=True)
    return probabilities


def best_sharpness(scores: Matrix, labels: npt.NDArray[Any]) -> float:
    """The factor on scores under which held-out labels are most likely (an inverse temperature).

    Shape: scores (n, k), labels (n,) int. Without rows the answer is ``UNTRIED``. One number can't overfit,
    and it leaves the order of topics as it is (Guo et al., "On Calibration of Modern Neural Networks", 2017).
    """
    if not len(labels):
        return UNTRIED
    rows = np.arange(len(labels))
    losses = [-np.log(softmax(factor * scores)[rows, labels] + 1e-12).mean() for factor in _SHARPNESS]
    return float(_SHARPNESS[int(np.argmin(losses))])
