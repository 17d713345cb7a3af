"""A topic model that is made in a moment: random weights over real words, nothing learnt."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from topics.classify.hashed_words import WIDTH, HashedWords, keys_of
from topics.classify.likeness import Points, steps_for
from topics.classify.space import Space
from topics.classify.topic_model import References, TopicModel

DIMENSION = 16
TOPICS = ("sport", "weather", "not_news")
TITLES = (
    "الرجاء يفوز على ضيفه بهدفين نظيفين",
    "أمطار رعدية مرتقبة بمرتفعات الأطلس",
    "الكورة: الفرقة ديالنا ربحات الماتش",
    "La Bourse termine la semaine dans le vert",
    "Dam fills up after a week of rain",
)


def unit_rows(count: int, *, seed: int = 0, dimension: int = DIMENSION) -> np.ndarray:
    """Shape: (count, dimension) float32."""
    rows = np.random.default_rng(seed).normal(size=(count, dimension))
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def points(count: int, *, dimension: int, seed: int = 9) -> Points:
    """Points in any direction."""
    rows = unit_rows(count, seed=seed, dimension=dimension).astype(np.float64)
    return Points.of(rows, steps_for(rows))


def small_model(**changes: Any) -> TopicModel:
    """Three topics, sixteen numbers in a vector, five headlines that it is said to have learnt from."""
    rng = np.random.default_rng(1)
    count = len(TITLES)
    model = TopicModel(
        topics=TOPICS,
        encoder_id="fake",
        space=Space.of(unit_rows(count).astype(np.float64), ["ar", "ar", "ary", "fr", "en"]),
        rarity=HashedWords.learn_keys(keys_of(TITLES)).rarity,
        gamma=3.0,
        from_references=rng.normal(size=(count, len(TOPICS))).astype(np.float16).astype(np.float32),
        from_words=rng.normal(size=(WIDTH, len(TOPICS))).astype(np.float16).astype(np.float32),
        bias=np.array([0.1, 0.0, -0.1], np.float32),
        sharpness={"": 2.0, "ar": 3.0, "ary": 1.0},
        abstain_below=0.5,
        references=References(
            points=points(count, dimension=DIMENSION),
            topics=np.array([0, 1, 0, 2, 1], np.uint8),
            hashes=rng.integers(0, 2**63, count).astype(np.uint64),
            sets=np.array([0, 0, 1, 0, 1], np.uint8),
        ),
        sets=("authored", "desk"),
        about={"recipe": {"seed": 0}},
    )
    return replace(model, **changes)


def without_references(model: TopicModel) -> TopicModel:
    """The same, as if it had learnt from nothing."""
    named = model.references
    none = References(
        replace(named.points, marks=named.points.marks[:0]),
        named.topics[:0], named.hashes[:0], named.sets[:0],
    )  # fmt: skip
    return replace(model, references=none, from_references=model.from_references[:0])
