"""Kept counts say what the headlines say: after every write, in every zone, to every question."""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.store.methods import WRITES, cells, prepare
from tests.store.told import (
    START,
    TITLES,
    TOPICS,
    clustering,
    fill,
    predicted,
    said,
    save_themes,
    theme,
    told,
)
from topics.store.store import Store, open_store
from topics.store.story_rows import Placed
from topics.store.theme_history import Change
from topics.types import NOT_NEWS, Bin, Dimension, EditKind, HeadlineFilter, HeadlineRecord, ThemeEdit

ZONES = ["Africa/Casablanca", "Europe/Paris", "Asia/Kolkata", "UTC"]
FILED = (*TOPICS, NOT_NEWS)
OUTLETS = ["Al Manara", "L'Étoile", "Le Port", ""]
KEY: dict[Dimension, Callable[[HeadlineRecord], str | None]] = {
    Dimension.TOPIC: lambda record: record.topic,
    Dimension.THEME: lambda record: record.theme,
    Dimension.STORY: lambda record: record.story,
    Dimension.SOURCE: lambda record: record.headline.source,
    Dimension.LANGUAGE: lambda record: record.headline.language,
}
Cells = dict[tuple[str | None, str, datetime], int]


def start_of(moment: datetime, every: Bin, zone: ZoneInfo) -> datetime:
    """The bin of a moment, by the wall clock alone: an oracle that shares no code with the program."""
    local = moment.astimezone(zone)
    if every is Bin.HOUR:
        past = timedelta(minutes=local.minute, seconds=local.second, microseconds=local.microsecond)
        return (local.astimezone(UTC) - past).astimezone(UTC)
    day = local.date()
    if every is Bin.WEEK:
        day -= timedelta(days=day.weekday())
    if every is Bin.MONTH:
        day = day.replace(day=1)
    return datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC)


def expected(records: list[HeadlineRecord], by: Dimension, every: Bin, zone: str) -> Cells:
    """What a look at every record gives."""
    clock = ZoneInfo(zone)
    seen = [record.headline.seen for record in records]
    rows = zip(records, (start_of(moment, every, clock) for moment in seen), strict=True)
    return Counter((KEY[by](record), record.headline.source, start) for record, start in rows)


def agree(store: Store, zone: str, wanted: HeadlineFilter, widths: Iterable[Bin] = Bin) -> None:
    """Counts of every dimension are those of the records."""
    records = list(store.headlines.iterate(wanted))
    for by, every in product(Dimension, widths):
        apart = expected(records, by, every, zone)
        assert cells(store.counts(by, every, zone, wanted)) == apart, (by, every)
        together: Counter[tuple[str | None, str, datetime]] = Counter()
        for (key, _, start), number in apart.items():
            together[key, "", start] += number
        assert cells(store.counts(by, every, zone, wanted, by_source=False)) == together, (by, every)


# --- a store in which much happens ---------------------------------------------------------------


