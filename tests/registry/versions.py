"""Versions that are made in a moment: random weights over real words, nothing learnt."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from tests.classify.models import TITLES, TOPICS, small_model, unit_rows
from topics.classify.topic_model import TopicModel, read_topic_model, write_topic_model
from topics.classify.trained import TrainedClassifier
from topics.registry.draft import Draft
from topics.registry.registry import Registry
from topics.registry.version import Version
from topics.service import TOPIC_MODEL
from topics.shipped import shipped_models

NOW = datetime(2026, 3, 1, 3, tzinfo=UTC)
ENCODER = "fake"  # of small models
NEWS = tuple(topic for topic in TOPICS if topic != "not_news")


def builder(
    number: int = 0, files: dict[str, bytes] | None = None, **changes: Any
) -> Callable[[Path], Draft]:
    """Writes the model of that number, and a card; each number's answers are others."""

    def build(folder: Path) -> Draft:
        bias = np.array([0.1 * number, 0.0, -0.1], np.float32)
        write_topic_model(small_model(bias=bias, **changes), folder)
        for name, content in {"README.md": b"# A model\n", **(files or {})}.items():
            (folder / name).write_bytes(content)
        accepted = {"value": 0.8 + number / 100, "low": 0.7, "high": 0.9}
        return Draft(
            taxonomy_hash="t" * 16,
            data_hash=f"data-{number}",
            config={"penalty": 1.0, "number": number},
            metrics={"frozen": {"overall": {"accepted": accepted}, "languages": {"ar": {"accepted": 0.9}}}},
        )

    return build


def stored(registry: Registry, number: int = 0, *, now: datetime = NOW, **changes: Any) -> Version:
    """The version of a number, the candidate from now on."""
    return registry.store(builder(number, **changes), now=now)


def fitting(number: int) -> Callable[[Path], Draft]:
    """Writes the shipped model with answers of its own: it is of this newsroom's topics and encoder."""

    def build(folder: Path) -> Draft:
        model = read_topic_model(shipped_models() / TOPIC_MODEL)
        write_topic_model(replace(model, bias=model.bias + np.float32(number / 1000)), folder)
        return Draft(taxonomy_hash="t" * 16, data_hash=f"data-{number}", config={}, metrics={})

    return build


def shipped_in(folder: Path) -> Path:
    """A model as it comes with a package."""
    write_topic_model(small_model(), folder)
    return folder


def open_registry(folder: Path, **changes: Any) -> Registry:
    """A registry beside a small shipped model, as an installation with its encoder and topics has it."""
    shipped = folder / "shipped"
    if not shipped.exists():
        shipped_in(shipped)
    return Registry(
        folder / "models", **{"shipped": shipped, "topics": NEWS, "encoder_id": ENCODER, **changes}
    )


def answers(model: TopicModel) -> str:
    """A hash of everything that a model says of some headlines, to the last bit."""
    return answers_by(TrainedClassifier(model))


def answers_by(classifier: TrainedClassifier) -> str:
    """The same of a classifier: one call."""
    said = classifier.predict(TITLES, TITLES, unit_rows(len(TITLES), seed=5))
    return hashlib.sha256(said.probabilities.tobytes() + said.abstained.tobytes()).hexdigest()
