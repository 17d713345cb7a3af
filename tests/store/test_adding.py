"""What comes in becomes one headline, an update of one, or nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.store.told import ENCODER, START, TITLES, embed, fill, predicted, save_themes, told
from topics.store.incoming import SAME_NEWS, Added
from topics.store.store import Store
from topics.types import UNDETERMINED, HeadlineFilter

RAIN = TITLES[0]
MOMENT = timedelta(microseconds=1)


def titles(store: Store) -> list[str]:
    return [record.headline.title for record in store.headlines.iterate(HeadlineFilter())]


def test_headlines_come_back_as_they_went_in(store: Store) -> None:
    full = told(
        RAIN,
        url="https://manara.example/a?id=1",
        summary="تفاصيل «النشرة»، 'كاملة' \"هنا\"; DROP TABLE headline; --",
        published=START - timedelta(microseconds=123_457),
    )
    bare = told(TITLES[4], source="L'Étoile", language="fr", published=None)
    assert store.headlines.add([full, bare]) == Added(added=2)
    assert store.headlines.get([full.id, bare.id]) == [full, bare]


def test_an_empty_batch_changes_nothing(store: Store) -> None:
    assert store.headlines.add([]) == Added()
    assert titles(store) == []


def test_the_same_batch_again_adds_nothing(store: Store) -> None:
    items = fill(store)
    assert store.headlines.add(items) == Added(duplicates=len(items))
    assert store.headlines.count(HeadlineFilter()) == len(items)


def test_a_batch_larger_than_one_statement_takes(store: Store) -> None:
    items = [told(f"{TITLES[n % 10]} رقم {n}", hours=n) for n in range(1203)]
    assert store.headlines.add(items) == Added(added=1203)
    assert store.headlines.get([item.id for item in reversed(items)]) == items[::-1]
    assert store.headlines.add(items) == Added(duplicates=1203)


# --- the same id ---------------------------------------------------------------------------------


def test_the_same_id_again_is_an_update(store: Store) -> None:
    store.headlines.add([told(RAIN, key="guid-1")])
    newer = told(TITLES[1], key="guid-1", url="https://manara.example/b", hours=2)
    assert store.headlines.add([newer]) == Added(updated=1)
    (kept,) = store.headlines.get([newer.id])
    assert kept.title == TITLES[1]
    assert kept.url == newer.url
    assert kept.seen == newer.seen
    assert titles(store) == [TITLES[1]]


def test_an_update_keeps_what_the_new_version_lacks(store: Store) -> None:
    full = told(RAIN, key="guid-1", url="https://manara.example/a", summary="تفاصيل", language="ar")
    store.headlines.add([full])
    poor = told(TITLES[1], key="guid-1", published=None, language=UNDETERMINED, hours=5)
    assert store.headlines.add([poor]) == Added(updated=1)
    (kept,) = store.headlines.get([full.id])
    assert (kept.url, kept.summary, kept.published) == (full.url, full.summary, full.published)
    assert kept.language == "ar"
    assert kept.fetched == full.fetched, "when it was first read"
    assert kept.title == TITLES[1]


def test_a_version_with_nothing_new_is_a_duplicate(store: Store) -> None:
    full = told(RAIN, url="https://manara.example/a", summary="تفاصيل")
    store.headlines.add([full])
    read_later = told(RAIN, published=None, fetched=START + timedelta(days=30))
    assert store.headlines.add([read_later]) == Added(duplicates=1)
    assert store.headlines.get([full.id]) == [full]


def test_within_a_batch_the_same_id_is_an_update_too(store: Store) -> None:
    first = told(RAIN, key="guid-1", url="https://manara.example/a")
    second = told(TITLES[1], key="guid-1", summary="تفاصيل")
    assert store.headlines.add([first, second]) == Added(added=1, duplicates=1)
    (kept,) = store.headlines.get([first.id])
    assert (kept.title, kept.url, kept.summary) == (TITLES[1], first.url, second.summary)
    assert store.headlines.add([first, second]) == Added(duplicates=2)


def test_what_was_said_of_an_old_title_goes_with_it(store: Store) -> None:
    old, other = told(RAIN, key="guid-1"), told(TITLES[1])
    store.headlines.add([old, other])
    embed(store, [old, other])
    store.predictions.save(predicted([old.id, other.id], [0, 1]))
    save_themes(store, [old, other], [0, 0], "run-1")
    store.headlines.add([told(TITLES[2], key="guid-1")])
    by_id = {record.headline.id: record for record in store.headlines.iterate(HeadlineFilter())}
    assert (by_id[old.id].topic, by_id[old.id].theme) == (None, None)
    assert (by_id[other.id].topic, by_id[other.id].theme_strength) == ("sport", 1.0)
    assert [row[0] for row in store.headlines.unclassified("first", 10)] == [old.id]
    assert [title for _, title in store.headlines.unembedded(ENCODER, 10)] == [TITLES[2]]


def test_what_was_said_stays_where_only_the_look_of_the_title_changes(store: Store) -> None:
    plain = told("أمطار بالمغرب", key="guid-1")
    store.headlines.add([plain])
    store.predictions.save(predicted([plain.id], [0]))
    assert store.headlines.add([told("أَمطار بالمغرب", key="guid-1")]) == Added(updated=1)
    (record,) = store.headlines.iterate(HeadlineFilter())
    assert (record.headline.title, record.topic) == ("أَمطار بالمغرب", "weather")


# --- the same title ------------------------------------------------------------------------------


@pytest.mark.parametrize("again", [RAIN, "امطار قوية مرتقبة بالمغرب نهاية الاسبوع", f"{RAIN} - Al Manara"])
def test_the_same_title_of_one_source_is_one_headline(store: Store, again: str) -> None:
    store.headlines.add([told(RAIN, key="guid-1")])
    assert store.headlines.add([told(again, key="guid-2", days=2)]) == Added(duplicates=1)
    assert titles(store) == [RAIN]


@pytest.mark.parametrize("direction", [1, -1], ids=["later", "earlier"])
def test_seven_days_are_the_border(store: Store, direction: int) -> None:
    store.headlines.add([told(RAIN, key="guid-1")])
    within = told(RAIN, key="guid-2", published=START + direction * SAME_NEWS)
    assert store.headlines.add([within]) == Added(duplicates=1)
    beyond = told(RAIN, key="guid-3", published=START + direction * (SAME_NEWS + MOMENT))
    assert store.headlines.add([beyond]) == Added(added=1)
    assert titles(store) == [RAIN, RAIN]


def test_the_border_is_the_same_within_a_batch(store: Store) -> None:
    days = {"guid-1": 0.0, "guid-2": 7.0, "guid-3": 7.5, "guid-4": 14.0}
    items = [told(RAIN, key=key, days=day) for key, day in days.items()]
    assert store.headlines.add(items) == Added(added=2, duplicates=2)
    assert {item.id for item in store.headlines.get([item.id for item in items])} == {
        items[0].id,
        items[2].id,
    }


def test_one_that_arrives_late_falls_between_its_neighbours(store: Store) -> None:
    store.headlines.add([told(RAIN, key="guid-1", days=20)])
    store.headlines.add([told(RAIN, key="guid-2", days=0)])
    assert store.headlines.add([told(RAIN, key="guid-3", days=13)]) == Added(duplicates=1)
    assert store.headlines.add([told(RAIN, key="guid-4", days=10)]) == Added(added=1)


def test_without_a_date_it_counts_when_it_was_read(store: Store) -> None:
    store.headlines.add([told(RAIN, key="guid-1", published=None, fetched=START)])
    soon = told(RAIN, key="guid-2", published=None, fetched=START + timedelta(days=6))
    late = told(RAIN, key="guid-3", published=None, fetched=START + timedelta(days=8))
    assert store.headlines.add([soon]) == Added(duplicates=1)
    assert store.headlines.add([late]) == Added(added=1)


def test_what_is_left_out_has_the_id_of_the_one_that_stays(store: Store) -> None:
    first, far = told(RAIN, key="guid-1"), told(RAIN, key="guid-2", days=10)
    store.headlines.add([first, far, told(RAIN, source="L'Étoile du Nord", days=11)])
    again = [told(RAIN, key="guid-3", days=4), told(RAIN, key="guid-4", days=6)]
    new = [told(TITLES[1], key="guid-5"), told(TITLES[1], key="guid-6")]
    found = store.headlines.add([*again, *new])
    assert found == Added(added=1, duplicates=3)
    assert found.stored_as == {again[0].id: first.id, again[1].id: far.id, new[1].id: new[0].id}
    assert store.headlines.add([first]).stored_as == {}


def test_the_same_title_of_two_outlets_stays_two(store: Store) -> None:
    items = [told(RAIN), told(RAIN, source="L'Étoile du Nord")]
    assert store.headlines.add(items) == Added(added=2)
    assert store.headlines.get([item.id for item in items]) == items
