"""Invented events: headlines of several outlets and languages, near one point an event."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from itertools import combinations

import numpy as np

from tests.cluster.news import unit
from topics.cluster.story_stream import Told

DAY = datetime(2026, 3, 10, tzinfo=UTC)
HOUR = timedelta(hours=1)
OUTLETS = ("Rif Matin", "صدى الأطلس", "Casa Soir", "جريدة الضفة", "Atlantic Post")
TONGUES = ("ar", "fr", "ar", "ary", "en")


def vectors_of(
    events: Sequence[int], *, width: int = 96, seed: int = 3, common: float = 1.5, noise: float = 0.2
) -> np.ndarray:
    """Rows near one point an event; −1 = anywhere. All share a direction, as an encoder's do."""
    random = np.random.default_rng(seed)
    points = unit(random.normal(size=(max(events) + 2, width)))
    shared = common * unit(random.normal(size=(1, width)))[0]
    rows = [
        (points[event] if event >= 0 else unit(random.normal(size=(1, width)))[0])
        + noise * random.normal(size=width) / np.sqrt(width)
        for event in events
    ]
    return unit(np.array(rows) + shared)


def word(number: int) -> str:
    """A word of its own for each number."""
    return "".join("بجدزحطكلمن"[int(digit)] for digit in str(104_729 * (number + 11)))


def titles_of(events: Sequence[int]) -> list[str]:
    """Headlines of one event share two words, others none."""
    return [
        f"{word(event)} {word(event + 500)} {word(number + 1000)}"
        if event >= 0
        else f"{word(number + 2000)} {word(number + 3000)}"
        for number, event in enumerate(events)
    ]


def newsflow(
    days: int, *, each_day: int = 12, lone: int = 24, seed: int = 0, noise: float = 0.2
) -> list[Told]:
    """A stream by time: so many events begin each day and are told for up to 30 hours; others once.

    The id of a headline begins with its event: "e12-301", or "alone-302".
    """
    random = np.random.default_rng(seed)
    times: list[tuple[float, int]] = []
    for event in range(days * each_day):
        start = random.uniform(0, 24 * days)
        times += [(start + after, event) for after in random.uniform(0, 30, size=random.integers(2, 8))]
    times += [(hour, -1) for hour in random.uniform(0, 24 * days, size=days * lone)]
    times.sort()
    events = [event for _, event in times]
    titles, vectors = titles_of(events), vectors_of(events, seed=seed, common=0, width=384, noise=noise)
    return [
        Told(
            id=f"{f'e{event}' if event >= 0 else 'alone'}-{row}",
            title=titles[row],
            language=TONGUES[row % len(TONGUES)],
            vector=vectors[row],
            seen=DAY + hour * HOUR,
            outlet=OUTLETS[row % len(OUTLETS)],
        )
        for row, (hour, event) in enumerate(times)
    ]


def pairs_of(groups: Iterable[Iterable[str]]) -> set[tuple[str, str]]:
    """Every two headlines that are told as one event."""
    return {pair for group in groups for pair in combinations(sorted(group), 2)}
