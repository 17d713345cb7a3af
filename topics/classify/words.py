"""What the words of a headline say: TF-IDF over whole words and over parts of words.

Parts of words (3 to 5 letters) let the inflected forms of Arabic and Darija meet, and forgive spelling.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer

from topics.text import plain_form
from topics.tokens import content_tokens

WORDS, PARTS = 1.0, 2.0  # weight of each block in an inner product, beside 1 for the encoder's vectors
LETTERS = (3, 5)


class WordFeatures:
    """Learns a vocabulary from example texts; the features of a title depend on that title alone."""

    def __init__(self) -> None:
        self._words = TfidfVectorizer(analyzer=str.split, sublinear_tf=True)
        self._parts = TfidfVectorizer(analyzer="char_wb", ngram_range=LETTERS, sublinear_tf=True)

    def fit(self, texts: Sequence[str]) -> WordFeatures:
        """Learn the vocabulary. Texts without any content word are allowed."""
        # One blank entry keeps the vocabulary from being empty where no text has a content word.
        keys = [_keys(text) for text in texts] + ["\x00"]
        self._words.fit(keys)
        self._parts.fit(keys)
        return self

    def transform(self, titles: Sequence[str]) -> Any:
        """Features of n titles. Shape: sparse (n, m) float64; a title of unknown words is a row of zeros."""
        if not titles:
            return csr_matrix((0, len(self._words.vocabulary_) + len(self._parts.vocabulary_)))
        keys = [_keys(title) for title in titles]
        blocks = [
            np.sqrt(WORDS) * self._words.transform(keys),
            np.sqrt(PARTS) * self._parts.transform(keys),
        ]
        return hstack(blocks, format="csr")


def _keys(title: str) -> str:
    """Content words in the form in which all their spellings meet, one space between them."""
    return " ".join(token.key for token in content_tokens(plain_form(title)))
