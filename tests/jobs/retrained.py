"""A newsroom whose topics can be retrained in a second: a small champion, and editors who correct it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from tests.fakes import HashingEncoder
from tests.jobs.newsroom import NOW
from topics.classify.topic_model import write_topic_model
from topics.retrain_job import retrain
from topics.retrain_parts import Parts, Wish
from topics.service import TopicsService
from topics.text import embedding_text
from topics.training.freezing import is_kept_back
from topics.training.labelled import Labelled
from topics.training.material import Material, taxonomy_set
from topics.training.retraining import Retraining
from topics.training.topic_recipe import TopicRecipe
from topics.training.topic_training import train_topics
from topics.types import Correction

TEXT = {
    "sport": "match goal team coach stadium cup league player referee fans",
    "weather": "rain storm snow wind heat cloud forecast frost fog thunder",
    "economy": "price market bank budget export trade wage tax loan bond",
}
NEW = {topic: [f"{topic}word{n}" for n in range(8)] for topic in TEXT}  # that the champion has never read
TAXONOMY = "".join(
    f'[[topic]]\nid = "{topic}"\nexamples.en = ["{words}", "{" ".join(reversed(words.split()))}"]\n'
    for topic, words in TEXT.items()
)


def title(topic: str, number: int, vocabulary: Any = None) -> str:
    """A headline of a topic; each number is another one."""
    words = vocabulary or TEXT[topic].split()
    some = np.random.default_rng(number).choice(words, 4, replace=False)
    return " ".join(some) + f" x{number} y{number} z{number}"


def champion(folder: Path, taxonomy: Any) -> None:
    """Train the model that is shipped, so to say."""
    rows = [Labelled(title(topic, n), "en", topic) for topic in TEXT for n in range(40)]
    rows += taxonomy_set(taxonomy, 3.0).rows
    sets = ("desk",) * 120 + ("taxonomy",) * (len(rows) - 120)
    model, _ = train_topics(
        Material(tuple(rows), sets, tuple(TEXT)),
        lambda titles: HashingEncoder().encode([embedding_text(one) for one in titles]),
        encoder_id="hashing-1",
        recipe=TopicRecipe(),
    )
    write_topic_model(model, folder)


def corrections(count: int, *, topics: Sequence[str] = tuple(TEXT), new: bool = True) -> list[Correction]:
    """What editors say of headlines of words that the champion has never read."""
    return [
        Correction(
            title(topic, 1000 + n, NEW[topic] if new else None),
            "en",
            topic,
            "amina",
            NOW + timedelta(minutes=n),
        )
        for n in range(count)
        for topic in [topics[n % len(topics)]]
    ]


def kept_back(said: Sequence[Correction]) -> int:
    """How many of them only measure."""
    return sum(is_kept_back(one.title) for one in said)


def retrained(service: TopicsService, shipped: Path, *, now: datetime = NOW, **wish: Any) -> Retraining:
    """One night."""
    from topics.lock import held
    from topics.registry.draft import Draft
    from topics.registry.registry import Registry

    registry = Registry(service.settings.models, shipped=shipped)
    parts = Parts(registry, service.store.corrections, partial(held, stale_after=timedelta(hours=1)), Draft)
    return retrain(service, parts, Wish(**wish), now=now, who="cron")
