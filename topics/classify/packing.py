"""Wide arrays of weights in files: in bytes where that loses nothing, else in half precision."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    from topics.types import FloatArray

    Array = npt.NDArray[Any]

MOST = 127  # steps of a byte either way


def in_steps(weights: FloatArray) -> FloatArray:
    """Weights rounded so that bytes hold them. The same again where they are."""
    step = _step_of(weights)
    found: FloatArray = (np.rint(weights / step) * step).astype(np.float32)
    return found


def packed(weights: FloatArray) -> tuple[Array, float]:
    """An array for a file, and the step that its numbers count in."""
    if np.isfinite(weights).all() and np.array_equal(in_steps(weights), weights):
        step = _step_of(weights)
        return np.rint(weights / step).astype(np.int8), step
    return weights.astype(np.float16), 1.0


def unpacked(array: Array, step: float) -> FloatArray:
    """The weights of an array from a file.

    Raises:
        ValueError: numbers of another kind, or no step.
    """
    if array.dtype not in (np.int8, np.float16) or not 0 < step < np.inf:
        raise ValueError(f"weights of {array.dtype} in steps of {step}")
    found: FloatArray = array.astype(np.float32) * np.float32(step)
    return found


def _step_of(weights: FloatArray) -> float:
    """A power of two, by which dividing and multiplying rounds nothing."""
    largest = float(np.abs(weights).max(initial=0.0))
    return float(2.0 ** np.ceil(np.log2(largest / MOST))) if largest > 0 else 1.0
