"""Models of a newsroom's topics that answer differently, each once the champion."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np

from tests.classify.models import points, small_model, unit_rows
from tests.fakes import HashingEncoder
from tests.jobs.newsroom import NOW
from topics.classify.hashed_words import WIDTH
from topics.classify.space import Space
from topics.classify.topic_model import TopicModel, write_topic_model
from topics.registry.draft import Draft
from topics.service import TopicsService, registry_of

ENCODER = HashingEncoder()


def model_of(topics: tuple[str, ...], number: int) -> TopicModel:
    """A model of a newsroom's topics for its encoder; each number's answers are others."""
    rng = np.random.default_rng(number)
    rows = unit_rows(5, dimension=ENCODER.dimension)
    base = small_model()
    every = (*topics, "not_news")
    return replace(
        base,
        topics=every,
        encoder_id=ENCODER.encoder_id,
        space=Space.of(rows.astype(np.float64), ["ar", "ar", "ary", "fr", "en"]),
        from_references=rng.normal(size=(5, len(every))).astype(np.float16).astype(np.float32),
        from_words=rng.normal(size=(WIDTH, len(every))).astype(np.float16).astype(np.float32),
        bias=np.zeros(len(every), np.float32),
        references=replace(
            base.references, points=points(5, dimension=ENCODER.dimension), topics=np.zeros(5, np.uint8)
        ),
    )


def promoted(service: TopicsService, number: int) -> str:
    """The name of a new champion."""
    registry = registry_of(service.settings)

    def build(folder: Path) -> Draft:
        write_topic_model(model_of(service.taxonomy.ids, number), folder)
        return Draft(taxonomy_hash=service.taxonomy.digest, data_hash=str(number))

    return registry.promote(registry.store(build, now=NOW).name, "desk", now=NOW).name
