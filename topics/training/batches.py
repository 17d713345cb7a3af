"""Batches in which every other pair is a true negative."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from topics.training.pairs import Pair

FEWEST = 8  # pairs; with fewer there is hardly a negative to learn from
WORTH = 0.5  # of the pairs that a batch can have at most: in a set of few groups the batches are small


def batches_apart(pairs: Sequence[Pair], size: int, seed: int) -> list[list[int]]:
    """Places of pairs, batch by batch: no two of one group, and no text twice, in a batch.

    Pairs that fit in no full enough batch are left over: of a set with few groups, some.
    """
    rng = Random(seed)
    fewest = min(FEWEST, max(2, round(WORTH * min(size, len({pair.group for pair in pairs})))))
    waiting = list(range(len(pairs)))
    rng.shuffle(waiting)
    batches: list[list[int]] = []
    while waiting:
        batch, waiting = _next_batch(pairs, waiting, size)
        if len(batch) < fewest and batches:
            break
        batches.append(batch)
    rng.shuffle(batches)
    return batches


def _next_batch(pairs: Sequence[Pair], waiting: list[int], size: int) -> tuple[list[int], list[int]]:
    """The first pairs that go together, and those that wait for another batch."""
    taken: set[str] = set()
    batch: list[int] = []
    passed: list[int] = []
    for position, place in enumerate(waiting):
        if len(batch) == size:
            return batch, passed + waiting[position:]
        pair = pairs[place]
        marks = {f"group {pair.group}", pair.anchor, pair.positive}
        if taken.isdisjoint(marks):
            taken |= marks
            batch.append(place)
        else:
            passed.append(place)
    return batch, passed
