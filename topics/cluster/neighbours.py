"""The nearest neighbours of every row, all of them compared: exact, and without anything to compile first."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from topics.types import FloatArray, IntArray

BLOCK = 1024  # rows compared at once


def nearest(points: FloatArray, count: int) -> tuple[IntArray, FloatArray]:
    """The nearest rows of each row, itself among them, and their cosine distances, nearest first.

    Shape: points (n, d) float32, unit rows, n > count; returns (n, count) int32 and float32.
    """
    found = np.empty((len(points), count), np.int32)
    apart = np.empty((len(points), count), np.float32)
    for start in range(0, len(points), BLOCK):
        block = slice(start, start + BLOCK)
        distances = 1 - points[block] @ points.T
        some = np.argpartition(distances, count, axis=1)[:, :count]
        near = np.take_along_axis(distances, some, axis=1)
        order = np.argsort(near, axis=1, kind="stable")
        found[block] = np.take_along_axis(some, order, axis=1)
        apart[block] = np.maximum(np.take_along_axis(near, order, axis=1), 0)
    return found, apart
