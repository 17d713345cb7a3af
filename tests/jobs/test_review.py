"""What is proposed for review: of a real store, with its reasons, and never what editors have spoken on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest

from tests.jobs.newsroom import NOW, batch, headline, open_filled, open_newsroom
from topics import jobs
from topics.correction_files import Entry
from topics.corrections import correct
from topics.review import Proposal, propose
from topics.service import TopicsService
from topics.types import Batch, Predictions


@pytest.fixture
def filed(tmp_path: Path) -> Iterator[TopicsService]:
    """A newsroom with 100 classified headlines in themes."""
    with open_filled(tmp_path, 100) as service:
        yield service


def titles(found: list[Proposal]) -> list[str]:
    return [one.record.headline.title for one in found]


def test_an_empty_store_has_nothing_to_propose(newsroom: TopicsService) -> None:
    assert propose(newsroom, limit=5) == []
    jobs.ingest(newsroom, now=NOW, batches=[batch(0, 5)])
    assert propose(newsroom, limit=5) == []


def test_proposals_are_different_headlines_with_reasons_and_the_same_again(filed: TopicsService) -> None:
    found = propose(filed, limit=10)
    assert len(set(titles(found))) == len(found) == 10
    assert all(one.reasons for one in found)
    assert propose(filed, limit=10) == found
    assert propose(filed, limit=4) == found[:4]


def test_what_an_editor_spoke_on_is_not_proposed_until_it_is_taken_back(filed: TopicsService) -> None:
    first = propose(filed, limit=1)[0].record.headline
    correct(filed, [Entry("sport", id=first.id, editor="Salma")], now=NOW)
    later = propose(filed, limit=20)
    assert first.title not in titles(later)
    correct(filed, [Entry("taken_back", id=first.id, editor="Salma")], now=NOW)
    assert first.title in titles(propose(filed, limit=20))


def test_the_uncertain_comes_first_and_is_told_so(newsroom: TopicsService) -> None:
    items = [headline(title, number=number) for number, title in enumerate(("أمطار", "مباراة", "سوق"))]
    jobs.ingest(newsroom, now=NOW, batches=[Batch(tuple(items))])
    jobs.classify(newsroom, now=NOW)
    topics = tuple(newsroom.taxonomy.ids)
    rows = np.full((3, len(topics)), 0.0, np.float32)
    rows[:, 0] = 1
    rows[1, :2] = 0.5
    said = Predictions(
        tuple(one.id for one in items), topics, rows, np.zeros(3, bool), newsroom.classifier.model_id
    )
    newsroom.store.predictions.save(said)
    (first, *_) = propose(newsroom, limit=3)
    assert first.record.headline.title == "مباراة"
    assert first.reasons[0] == f"unsure: {topics[0]} 50%, {topics[1]} 50%"


def test_one_of_several_copies_is_proposed(newsroom: TopicsService) -> None:
    title = "حريق مهول يلتهم سوقا بالناظور"
    copies = [headline(title, number=number) for number in range(3)]  # of three outlets
    other = headline("المنتخب يفوز بثلاثية", number=4)
    jobs.ingest(newsroom, now=NOW, batches=[Batch((*copies, other))])
    jobs.classify(newsroom, now=NOW)
    assert sorted(titles(propose(newsroom, limit=10))) == sorted([title, other.title])


def test_a_new_source_and_a_new_theme_are_told(newsroom: TopicsService) -> None:
    jobs.run(newsroom, now=NOW, batches=[batch(24 * 30, 24 * 30 + 60)])
    jobs.run(newsroom, now=NOW, batches=[batch(0, 3)])
    strange = headline("قط يعود إلى بيته بعد غياب", number=1)
    new = replace(strange, source="جريدة جديدة", id="f" * 24, published=NOW - timedelta(hours=1))
    jobs.run(newsroom, now=NOW, batches=[Batch((new,))])
    found = {one.record.headline.id: one for one in propose(newsroom, limit=50)}
    assert "of a new source, جريدة جديدة, first seen on 2026-03-25" in found[new.id].reasons
    assert not any("جريدة الضفة" in words for one in found.values() for words in one.reasons)


def test_since_looks_no_further_back(filed: TopicsService) -> None:
    since = NOW - timedelta(hours=10)
    found = propose(filed, limit=50, since=since)
    assert found
    assert all(one.record.headline.seen >= since for one in found)


def test_after_a_restart_the_same_is_proposed(filed: TopicsService, tmp_path: Path) -> None:
    found = propose(filed, limit=6)
    with open_newsroom(tmp_path) as again:
        assert propose(again, limit=6) == found
