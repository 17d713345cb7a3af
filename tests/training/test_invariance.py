"""How a headline is written is varied, and answers that change are told."""

from __future__ import annotations

import hashlib

import numpy as np

from tests.classify.models import DIMENSION, TITLES, small_model
from tests.fakes import HashingEncoder
from topics.classify.trained import TrainedClassifier
from topics.text import embedding_text, plain_form
from topics.training.invariance import VARIANTS, invariance
from topics.training.labelled import frozen_labelled


def encode(titles: object) -> np.ndarray:
    return HashingEncoder(dimension=DIMENSION).encode([embedding_text(title) for title in titles])  # type: ignore[attr-defined]


def test_a_model_that_reads_the_matching_form_is_invariant() -> None:
    found = invariance(TrainedClassifier(small_model()), TITLES, encode)
    assert found.changed == 0 and found.examples == ()
    assert found.variants > 2 * len(VARIANTS)


def test_a_model_that_reads_letters_is_not() -> None:
    def by_letters(titles: object) -> np.ndarray:
        rows = [np.random.default_rng(abs(hash_of(title))).normal(size=DIMENSION) for title in titles]  # type: ignore[attr-defined]
        return np.array([row / np.linalg.norm(row) for row in rows], np.float32)

    def hash_of(title: str) -> int:
        return int.from_bytes(hashlib.sha256(title.encode()).digest()[:8], "big")

    blind = small_model(from_words=small_model().from_words * 0, bias=np.zeros(3, np.float32), gamma=30.0)
    found = invariance(TrainedClassifier(blind), TITLES, by_letters)
    assert found.changed > 10 and len(found.examples) == 10
    one = found.examples[0]
    assert one.title in TITLES and one.variant in VARIANTS and one.topic != one.varied


def test_nearly_every_variant_of_our_headlines_is_the_same_text() -> None:
    """So the suite costs next to no encoding."""
    titles = [row.title for row in frozen_labelled().rows][::8]
    other = [
        (title, name)
        for title in titles
        for name, vary in VARIANTS.items()
        if plain_form(vary(title)) != plain_form(title)
    ]
    assert len(other) < 0.01 * len(titles) * len(VARIANTS), other[:5]
