"""The first classifier: learns topics from the taxonomy's own examples, descriptions and keywords.

No labelled corpus is needed, so a newsroom's own taxonomy works the moment it is written. Two kinds of
evidence are added in one linear score: where a headline lies in the encoder's space, without the part of
it that only tells the language, and which words it has. ``docs/decisions/0002-first-classifier.md`` has
the measurements behind each choice.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from topics.classify.calibration import best_sharpness, softmax
from topics.classify.ridge import fit_ridge, one_hot
from topics.classify.space import Space
from topics.classify.words import WordFeatures
from topics.errors import EncoderMismatchError, ModelError, ShapeError
from topics.taxonomy import Taxonomy
from topics.types import Predictions

if TYPE_CHECKING:
    import numpy.typing as npt

    from topics.types import FloatArray

    Matrix = npt.NDArray[np.float64]

VERSION = "zero-shot-1"  # part of model_id: raise it when answers change
ABSTAIN_BELOW = 0.35  # the best topic is then more likely wrong than right
PENALTY = 1.0
KEYWORD_WEIGHT = 0.5  # a lone word tells less than a headline


@dataclass(frozen=True, slots=True)
class Phrase:
    """One text of the taxonomy to learn from."""

    text: str
    topic: int  # place in the taxonomy
    language: str
    weight: float
    is_example: bool  # a whole headline: what probabilities are measured on


def phrases_of(taxonomy: Taxonomy) -> list[Phrase]:
    """Everything that the taxonomy says of its topics, in a fixed order, no text twice under one topic."""
    found: dict[tuple[int, str], Phrase] = {}
    for place, topic in enumerate(taxonomy):
        one_each: list[tuple[Mapping[str, str], float]] = [(topic.description, 1.0), (topic.names, 1.0)]
        many_each = [(topic.examples, 1.0), (topic.keywords, KEYWORD_WEIGHT)]
        texts = [
            Phrase(text, place, language, weight, by_language is topic.examples)
            for by_language, weight in many_each
            for language, listed in by_language.items()
            for text in listed
        ] + [
            Phrase(text, place, language, weight, False)
            for by_language_one, weight in one_each
            for language, text in by_language_one.items()
        ]
        for phrase in texts:
            found.setdefault((place, phrase.text), phrase)
    return list(found.values())


class ZeroShotClassifier:
    """Files headlines under the topics of a taxonomy. Same headline, same answer, whatever the batch."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        self.taxonomy = taxonomy
        self._fitted: _Fitted | None = None

    @property
    def model_id(self) -> str:
        """Names this version, the taxonomy's content and the encoder.

        Raises:
            ModelError: before ``fit``.
        """
        return f"{VERSION}/{self.taxonomy.digest}/{self._known().encoder_id}"

    def fit(self, encode: Callable[[Sequence[str]], FloatArray], *, encoder_id: str) -> ZeroShotClassifier:
        """Learn from the taxonomy's texts. ``encode`` gives (n, d) float32 unit rows and is called once."""
        phrases = phrases_of(self.taxonomy)
        vectors = np.asarray(encode([phrase.text for phrase in phrases]), np.float64)
        space = _space_of(vectors, phrases)
        words = WordFeatures().fit([phrase.text for phrase in phrases])
        near, said = space.place(vectors), words.transform([phrase.text for phrase in phrases])
        labels = np.array([phrase.topic for phrase in phrases])
        dual, held_out = fit_ridge(
            near @ near.T + (said @ said.T).toarray(),
            one_hot(labels, len(self.taxonomy)),
            np.array([phrase.weight for phrase in phrases]),
            PENALTY,
        )
        measured = _measurable(phrases)
        self._fitted = _Fitted(
            encoder_id, space, words, near.T @ dual, np.asarray(said.T @ dual),
            best_sharpness(held_out[measured], labels[measured]),
        )  # fmt: skip
        return self

    def predict(
        self,
        ids: Sequence[str],
        titles: Sequence[str],
        vectors: FloatArray,
        languages: Sequence[str] | None = None,
    ) -> Predictions:
        """Topics of n headlines; ``languages`` is not needed and changes nothing.

        Shape: vectors (n, d) float32, unit rows, from the encoder of ``fit``.

        Raises:
            ModelError: before ``fit``.
            ShapeError: ids, titles and vectors differ in number.
            EncoderMismatchError: vectors of another width than those of ``fit``.
        """
        fitted = self._known()
        if not len(ids) == len(titles) == len(vectors):
            raise ShapeError(
                f"expected one title and one vector an id, got {len(ids)} ids, {len(titles)} titles and "
                f"{len(vectors)} vectors; pass columns of one length."
            )
        probabilities = fitted.probabilities(titles, vectors).astype(np.float32)
        unsure = probabilities.max(axis=1) < ABSTAIN_BELOW
        return Predictions(tuple(ids), self.taxonomy.ids, probabilities, unsure, self.model_id)

    def _known(self) -> _Fitted:
        if self._fitted is None:
            raise ModelError(
                "the classifier has not learnt its topics yet; call fit(encode, encoder_id=…) first."
            )
        return self._fitted


# --- what was learnt -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Fitted:
    """Everything that ``predict`` needs."""

    encoder_id: str
    space: Space
    words: WordFeatures
    from_vector: Matrix  # (d, k)
    from_words: Matrix  # (m, k)
    sharpness: float

    def probabilities(self, titles: Sequence[str], vectors: FloatArray) -> Matrix:
        """Shape: (n, k) float64. Double precision, so that the batch's size can't show after rounding."""
        width = len(self.space.origin)
        if vectors.ndim != 2 or vectors.shape[1] != width:
            shape = "x".join(map(str, vectors.shape))
            raise EncoderMismatchError(
                expected=f"{self.encoder_id} (width {width})", got=f"vectors of {shape}"
            )
        placed = self.space.place(np.asarray(vectors, np.float64))
        said: Any = self.words.transform(titles)
        return softmax(self.sharpness * (placed @ self.from_vector + said @ self.from_words))


def _space_of(vectors: Matrix, phrases: Sequence[Phrase]) -> Space:
    """From the example headlines of each language, or from all texts where there are none."""
    taught = any(phrase.is_example for phrase in phrases)
    rows = [row for row, phrase in enumerate(phrases) if phrase.is_example or not taught]
    return Space.of(vectors[rows], [phrases[row].language for row in rows])


def _measurable(phrases: Sequence[Phrase]) -> npt.NDArray[np.bool_]:
    """Example headlines of topics with at least two: a topic's only example can't be held out."""
    count: dict[int, int] = {}
    for phrase in phrases:
        count[phrase.topic] = count.get(phrase.topic, 0) + phrase.is_example
    return np.array([phrase.is_example and count[phrase.topic] > 1 for phrase in phrases])
