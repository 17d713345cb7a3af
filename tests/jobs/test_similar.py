"""Headlines that mean nearly the same: the nearest first, within the filter."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.jobs.newsroom import open_filled
from topics import similar
from topics.errors import UsageError
from topics.service import TopicsService
from topics.types import EmbeddingBatch, HeadlineFilter


@pytest.fixture
def filled(tmp_path: Path) -> Iterator[TopicsService]:
    with open_filled(tmp_path, 60) as service:
        yield service


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


def test_the_newest_of_the_span_are_compared(filled: TopicsService, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many came after it."""
    monkeypatch.setattr(similar, "MOST_COMPARED", 5)
    newest_first = list(filled.store.headlines.iterate(HeadlineFilter()))
    seen = sorted(one.headline.seen for one in newest_first)
    until = seen[len(seen) // 2]
    found = similar.space_to_search(filled, HeadlineFilter(until=until))
    before = [one.headline for one in newest_first if one.headline.seen < until]
    oldest = sorted(one.seen for one in before)[-5]
    assert set(found.ids) == {one.id for one in before if one.seen >= oldest}
    assert len(found.ids) >= 5
