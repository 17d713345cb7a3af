"""Bootstrap: how far a figure could lie elsewhere, had other headlines of the same kind been labelled."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from topics.training.evaluation.figures import Estimate

if TYPE_CHECKING:
    import numpy.typing as npt

    Codes = npt.NDArray[np.int64]
    Values = npt.NDArray[np.float64]

TAILS = (2.5, 97.5)  # per cent: what a 95 % interval leaves out on each side
CELLS = 2_000_000  # drawn at once; more would only take memory


def draws(n: int, *, seed: int, resamples: int) -> Iterator[Codes]:
    """Rows of each resample, with repetition. Yields shape: (some, n); ``resamples`` rows in all."""
    random = np.random.default_rng(seed)
    at_once = max(1, CELLS // n)
    for start in range(0, resamples, at_once):
        yield random.integers(0, n, size=(min(at_once, resamples - start), n))


def estimate(value: float, resampled: list[Values]) -> Estimate:
    """A figure with the interval that its resampled values span."""
    low, high = np.percentile(np.concatenate(resampled), TAILS)
    return Estimate(value, float(low), float(high))


def counts(codes: Codes, width: int) -> Codes:
    """How often each code below ``width`` occurs in each row. Shape: codes (m, n) -> (m, width)."""
    rows = len(codes)
    flat = (codes + np.arange(rows)[:, None] * width).ravel()
    return np.bincount(flat, minlength=rows * width).reshape(rows, width)
