"""The trained classifier: files headlines under topics, says how sure it is, and abstains when it should."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from topics.classify.calibration import softmax
from topics.classify.hashed_words import HashedWords
from topics.classify.likeness import Likeness, Weights
from topics.classify.topic_model import ANY_LANGUAGE, TopicModel
from topics.errors import EncoderMismatchError, ShapeError
from topics.types import Predictions

if TYPE_CHECKING:
    import numpy.typing as npt

    from topics.types import FloatArray

    Matrix = npt.NDArray[np.float64]


MANY = 64  # headlines from which on a second thread is worth its start


class TrainedClassifier:
    """Answers from a trained model. Same headline, same answer, whatever the batch."""

    def __init__(self, model: TopicModel) -> None:
        self.model = model
        self._words = HashedWords(model.rarity)
        self._likeness = Likeness(model.references.points, model.gamma)
        self._from_references = Weights.of(model.from_references)
        self._from_words = model.from_words.astype(np.float64)

    @property
    def model_id(self) -> str:
        """Names the weights and the encoder."""
        return f"topics-{self.model.digest}/{self.model.encoder_id}"

    def predict(
        self,
        ids: Sequence[str],
        titles: Sequence[str],
        vectors: FloatArray,
        languages: Sequence[str] | None = None,
    ) -> Predictions:
        """Topics of n headlines.

        Shape: vectors (n, d) float32, unit rows, from the model's encoder.

        Args:
            languages: decide how sharp probabilities are, never which topic is best.

        Raises:
            ShapeError: the columns differ in number.
            EncoderMismatchError: vectors of another width.
        """
        codes = [ANY_LANGUAGE] * len(ids) if languages is None else list(languages)
        if not len(ids) == len(titles) == len(vectors) == len(codes):
            raise ShapeError(
                f"expected one title, one vector and one language an id, got {len(ids)} ids, "
                f"{len(titles)} titles, {len(vectors)} vectors and {len(codes)} languages; "
                "pass columns of one length."
            )
        scores = self.scores(titles, vectors) * self._sharpness(codes)[:, None]
        probabilities = softmax(scores).astype(np.float32)
        unsure = probabilities.max(axis=1, initial=0.0) < self.model.abstain_below
        return Predictions(tuple(ids), self.model.topics, probabilities, unsure, self.model_id)

    def scores(self, titles: Sequence[str], vectors: FloatArray) -> Matrix:
        """What vectors and words say together, before calibration. Shape: (n, k) float64."""
        if len(titles) < MANY:
            return self.seen(self.placed(vectors)) + self._said(titles) + self.model.bias
        with ThreadPoolExecutor(1) as beside:  # matrices leave the interpreter to the words meanwhile
            seen = beside.submit(lambda: self.seen(self.placed(vectors)))
            said = self._said(titles)
            return seen.result() + said + self.model.bias

    def seen(self, placed: Matrix) -> Matrix:
        """What vectors in the model's space say alone. Shape: (n, d) → (n, k) float64."""
        return self._likeness.weighed(placed, self._from_references)

    def _said(self, titles: Sequence[str]) -> Matrix:
        words: Any = self._words.transform(titles)
        said: Matrix = words @ self._from_words
        return said

    def placed(self, vectors: FloatArray) -> Matrix:
        """Vectors in the model's space. Shape: (n, d) float64."""
        width = len(self.model.space.origin)
        if vectors.ndim != 2 or vectors.shape[1] != width:
            shape = "x".join(map(str, vectors.shape))
            raise EncoderMismatchError(
                expected=f"{self.model.encoder_id} (width {width})", got=f"vectors of {shape}"
            )
        # In one layout: sums over another would round differently.
        return self.model.space.place(np.ascontiguousarray(vectors, np.float64))

    @cached_property
    def references(self) -> FloatArray:
        """Vectors of the headlines learnt from, in the model's space. Shape: (r, d) float32, unit rows."""
        rows = self.model.references.points.rows
        lengths = np.linalg.norm(rows, axis=1, keepdims=True)
        found: FloatArray = np.divide(rows, lengths, out=np.zeros_like(rows), where=lengths > 0)
        return found

    def _sharpness(self, languages: Sequence[str]) -> Matrix:
        known = self.model.sharpness
        return np.array([known.get(code, known[ANY_LANGUAGE]) for code in languages], np.float64)
