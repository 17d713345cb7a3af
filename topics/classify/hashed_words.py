"""What the words of a headline say, without a vocabulary: TF-IDF of hashed words and of parts of words.

Parts of words (3 to 5 letters) let the inflected forms of Arabic and Darija meet, and forgive spelling. A
hash instead of a vocabulary keeps a model small and holds no word of the text that it was trained on
(Weinberger et al., "Feature Hashing for Large Scale Multitask Learning", 2009).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import HashingVectorizer
from sklearn.preprocessing import normalize

from topics.text import plain_form
from topics.tokens import content_tokens

if TYPE_CHECKING:
    from topics.types import FloatArray

WORDS, PARTS = 2**15, 2**16  # places of the two hash tables
LETTERS = (3, 5)
WIDTH = WORDS + PARTS


class HashedWords:
    """Features of titles; those of a title depend on that title alone.

    ``rarity``: inverse document frequency by place. Shape: (WIDTH,) float32.
    """

    def __init__(self, rarity: FloatArray) -> None:
        self.rarity = rarity

    @classmethod
    def learn_keys(cls, keys: Sequence[str]) -> HashedWords:
        """Count in how many titles each place occurs; unseen ones are as rare as can be."""
        found = np.asarray((_counts(keys) > 0).sum(axis=0)).ravel()
        return cls((np.log((1 + len(keys)) / (1 + found)) + 1).astype(np.float32))

    def transform(self, titles: Sequence[str]) -> Any:
        """Shape: sparse (n, WIDTH) float64; each of the two blocks of a row has unit length, or is zero."""
        return self.transform_keys(keys_of(titles))

    def places(self, keys: Sequence[str]) -> Any:
        """The places that a title's keys fill. Shape: (p,) int32."""
        return _counts(keys).indices

    def transform_keys(self, keys: Sequence[str]) -> Any:
        """The same for titles whose keys are known."""
        if not keys:
            return csr_matrix((0, WIDTH))
        words, parts = _blocks(keys)
        for block, rarity in ((words, self.rarity[:WORDS]), (parts, self.rarity[WORDS:])):
            block.data = (1 + np.log(block.data)) * rarity[block.indices]
        return hstack([normalize(words, copy=False), normalize(parts, copy=False)], format="csr")


def keys_of(titles: Sequence[str]) -> list[str]:
    """Content words in the form in which all their spellings meet, one space between them."""
    return [" ".join(token.key for token in content_tokens(plain_form(title))) for title in titles]


def _counts(keys: Sequence[str]) -> Any:
    """How often each place occurs. Shape: sparse (n, WIDTH) float64."""
    return hstack(_blocks(keys), format="csr") if keys else csr_matrix((0, WIDTH))


def _blocks(keys: Sequence[str]) -> tuple[Any, Any]:
    """The same for words and parts of words apart."""
    common = {"alternate_sign": False, "norm": None}
    words = HashingVectorizer(analyzer=str.split, n_features=WORDS, **common)
    parts = HashingVectorizer(analyzer="char_wb", ngram_range=LETTERS, n_features=PARTS, **common)
    used, vocabulary = _usage(keys)  # parts lie within words, and most words come again and again
    found = used @ parts.transform(vocabulary)
    found.sort_indices()  # sums of a row in one order have the same bits
    return words.transform(keys), found


def _usage(keys: Sequence[str]) -> tuple[Any, list[str]]:
    """How often each title has each word, and the words. Shape: sparse (n, v) float64, v ≥ 1."""
    place: dict[str, int] = {"": 0}
    columns, ends = [], [0]
    for key in keys:
        columns += [place.setdefault(word, len(place)) for word in key.split()]
        ends.append(len(columns))
    ones = np.ones(len(columns))
    return csr_matrix((ones, columns, ends), shape=(len(keys), len(place))), list(place)
