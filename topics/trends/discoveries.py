"""Chances of counts, and which of many are no chance.

Counts vary more than independent headlines would: an event brings several headlines at once (variance grows
with the mean), and a key's level wanders (it grows with its square). The negative binomial with that variance
is taken: P(X ≥ n) = I(E/(E + r); n, r), the regularised incomplete beta function, r = E²/(variance − E).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    Doubles = npt.NDArray[np.float64]

LEAST_EXCESS = 1e-4  # of the variance over the mean: below, the two distributions can't be told apart


def upper_tail(counts: npt.ArrayLike, expected: npt.ArrayLike, variance: npt.ArrayLike) -> Doubles:
    """P(X ≥ count) of a negative binomial; 1 where nothing was counted. Shape: all the same."""
    from scipy.special import betainc

    number = np.asarray(counts, np.float64)
    mean = np.maximum(np.asarray(expected, np.float64), 1e-9)
    excess = np.maximum(np.asarray(variance, np.float64) - mean, LEAST_EXCESS * mean)
    size = mean**2 / excess
    tail = betainc(np.maximum(number, 1.0), size, mean / (mean + size))
    return np.where(number > 0, tail, 1.0)


def lower_tail(counts: npt.ArrayLike, expected: npt.ArrayLike, variance: npt.ArrayLike) -> Doubles:
    """P(X ≤ count) of a negative binomial. Shape: all the same."""
    return 1.0 - upper_tail(np.asarray(counts, np.float64) + 1, expected, variance)


def discoveries(p_values: Doubles, level: float, looked_at: int) -> npt.NDArray[np.bool_]:
    """Which rows of each column stand out, by Benjamini and Hochberg (1995). Shape: (k, b).

    Args:
        level: of the discoveries in a column, the share that may be chance.
        looked_at: tests of a column; those that are not among the rows count with a p-value of 1.
    """
    if not p_values.size:
        return np.zeros(p_values.shape, np.bool_)
    ordered = np.sort(p_values, axis=0)
    rank = np.arange(1, len(ordered) + 1)[:, None]
    passed = ordered <= level * rank / max(looked_at, len(ordered))
    last = np.where(passed.any(axis=0), len(ordered) - 1 - passed[::-1].argmax(axis=0), -1)
    bound = np.where(last >= 0, np.take_along_axis(ordered, np.maximum(last, 0)[None, :], axis=0)[0], -1.0)
    return p_values <= bound[None, :]