class Newsroom:
    """Does to a store what jobs and editors do, drawn by a seed."""

    def __init__(self, store: Store, seed: int) -> None:
        self.store = store
        self.random = random.Random(seed)
        self.ids: list[str] = []
        self.runs = 0

    def ingest(self) -> None:
        """New headlines over half a year with both changes of the clock, and updates of known ones."""
        items = [
            told(
                f"{self.random.choice(TITLES)} {self.random.randrange(40)}",
                source=self.random.choice(OUTLETS),
                language=self.random.choice(["ar", "fr"]),
                key=str(self.random.randrange(60)),
                published=START + timedelta(minutes=self.random.randrange(-60 * 24 * 30, 60 * 24 * 60)),
            )
            for _ in range(self.random.randrange(1, 15))
        ]
        self.store.headlines.add(items)
        self.ids = [record.headline.id for record in self.store.headlines.iterate(HeadlineFilter())]

    def classify(self) -> None:
        """A model says of some headlines what it did not say before."""
        some = self._some()
        best = [self.random.randrange(len(FILED)) for _ in some]
        self.store.predictions.save(predicted(some, best, f"model-{self.random.randrange(3)}", FILED))

    def correct(self) -> None:
        """An editor says what some headlines are about, also that they are no news."""
        titles = {record.headline.title for record in self.store.headlines.iterate(HeadlineFilter())}
        for title in self.random.sample(sorted(titles), min(3, len(titles))):
            self.store.corrections.add([said(title, self.random.choice(FILED))])

    def fit(self) -> None:
        """A new run places some headlines, the others later or never."""
        self.runs += 1
        some, ids = self._some(), self.store.themes.next_ids(2)
        run = clustering(some, [self.random.randrange(-1, 2) for _ in some], f"run-{self.runs}")
        self.store.themes.save_run(run, [theme(id, f"run-{self.runs}") for id in ids], created=START)

    def place(self) -> None:
        """What the run did not see gets its place."""
        themes = self.store.themes.current()
        rows = [(id, self.random.choice([None, *(one.id for one in themes)]), 0.5) for id in self._some()]
        self.store.themes.assign(f"run-{self.runs}", rows)

    def edit(self) -> None:
        """An editor moves the headlines of one theme into another."""
        themes = self.store.themes.current()
        if len(themes) < 2:
            return
        into, other = self.random.sample(themes, 2)
        moved = self.store.themes.members(other.id)
        edit = ThemeEdit(into.id, EditKind.MERGE, {"others": [other.id]}, START)
        change = Change(edit, [into], retired=[other.id], moves={into.id: moved})
        assert self.store.theme_history.apply(change, f"run-{self.runs}")

    def tell(self) -> None:
        """Headlines join stories, or leave them."""
        places = {id: self.random.choice([None, "S1", "S2", "S3"]) for id in self._some()}
        self.store.stories.save(Placed(places, {}), created=START)

    def refresh(self) -> None:
        """The job counts, now and then in another zone."""
        self.store.rollups.refresh(self.random.choice(["Africa/Casablanca", *ZONES]))

    def _some(self) -> list[str]:
        return self.random.sample(self.ids, self.random.randrange(len(self.ids) + 1))


