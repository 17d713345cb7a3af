"""Headlines that mean nearly the same: the nearest first, within the filter."""

from __future__ import annotations

import pytest

from tests.jobs.newsroom import NOW, batch
from topics import jobs, similar
from topics.errors import UsageError
from topics.service import TopicsService
from topics.types import EmbeddingBatch, HeadlineFilter


@pytest.fixture
def filled(newsroom: TopicsService) -> TopicsService:
    jobs.run(newsroom, now=NOW, batches=[batch(0, 60)])
    return newsroom


def space(service: TopicsService) -> EmbeddingBatch:
    return similar.space_to_search(service, HeadlineFilter())


def test_the_nearest_come_first_and_it_is_not_among_them(filled: TopicsService) -> None:
    own = filled.headlines(HeadlineFilter(limit=1)).records[0]
    found = similar.near_headline(filled, own.headline.id, HeadlineFilter(limit=10), space(filled))
    assert len(found) == 10
    assert own.headline.id not in {one.record.headline.id for one in found}
    assert [one.closeness for one in found] == sorted((one.closeness for one in found), reverse=True)
    assert found[0].record.theme == own.theme


def test_a_text_finds_the_headline_that_says_it(filled: TopicsService) -> None:
    own = filled.headlines(HeadlineFilter(limit=1)).records[0].headline
    found = similar.near_text(filled, own.title, HeadlineFilter(limit=1), space(filled))
    assert found[0].record.headline.title == own.title
    assert found[0].closeness == pytest.approx(1.0, abs=1e-4)


def test_the_filter_holds(filled: TopicsService) -> None:
    own = filled.headlines(HeadlineFilter(limit=1)).records[0]
    for wanted in (
        HeadlineFilter(sources=(own.headline.source,)),
        HeadlineFilter(languages=(own.headline.language,)),
        HeadlineFilter(topics=(own.topic or "",)),
        HeadlineFilter(themes=(own.theme or "",)),
    ):
        matching = {one.headline.id for one in filled.store.headlines.iterate(wanted)}
        found = similar.near_headline(filled, own.headline.id, wanted, space(filled))
        assert {one.record.headline.id for one in found} == matching - {own.headline.id}


def test_what_is_not_there_is_told(filled: TopicsService) -> None:
    with pytest.raises(UsageError, match="no-such"):
        similar.near_headline(filled, "no-such", HeadlineFilter(), space(filled))
    with pytest.raises(UsageError, match="some words"):
        similar.near_text(filled, "  ", HeadlineFilter(), space(filled))


def test_vectors_of_another_encoder_are_not_compared(filled: TopicsService) -> None:
    other = EmbeddingBatch(space(filled).ids, space(filled).vectors, "another")
    with pytest.raises(UsageError, match="another"):
        similar.near_text(filled, "عنوان", HeadlineFilter(), other)


def test_an_empty_store_has_nothing_near(newsroom: TopicsService) -> None:
    assert similar.near_text(newsroom, "عنوان", HeadlineFilter(), space(newsroom)) == []
