"""Vectors of titles, each text encoded once in a process, and fixed lists once for all processes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from topics.text import embedding_text

if TYPE_CHECKING:
    from topics.types import FloatArray

    Encode = Callable[[Sequence[str]], FloatArray]


class Remembering:
    """Encodes titles and remembers them.

    ``encode`` and ``encode_list`` give (n, d) float32 unit rows for titles; ``encode_list`` is for lists that
    come again as they are, and may keep them on disk.
    """

    def __init__(self, encode: Encode, encode_list: Encode | None = None) -> None:
        self._encode = encode
        self._encode_list = encode_list or encode
        self._known: dict[str, FloatArray] = {}

    def learn(self, titles: Sequence[str]) -> None:
        """Encode a fixed list as a whole."""
        if titles:
            self._keep(titles, self._encode_list(titles))

    def take(self, vectors: Mapping[str, FloatArray]) -> None:
        """Take over vectors by title that this encoder made before. Shape of each: (d,)."""
        for title, vector in vectors.items():
            self._known.setdefault(embedding_text(title), vector)

    def __call__(self, titles: Sequence[str]) -> FloatArray:
        """Shape: (n, d) float32, n ≥ 1."""
        texts = [embedding_text(title) for title in titles]
        new = {text: title for text, title in zip(texts, titles, strict=True) if text not in self._known}
        if new:
            self._keep(list(new.values()), self._encode(list(new.values())))
        return np.stack([self._known[text] for text in texts])

    def _keep(self, titles: Sequence[str], vectors: FloatArray) -> None:
        for title, vector in zip(titles, vectors, strict=True):
            self._known.setdefault(embedding_text(title), vector)
