"""How sharp probabilities stay when a model is moved: by what its scores do on headlines of known topics."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from topics.classify.topic_model import ANY_LANGUAGE, TopicModel
from topics.classify.trained import TrainedClassifier
from topics.training.calibrating import accepted_of, sharpest
from topics.training.labelled import Labelled

if TYPE_CHECKING:
    import numpy.typing as npt

    from topics.types import FloatArray

    Matrix = npt.NDArray[np.float64]

LEAST, MOST = 0.8, 1.25  # times the base's


def resharpened(
    base: TopicModel,
    model: TopicModel,
    known: Sequence[Labelled],
    encode: Callable[[Sequence[str]], FloatArray],
    corrections: Sequence[Labelled],
    before: Matrix,
    held_out: Matrix,
) -> dict[str, float]:
    """The base's sharpness, language by language, times what the best one has changed by.

    Both are measured on the same rows: known headlines, which either model has learnt, and corrections, of
    which ``before`` and ``held_out`` are the scores by models that have not. The base's own figure comes from
    headlines that it had not seen, which are not at hand any more; so only the change is measured, and more
    than a fifth of it is not believed: corrections are not what feeds bring.
    """
    rows = (*known, *corrections)
    titles = [row.title for row in known]
    vectors = encode(titles) if titles else np.zeros((0, len(base.space.origin)), np.float32)
    scores = [
        np.concatenate([TrainedClassifier(one).scores(titles, vectors), own])
        for one, own in ((base, before), (model, held_out))
    ]
    accepted = accepted_of(rows, base.topics)
    weights = np.array([row.weight for row in rows])
    languages = np.array([row.language for row in rows])
    found = {}
    for code, factor in base.sharpness.items():
        own = np.ones(len(rows), bool) if code == ANY_LANGUAGE else languages == code
        if own.any():
            old, new = (sharpest(one[own], accepted[own], weights[own]) for one in scores)
            factor *= min(max(new / old, LEAST), MOST)
        found[code] = round(float(factor), 4)
    return found
