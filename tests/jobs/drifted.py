"""Six weeks of a newsroom, of which the last one may be of other news: stored, filed, embedded, grouped."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np

from topics.service import TopicsService
from topics.store.story_rows import Placed
from topics.text import content_hash, embedding_text, headline_id
from topics.types import Correction, Headline, Predictions

FIRST = datetime(2026, 1, 5, tzinfo=UTC)
DAYS, WEEK, PER_DAY = 42, 7, 12
NOW = FIRST + timedelta(days=DAYS)
TOPICS = ("sport", "weather", "economy")
OUTLETS = ("صدى الأطلس", "Rif Matin", "جريدة الضفة")
WORDS = {
    "sport": "مباراة هدف فريق مدرب ملعب كأس دوري لاعب حكم جمهور",
    "weather": "أمطار عاصفة ثلوج رياح حرارة سحب ضباب رعد برد موجة",
    "economy": "أسعار سوق بنك ميزانية تصدير تجارة أجور ضريبة قرض سندات",
}
PHONES = "phone laptop chip battery screen camera software update browser robot"
MODEL = "by hand"


def told(title: str, number: int, seen: datetime, language: str = "ar") -> Headline:
    outlet = OUTLETS[number % len(OUTLETS)]
    return Headline(
        id=headline_id(outlet, f"{number} {title}"),
        source=outlet,
        title=title,
        language=language,
        fetched=seen,
        content_hash=content_hash(title, (outlet,)),
        published=seen,
    )


def titles(words: str, number: int) -> str:
    """Four words and a number: each is another headline."""
    some = np.random.default_rng(number).choice(words.split(), 4, replace=False)
    return " ".join(some) + f" {number}"


def fill(service: TopicsService, *, phones: bool = False, burst: bool = False) -> list[Headline]:
    """Steady news; ``phones``: English ones for a week; ``burst``: one event told 100 times on three days."""
    rng, items, topics = np.random.default_rng(2), [], []
    for number in range(DAYS * PER_DAY):
        seen = FIRST + timedelta(hours=number * 24 / PER_DAY)
        last = seen >= NOW - timedelta(days=WEEK)
        topic = TOPICS[int(rng.choice(3, p=[0.5, 0.3, 0.2]))]
        words, language = (PHONES, "en") if phones and last else (WORDS[topic], "ar")
        items.append(told(titles(words, number), number, seen, language))
        topics.append(topic)
    if burst:
        for number in range(100):
            seen = NOW - timedelta(hours=96 - number / 2)
            items.append(told(f"حريق كبير في الميناء {number}", 10_000 + number, seen))
            topics.append("economy")
    keep(service, items, topics)
    service.store.stories.save(Placed({one.id: "S1" for one in items[DAYS * PER_DAY :]}, {}), created=NOW)
    return items


def keep(service: TopicsService, items: list[Headline], topics: list[str]) -> None:
    """Store, file and embed."""
    service.store.headlines.add(items)
    chances = np.array([[name == topic for name in TOPICS] for topic in topics], np.float32)
    ids = tuple(item.id for item in items)
    service.store.predictions.save(Predictions(ids, TOPICS, chances, np.zeros(len(ids), bool), MODEL))
    vectors = service.encoder.encode([embedding_text(item.title) for item in items])
    service.store.vectors.put([item.content_hash for item in items], vectors, service.encoder.encoder_id)


def said(item: Headline, topic: str, *, was: str) -> Correction:
    """What an editor says of one of them."""
    return Correction(item.title, "ar", topic, "amina", NOW, was=was, headline_id=item.id)
