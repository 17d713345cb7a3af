"""Arrays inside values: their types, and the check at the border."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from topics.errors import ShapeError

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    FloatArray = npt.NDArray[np.float32]
    IntArray = npt.NDArray[np.int32]
    LongArray = npt.NDArray[np.int64]
    BoolArray = npt.NDArray[np.bool_]


def freeze(array: Any, dtype: str, shape: tuple[int | None, ...], name: str) -> None:
    """Check dtype and shape of an array once, at the border, and make it read-only."""
    fits = array.ndim == len(shape) and all(
        want is None or want == got for want, got in zip(shape, array.shape, strict=True)
    )
    if str(array.dtype) != dtype or not fits:
        expected = "(" + ", ".join("any" if n is None else str(n) for n in shape) + ")"
        raise ShapeError(
            f"{name}: expected {dtype} of shape {expected}, got {array.dtype} of shape {array.shape}; "
            "convert it before building the value."
        )
    array.flags.writeable = False
