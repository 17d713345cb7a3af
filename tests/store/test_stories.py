"""Stories: the place of every headline, the records, and what became of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import timedelta

import pytest
from sqlalchemy import text

from tests.store.places import Place, open_place
from tests.store.told import ENCODER, START, TITLES, embed, fill, predicted, save_themes, told
from topics.errors import StoreError
from topics.store.database import Database, locate
from topics.store.migrate import revision_of, upgrade
from topics.store.store import Store
from topics.store.story_rows import Placed
from topics.types import Dimension, Headline, HeadlineFilter, Story

CREATED = START + timedelta(days=5)
Link = tuple[str, str, str, int]


def save(
    store: Store,
    members: Mapping[str | None, Sequence[Headline]],
    *,
    links: Sequence[Link] = (),
    central: Mapping[str, Mapping[str, str]] | None = None,
) -> None:
    """Place headlines: story id (None = alone) -> its headlines, the central one first."""
    usual = {story: {items[0].language: items[0].id} for story, items in members.items() if story is not None}
    places = {item.id: story for story, items in members.items() for item in items}
    store.stories.save(Placed(places, usual | dict(central or {}), links), created=CREATED)


def story_of(store: Store) -> list[str | None]:
    return [record.story for record in store.headlines.iterate(HeadlineFilter())]


def known(store: Store, story: str) -> Story:
    found = store.stories.get(story)
    assert found is not None
    return found


# --- what waits for a place ----------------------------------------------------------------------


def test_headlines_with_a_vector_wait_for_a_place_the_oldest_first(store: Store) -> None:
    late, early, unread = told("late", hours=5), told("early"), told("no vector", hours=1)
    twins = [told("twin a", hours=2), told("twin b", hours=2)]
    store.headlines.add([late, *twins, early, unread])
    embed(store, [late, *twins, early])
    expected = [early, *sorted(twins, key=lambda one: one.id), late]
    assert store.stories.pending(ENCODER, 10) == expected
    assert store.stories.pending(ENCODER, 2) == expected[:2]
    assert store.stories.pending("another encoder", 10) == []


def test_a_headline_with_a_place_waits_no_more_though_it_stands_alone(store: Store) -> None:
    items = fill(store, TITLES[:4])
    embed(store, items)
    save(store, {"S1": items[:2], None: [items[2]]})
    assert store.stories.pending(ENCODER, 10) == [items[3]]


def test_a_headline_that_is_written_anew_waits_again(store: Store) -> None:
    first, other = told("Rain in Nador", key="k"), told("Nador under rain", hours=1)
    store.headlines.add([first, other])
    embed(store, [first, other])
    save(store, {"S1": [first, other]})
    changed = told("A film festival in Fez", key="k")
    store.headlines.add([changed])
    assert story_of(store) == [None, "S1"]
    story = known(store, "S1")
    assert (story.size, story.title, story.first_seen) == (1, "Nador under rain", other.seen)
    assert store.stories.pending(ENCODER, 10) == [], "before it has a vector"
    embed(store, [changed])
    assert [one.id for one in store.stories.pending(ENCODER, 10)] == [first.id]


def test_what_has_a_place_is_read_by_its_time_both_ends_included(store: Store) -> None:
    items = fill(store, TITLES[:6])  # one an hour
    embed(store, items[:5])
    save(store, {"S1": items[1:3], None: [items[3], items[5]]})
    found = store.stories.placed(ENCODER, items[1].seen, items[3].seen)
    assert found == [(items[1], "S1"), (items[2], "S1"), (items[3], None)]
    assert store.stories.placed(ENCODER, items[4].seen, items[5].seen) == [], "no vector, or no place"
    assert store.stories.placed("another encoder", START, CREATED) == []


# --- a story -------------------------------------------------------------------------------------


def test_a_story_comes_back_with_what_its_headlines_say(store: Store) -> None:
    items = [
        told(TITLES[0], source="Al Manara", hours=2),
        told(TITLES[4], source="Le Phare", language="fr", hours=1),
        told(TITLES[6], source="Le Phare", language="fr", hours=7),
        told(TITLES[7], source="Herald", language="en", hours=9),
    ]
    store.headlines.add(items)
    store.predictions.save(predicted([item.id for item in items], [0, 2, 2, 1]))
    save_themes(store, items, [0, -1, 1, 1], "run-1")
    central = {"S1": {"fr": items[1].id, "ar": items[0].id}}
    save(store, {"S1": items[:3], None: items[3:]}, central=central)
    story = known(store, "S1")
    assert story == Story(
        id="S1",
        title=TITLES[4],
        titles={"fr": TITLES[4], "ar": TITLES[0]},
        size=3,
        outlets=("Al Manara", "Le Phare"),
        languages=("ar", "fr"),
        first_seen=START + timedelta(hours=1),
        last_seen=START + timedelta(hours=7),
        topic="economy",
        theme="T1",
        theme_name="theme T1",
    )
    assert list(story.titles) == ["fr", "ar"], "the main one first"
    assert story_of(store) == ["S1", "S1", "S1", None]


def test_a_story_without_topics_and_themes_has_none(store: Store) -> None:
    items = fill(store, TITLES[:2])
    save(store, {"S1": items})
    story = known(store, "S1")
    assert (story.topic, story.theme, story.theme_name, story.merged_into) == (None, None, None, None)


def test_an_unknown_story_is_none(store: Store) -> None:
    assert store.stories.get("S1") is None
    assert store.stories.get("' OR 1=1") is None
    assert store.stories.links("S1") == []
    assert store.stories.find(HeadlineFilter()) == []


def test_a_story_goes_on(store: Store) -> None:
    items = fill(store, TITLES[:4])
    save(store, {"S1": items[:2]})
    save(store, {"S1": [*items[2:], *items[:2]]})
    story = known(store, "S1")
    assert (story.size, story.last_seen, story.title) == (4, items[3].seen, TITLES[2])
    assert store.stories.links("S1") == []


def test_nothing_to_save_changes_nothing(store: Store) -> None:
    items = fill(store, TITLES[:2])
    save(store, {"S1": items})
    save(store, {})
    assert known(store, "S1").size == 2


def test_places_are_kept_whole_or_not_at_all(store: Store) -> None:
    items = fill(store, TITLES[:3])
    save(store, {"S1": items[:2]})
    with pytest.raises(StoreError):
        save(store, {"S2": [items[0], told("not stored")]}, links=[("S1", "S2", "merged", 1)])
    assert story_of(store) == ["S1", "S1", None]
    assert store.stories.get("S2") is None
    assert store.stories.links("S1") == []


# --- what became of it ---------------------------------------------------------------------------


def test_a_merged_story_says_into_which(store: Store) -> None:
    items = fill(store, TITLES[:5])
    save(store, {"S1": items[:2], "S2": items[2:]})
    save(store, {"S2": items}, links=[("S1", "S2", "merged", 2)])
    old = known(store, "S1")
    assert (old.size, old.merged_into, old.title) == (0, "S2", TITLES[0])
    assert (old.outlets, old.languages) == ((), ())
    assert (known(store, "S2").size, known(store, "S2").merged_into) == (5, None)
    expected = [("S1", "S2", "merged", 2, CREATED)]
    assert store.stories.links("S1") == store.stories.links("S2") == expected
    assert [one.id for one in store.stories.find(HeadlineFilter())] == ["S2"]


def test_a_story_that_is_split_goes_on_beside_the_other(store: Store) -> None:
    items = fill(store, TITLES[:5])
    save(store, {"S1": items})
    save(store, {"S1": items[:3], "S2": items[3:]}, links=[("S1", "S2", "split", 2)])
    assert (known(store, "S1").size, known(store, "S2").size) == (3, 2)
    assert known(store, "S1").merged_into is None
    assert store.stories.links("S1") == [("S1", "S2", "split", 2, CREATED)]


def test_a_story_that_fell_apart_is_over_and_merged_into_none(store: Store) -> None:
    items = fill(store, TITLES[:2])
    save(store, {"S1": items})
    save(store, {None: items})
    assert (known(store, "S1").size, known(store, "S1").merged_into) == (0, None)
    assert story_of(store) == [None, None]


def test_a_story_that_went_into_two_names_the_one_with_most_of_it(store: Store) -> None:
    items = fill(store, TITLES[:7])
    save(store, {"S1": items[:3], "S2": items[3:5], "S3": items[5:]})
    links = [("S1", "S2", "merged", 2), ("S1", "S3", "merged", 1)]
    save(store, {"S2": [*items[:2], *items[3:5]], "S3": [items[2], *items[5:]]}, links=links)
    assert known(store, "S1").merged_into == "S2"


def test_a_story_with_headlines_out_of_sight_is_not_merged(store: Store) -> None:
    """The job sees the last days alone: what is older stays in its story, which goes on."""
    items = [told(title, hours=hour, language="fr") for hour, title in enumerate(TITLES[:6])]
    store.headlines.add(items)
    save(store, {"S1": items[:4], "S2": items[4:]}, central={"S1": {"fr": items[3].id}})
    save(store, {"S2": items[3:]}, links=[("S1", "S2", "merged", 1)])
    story = known(store, "S1")
    assert (story.size, story.merged_into) == (3, None)
    assert story.titles == {"fr": TITLES[0]}, "of a headline that is still in it"
    assert store.stories.links("S1") == [("S1", "S2", "split", 1, CREATED)]


def test_saving_says_how_many_stories_are_no_more(store: Store) -> None:
    items = fill(store, TITLES[:6])
    save(store, {"S1": items[:2], "S2": items[2:4], "S3": items[4:]})
    links = [("S1", "S3", "merged", 2), ("S2", "S3", "merged", 1)]
    places = {one.id: "S3" for one in items[:3]}
    assert store.stories.save(Placed(places, {}, links), created=CREATED) == 1


# --- ids -----------------------------------------------------------------------------------------


def test_ids_are_never_given_twice(store: Store, place: Place) -> None:
    assert store.stories.next_ids(2) == ["S1", "S2"]
    assert store.stories.next_ids(0) == []
    with open_place(place) as other:
        assert other.stories.next_ids(1) == ["S3"], "the first two may be in somebody's hands"
    save(store, {"S9": fill(store, TITLES[:2])})
    assert store.stories.next_ids(2) == ["S10", "S11"]
    assert store.themes.next_ids(1) == ["T1"], "themes have numbers of their own"


# --- lists ---------------------------------------------------------------------------------------


def newsroom(store: Store) -> dict[str, list[Headline]]:
    """Four stories: S1 of one outlet, the others of two; S2 is newer than S3; S4 is the largest."""

    def some(story: str, *rows: tuple[str, str, int]) -> list[Headline]:
        return [
            told(f"{story} {row}", source=source, language=language, hours=hour)
            for row, (source, language, hour) in enumerate(rows)
        ]

    found = {
        "S1": some("S1", ("A", "ar", 1), ("A", "ar", 2), ("A", "ar", 3)),
        "S2": some("S2", ("A", "ar", 40), ("B", "fr", 41)),
        "S3": some("S3", ("A", "ar", 4), ("B", "ar", 5)),
        "S4": some("S4", ("B", "fr", 6), ("B", "fr", 7), ("C", "en", 8), ("C", "en", 30)),
    }
    alone = [told("alone", hours=50)]
    store.headlines.add([item for items in [*found.values(), alone] for item in items])
    save(store, dict[str | None, list[Headline]](found) | {None: alone})
    ids = [item.id for item in [*found["S1"], *found["S4"]]]
    store.predictions.save(predicted(ids, [0, 0, 1, 2, 2, 2, 1]))
    save_themes(store, [*found["S2"], *found["S4"]], [0, -1, 1, 1, 0, -1], "run-1")
    return found


def listed(store: Store, least: int = 2, **wanted: object) -> list[str]:
    filter = HeadlineFilter(**wanted)  # type: ignore[arg-type]
    return [one.id for one in store.stories.find(filter, least=least)]


def test_stories_of_most_outlets_come_first_then_the_largest_then_the_newest(store: Store) -> None:
    newsroom(store)
    assert listed(store) == ["S4", "S2", "S3", "S1"]


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ({"limit": 2}, ["S4", "S2"]),
        ({"least": 3}, ["S4", "S1"]),
        ({"least": 5}, []),
        ({"languages": ("fr",)}, ["S4", "S2"]),
        ({"languages": ("fr", "ar")}, ["S4", "S2", "S3", "S1"]),
        ({"topics": ("sport",)}, ["S4", "S1"]),
        ({"topics": ("economy",)}, ["S4"]),
        ({"without_topics": ("weather", "sport")}, ["S4", "S2", "S3"]),
        ({"themes": ("T1",)}, ["S4", "S2"]),
        ({"sources": ("C",)}, ["S4"]),
        ({"stories": ("S3", "S1", "S9")}, ["S3", "S1"]),
        ({"since": START + timedelta(hours=30)}, ["S4", "S2"]),
        ({"until": START + timedelta(hours=4)}, ["S1"]),
        ({"since": START + timedelta(hours=3), "until": START + timedelta(hours=5)}, ["S3", "S1"]),
        ({"text": "S2"}, ["S2"]),
        ({"since": START + timedelta(hours=30), "languages": ("fr",)}, ["S2"]),
        ({"languages": ("de",)}, []),
    ],
    ids=str,
)
def test_stories_with_a_headline_that_matches(
    store: Store, wanted: dict[str, object], expected: list[str]
) -> None:
    newsroom(store)
    assert listed(store, **wanted) == expected  # type: ignore[arg-type]


def test_a_story_that_matches_is_told_with_all_its_headlines(store: Store) -> None:
    newsroom(store)
    (story,) = store.stories.find(HeadlineFilter(sources=("C",)))
    assert (story.size, story.outlets) == (4, ("B", "C"))


def test_headlines_of_stories_are_found_by_them(store: Store) -> None:
    found = newsroom(store)
    wanted = HeadlineFilter(stories=("S2", "S3"))
    expected = [*found["S3"], *found["S2"]]
    assert [record.headline for record in store.headlines.iterate(wanted)] == expected
    page = store.headlines.page(wanted)
    assert ([record.headline for record in page.records], page.total) == (expected[::-1], 4)
    assert store.headlines.count(wanted) == 4
    assert Counter(store.observations(wanted, Dimension.SOURCE).keys) == {"A": 2, "B": 2}


def test_more_stories_than_a_statement_takes(store: Store) -> None:
    items = [told(f"headline {number}", hours=number // 60) for number in range(1300)]
    store.headlines.add(items)
    ids = store.stories.next_ids(650)
    save(store, {id: items[2 * row : 2 * row + 2] for row, id in enumerate(ids)})
    found = store.stories.find(HeadlineFilter(limit=2000))
    assert {one.id for one in found} == set(ids)
    assert {one.size for one in found} == {2}
    links = [(id, "S1", "merged", 2) for id in ids[1:]]
    save(store, {"S1": items}, links=links)
    assert known(store, "S1").size == 1300
    assert {known(store, id).merged_into for id in ids[::100][1:]} == {"S1"}
    assert len(store.stories.links("S1")) == 649


# --- beside it -----------------------------------------------------------------------------------


def test_a_headline_that_is_deleted_takes_its_place_along(store: Store, place: Place) -> None:
    items = fill(store, TITLES[:3])
    save(store, {"S1": items})
    database = Database(locate(place.location))
    with database.writing() as connection:
        connection.execute(text("DELETE FROM headline WHERE id = :id"), {"id": items[0].id})
        places = connection.execute(text("SELECT headline_id FROM story_member")).scalars().all()
    database.close()
    assert set(places) == {items[1].id, items[2].id}
    assert known(store, "S1").titles == {}, "its central headline is gone"


def test_a_store_from_before_stories_keeps_its_headlines_and_they_wait_for_a_place(place: Place) -> None:
    item = told(TITLES[0])
    database = Database(locate(place.location))
    with database.writing() as connection:
        upgrade(connection, to="0003")
        assert revision_of(connection) == "0003"
        postgres = connection.dialect.name == "postgresql"
        connection.execute(
            text(
                "INSERT INTO headline (id, source, title, language, fetched, published, seen, content_hash) "
                "VALUES (:id, :source, :title, 'ar', :seen, :seen, :seen, :hash)"
            ),
            {
                "id": item.id,
                "source": item.source,
                "title": item.title,
                "seen": START if postgres else "2026-03-01 08:00:00.000000",
                "hash": item.content_hash,
            },
        )
        connection.execute(
            text("INSERT INTO vector (content_hash, encoder_id, data) VALUES (:hash, :encoder, :data)"),
            {"hash": item.content_hash, "encoder": ENCODER, "data": b"\0\0\x80\x3f"},
        )
    database.close()
    with open_place(place) as store:
        assert store.headlines.get([item.id]) == [item]
        assert store.stories.pending(ENCODER, 10) == [item]
        save(store, {store.stories.next_ids(1)[0]: [item]})
        assert story_of(store) == ["S1"]
