"""The review desk: words of editors are logged under their names, seen by all, and taken back one by one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from tests.fakes import HashingEncoder
from topics import desk
from topics.errors import UsageError
from topics.service import TopicsService, open_service
from topics.settings import Settings
from topics.text import content_hash, headline_id
from topics.types import NOT_NEWS, TAKEN_BACK, Headline, HeadlineRecord, Predictions

NOW = datetime(2026, 5, 20, 9, tzinfo=UTC)
OUTLET = "صدى الأطلس"
TITLES = ("العبارة تبدأ رحلات الصيف", "Le port ferme pour travaux", "Wheat price falls again")
TOPICS = ("sport", "economy", "weather")


def headline(number: int) -> Headline:
    title = TITLES[number]
    hash = content_hash(title, (OUTLET,))
    seen = NOW - timedelta(hours=number)
    return Headline(headline_id(OUTLET, title), OUTLET, title, "und", NOW, hash, published=seen)


@pytest.fixture
def service(tmp_path: Path) -> Iterator[TopicsService]:
    """Three headlines of which a model is unsure."""
    with open_service(Settings(db=str(tmp_path / "topics.db"), cache_dir=tmp_path / "cache")) as one:
        one.encoder = HashingEncoder()
        items = [headline(number) for number in range(len(TITLES))]
        one.store.headlines.add(items)
        shares = np.tile(np.array([0.4, 0.35, 0.25], np.float32), (len(items), 1))
        ids = tuple(item.id for item in items)
        one.store.predictions.save(Predictions(ids, TOPICS, shares, np.zeros(len(items), bool), "a-model"))
        hashes = tuple(item.content_hash for item in items)
        one.store.vectors.put(hashes, one.encoder.encode(list(TITLES)), one.encoder.encoder_id)
        yield one


def said(service: TopicsService) -> list[tuple[str, str]]:
    """The log as (editor, topic), the newest first."""
    return [(one.editor, one.topic) for one in desk.desk(service).lately]


def test_the_queue_is_as_long_as_asked_and_the_same_again(service: TopicsService) -> None:
    assert len(desk.queue(service)) == len(TITLES)
    assert len(desk.queue(service, limit=2)) == 2
    assert desk.queue(service) == desk.queue(service)


def test_a_word_is_logged_and_files_the_headline_at_once(service: TopicsService) -> None:
    id = headline(0).id
    made = desk.file_under(service, id, "weather", editor="Salma", now=NOW)
    assert made is not None
    assert (made.headline_id, made.was, made.topic, made.editor, made.created) == (
        id, "sport", "weather", "Salma", NOW,
    )  # fmt: skip
    record = desk.as_it_stands(service, id)
    assert record is not None
    assert (record.topic, record.corrected) == ("weather", "weather")
    assert said(service) == [("Salma", "weather")]
    assert id not in {one.record.headline.id for one in desk.queue(service)}


def test_the_same_word_again_adds_nothing(service: TopicsService) -> None:
    id = headline(0).id
    desk.file_under(service, id, "weather", editor="Salma", now=NOW)
    assert desk.file_under(service, id, "weather", editor="Salma", now=NOW) is None
    assert desk.desk(service).said == 1


def test_taking_back_leaves_what_others_said(service: TopicsService) -> None:
    id = headline(1).id
    desk.file_under(service, id, "economy", editor="Omar", now=NOW)
    desk.file_under(service, id, "weather", editor="Salma", now=NOW + timedelta(minutes=1))
    (conflict,) = desk.desk(service).conflicts
    assert [(one.editor, one.topic) for one in conflict] == [("Omar", "economy"), ("Salma", "weather")]
    desk.take_back(service, id, editor="Salma", now=NOW + timedelta(minutes=2))
    record = desk.as_it_stands(service, id)
    assert record is not None
    assert record.topic == "economy"
    assert said(service)[0] == ("Salma", TAKEN_BACK)
    assert desk.desk(service).conflicts == ()


def test_the_newest_words_are_told_first_and_no_more_than_asked(service: TopicsService) -> None:
    for number, topic in enumerate(TOPICS):
        moment = NOW + timedelta(minutes=number)
        desk.file_under(service, headline(number).id, topic, editor="Salma", now=moment)
    known = desk.desk(service, lately=2)
    assert known.said == 3
    assert [one.topic for one in known.lately] == ["weather", "economy"]


@pytest.mark.parametrize(("id", "topic"), [("f" * 24, "sport"), (headline(0).id, "no such topic")])
def test_what_is_not_there_is_refused(service: TopicsService, id: str, topic: str) -> None:
    with pytest.raises(UsageError, match="expected"):
        desk.file_under(service, id, topic, editor="Salma", now=NOW)
    assert desk.desk(service).said == 0
    assert desk.as_it_stands(service, "f" * 24) is None


def test_choices_begin_with_what_is_likely_and_end_with_what_is_no_news() -> None:
    likely = (("weather", 0.5), ("gone", 0.3), ("economy", 0.2))
    record = HeadlineRecord(headline(0), topic="economy", probability=0.2, alternatives=likely)
    assert desk.options(record, TOPICS) == ["economy", "weather", "sport", NOT_NEWS]
    filed_away = HeadlineRecord(headline(0), topic=NOT_NEWS)
    assert desk.options(filed_away, TOPICS) == [NOT_NEWS, *TOPICS]
    of_another_taxonomy = HeadlineRecord(headline(0), topic="gone")
    assert desk.options(of_another_taxonomy, TOPICS) == [*TOPICS, NOT_NEWS]
