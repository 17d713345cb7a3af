"""Looking up: by id, how many, from when to when."""

from __future__ import annotations

from datetime import timedelta, timezone

import pytest

from tests.store.told import START, TITLES, fill, told
from topics.store.store import Store
from topics.types import HeadlineFilter


def test_get_keeps_the_order_of_the_ids_and_leaves_out_unknown_ones(store: Store) -> None:
    items = fill(store)
    asked = [items[7], items[2], items[9], items[0], items[2]]
    ids = [item.id for item in asked]
    assert store.headlines.get([*ids[:2], "not there", *ids[2:]]) == asked
    assert store.headlines.get([]) == []


def test_an_empty_store_has_nothing(store: Store) -> None:
    page = store.headlines.page(HeadlineFilter())
    assert (page.records, page.total, page.next_cursor) == ((), 0, None)
    assert store.headlines.count(HeadlineFilter()) == 0
    assert list(store.headlines.iterate(HeadlineFilter())) == []
    assert store.headlines.first_and_last() is None
    assert store.headlines.nth_newest(1) is None


def test_first_last_and_nth_newest(store: Store) -> None:
    items = fill(store)
    store.headlines.add([told("Un titre sans date", published=None, fetched=START - timedelta(days=3))])
    assert store.headlines.first_and_last() == (START - timedelta(days=3), items[-1].seen)
    assert store.headlines.nth_newest(1) == items[-1].seen
    assert store.headlines.nth_newest(len(TITLES)) == items[0].seen
    assert store.headlines.nth_newest(len(TITLES) + 1) == START - timedelta(days=3)
    assert store.headlines.nth_newest(len(TITLES) + 2) is None


@pytest.mark.parametrize("hours", [-11.5, 0, 1, 14])
def test_times_in_any_zone_are_instants(store: Store, hours: float) -> None:
    zone = timezone(timedelta(hours=hours))
    item = told(TITLES[0], published=(START + timedelta(hours=1)).astimezone(zone), fetched=START)
    store.headlines.add([item])
    (kept,) = store.headlines.get([item.id])
    assert kept == item
    assert kept.seen.utcoffset() == timedelta(0)
    assert store.headlines.count(HeadlineFilter(since=item.seen)) == 1
    assert store.headlines.count(HeadlineFilter(until=item.seen)) == 0
