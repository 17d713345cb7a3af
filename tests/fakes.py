"""Real, small classes of the service's protocols, for tests that need no model."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from hashlib import blake2b

import numpy as np

from topics.errors import EncoderError
from topics.tokens import tokenise


class HashingEncoder:
    """An encoder whose vectors are sums of one fixed direction a word: texts that share words lie close."""

    def __init__(self, encoder_id: str = "hashing-1", dimension: int = 256) -> None:
        self.encoder_id = encoder_id
        self.dimension = dimension
        self.encoded: list[str] = []  # every text that was ever asked for

    def encode(self, texts: Sequence[str], *, progress: Callable[[int], None] | None = None) -> np.ndarray:
        """See ``Encoder.encode``."""
        self.encoded.extend(texts)
        rows = [self._vector(text) for text in texts]
        if progress:
            progress(len(rows))
        return np.array(rows, np.float32).reshape(-1, self.dimension)

    def _vector(self, text: str) -> np.ndarray:
        words = ["", *(token.key for token in tokenise(text))]
        total = np.sum([_direction(self.encoder_id, word, self.dimension) for word in words], axis=0)
        return total / np.linalg.norm(total)


@cache
def _direction(encoder_id: str, word: str, dimension: int) -> np.ndarray:
    seed = blake2b(f"{encoder_id} {word}".encode(), digest_size=8).digest()
    row = np.random.default_rng(int.from_bytes(seed, "big")).normal(size=dimension)
    return row / np.linalg.norm(row)


class BrokenEncoder(HashingEncoder):
    """An encoder that stops working after some texts."""

    def __init__(self, encoder_id: str = "hashing-1", *, after: int = 0) -> None:
        super().__init__(encoder_id)
        self.left = after

    def encode(self, texts: Sequence[str], *, progress: Callable[[int], None] | None = None) -> np.ndarray:
        """See ``Encoder.encode``."""
        self.left -= len(texts)
        if self.left < 0:
            raise EncoderError("the device went away; plug it in again.")
        return super().encode(texts, progress=progress)
