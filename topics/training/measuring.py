"""How well held-out pairs are told from one another."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from topics.training.pairs import PairSet

if TYPE_CHECKING:
    from topics.types import FloatArray

    Encode = Callable[[Sequence[str]], FloatArray]


@dataclass(frozen=True, slots=True)
class Measurement:
    """The held-out pairs at one step of a training."""

    step: int
    losses: dict[str, float]  # by set; nats

    @property
    def mean(self) -> float:
        """Every set counts equally. 0.0 where nothing is held out."""
        return sum(self.losses.values()) / max(1, len(self.losses))


def measure(sets: Sequence[PairSet], encode: Encode, step: int) -> Measurement:
    """The contrastive loss on the held-out pairs of every set that has rivals to tell apart."""
    return Measurement(
        step, {one.name: held_out_loss(one, encode) for one in sets if len(groups_of(one)) > 1}
    )


def groups_of(one: PairSet) -> set[str]:
    """The groups that have held-out pairs."""
    return {pair.group for pair in one.held_out}


def held_out_loss(one: PairSet, encode: Encode) -> float:
    """Cross-entropy of finding each pair's other half, both ways; pairs of its own group don't count."""
    anchors = encode([pair.anchor for pair in one.held_out])
    positives = encode([pair.positive for pair in one.held_out])
    groups = np.array([pair.group for pair in one.held_out])
    logits = one.sharpness * (anchors @ positives.T).astype(np.float64)
    same = (groups[:, None] == groups) & ~np.eye(len(groups), dtype=bool)
    logits[same] = -np.inf
    return float((_cross_entropy(logits) + _cross_entropy(logits.T)) / 2)


def _cross_entropy(logits: np.ndarray) -> float:
    highest = logits.max(axis=1, keepdims=True)
    total = highest[:, 0] + np.log(np.exp(logits - highest).sum(axis=1))
    return float((total - np.diag(logits)).mean())
