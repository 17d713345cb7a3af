"""A newsroom whose headlines are classified and embedded, so that there is a queue; and who looks at it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import numpy as np
import pytest
from streamlit import config

from dashboard import data
from tests.dashboard.conftest import Clock
from tests.fakes import HashingEncoder
from topics.store.store import Store
from topics.text import content_hash, headline_id
from topics.types import Headline, Predictions

OUTLET = "صدى الأطلس"
HOSTILE = "<script>alert('x')</script> **bold** [a](javascript:alert(1)) opens the ferry line"
HUGE = "سطر " * 240 + "end"
TITLES = ("Ferry line opens", HOSTILE, HUGE, "العبارة تبدأ رحلات الصيف", "Le port ferme", "Wheat price falls")
TOPICS = ("sport", "economy", "weather")


def fill_desk(store: Store, clock: Clock, titles: tuple[str, ...] = TITLES) -> list[Headline]:
    """Headlines of which a model is unsure, with vectors of the tests' encoder."""
    encoder = HashingEncoder()
    items = [
        Headline(
            headline_id(OUTLET, title),
            OUTLET,
            title,
            "en",
            clock.now,
            content_hash(title, (OUTLET,)),
            published=clock.now - timedelta(hours=number),
        )
        for number, title in enumerate(titles)
    ]
    store.headlines.add(items)
    ids = tuple(item.id for item in items)
    shares = np.tile(np.array([0.4, 0.35, 0.25], np.float32), (len(ids), 1))
    store.predictions.save(Predictions(ids, TOPICS, shares, np.zeros(len(ids), bool), "a-model"))
    hashes = tuple(item.content_hash for item in items)
    store.vectors.put(hashes, encoder.encode(list(titles)), encoder.encoder_id)
    return items


@pytest.fixture
def at_home(store: Store, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    """Somebody at this machine, over the tests' encoder; a call says which address the dashboard has."""
    monkeypatch.setenv("TOPICS_EDITOR", "Salma")
    before = config.get_option("server.address")
    data.service().__dict__["encoder"] = HashingEncoder()

    def listen(address: str) -> None:
        config.set_option("server.address", address)

    listen("127.0.0.1")
    yield listen
    config.set_option("server.address", before)
