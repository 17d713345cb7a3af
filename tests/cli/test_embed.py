"""Vectors in NumPy's own format, to whatever takes bytes."""

from __future__ import annotations

import io

import numpy as np
import pytest

from topics.cli.pipes import _write_array


class Pipe(io.RawIOBase):
    """Takes bytes and knows no position, as a pipe."""

    def __init__(self) -> None:
        self.taken = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        piece = bytes(memoryview(data))  # type: ignore[arg-type]
        self.taken += piece
        return len(piece)


@pytest.mark.parametrize("shape", [(0, 4), (3, 4)])
def test_an_array_goes_through_a_pipe(shape: tuple[int, int]) -> None:
    vectors = np.arange(np.prod(shape), dtype=np.float32).reshape(shape)
    pipe = Pipe()
    with io.BufferedWriter(pipe) as file:
        _write_array(vectors, file)
        file.flush()
        assert np.array_equal(np.load(io.BytesIO(pipe.taken), allow_pickle=False), vectors)
