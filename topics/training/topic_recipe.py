"""The figures of a topic model's training, in one place."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TopicRecipe:
    """How a topic model is trained. The defaults are those that the shipped model was made with."""

    seed: int = 0
    penalty: float = 0.7  # on the weights; more trusts each headline less
    gamma: float = 3.0  # of the kernel of vectors: how fast likeness falls off
    vector: float = 1.5  # weight of that kernel beside …
    words: float = 0.7  # … that of the words …
    parts: float = 1.0  # … and that of parts of words
    second: float = 0.3  # what a second topic should score, where the first scores the rest of 1
    balance: float = 0.0  # 0: topics count as often as they come; 1: all count equally
    phrase: float = 3.0  # weight of a taxonomy's examples and phrases beside labelled headlines
    not_news: float = (
        4.0  # how much more a headline counts that is no news: few are labelled, feeds have many
    )
    sharpen: float = 1.2  # readers slip: held-out labels make a model look less sure than it may be
    folds: int = 5  # parts of the headlines that are left out in turn, to measure
    wanted_accuracy: float = 0.85  # of headlines that are not abstained from
    least_sure: float = 0.35  # below this probability a topic is more likely wrong than right
    least_measured: int = 200  # headlines of a language for a sharpness of its own
    most_held: int = 5500  # headlines known by their vectors alone that hold while corrections are learnt
