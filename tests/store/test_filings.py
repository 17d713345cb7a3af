"""Headlines as they are filed: each once, oldest first, of a half-open span."""

from __future__ import annotations

from datetime import timedelta

from tests.store.told import START, TITLES, fill, predicted
from topics.store.store import Store
from topics.store.story_rows import Placed


def test_every_headline_comes_with_its_story_and_its_topic(store: Store) -> None:
    items = fill(store)
    store.predictions.save(predicted([item.id for item in items[:2]], [1, 0]))
    store.stories.save(Placed({items[0].id: "S1", items[1].id: None}, {}), created=START)
    found = store.filings(START, START + timedelta(days=1))
    assert [row.id for row in found] == [item.id for item in items]
    first = found[0]
    assert (first.source, first.language, first.seen) == ("Al Manara", "ar", START)
    assert first.content_hash == items[0].content_hash
    assert (first.story, first.topic, first.abstained, first.model_id) == ("S1", "sport", False, "first")
    assert [row.story for row in found[1:3]] == [None, None]
    assert (found[2].topic, found[2].abstained, found[2].model_id) == (None, None, None)


def test_a_span_has_its_beginning_and_not_its_end(store: Store) -> None:
    items = fill(store)
    found = store.filings(items[2].seen, items[5].seen)
    assert [row.id for row in found] == [item.id for item in items[2:5]]
    assert len(found) < len(TITLES)
    assert store.filings(items[5].seen, items[2].seen) == []