DEEDS = ("ingest", "classify", "correct", "fit", "place", "edit", "tell", "refresh")
moments = st.none() | st.datetimes(datetime(2026, 1, 20), datetime(2026, 5, 10), timezones=st.just(UTC))
filters = st.builds(
    HeadlineFilter,
    sources=st.sampled_from([(), (), ("Al Manara",), ("L'Étoile", "")]),
    topics=st.sampled_from([(), (), ("sport",), ("sport", "weather")]),
    without_topics=st.sampled_from([(), (), ("economy",), (NOT_NEWS,), (NOT_NEWS, NOT_NEWS)]),
    themes=st.sampled_from([(), (), ("T1", "T4")]),
    stories=st.sampled_from([(), (), ("S2",)]),
    languages=st.sampled_from([(), (), ("fr",)]),
    since=moments | st.just(datetime(2026, 2, 28, 23, tzinfo=UTC)),
    until=moments | st.just(datetime(2026, 3, 22, 1, tzinfo=UTC)),
    text=st.sampled_from([None, None, "", "المغرب"]),
)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty store in a file: copying one is ten times faster than making one."""
    file = tmp_path_factory.mktemp("template") / "topics.db"
    open_store(str(file)).close()
    return file


@settings(max_examples=10, deadline=None)
@given(st.data())
def test_whatever_happened_counts_are_those_of_the_headlines(template: Path, data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "topics.db"
        shutil.copyfile(template, file)
        with open_store(str(file)) as store:
            newsroom = Newsroom(store, data.draw(st.integers(0, 2**32)))
            for deed in ["ingest", "refresh", *data.draw(st.lists(st.sampled_from(DEEDS), max_size=12))]:
                getattr(newsroom, deed)()
            zone, every = data.draw(st.sampled_from(ZONES)), data.draw(st.sampled_from(Bin))
            agree(store, zone, data.draw(filters), [every])


def test_both_databases_count_alike(store: Store) -> None:
    newsroom = Newsroom(store, 7)
    for deed in [
        "ingest",
        "refresh",
        "ingest",
        "classify",
        "fit",
        "tell",
        "refresh",
        "place",
        "edit",
        "classify",
        "correct",
    ]:
        getattr(newsroom, deed)()
    for wanted in (
        HeadlineFilter(),
        HeadlineFilter(since=START, without_topics=("sport",)),
        HeadlineFilter(sources=("L'Étoile", ""), until=START + timedelta(days=20, minutes=7)),
        HeadlineFilter(without_topics=(NOT_NEWS,)),
    ):
        agree(store, "Africa/Casablanca", wanted)


@pytest.mark.parametrize("name", WRITES)
def test_no_write_leaves_counts_that_are_wrong(store: Store, name: str) -> None:
    """For writes that are yet to come, too: a new method of the store is tried here by itself."""
    prepare(store)
    store.rollups.refresh("UTC")
    WRITES[name](store)
    for wanted in (HeadlineFilter(), HeadlineFilter(without_topics=(NOT_NEWS,))):
        agree(store, "UTC", wanted, [Bin.HOUR, Bin.DAY])
    store.rollups.refresh("UTC")
    assert store.rollups.stale() == 0
    for wanted in (HeadlineFilter(), HeadlineFilter(without_topics=(NOT_NEWS,))):
        agree(store, "UTC", wanted, [Bin.HOUR, Bin.DAY])


def test_what_did_not_change_is_not_counted_again(store: Store) -> None:
    items = fill(store)
    assert store.rollups.refresh("UTC") == 10 * len(Dimension)
    assert store.rollups.refresh("UTC") == 0
    assert store.headlines.add(items).duplicates == 10
    assert store.rollups.stale() == 0
    store.predictions.save(predicted([items[0].id], [1]))
    assert store.rollups.stale() == 1
    save_themes(store, items[:2], [0, 0], "run-1")
    assert store.rollups.refresh("UTC") == 3


def test_another_zone_is_counted_anew_and_asked_for_meanwhile(store: Store) -> None:
    fill(store)
    store.rollups.refresh("Africa/Casablanca")
    agree(store, "Asia/Kolkata", HeadlineFilter())
    assert store.rollups.refresh("Asia/Kolkata") == 10 * len(Dimension)
    agree(store, "Asia/Kolkata", HeadlineFilter())
    agree(store, "Africa/Casablanca", HeadlineFilter())


def test_headlines_from_before_1970_are_in_the_right_hour(store: Store) -> None:
    old = datetime(1969, 12, 31, 22, 14, 59, 999_999, tzinfo=UTC)
    store.headlines.add([told("An old headline", published=old)])
    store.rollups.refresh("UTC")
    assert list(cells(store.counts(Dimension.LANGUAGE, Bin.HOUR, "UTC"))) == [
        ("ar", "Al Manara", datetime(1969, 12, 31, 22, tzinfo=UTC))
    ]


KILLED = """
import sys
from topics.store import rollups
from topics.store.store import open_store

rollups.PORTION = 7
with open_store(sys.argv[1]) as store:
    print("open", flush=True)
    store.rollups.refresh("Africa/Casablanca")
"""


def test_a_count_that_is_killed_leaves_right_answers_and_the_next_one_goes_on(file: Path) -> None:
    with open_store(str(file)) as store:
        newsroom = Newsroom(store, 11)
        for deed in ("ingest", "classify", "fit", "tell") * 8:
            getattr(newsroom, deed)()
        left = store.rollups.stale()
    chance = random.Random(5)
    for _ in range(3):
        job = subprocess.Popen([sys.executable, "-c", KILLED, str(file)], stdout=subprocess.PIPE)
        assert job.stdout is not None
        job.stdout.readline()
        time.sleep(chance.random() / 10)
        job.kill()
        job.communicate()
        with open_store(str(file)) as store:
            assert store.rollups.stale() <= left
            agree(store, "Africa/Casablanca", HeadlineFilter(), [Bin.HOUR, Bin.DAY])
            left = store.rollups.stale()
    with open_store(str(file)) as store:
        assert store.rollups.refresh("Africa/Casablanca") == left
        agree(store, "Africa/Casablanca", HeadlineFilter(), [Bin.HOUR, Bin.WEEK])
