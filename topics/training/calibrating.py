"""How sharp probabilities are, by language, and below which the model abstains."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from topics.classify.calibration import UNTRIED, softmax
from topics.classify.topic_model import ANY_LANGUAGE
from topics.training.labelled import Labelled
from topics.training.topic_recipe import TopicRecipe

if TYPE_CHECKING:
    import numpy.typing as npt

    Matrix = npt.NDArray[np.float64]
    Flags = npt.NDArray[np.bool_]

_SHARPNESS = np.geomspace(0.5, 60.0, 200)
DOUBTED = 100  # headlines that count as much as what is usual
STEP = 0.02  # in which an abstention threshold is looked for …
MOST_ABSTAINED = 0.9  # … up to here


@dataclass(frozen=True, slots=True)
class Calibration:
    """What held-out headlines say of a model's scores."""

    sharpness: dict[str, float]  # language -> factor on scores; "" for all others
    abstain_below: float
    figures: dict[str, Any]


def calibrate(
    scores: Matrix, rows: Sequence[Labelled], topics: Sequence[str], recipe: TopicRecipe
) -> Calibration:
    """From the scores of rows that the model did not see. Shape: scores (n, k)."""
    accepted = accepted_of(rows, topics)
    weights = np.array([row.weight for row in rows])
    languages = np.array([row.language for row in rows])
    sharpness = {ANY_LANGUAGE: recipe.sharpen * _best(scores, accepted, weights)}
    for language in sorted(set(languages)):
        own = languages == language
        if own.sum() >= recipe.least_measured:
            sharpness[language] = recipe.sharpen * _best(scores[own], accepted[own], weights[own])
    factors = np.array([sharpness.get(code, sharpness[ANY_LANGUAGE]) for code in languages])
    probabilities = softmax(scores * factors[:, None])
    right = accepted[np.arange(len(rows)), probabilities.argmax(axis=1)]
    figures = {"all": _summary(right, weights)} | {
        code: _summary(right[languages == code], weights[languages == code]) for code in sharpness if code
    }
    return Calibration(
        {code: round(value, 4) for code, value in sharpness.items()},
        _threshold(probabilities.max(axis=1), right, weights, recipe),
        figures,
    )


def accepted_of(rows: Sequence[Labelled], topics: Sequence[str]) -> Flags:
    """The topics that a desk would take for each row: first and second ones. Shape: (n, k)."""
    place = {topic: number for number, topic in enumerate(topics)}
    found = np.zeros((len(rows), len(topics)), bool)
    for number, row in enumerate(rows):
        found[number, [place[topic] for topic in (row.topic, *row.also) if topic in place]] = True
    return found


def sharpest(scores: Matrix, accepted: Flags, weights: Matrix) -> float:
    """The factor under which the topics that a desk would accept are most likely (Guo et al. 2017)."""

    def loss(factor: float) -> float:
        likely = (softmax(factor * scores) * accepted).sum(axis=1)
        return float(-(weights * np.log(likely + 1e-12)).sum() / weights.sum())

    return float(_SHARPNESS[int(np.argmin([loss(factor) for factor in _SHARPNESS]))])


def _best(scores: Matrix, accepted: Flags, weights: Matrix) -> float:
    """The same, held near what is usual."""
    found = sharpest(scores, accepted, weights)
    # Few headlines that are all filed rightly would make everything certain: they only lean towards it.
    share = len(scores) / (len(scores) + DOUBTED)
    return float(np.exp(share * np.log(found) + (1 - share) * np.log(UNTRIED)))


def _threshold(confidence: Matrix, right: Flags, weights: Matrix, recipe: TopicRecipe) -> float:
    """The lowest probability from which on answers are right as often as wanted."""
    for least in np.arange(recipe.least_sure, MOST_ABSTAINED, STEP):
        kept = confidence >= least
        if kept.any() and np.average(right[kept], weights=weights[kept]) >= recipe.wanted_accuracy:
            return round(float(least), 2)
    return MOST_ABSTAINED


def _summary(right: Flags, weights: Matrix) -> dict[str, Any]:
    return {"headlines": len(right), "accepted": round(float(np.average(right, weights=weights)), 4)}
