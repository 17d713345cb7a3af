"""Headlines of a small newsroom, with topics and one theme."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import numpy as np

from topics.store.store import Store
from topics.text import content_hash, headline_id
from topics.types import Clustering, Headline, Predictions, Theme

OUTLET = "صدى الأطلس"


def headline(number: int, seen: datetime) -> Headline:
    """One of many: the number makes it another one."""
    title = f"Ferry line {number} opens for the summer"
    hash = content_hash(title, (OUTLET,))
    return Headline(headline_id(OUTLET, title), OUTLET, title, "en", seen, hash, published=seen)


def fill(store: Store, moments: Sequence[datetime], topic: str = "sport") -> list[Headline]:
    """A headline of this topic at each moment, all of them in the theme T1."""
    items = [headline(number, seen) for number, seen in enumerate(moments)]
    store.headlines.add(items)
    ids = tuple(item.id for item in items)
    n = len(ids)
    store.predictions.save(
        Predictions(ids, (topic,), np.ones((n, 1), np.float32), np.zeros(n, bool), "a-model")
    )
    unit = np.eye(1, 8, dtype=np.float32)[0]
    run = Clustering(ids, np.zeros(n, np.int32), np.ones(n, np.float32), "an-encoder", "run-1")
    names = {"en": "ferries"}
    theme = Theme(
        "T1", "run-1", "an-encoder", "ferries", names, ("ferry",), unit, unit[None], 0.5, ids[:1], n
    )
    store.themes.save_run(run, [theme], created=max(moments))
    return items
