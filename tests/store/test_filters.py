"""Each field of a filter, alone and together with every other, means the same to page, count and series."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import combinations
from typing import Any

import pytest

from tests.store.told import START, TITLES, predicted, save_themes, told
from topics.errors import StoreError
from topics.store.store import Store
from topics.store.story_rows import Placed
from topics.types import Dimension, HeadlineFilter, HeadlineRecord

SOURCES = ("Al Manara", "L'Étoile du Nord", "O'Brien's \"Daily\"; --")
LANGUAGES = ("ar", "fr", "en")


def filled(store: Store) -> list[HeadlineRecord]:
    """Thirty headlines; some classified, some with a theme, some in a story, some with nothing."""
    items = [
        told(f"{TITLES[n % 10]} {n}", source=SOURCES[n % 3], language=LANGUAGES[n % 2], hours=n)
        for n in range(30)
    ]
    store.headlines.add(items)
    store.predictions.save(predicted([item.id for item in items[:20]], [n % 3 for n in range(20)]))
    save_themes(store, items[5:25], [n % 4 - 1 for n in range(20)], "run-1")
    places = {item.id: (None, "S1", "S2")[n % 3] for n, item in enumerate(items[:22])}
    store.stories.save(Placed(places, {}), created=START)
    return list(store.headlines.iterate(HeadlineFilter()))


FIELDS: dict[str, dict[str, Any]] = {
    "one source": {"sources": (SOURCES[2],)},
    "two sources": {"sources": SOURCES[:2]},
    "language": {"languages": ("fr",)},
    "topic": {"topics": ("sport", "economy")},
    "all topics but two": {"without_topics": ("sport", "economy")},
    "theme": {"themes": ("T1", "T3")},
    "story": {"stories": ("S2", "S9")},
    "since": {"since": START + timedelta(hours=4)},
    "until": {"until": START + timedelta(hours=22)},
    "probability": {"min_probability": 0.6},
    "text": {"text": "المغرب"},
}


def fits(record: HeadlineRecord, wanted: HeadlineFilter) -> bool:
    """The same filter, written a second time in plain Python."""
    item = record.headline
    return (
        (not wanted.sources or item.source in wanted.sources)
        and (not wanted.languages or item.language in wanted.languages)
        and (not wanted.topics or record.topic in wanted.topics)
        and record.topic not in wanted.without_topics
        and (not wanted.themes or record.theme in wanted.themes)
        and (not wanted.stories or record.story in wanted.stories)
        and (wanted.since is None or item.seen >= wanted.since)
        and (wanted.until is None or item.seen < wanted.until)
        and (wanted.min_probability is None or (record.probability or 0) >= wanted.min_probability)
        and (wanted.text is None or "بالمغرب" in item.title)
    )


def test_every_field_alone_and_with_every_other(store: Store) -> None:
    records = filled(store)
    chosen = [(name,) for name in FIELDS] + list(combinations(FIELDS, 2)) + [tuple(FIELDS)]
    some = 0
    for names in chosen:
        fields: dict[str, Any] = {}
        for name in names:
            fields |= FIELDS[name]
        wanted = HeadlineFilter(**fields)
        expected = [record for record in records if fits(record, wanted)]
        assert list(store.headlines.iterate(wanted)) == expected, names
        assert list(store.headlines.page(wanted).records) == expected[::-1], names
        assert store.headlines.count(wanted) == len(expected), names
        for dimension in Dimension:
            assert len(store.observations(wanted, dimension).seen) == len(expected), names
        some += 0 < len(expected) < len(records)
    assert some >= len(FIELDS) * 3, "filters that take all or nothing would show little"


@pytest.mark.parametrize(
    "fields",
    [
        {"sources": ("Nobody",)},
        {"sources": ("Al Manara' OR '1'='1",)},
        {"topics": ("astrology",)},
        {"themes": ("T99",)},
        {"stories": ("S99",)},
        {"languages": ("de",)},
        {"min_probability": 0.71},
        {"text": "astronomie"},
        {"since": START + timedelta(days=90)},
        {"until": START},
        {"since": START + timedelta(hours=9), "until": START + timedelta(hours=9)},
        {"since": datetime.max.replace(tzinfo=UTC)},
        {"until": datetime.min.replace(tzinfo=UTC)},
    ],
    ids=str,
)
def test_nothing_fits(store: Store, fields: dict[str, Any]) -> None:
    filled(store)
    page = store.headlines.page(HeadlineFilter(**fields))
    assert (page.records, page.total, page.next_cursor) == ((), 0, None)


def test_many_values_at_once(store: Store) -> None:
    filled(store)
    many = tuple(f"Outlet {n}" for n in range(5000))
    assert store.headlines.count(HeadlineFilter(sources=(*many, SOURCES[0]))) == 10


def test_a_time_without_a_zone_is_an_error_and_no_guess(store: Store) -> None:
    with pytest.raises(StoreError, match="zone"):
        store.headlines.count(HeadlineFilter(since=START.replace(tzinfo=None)))


def test_a_value_that_no_database_can_take_is_an_error_of_ours(store: Store) -> None:
    with pytest.raises(StoreError):
        store.headlines.count(HeadlineFilter(sources=("\udcff",)))
