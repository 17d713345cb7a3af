"""Something to learn in seconds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from random import Random

import pytest

from tests.tiny import WORDS
from topics.training.examples import Group, TrainingSet
from topics.training.recipe import Recipe

QUICK = Recipe(batch=8, tokens=16, rank=4, learning_rate=5e-3, measure_every=5, held_out=0.2)


def words(groups: int) -> TrainingSet:
    """Groups of texts that share three words, in another order each."""
    rng = Random(1)
    found = []
    for number in range(groups):
        shared = rng.sample(WORDS, 3)
        texts = tuple(" ".join(rng.sample(shared, 3)) + f" {rng.choice(WORDS)}" for _ in range(3))
        found.append(Group(f"g{number}", texts, ("en", "fr", "en")))
    return TrainingSet("words", "same", tuple(found))


@pytest.fixture
def one_thread(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Here and in processes that a test starts: in so small a network two threads wait for each other most
    of the time, and sums of another order are other weights."""
    import torch

    before = torch.get_num_threads()
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture
def pairs_of_words() -> Callable[[int], TrainingSet]:
    """``words``."""
    return words


@pytest.fixture
def quick() -> Recipe:
    """A few steps."""
    return QUICK
