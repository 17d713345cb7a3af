"""Why a headline was filed where it was: the words that spoke for it, and the nearest headlines learnt."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from topics.classify.hashed_words import HashedWords
from topics.classify.topic_model import TopicModel
from topics.classify.trained import TrainedClassifier
from topics.text import match_form, plain_form, strip_outlet_suffix
from topics.tokens import content_tokens, tokenise

if TYPE_CHECKING:
    import numpy.typing as npt

    from topics.types import FloatArray

NEAREST = 3
DIGITS = 2  # of a cosine with a vector that is kept in half bytes


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the title and what it adds to the topic, against the mean of all topics."""

    text: str  # as written
    weight: float


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A headline that the model learnt from; its text is not in the model."""

    key: int  # ``title_key``
    set: str
    topic: str
    cosine: float


@dataclass(frozen=True, slots=True)
class Explanation:
    """What was behind one decision.

    The weights of all words, ``from_vector`` and ``bias`` add up to the topic's score before calibration,
    less the mean score of all topics.
    """

    topic: str
    words: tuple[Word, ...]  # every content word, strongest first; what speaks against the topic is negative
    from_vector: float  # what the meaning as a whole adds
    bias: float  # what the topic has before anything is read
    neighbours: tuple[Neighbour, ...]  # nearest first


def explain(classifier: TrainedClassifier, title: str, vector: FloatArray, topic: str) -> Explanation:
    """Take one decision apart. Shape: vector (d,) float32, a unit row, from the model's encoder."""
    model = classifier.model
    place = model.topics.index(topic)
    near = classifier.placed(vector[None])[0]
    return Explanation(
        topic=topic,
        words=_words(model, title, place),
        from_vector=float(_leaning(classifier.seen(near[None]), place)[0]),
        bias=float(_leaning(model.bias[None], place)[0]),
        neighbours=_neighbours(classifier, near),
    )


def _leaning(weights: npt.NDArray[np.floating[Any]], place: int) -> Any:
    """How much each row is for one topic, against the mean of all. Shape: (n, k) → (n,) float64."""
    double = weights.astype(np.float64)
    return double[:, place] - double.mean(axis=1)


def _words(model: TopicModel, title: str, place: int) -> tuple[Word, ...]:
    """Each word's part of the score.

    Parts of words never reach over a word's edge, so each belongs to a word of the title; what several words
    have in common is shared out equally.
    """
    tokens = content_tokens(plain_form(title))
    features = HashedWords(model.rarity)
    whole: Any = features.transform([title])
    amounts = whole.data * _leaning(model.from_words[whole.indices], place)
    amount_of = dict(zip(whole.indices.tolist(), amounts.tolist(), strict=True))
    owners: dict[int, list[int]] = {}
    apart: Any = features.transform_keys([token.key for token in tokens])
    for number in range(len(tokens)):
        for one in apart[number].indices.tolist():
            owners.setdefault(one, []).append(number)
    weights = np.zeros(len(tokens))
    for one, numbers in owners.items():
        weights[numbers] += amount_of.get(one, 0.0) / len(numbers)
    written = _as_written(title)
    found = [
        Word(written.get(token.text, token.text), weight)
        for token, weight in zip(tokens, weights.tolist(), strict=True)
    ]
    return tuple(sorted(found, key=lambda word: -abs(word.weight)))


def _as_written(title: str) -> dict[str, str]:
    """Words of the matching form in which a title is read -> as the desk wrote them."""
    return {match_form(token.text): token.text for token in tokenise(strip_outlet_suffix(title))}


def _neighbours(classifier: TrainedClassifier, near: Any) -> tuple[Neighbour, ...]:
    model, references = classifier.model, classifier.model.references
    cosines = classifier.references @ near.astype(np.float32)
    order = np.argsort(-cosines, kind="stable")[:NEAREST]
    return tuple(
        Neighbour(
            int(references.hashes[row]),
            model.sets[references.sets[row]],
            model.topics[references.topics[row]],
            round(min(float(cosines[row]), 1.0), DIGITS),
        )
        for row in order
    )
