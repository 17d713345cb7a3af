"""A model that trains in seconds, and something for it to learn."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

import pytest

from tests.tiny import WORDS
from topics.training.examples import Group, TrainingSet
from topics.training.recipe import Recipe


@pytest.fixture
def pairs_of_words() -> Callable[[int], TrainingSet]:
    """Sets of groups that share three words, in another order."""

    def make(groups: int) -> TrainingSet:
        rng = Random(1)
        found = []
        for number in range(groups):
            words = rng.sample(WORDS, 3)
            texts = tuple(" ".join(rng.sample(words, 3)) + f" {rng.choice(WORDS)}" for _ in range(3))
            found.append(Group(f"g{number}", texts, ("en", "fr", "en")))
        return TrainingSet("words", "same", tuple(found))

    return make


@pytest.fixture
def quick() -> Recipe:
    """A few steps."""
    return Recipe(batch=8, tokens=16, rank=4, learning_rate=5e-3, measure_every=5, held_out=0.2)
