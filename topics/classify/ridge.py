"""Kernel ridge regression onto one-hot topics, with every row's held-out score in closed form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    Matrix = npt.NDArray[np.float64]


def one_hot(labels: npt.NDArray[Any], k: int) -> Matrix:
    """Targets around zero. Shape: labels (n,) int → (n, k); each row sums to 0."""
    targets: Matrix = np.eye(k)[labels] - 1.0 / k
    return targets


def fit_ridge(kernel: Matrix, targets: Matrix, weights: Matrix, penalty: float) -> tuple[Matrix, Matrix]:
    """Dual coefficients, and the scores each row would get from a fit without it.

    Shape: kernel (n, n), targets (n, k), weights (n,) positive → two of (n, k). The held-out score is exact:
    target − dual / diagonal of the inverse (Rifkin & Lippert, "Notes on Regularized Least Squares", 2007).
    """
    inverse = np.linalg.inv(kernel + np.diag(penalty / weights))
    dual: Matrix = inverse @ targets
    held_out: Matrix = targets - dual / np.diag(inverse)[:, None]
    return dual, held_out
