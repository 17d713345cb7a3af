"""Two models that answer as a test wants them to."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from topics.training.comparing import Comparison, compare_predictions
from topics.training.labelled import Labelled, LabelledSet
from topics.types import Predictions

TOPICS = ("sport", "weather", "economy", "not_news")


def rows(
    each: int, *, languages: Sequence[str] = ("ar", "fr"), topics: Sequence[str] = TOPICS
) -> LabelledSet:
    """``each`` headlines of a topic, languages by turns."""
    made = [
        Labelled(f"{topic} {number}", languages[number % len(languages)], topic)
        for topic in topics
        for number in range(each)
    ]
    return LabelledSet("ours", tuple(made))


def predictions(gold: LabelledSet, right: Sequence[bool], sure: float = 0.9) -> Predictions:
    """The headline's own topic where ``right``, else the next one; ``sure`` is its probability."""
    probabilities = np.full((len(gold.rows), len(TOPICS)), (1 - sure) / (len(TOPICS) - 1), np.float32)
    for number, (row, is_right) in enumerate(zip(gold.rows, right, strict=True)):
        place = (TOPICS.index(row.topic) + (not is_right)) % len(TOPICS)
        probabilities[number, place] = sure
    ids = tuple(row.title for row in gold.rows)
    return Predictions(ids, TOPICS, probabilities, np.zeros(len(ids), np.bool_), "test")


def compared(
    gold: LabelledSet,
    before: Sequence[bool],
    after: Sequence[bool],
    *,
    sure: tuple[float, float] = (0.9, 0.9),
) -> Comparison:
    """Both on these rows."""
    found = compare_predictions(
        gold, predictions(gold, before, sure[0]), predictions(gold, after, sure[1]), resamples=200
    )
    assert found is not None
    return found
