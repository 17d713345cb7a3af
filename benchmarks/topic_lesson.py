"""What every way of filing headlines is given: the same rows to learn from, the same headlines to file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from topics.language import identify_language
from topics.taxonomy import Taxonomy
from topics.text import strip_outlet_suffix
from topics.training.material import Material
from topics.training.topic_recipe import TopicRecipe
from topics.types import Predictions

if TYPE_CHECKING:
    from topics.types import FloatArray

    Encode = Callable[[Sequence[str]], FloatArray]


@dataclass(frozen=True, slots=True, eq=False)
class Lesson:
    """What there is to learn from."""

    material: Material
    taxonomy: Taxonomy
    encode: Encode  # (n, d) float32 unit rows
    encoder_id: str
    recipe: TopicRecipe

    @property
    def titles(self) -> list[str]:
        """The titles of the material's rows."""
        return [row.title for row in self.material.rows]


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """n headlines to file. Shape: vectors (n, d) float32, unit rows."""

    titles: tuple[str, ...]
    languages: tuple[str, ...]
    vectors: FloatArray

    @property
    def ids(self) -> tuple[str, ...]:
        """Places as ids."""
        return tuple(map(str, range(len(self.titles))))


Answer = Callable[[Asked], Predictions]
Way = Callable[[Lesson], Answer]


def asked(titles: Sequence[str], encode: Encode) -> Asked:
    """Headlines as the product files them: by what they say alone, without the name of an outlet."""
    plain = tuple(map(strip_outlet_suffix, titles))
    return Asked(plain, tuple(map(identify_language, plain)), encode(titles))


class EachOnce:
    """An encoder that encodes a title once, however often it is asked for."""

    def __init__(self, encode: Encode) -> None:
        self._encode = encode
        self._known: dict[str, FloatArray] = {}

    def __call__(self, titles: Sequence[str]) -> FloatArray:
        """Shape: (n, d) float32, unit rows; n ≥ 1."""
        missing = [title for title in dict.fromkeys(titles) if title not in self._known]
        if missing:
            self._known.update(zip(missing, self._encode(missing), strict=True))
        return np.stack([self._known[title] for title in titles])


def among(predictions: Predictions, topics: Sequence[str]) -> Predictions:
    """The same answers where only these topics are possible; each must be one of the model's."""
    columns = [predictions.topics.index(topic) for topic in topics]
    kept = predictions.probabilities[:, columns].astype(np.float64) + 1e-12  # all zero: all equally likely
    shares = (kept / kept.sum(axis=1, keepdims=True)).astype(np.float32)
    return Predictions(
        predictions.ids, tuple(topics), shares, predictions.abstained.copy(), predictions.model_id
    )


def joined(parts: Sequence[Predictions]) -> Predictions:
    """Answers of several models over the same topics, one after the other."""
    ids = tuple(str(number) for number in range(sum(map(len, parts))))
    return Predictions(
        ids,
        parts[0].topics,
        np.concatenate([part.probabilities for part in parts]),
        np.concatenate([part.abstained for part in parts]),
        parts[0].model_id,
    )
