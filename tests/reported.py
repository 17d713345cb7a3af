"""Headlines that outlets reported day by day, filed under a topic."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import numpy as np

from topics.service import TopicsService
from topics.text import content_hash, headline_id
from topics.types import Headline, Predictions

NOW = datetime(2026, 5, 20, 9, 30, tzinfo=UTC)  # 10:30 in Casablanca
OUTLETS = ("صدى الأطلس", "Rif Matin", "Atlas Éco")


def fill(service: TopicsService, moments: list[datetime], topic: str) -> None:
    """A headline at each moment, in turn of each outlet."""
    tell(service, [(OUTLETS[number % len(OUTLETS)], seen) for number, seen in enumerate(moments)], topic)


def tell(service: TopicsService, told: list[tuple[str, datetime]], topic: str) -> None:
    """A headline of each outlet at its moment."""
    items = []
    for number, (outlet, seen) in enumerate(told):
        title = f"{topic} {number} {seen:%d %H:%M}"
        id = headline_id(outlet, title)
        items.append(Headline(id, outlet, title, "fr", seen, content_hash(title, ()), published=seen))
    service.store.headlines.add(items)
    n = len(items)
    filed = Predictions(
        tuple(one.id for one in items), (topic,), np.ones((n, 1), np.float32), np.zeros(n, bool), f"m-{topic}"
    )
    service.store.predictions.save(filed)


def daily(days: Iterable[int], each: int) -> list[datetime]:
    """Moments: so many of each of these days before ``NOW``."""
    return [NOW - timedelta(days=day, minutes=20 * n) for day in days for n in range(each)]
