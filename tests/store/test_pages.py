"""Paging and iterating: each headline is met once, whatever the data and the size of a page."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import count, pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.store.told import START, TITLES, fill, predicted, save_themes, told
from topics.errors import UsageError
from topics.store.cursors import cursor_after
from topics.store.store import Store
from topics.types import Headline, HeadlineFilter, HeadlineRecord

EXAMPLES = count()  # each has a source of its own, so that one store serves them all


def pages(store: Store, wanted: HeadlineFilter) -> Iterator[tuple[HeadlineRecord, ...]]:
    """Pages to the last; the total is told on each."""
    page = store.headlines.page(wanted)
    while True:
        yield page.records
        assert page.total == store.headlines.count(wanted)
        if page.next_cursor is None:
            return
        page = store.headlines.page(replace(wanted, cursor=page.next_cursor))


def newest_first(headline: Headline) -> tuple[float, str]:
    return headline.seen.timestamp(), headline.id


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(minutes=st.lists(st.integers(0, 4), max_size=25), limit=st.integers(1, 9), batch=st.integers(1, 9))
def test_every_headline_is_met_once_in_order(
    store: Store, minutes: list[int], limit: int, batch: int
) -> None:
    source = f"Outlet {next(EXAMPLES)}"
    items = [
        told(f"{TITLES[n % 10]} {n}", source=source, published=START + timedelta(minutes=minute))
        for n, minute in enumerate(minutes)
    ]
    store.headlines.add(items)
    wanted = HeadlineFilter(sources=(source,), limit=limit)
    ordered = sorted(items, key=newest_first, reverse=True)

    seen = list(pages(store, wanted))
    assert [record.headline for page in seen for record in page] == ordered
    assert all(len(page) == limit for page in seen[:-1])
    assert seen[-1] or not items, "no empty last page"
    assert [record.headline for record in store.headlines.iterate(wanted, batch)] == ordered[::-1]


def test_what_arrives_while_paging_moves_nothing(store: Store) -> None:
    items = fill(store)
    wanted = HeadlineFilter(limit=4)
    first = store.headlines.page(wanted)
    store.headlines.add([told("Breaking: snow closes the Tichka pass", days=9)])
    second = store.headlines.page(replace(wanted, cursor=first.next_cursor))
    met = [record.headline for record in (*first.records, *second.records)]
    assert met == items[:1:-1]
    assert second.total == len(items) + 1


def test_a_row_says_all_that_is_known(store: Store) -> None:
    items = fill(store, TITLES[:3])
    store.predictions.save(predicted([items[0].id, items[1].id], [1, 0]))
    (theme,) = save_themes(store, items[:2], [0, -1], "run-1")
    first, second, third = store.headlines.iterate(HeadlineFilter())
    assert first.headline == items[0]
    assert (first.topic, first.probability, first.abstained) == ("sport", pytest.approx(0.7), False)
    assert [name for name, _ in first.alternatives] == ["weather", "economy"]
    assert first.model_id == "first"
    assert (first.theme, first.theme_name, first.theme_strength) == (theme.id, theme.name, 0.5)
    assert (second.topic, second.theme, second.theme_name, second.theme_strength) == (
        "weather",
        None,
        None,
        None,
    )
    assert third == HeadlineRecord(items[2])
    assert store.headlines.page(HeadlineFilter(limit=3)).records == (third, second, first)


@pytest.mark.parametrize("limit", [0, -1, -100, 2**31, 10**30])
def test_a_limit_out_of_range_is_refused(store: Store, limit: int) -> None:
    fill(store, TITLES[:2])
    with pytest.raises(UsageError, match="limit"):
        store.headlines.page(HeadlineFilter(limit=limit))


def forged(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode()


@pytest.mark.parametrize(
    "cursor",
    [
        "",
        "x",
        "not a cursor",
        "ééé",
        "\0",
        "'; DROP TABLE headline; --",
        "////",
        "_" * 100_000,
        forged("2026-03-01T08:00:00+00:00"),
        forged("2026-03-01T08:00:00 abc"),
        forged("yesterday abc"),
        forged("2026-03-01T08:00:00+00:00 a b"),
        forged("2026-03-01T08:00:00+00:00 \0"),
        forged("0001-01-01T00:00:00+23:59 abc"),
        forged("9999-12-31T23:59:59-23:59 abc"),
        base64.urlsafe_b64encode(b"\xff\xfe 1").decode(),
    ],
)
def test_a_forged_cursor_is_refused(store: Store, cursor: str) -> None:
    fill(store, TITLES[:2])
    with pytest.raises(UsageError, match="cursor"):
        store.headlines.page(HeadlineFilter(cursor=cursor))
    assert store.headlines.count(HeadlineFilter()) == 2


def test_a_cursor_can_stand_in_an_address(store: Store) -> None:
    cursor = cursor_after(fill(store)[0])
    assert cursor.isascii()
    assert cursor.replace("-", "").replace("_", "").isalnum()


def test_iterating_takes_batches_and_ignores_limit_and_cursor(store: Store) -> None:
    items = fill(store)
    wanted = HeadlineFilter(limit=1, cursor="anything")
    records = list(store.headlines.iterate(wanted, batch=3))
    assert [record.headline for record in records] == items
    assert all(one.headline.seen <= other.headline.seen for one, other in pairwise(records))


def test_iterating_leaves_the_store_free_for_writers(store: Store) -> None:
    items = fill(store)
    records = store.headlines.iterate(HeadlineFilter(), batch=2)
    next(records)
    assert store.headlines.add([told("A late headline", days=3)]).added == 1
    assert len(list(records)) == len(items), "one was met, one came"
