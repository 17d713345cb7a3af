"""Corrections: a log that only grows, and headlines that stand under what editors said of them."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from tests.store.told import START, TITLES, TOPICS, embed, fill, predicted, said, save_themes, told
from topics.store.standing import Repeat, standing
from topics.store.store import Store, open_store
from topics.store.story_rows import Placed
from topics.text import content_hash
from topics.types import TAKEN_BACK, Correction, Dimension, HeadlineFilter, HeadlineRecord


def record(store: Store, title: str = TITLES[0]) -> HeadlineRecord:
    id = told(title).id
    return store.headlines.records([id])[id]


def classified(store: Store, best: int = 0, model_id: str = "first") -> list[str]:
    """Ten headlines that a model files under one topic; their ids."""
    ids = [item.id for item in fill(store)]
    store.predictions.save(predicted(ids, [best] * len(ids), model_id))
    return ids


def test_entries_come_back_as_they_were_said(store: Store) -> None:
    one = said(
        TITLES[0],
        "sport",
        also=("economy", "weather"),
        was="weather",
        model_id="first",
        headline_id=told(TITLES[0]).id,
        note="يخص الملعب",
    )
    (added,) = store.corrections.add([one])
    assert (added.number, store.corrections.count()) == (1, 1)
    assert store.corrections.log() == store.corrections.latest() == [added]


def test_the_log_is_paged_from_the_newest_and_filtered(store: Store) -> None:
    store.corrections.add([said(title, "sport", minutes=row) for row, title in enumerate(TITLES)])
    store.corrections.add([said(TITLES[0], "economy", editor="Driss", minutes=99)])
    first = store.corrections.log(limit=4)
    assert [one.number for one in first] == [11, 10, 9, 8]
    rest = store.corrections.log(before=first[-1].number)
    assert [one.number for one in rest] == [7, 6, 5, 4, 3, 2, 1]
    assert [one.number for one in store.corrections.log(editor="Driss")] == [11]
    assert [one.number for one in store.corrections.log(since=START + timedelta(minutes=8))] == [11, 10, 9]


def test_what_an_editor_said_is_shown_counted_and_filtered(store: Store) -> None:
    classified(store)
    store.corrections.add([said(TITLES[0], "sport")])
    shown = record(store)
    assert (shown.topic, shown.corrected, shown.model_id) == ("sport", "sport", "first")
    assert (shown.probability, shown.abstained) == (pytest.approx(0.15), False)
    assert shown.alternatives[0] == ("weather", pytest.approx(0.7))
    assert store.headlines.count(HeadlineFilter(topics=("sport",))) == 1
    assert store.headlines.count(HeadlineFilter(without_topics=("weather",))) == 1
    assert store.observations(HeadlineFilter(), Dimension.TOPIC).keys.count("sport") == 1
    assert store.keys(Dimension.TOPIC) == ["sport", "weather"]
    assert store.check() == []


def test_a_word_is_sure_and_an_editor_does_not_abstain(store: Store) -> None:
    classified(store)
    store.corrections.add([said(TITLES[0], "sport")])
    found = store.headlines.page(HeadlineFilter(min_probability=0.9)).records
    assert [one.headline.title for one in found] == [TITLES[0]]


def test_a_topic_that_no_model_knows_can_be_said(store: Store) -> None:
    classified(store)
    store.corrections.add([said(TITLES[0], "not_news")])
    shown = record(store)
    assert (shown.topic, shown.probability) == ("not_news", None)
    assert [topic for topic, _ in shown.alternatives] == list(TOPICS)


def test_what_was_said_survives_every_model_and_its_undoing_shows_the_models_word(store: Store) -> None:
    ids = classified(store)
    store.corrections.add([said(TITLES[0], "sport")])
    store.predictions.save(predicted(ids, [2] * len(ids), "second"))
    shown = record(store)
    assert (shown.topic, shown.corrected, shown.model_id) == ("sport", "sport", "second")
    store.corrections.add([said(TITLES[0], TAKEN_BACK, minutes=1)])
    assert (record(store).topic, record(store).corrected) == ("economy", None)
    assert record(store).probability == pytest.approx(0.7)
    assert store.check() == []


def test_a_confirmed_headline_is_marked_though_nothing_moves(store: Store) -> None:
    classified(store)
    before = store.observations(HeadlineFilter(), Dimension.TOPIC).keys
    store.corrections.add([said(TITLES[0], "weather", was="weather")])
    assert record(store).corrected == "weather"
    assert store.observations(HeadlineFilter(), Dimension.TOPIC).keys == before


@pytest.mark.parametrize(
    "spelling",
    [
        "أمـطـار قوية مرتقبة بالمغرب نهاية الأسبوع",
        "أَمْطَارٌ قوية مرتقبة بالمغرب نهاية الأسبوع",
        "امطار قويه مرتقبه بالمغرب نهايه الاسبوع",
        "\u200fأمطار قوية  مرتقبة بالمغرب نهاية الأسبوع\u200f - هسبريس",
    ],
)
def test_every_spelling_of_a_title_is_meant_in_every_outlet(store: Store, spelling: str) -> None:
    there = [told(TITLES[0]), told(TITLES[0], source="Rif Matin")]
    store.headlines.add(there)
    store.predictions.save(predicted([one.id for one in there], [0, 0]))
    store.corrections.add([said(spelling, "sport")])
    assert {one.topic for one in store.headlines.records([one.id for one in there]).values()} == {"sport"}
    later = told(TITLES[0], source="صدى الأطلس", days=9)
    store.headlines.add([later])
    store.predictions.save(predicted([later.id], [2]))
    assert store.headlines.records([later.id])[later.id].topic == "sport"


def test_what_is_said_before_a_headline_comes_or_is_classified_is_kept_for_it(store: Store) -> None:
    store.corrections.add([said(TITLES[0], "sport")])
    fill(store)
    assert record(store).topic is None
    store.predictions.save(predicted([told(TITLES[0]).id], [0]))
    assert record(store).topic == "sport"


def test_a_headline_with_a_new_text_is_free_of_what_was_said_of_the_old_one(store: Store) -> None:
    old = told(TITLES[0], key="one")
    store.headlines.add([old])
    store.predictions.save(predicted([old.id], [0]))
    store.corrections.add([said(TITLES[0], "sport")])
    store.headlines.add([told(TITLES[1], key="one")])
    store.predictions.save(predicted([old.id], [2]))
    (now,) = store.headlines.iterate(HeadlineFilter())
    assert (now.headline.title, now.topic, now.corrected) == (TITLES[1], "economy", None)


def test_stories_are_filed_by_what_editors_said(store: Store) -> None:
    ids = classified(store)
    store.stories.save(Placed({ids[0]: "S1"}, {}), created=START)
    store.corrections.add([said(TITLES[0], "sport")])
    assert getattr(store.stories.get("S1"), "topic", None) == "sport"


def test_conflicts_last_until_editors_agree(store: Store) -> None:
    store.corrections.add([said(TITLES[0], "sport"), said(TITLES[1], "sport")])
    store.corrections.add([said(TITLES[0], "economy", editor="Driss", minutes=1)])
    ((first, second),) = store.corrections.conflicts()
    assert (first.editor, second.editor) == ("Salma", "Driss")
    assert [one.topic for one in store.corrections.latest()] == ["sport", "economy"]
    store.corrections.add([said(TITLES[0], "economy", minutes=2)])
    assert store.corrections.conflicts() == []


def test_nothing_is_added_twice_and_no_batch_by_halves(store: Store) -> None:
    batch = [said(title, "sport") for title in TITLES]
    assert len(store.corrections.add(batch)) == len(TITLES)
    for repeat in Repeat:
        assert store.corrections.add(batch, repeat=repeat) == []
    broken = [said(TITLES[0], "economy"), said(TITLES[1], "economy", language=None)]
    with pytest.raises(Exception, match=r"(?i)null"):
        store.corrections.add(broken)
    assert store.corrections.count() == len(TITLES)


def test_two_stores_on_one_database_agree(store: Store) -> None:
    classified(store)
    with open_store(store._database.url.render_as_string(hide_password=False)) as other:
        store.corrections.add([said(TITLES[0], "sport")])
        other.corrections.add([said(TITLES[0], "economy", editor="Driss", minutes=1)])
        assert record(store).topic == record(other).topic == "economy"


def test_check_finds_a_headline_that_stands_under_something_else(store: Store) -> None:
    classified(store)
    store.corrections.add([said(TITLES[0], "sport")])
    with store._database.writing() as connection:
        connection.exec_driver_sql("UPDATE prediction SET topic = 'economy' WHERE corrected = 'sport'")
    assert store.check() == ["corrections: 1 headlines stand under another topic than editors said."]


def test_vectors_and_themes_are_left_alone(store: Store) -> None:
    items = fill(store)
    embed(store, items)
    classified(store)
    save_themes(store, items[:4], [0, 0, -1, 0], "run-1")
    before = record(store)
    store.corrections.add([said(TITLES[0], "sport")])
    after = record(store)
    assert (after.theme, after.theme_strength) == (before.theme, before.theme_strength)


# --- whatever is done, nothing is lost -----------------------------------------------------------


class Newsroom(RuleBasedStateMachine):
    """Editors, models and outlets take turns; a list says what the log is, and the log what headlines are."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.store = open_store(f"{self.folder.name}/topics.db")
        self.log: list[Correction] = []
        self.filed: dict[str, int] = {}  # title -> the model's answer
        self.clock = 0

    def teardown(self) -> None:
        self.store.close()
        self.folder.cleanup()

    @rule(
        titles=st.lists(st.sampled_from(TITLES[:3]), min_size=1, max_size=3),
        topic=st.sampled_from([*TOPICS, TAKEN_BACK]),
        editor=st.sampled_from(["Salma", "Driss"]),
        repeat=st.sampled_from(Repeat),
        back=st.integers(0, 3),
    )
    def speak(self, titles: list[str], topic: str, editor: str, repeat: Repeat, back: int) -> None:
        self.clock += 1
        entries = [said(one, topic, editor=editor, minutes=self.clock - back) for one in titles]
        self.log += self.store.corrections.add(entries, repeat=repeat)

    @rule(title=st.sampled_from(TITLES[:3]), best=st.integers(0, 2), model=st.sampled_from(["one", "two"]))
    def classify(self, title: str, best: int, model: str) -> None:
        self.store.headlines.add([told(title)])
        self.store.predictions.save(predicted([told(title).id], [best], model))
        self.filed[title] = best

    @rule()
    def reopen(self) -> None:
        self.store.close()
        self.store = open_store(f"{self.folder.name}/topics.db")

    @invariant()
    def the_log_is_all_that_was_added(self) -> None:
        assert self.store.corrections.log(limit=10_000)[::-1] == self.log
        assert self.store.corrections.count() == len(self.log)

    @invariant()
    def headlines_stand_under_the_word_that_holds(self) -> None:
        for title, best in self.filed.items():
            words = standing(one for one in self.log if one.title == title)
            shown = record(self.store, title)
            assert shown.corrected == (words[-1].topic if words else None)
            assert shown.topic == (words[-1].topic if words else TOPICS[best])
        assert self.store.check() == []


