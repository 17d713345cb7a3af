"""The figures of an encoder's adaptation, in one place."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Recipe:
    """How an encoder is adapted. The defaults are those that the shipped adapter was made with."""

    seed: int = 0
    epochs: int = 1  # passes over the pairs
    batch: int = 48  # pairs; every other text of the batch is a negative
    tokens: int = 40  # of a text; headlines have 20 on average, leads are cut
    learning_rate: float = 3e-4
    warm_up: float = 0.08  # share of the steps; then linear decay
    sharpness: float = 20.0  # inverse temperature of the loss where texts mean the same …
    topic_sharpness: float = 10.0  # … and where they share only a topic
    rank: int = 32  # of the low-rank updates
    strength: float = 1.0  # of the updates in the adapter: less keeps more of the base (Wortsman et al. 2022)
    as_written: float = 0.3  # share of the texts that are not in their usual spelling
    bare: float = 0.3  # share of the texts whose Latin letters lose their accents
    draws_per_text: float = 2.0  # pairs a group of n texts gives: n times this …
    most_draws: int = 60  # … at most this, and never a pair twice
    topic_draws: int = 220  # pairs a topic gives …
    topic_measures: int = 10  # … and pairs that measure
    most_pairs: int = 4000  # of one set: a large set must not drown the others
    held_out: float = 0.05  # share of the groups that only measure
    most_held_out: int = 200  # pairs of a set that measure
    measure_every: int = 100  # steps
    patience: int = 3  # measurements without a gain until it stops
