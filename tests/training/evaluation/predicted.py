"""Gold and predictions out of short lists."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from topics.training.labelled import Labelled
from topics.types import Predictions


def gold(
    topics: Sequence[str], *, also: Sequence[tuple[str, ...]] = (), language: str = "fr"
) -> list[Labelled]:
    """One headline a topic."""
    seconds = list(also) or [()] * len(topics)
    return [
        Labelled(f"Titre {row}", language, topic, second)
        for row, (topic, second) in enumerate(zip(topics, seconds, strict=True))
    ]


def predictions(
    rows: Sequence[Sequence[float]], topics: Sequence[str], abstained: Sequence[bool] | None = None
) -> Predictions:
    """A model's answers with these probabilities."""
    return Predictions(
        ids=tuple(map(str, range(len(rows)))),
        topics=tuple(topics),
        probabilities=np.array(rows, np.float32).reshape(len(rows), len(topics)),
        abstained=np.array(abstained or [False] * len(rows), np.bool_),
        model_id="tested",
    )


def random_case(n: int, seed: int, *, digits: int | None = None) -> tuple[list[Labelled], Predictions]:
    """Headlines in three languages, with second topics, rows to leave out, a model that is often right."""
    random = np.random.default_rng(seed)
    topics = ["sport", "economy", "politics", "health", "weather", "not_news"]
    rows = []
    for row in range(n):
        topic = topics[random.integers(len(topics))] if random.random() < 0.97 else "unclear"
        also = ("economy",) if random.random() < 0.2 else ()
        rows.append(Labelled(f"Titre {row}", ["ar", "fr", "en"][random.integers(3)], topic, also))
    scores = random.gamma(0.4, size=(n, len(topics)))
    for row, one in enumerate(rows):
        if one.topic in topics and random.random() < 0.7:
            scores[row, topics.index(one.topic)] += 1.0
    probabilities = scores / scores.sum(axis=1, keepdims=True)
    if digits is not None:
        probabilities = probabilities.round(digits)
    return rows, predictions(probabilities.tolist(), topics, (random.random(n) < 0.1).tolist())