TestNewsroom = Newsroom.TestCase
TestNewsroom.settings = settings(
    max_examples=8,
    stateful_step_count=15,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)

WRITER = """
import sys
from tests.store.told import said
from topics.store.store import open_store
with open_store(sys.argv[1]) as store:
    batch = store.corrections.count() // 7
    print("ready", flush=True)
    while True:
        store.corrections.add([said(f"headline {batch} number {row}", "sport") for row in range(7)])
        batch += 1
"""


def test_a_writer_killed_at_any_moment_leaves_whole_batches(file: Path) -> None:
    moments = random.Random(7)
    for _ in range(4):
        writer = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(file)], stdout=subprocess.PIPE, cwd=Path.cwd(), env=os.environ
        )
        assert writer.stdout is not None
        assert writer.stdout.readline() == b"ready\n"
        time.sleep(moments.uniform(0.02, 0.3))
        writer.send_signal(signal.SIGKILL)
        writer.wait()
        writer.stdout.close()
        with open_store(str(file)) as store:
            entries = store.corrections.log(limit=100_000)[::-1]
            assert store.check() == []
        assert len(entries) % 7 == 0
        assert [one.number for one in entries] == list(range(1, len(entries) + 1))
        expected = [f"headline {row // 7} number {row % 7}" for row in range(len(entries))]
        assert [one.title for one in entries] == expected
    assert entries


def test_hashes_of_titles_without_their_outlet_are_those_of_the_headlines() -> None:
    from topics.text import strip_outlet_suffix

    for suffix in ("", " - Al Manara", " | Al Manara - هسبريس", " - جريدة الضفة"):
        item = told(TITLES[0] + suffix)
        assert content_hash(strip_outlet_suffix(item.title, (item.source,))) == item.content_hash
