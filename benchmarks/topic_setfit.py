"""A SetFit-style head (Tunstall et al. 2022): the encoder's body is tuned on few headlines of each topic.

Pairs of headlines of one topic come close, in batches of different topics; then logistic regression on the
tuned body's vectors of all rows. As in the training of our adapters, low-rank updates are what is tuned.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.topic_lesson import Answer, Asked, Lesson, Way
from benchmarks.topic_rivals import answer_by_regression, regression_on
from topics.text import embedding_text
from topics.training.examples import Group, TrainingSet
from topics.training.material import Material
from topics.training.pairs import PairSet, pair_sets
from topics.training.recipe import Recipe

SHOTS = 16  # headlines of a topic, at most
PAIRS = SHOTS * (SHOTS - 1) // 2  # of a topic: each headline with each other one
STEPS = 120  # of the trainer, at most


def setfit(open_body: Callable[[], Any], *, seed: int = 0, steps: int = STEPS) -> Way:
    """The way that tunes a body; ``open_body`` gives a SentenceTransformer that may be changed."""

    def learn(lesson: Lesson) -> Answer:
        body = open_body()
        _tune(body, few_pairs(lesson.material, seed), seed, steps)
        model, sharpness = regression_on(_encode(body, lesson.titles), lesson)

        def answer(some: Asked) -> Any:
            tuned = replace(some, vectors=_encode(body, some.titles))
            return answer_by_regression(model, sharpness, lesson.material.topics, tuned)

        return answer

    return learn


def few_pairs(material: Material, seed: int) -> list[PairSet]:
    """Pairs of at most ``SHOTS`` headlines of each topic, drawn from those that count most."""
    rng = Random(seed)
    groups = []
    for topic in material.topics:
        rows = [row for row in material.rows if row.topic == topic]
        most = max(row.weight for row in rows)
        titles = sorted({row.title for row in rows if row.weight == most})
        groups.append(Group(topic, tuple(rng.sample(titles, min(SHOTS, len(titles))))))
    return pair_sets([TrainingSet("few", "topic", tuple(groups))], _recipe(seed))


def _recipe(seed: int) -> Recipe:
    return replace(Recipe(seed=seed), held_out=0.0, topic_draws=PAIRS)


def _tune(body: Any, pairs: list[PairSet], seed: int, steps: int) -> None:
    from topics.training.contrastive import train
    from topics.training.low_rank import add_low_rank

    recipe = _recipe(seed)
    body.max_seq_length = min(recipe.tokens, body.max_seq_length or recipe.tokens)
    add_low_rank(body, recipe.rank, seed)
    with TemporaryDirectory() as folder:
        train(body, pairs, recipe, Path(folder), checkpoint=None, after_step=lambda done, _: done >= steps)


def _encode(body: Any, titles: Any) -> Any:
    from topics.training.adaptation import encode_with

    return encode_with(body, [embedding_text(title) for title in titles])
