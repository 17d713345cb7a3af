"""Headlines for tests, and what models could have said of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np

from topics.store.store import Store
from topics.text import content_hash, headline_id
from topics.types import Clustering, Correction, Headline, Predictions, Theme

START = datetime(2026, 3, 1, 8, tzinfo=UTC)
ENCODER = "small-encoder"
TOPICS = ("weather", "sport", "economy")

TITLES = (
    "أمطار قوية مرتقبة بالمغرب نهاية الأسبوع",
    "المنتخب المغربي يبدأ تحضيراته لكأس إفريقيا",
    "ارتفاع أسعار المحروقات للأسبوع الثالث",
    "الدارالبيضاء تحتضن معرض الكتاب في ماي",
    "La pluie revient sur le nord du royaume",
    "Le port de Tanger bat son record de conteneurs",
    "Les prix des légumes baissent avant l'été",
    "Fuel prices fall for a second week",
    "Schools in the Rif reopen after the snow",
    "الثلوج غلقات الطريق ديال إفران",
)


def told(title: str, *, source: str = "Al Manara", key: str | None = None, **over: Any) -> Headline:
    """A headline as a source gives it, ``days`` and ``hours`` after START; ``key`` is its guid, if any."""
    seen = START + timedelta(days=over.pop("days", 0), hours=over.pop("hours", 0))
    fields: dict[str, Any] = {
        "id": headline_id(source, key or title),
        "source": source,
        "title": title,
        "language": "ar",
        "fetched": seen,
        "published": seen,
        "content_hash": content_hash(title, (source,)),
    }
    return Headline(**(fields | over))


def fill(store: Store, titles: Sequence[str] = TITLES, **over: Any) -> list[Headline]:
    """Add one headline an hour, and give them back as they were added."""
    items = [told(title, hours=hour, **over) for hour, title in enumerate(titles)]
    store.headlines.add(items)
    return items


def unit_rows(n: int, dimension: int = 8, seed: int = 0) -> Any:
    """Shape: (n, dimension) float32 with unit rows."""
    rows = np.random.default_rng(seed).standard_normal((n, dimension))
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def embed(store: Store, items: Sequence[Headline], encoder_id: str = ENCODER) -> None:
    """Give headlines vectors."""
    store.vectors.put([item.content_hash for item in items], unit_rows(len(items)), encoder_id)


def predicted(
    ids: Sequence[str], best: Sequence[int], model_id: str = "first", topics: tuple[str, ...] = TOPICS
) -> Predictions:
    """Predictions that say ``topics[best]`` with probability 0.7."""
    probabilities = np.full((len(ids), len(topics)), 0.3 / (len(topics) - 1), np.float32)
    probabilities[np.arange(len(ids)), list(best)] = 0.7
    return Predictions(tuple(ids), topics, probabilities, np.zeros(len(ids), bool), model_id)


def said(title: str, topic: str, *, editor: str = "Salma", minutes: int = 0, **over: Any) -> Correction:
    """What an editor says of a headline, so many minutes after START."""
    created = START + timedelta(minutes=minutes)
    return Correction(title, over.pop("language", "ar"), topic, editor, created, **over)


def theme(id: str, run_id: str, *, name: str | None = None, size: int = 2) -> Theme:
    """A theme as a fit makes it."""
    return Theme(
        id=id,
        run_id=run_id,
        encoder_id=ENCODER,
        name=name or f"theme {id}",
        names={"ar": "أمطار الشمال", "fr": "pluies du nord"},
        keywords=("أمطار", "pluie"),
        centroid=unit_rows(1)[0],
        prototypes=unit_rows(3, seed=1),
        threshold=0.5,
        core=0.625,
        central={"ar": "a", "fr": "b"},
        broader="weather",
        examples=("a", "b"),
        size=size,
        first_seen=START,
        last_seen=START + timedelta(days=3),
    )


def clustering(ids: Sequence[str], labels: Sequence[int], run_id: str = "run-1") -> Clustering:
    """A grouping as a fit makes it."""
    return Clustering(
        ids=tuple(ids),
        labels=np.array(labels, np.int32),
        strengths=np.linspace(0.5, 1.0, len(ids), dtype=np.float32),
        encoder_id=ENCODER,
        run_id=run_id,
        since=START,
        parameters={"min_size": 3, "mean": [0.25, -0.5]},
    )


def save_themes(store: Store, items: Sequence[Headline], labels: Sequence[int], run_id: str) -> list[Theme]:
    """Store a run with one theme a label."""
    themes = [theme(id, run_id) for id in store.themes.next_ids(max(labels, default=-1) + 1)]
    run = clustering([item.id for item in items], labels, run_id)
    store.themes.save_run(run, themes, created=START + timedelta(days=5))
    return themes
