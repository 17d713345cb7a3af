"""Two periods of a made-up newsroom: five weeks of steady news, the last of which a test may change."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np

from topics.training.incoming import Incoming

FIRST = date(2026, 1, 5)
DAYS, NOW = 35, 7
TOPICS = ("sport", "politics", "economy", "culture")
SHARES = (0.4, 0.3, 0.2, 0.1)
OUTLETS = ("صدى الأطلس", "Rif Matin", "جريدة الضفة")


@dataclass
class Row:
    """One headline."""

    day: int
    topic: str | None
    source: str
    group: str
    language: str = "ar"
    abstained: bool = False
    corrected: bool = False
    vector: np.ndarray = field(default_factory=lambda: np.zeros(8))


def steady(seed: int, per_day: int = 20) -> list[Row]:
    """Five weeks of which each day is drawn from the same mix; a topic is a direction."""
    rng, rows = np.random.default_rng(seed), []
    for day in range(DAYS):
        for number in range(per_day):
            place = int(rng.choice(len(TOPICS), p=SHARES))
            vector = rng.normal(size=8)
            vector[place] += 3.0
            outlet = OUTLETS[int(rng.integers(len(OUTLETS)))]
            row = Row(day, TOPICS[place], outlet, f"{day} {number}", "ar" if rng.random() < 0.8 else "fr")
            row.vector, row.abstained, row.corrected = vector, rng.random() < 0.1, rng.random() < 0.05
            rows.append(row)
    return rows


def changed(rows: list[Row], change: Callable[[Row, np.random.Generator], None], seed: int = 0) -> list[Row]:
    """The rows of the last week are handed to ``change``."""
    rng = np.random.default_rng(seed)
    for row in rows:
        if row.day >= DAYS - NOW:
            change(row, rng)
    return rows


def incoming(rows: list[Row], *, vectors: bool = True) -> Incoming:
    """As columns."""
    placed = np.arange(len(rows) if vectors else 0, dtype=np.int32)
    matrix = np.array([rows[row].vector for row in placed]).reshape(len(placed), 8)
    if vectors:
        matrix /= np.linalg.norm(matrix, axis=1, keepdims=True)
    return Incoming(
        np.array([row.day >= DAYS - NOW for row in rows], bool),
        [FIRST + timedelta(days=row.day) for row in rows],
        [row.group for row in rows],
        [row.source for row in rows],
        [row.language for row in rows],
        [row.topic for row in rows],
        np.array([row.abstained for row in rows], bool),
        np.array([row.corrected for row in rows], bool),
        matrix.astype(np.float32),
        placed,
    )
