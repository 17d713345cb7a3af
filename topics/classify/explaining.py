"""Why a headline was filed where it was: the words that spoke for it, and the nearest headlines learnt."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from topics.classify.hashed_words import HashedWords
from topics.classify.topic_model import STEPS, TopicModel
from topics.classify.trained import TrainedClassifier
from topics.text import plain_form
from topics.tokens import content_tokens

if TYPE_CHECKING:
    from topics.types import FloatArray

NEAREST = 3
WORDS_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the title and what it adds to the topic, against the mean of all topics."""

    text: str
    weight: float


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A headline that the model learnt from; its text is not in the model."""

    key: int  # first half of its content hash
    set: str
    topic: str
    cosine: float


@dataclass(frozen=True, slots=True)
class Explanation:
    """What was behind one decision."""

    topic: str
    words: tuple[Word, ...]  # strongest first, those against it negative
    from_vector: float  # what the meaning as a whole adds, on the scale of the words
    neighbours: tuple[Neighbour, ...]  # nearest first


def explain(classifier: TrainedClassifier, title: str, vector: FloatArray, topic: str) -> Explanation:
    """Take one decision apart. Shape: vector (d,). The parts add up to the score, but for the bias."""
    model = classifier.model
    place = model.topics.index(topic)
    near = classifier.placed(vector[None])[0]
    leaning = model.from_vector[:, place] - model.from_vector.mean(axis=1)
    return Explanation(
        topic=topic,
        words=_words(model, title, place),
        from_vector=float(near @ leaning),
        neighbours=_neighbours(model, near),
    )


def _words(model: TopicModel, title: str, place: int) -> tuple[Word, ...]:
    """Each word's part of the score: parts of words never reach over a word's edge, so they add up."""
    tokens = content_tokens(plain_form(title))
    whole: Any = HashedWords(model.rarity).transform([title])
    leaning = model.from_words[:, place] - model.from_words.mean(axis=1)
    amounts = dict(zip(whole.indices.tolist(), (whole.data * leaning[whole.indices]).tolist(), strict=True))
    owners: dict[int, list[int]] = {}
    features = [set(_places(token.key)) for token in tokens]
    for number, places in enumerate(features):
        for one in places:
            owners.setdefault(one, []).append(number)
    weights = np.zeros(len(tokens))
    for one, numbers in owners.items():
        weights[numbers] += amounts.get(one, 0.0) / len(numbers)
    found = [Word(token.text, round(float(weight), 4)) for token, weight in zip(tokens, weights, strict=True)]
    return tuple(sorted(found, key=lambda word: -abs(word.weight))[:WORDS_SHOWN])


def _places(key: str) -> list[int]:
    """The places of one word and its parts."""
    found: Any = HashedWords(np.ones(1, np.float32)).places([key])
    places: list[int] = found.tolist()
    return places


def _neighbours(model: TopicModel, near: Any) -> tuple[Neighbour, ...]:
    references = model.references
    cosines = references.vectors.astype(np.float32) @ near.astype(np.float32) / STEPS
    order = np.argsort(-cosines, kind="stable")[:NEAREST]
    return tuple(
        Neighbour(
            int(references.hashes[row]),
            model.sets[references.sets[row]],
            model.topics[references.topics[row]],
            round(float(cosines[row]), 3),
        )
        for row in order
    )
