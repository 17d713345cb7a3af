"""Wide arrays in files: weights in bytes if that loses nothing, else in two each; marks in half bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    from topics.types import FloatArray

    Array = npt.NDArray[Any]

MOST = 127  # steps of a byte either way
HALF = 15  # the largest half of a byte


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


def halved(marks: Array) -> Array:
    """Two numbers of -7 … 7 a byte. Shape: (r, d) int8 → (r, (d + 1) // 2) uint8."""
    even = np.pad(marks, ((0, 0), (0, marks.shape[1] % 2))).astype(np.uint8) & HALF
    found: Array = even[:, ::2] | (even[:, 1::2] << 4)
    return found


def unhalved(array: Array, width: int) -> Array:
    """The numbers again. Shape: (r, (width + 1) // 2) uint8 → (r, width) int8.

    Raises:
        ValueError: an array of another kind or shape.
    """
    if array.dtype != np.uint8 or array.ndim != 2 or array.shape[1] != (width + 1) // 2:
        raise ValueError(f"half bytes of {array.dtype} in {array.shape} for {width} numbers")
    both = np.stack([array & HALF, array >> 4], axis=2).reshape(len(array), 2 * array.shape[1])
    marks = both[:, :width].astype(np.int8)
    marks[marks > HALF // 2] -= HALF + 1
    return marks


def _step_of(weights: FloatArray) -> float:
    """A power of two, by which dividing and multiplying rounds nothing."""
    largest = float(np.abs(weights).max(initial=0.0))
    return float(2.0 ** np.ceil(np.log2(largest / MOST))) if largest > 0 else 1.0
