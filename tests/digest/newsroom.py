"""A day of a newsroom, as a briefing is made of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np

from topics.digest.building import Material
from topics.digest.moves import DAY, Past, past_of
from topics.taxonomy import load_taxonomy
from topics.text import content_hash, headline_id
from topics.types import Dimension, Headline, HeadlineRecord, Story, Theme

NOW = datetime(2026, 3, 25, 7, tzinfo=UTC)
SINCE = NOW - DAY
ZONE = "Africa/Casablanca"
OUTLETS = ("صدى الأطلس", "Rif Matin", "جريدة الضفة", "Casa Soir")


def record(
    title: str,
    *,
    number: int = 0,
    language: str = "ar",
    url: str | None = None,
    source: str = "",
    **known: Any,
) -> HeadlineRecord:
    """A headline of the day with what is known of it; those of a higher number appeared earlier."""
    outlet = source or OUTLETS[number % len(OUTLETS)]
    seen = NOW - timedelta(minutes=1 + number)
    hash = content_hash(title, (outlet,))
    headline = Headline(headline_id(outlet, title), outlet, title, language, seen, hash, url, seen)
    return HeadlineRecord(headline, **known)


def past(by_key: dict[str | None, int], *, days: int = 28, sources: Sequence[str] = OUTLETS) -> Past:
    """So many headlines of each key every day and outlet, for weeks."""
    rows = [
        (source, SINCE - DAY * day - timedelta(hours=1), () if key is None else (key,))
        for source in sources
        for day in range(days)
        for key, number in by_key.items()
        for _ in range(number)
    ]
    return past_of(rows, SINCE)


def sources_past(numbers: dict[str, int], days: int = 28) -> Past:
    """So many headlines of each outlet every day."""
    rows = [
        (source, SINCE - DAY * day - timedelta(hours=1), (source,))
        for source, number in numbers.items()
        for day in range(days)
        for _ in range(number)
    ]
    return past_of(rows, SINCE)


def story(id: str, titles: dict[str, str], **over: Any) -> Story:
    """A story whose first title is its main one."""
    title = next(iter(titles.values()))
    return replace(Story(id, title, titles, 3, OUTLETS[:2], tuple(titles), SINCE, NOW), **over)


def theme(id: str, names: dict[str, str], **over: Any) -> Theme:
    """A theme of the current run."""
    unit = np.eye(1, 4, dtype=np.float32)[0]
    name = next(iter(names.values()))
    made = Theme(id, "run-2", "e", name, names, ("أمطار", "سد"), unit, unit[None].copy(), 0.5, (), 5)
    return replace(made, **over)


def material(records: Sequence[HeadlineRecord] = (), **over: Any) -> Material:
    """What a briefing is made of; nothing of what is not given."""
    fields: dict[str, Any] = {
        "since": SINCE,
        "until": NOW,
        "timezone": ZONE,
        "stored": len(records),
        "records": records,
        "past": {},
        "taxonomy": load_taxonomy(),
    }
    return Material(**(fields | over))


def busy_day() -> Material:
    """Storms in a third of the day's headlines, hardly any sport, one outlet silent, one out of reach."""
    storm = [
        record(f"عاصفة قوية تضرب ميناء {place}", number=number, topic="weather", theme="T1", story="S1")
        for number, place in enumerate(("طنجة", "العرائش", "القنيطرة", "الناظور", "الحسيمة", "أصيلة"))
    ]
    storm += [
        record(
            f"La tempête ferme le port de {place}",
            number=number,
            language="fr",
            topic="weather",
            theme="T1",
            story="S1",
        )
        for number, place in enumerate(("Tanger", "Larache", "Nador"), start=6)
    ]
    rest = [
        record(f"أسعار {thing} مستقرة اليوم", number=number, topic="economy", theme="T2")
        for number, thing in enumerate(("الطماطم", "البصل", "الزيت", "السكر", "الدقيق", "السمك"), start=20)
    ]
    usual = {"economy": 3, "sport": 4, "weather": 0}
    return material(
        [*storm, *rest],
        past={
            Dimension.TOPIC: past({key: n for key, n in usual.items() if n}),
            Dimension.THEME: past({"T2": 3, "T3": 4}),
            Dimension.SOURCE: sources_past({**dict.fromkeys(OUTLETS, 4), "Radio Bled": 9}),
        },
        stories=[story("S1", {"ar": storm[0].headline.title, "fr": "La tempête ferme le port de Nador"})],
        themes=[
            theme("T1", {"ar": "عاصفة · ميناء", "fr": "tempête · port"}),
            theme("T3", {"ar": "مباراة", "fr": "match"}),
        ],
        new_themes={"T1"},
    )
