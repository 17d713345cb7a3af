"""Corrections through the service: what is taken, what is refused, and what files give and keep."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.jobs.newsroom import NOW, batch, headline, open_newsroom, records
from topics import jobs
from topics.correction_files import COLUMNS, Entry, read_entries, write_lines, write_table
from topics.corrections import correct, editor_name, find, import_corrections, topic_named
from topics.errors import InputError, UsageError
from topics.service import TopicsService
from topics.settings import Settings
from topics.taxonomy import load_taxonomy
from topics.types import NOT_NEWS, TAKEN_BACK, Batch, Correction, HeadlineRecord

FIRE = "حريق مهول يلتهم سوقا بالناظور"


@pytest.fixture(scope="module")
def filed_once(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The file of a store with 40 classified headlines."""
    folder = tmp_path_factory.mktemp("filed")
    with open_newsroom(folder) as service:
        jobs.ingest(service, now=NOW, batches=[batch(0, 40)])
        jobs.classify(service, now=NOW)
    return (folder / "news.db").read_bytes()


@pytest.fixture
def filed(filed_once: bytes, tmp_path: Path) -> Iterator[TopicsService]:
    """A newsroom with those headlines."""
    (tmp_path / "news.db").write_bytes(filed_once)
    with open_newsroom(tmp_path) as service:
        yield service


def topics(service: TopicsService) -> list[str]:
    return list(service.taxonomy.ids)


def other_topic(service: TopicsService, record: HeadlineRecord) -> str:
    return next(topic for topic in topics(service) if topic != record.topic)


def lines(*rows: dict[str, Any]) -> bytes:
    return "\n".join(json.dumps(row, ensure_ascii=False) for row in rows).encode()


def read_in(service: TopicsService, data: bytes, **over: Any) -> Any:
    return import_corrections(service, data, "file", editor="Salma", now=over.get("now", NOW))


def test_a_headline_of_the_store_is_corrected_with_what_is_known_of_it(filed: TopicsService) -> None:
    record = records(filed)[0]
    wanted = other_topic(filed, record)
    (made,) = correct(filed, [Entry(wanted, id=record.headline.id, editor="Salma")], now=NOW).added
    assert (made.was, made.model_id, made.headline_id) == (record.topic, record.model_id, record.headline.id)
    assert (made.language, made.created) == (record.headline.language, NOW)
    shown = find(filed, record.headline.id)
    assert shown is not None
    assert (shown.topic, shown.corrected) == (wanted, wanted)
    (again,) = correct(filed, [Entry(wanted, id=record.headline.id, editor="Driss")], now=NOW).added
    assert (again.was, again.model_id) == (wanted, None)  # by Salma, not by the model


def test_a_title_in_another_spelling_and_with_an_outlets_name_is_the_same_headline(
    newsroom: TopicsService,
) -> None:
    jobs.ingest(newsroom, now=NOW, batches=[Batch((headline(f"{FIRE} - صدى الأطلس"),))])
    jobs.classify(newsroom, now=NOW)
    spelled = "حريقٌ مهول يلتهم سوقًا بالناضور".replace("ض", "ظ") + " - هسبريس"
    (made,) = correct(newsroom, [Entry("sport", title=spelled, editor="Salma")], now=NOW).added
    assert made.title == FIRE  # what is learnt from is without the outlet's name
    assert [record.corrected for record in records(newsroom)] == ["sport"]
    assert not correct(newsroom, [Entry("sport", title=FIRE, editor="Salma")], now=NOW).added


def test_a_title_that_the_store_lacks_waits_for_its_headline(newsroom: TopicsService) -> None:
    (made,) = correct(newsroom, [Entry("sport", title=FIRE, editor="Salma")], now=NOW).added
    assert (made.was, made.headline_id, made.language) == (None, None, "ar")
    jobs.ingest(newsroom, now=NOW, batches=[Batch((headline(FIRE),))])
    jobs.classify(newsroom, now=NOW)
    assert [record.topic for record in records(newsroom)] == ["sport"]


def test_undo_brings_back_the_models_word_and_needs_something_to_undo(filed: TopicsService) -> None:
    record = records(filed)[0]
    entry = Entry(other_topic(filed, record), id=record.headline.id, editor="Salma")
    correct(filed, [entry], now=NOW)
    undo = replace(entry, topic=TAKEN_BACK)
    assert len(correct(filed, [undo], now=NOW - timedelta(minutes=1)).added) == 1  # a clock that is late
    assert find(filed, record.headline.id) == record
    assert correct(filed, [undo], now=NOW).added == ()
    assert filed.store.corrections.count() == 2


@pytest.mark.parametrize(
    ("over", "said"),
    [
        ({"topic": "gardening"}, "expected one of .* got 'gardening'"),
        ({"also": ("gardening",)}, "got 'gardening'"),
        ({"topic": NOT_NEWS, "also": ("sport",)}, "second topics beside a topic"),
        ({"title": ""}, "expected an id or a title"),
        ({"title": "", "id": "0" * 24}, "give its title too"),
        ({"title": "a\nb"}, "close the quotes"),
        ({"title": "ا" * 2000}, "close the quotes"),
        ({"editor": " "}, "expected a name"),
        ({"language": "Arabic!"}, "language code"),
        ({"created": NOW + timedelta(days=1)}, "a time that has been"),
    ],
)
def test_what_can_not_be_used_is_told_and_the_rest_kept(
    newsroom: TopicsService, over: dict[str, Any], said: str
) -> None:
    good = Entry("sport", title=FIRE, editor="Salma", position="line 1")
    outcome = correct(newsroom, [replace(good, **over, position="line 2"), good], now=NOW)
    assert [one.position for one in outcome.problems] == ["line 2"]
    with pytest.raises(AssertionError, match=said):
        raise AssertionError(outcome.problems[0].message)
    assert len(outcome.added) == 1


def test_topics_are_known_by_id_and_by_their_name_in_any_language() -> None:
    shipped = load_taxonomy()
    for topic in shipped:
        assert topic_named(shipped, topic.id) == topic.id
        for name in topic.names.values():
            assert topic_named(shipped, f" {name.upper()} ") == topic.id
    assert topic_named(shipped, "ليس خبرا") == NOT_NEWS
    assert topic_named(shipped, "gardening") is None


def test_second_topics_come_in_lists_and_in_cells(newsroom: TopicsService) -> None:
    first, second, third = topics(newsroom)[:3]
    cell = Entry(first, title=FIRE, editor="Salma", also=(f"{second}، {third}",))
    spaced = Entry(first, title=f"{FIRE} ليلا", editor="Salma", also=(f"{third} {second} {first}",))
    one, other = correct(newsroom, [cell, spaced], now=NOW).added
    assert (one.also, other.also) == ((second, third), (third, second))


def test_the_editor_is_named_by_flag_setting_or_login(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setenv("LOGNAME", "driss")
    with open_newsroom(tmp_path) as service:
        assert editor_name(service, "Salma") == "Salma"
        assert editor_name(service, None) == "driss"
        service.settings = Settings(db=service.settings.db, editor="Hind")
        assert editor_name(service, None) == "Hind"
        service.settings = Settings(db=service.settings.db)
        monkeypatch.setattr("getpass.getuser", lambda: (_ for _ in ()).throw(KeyError("uid")))
        with pytest.raises(UsageError, match="--editor"):
            editor_name(service, None)


# --- files -----------------------------------------------------------------------------------------


def test_a_file_read_twice_adds_nothing_the_second_time(filed: TopicsService) -> None:
    some = [record.headline for record in records(filed)[:3]]
    first, second = topics(filed)[:2]
    data = lines(
        {"set": {"name": "ours"}},
        {"id": some[0].id, "topic": first},
        {"title": some[1].title, "topic": first, "also": [second], "editor": "Driss", "lang": "fr"},
        {"title": some[2].title, "primary": first},  # as labelled sets call it
        {"title": some[2].title, "topic": second},  # the later row counts
        {"title": some[2].title, "topic": ""},
        {"title": some[2].title, "topic": "unclear"},
        {"title": some[2].title, "topic": "gardening"},
        {"topic": first},
        {"title": 7, "topic": ["x"]},
    )
    outcome = read_in(filed, data + b"\nno json")
    assert (len(outcome.added), outcome.unfilled) == (3, 2)
    assert [one.position for one in outcome.problems] == ["line 10", "line 11", "line 8", "line 9"]
    assert {one.editor for one in outcome.added} == {"Salma", "Driss"}
    assert {one.title: one.topic for one in filed.store.corrections.latest()}[some[2].title] == second
    again = read_in(filed, data, now=NOW + timedelta(days=1))
    assert (again.added, again.repeated) == ((), 4)


def test_what_was_taken_back_is_not_said_again_by_an_old_file(filed: TopicsService) -> None:
    id, topic = records(filed)[0].headline.id, topics(filed)[0]
    data = lines({"id": id, "topic": topic})
    read_in(filed, data)
    correct(filed, [Entry(TAKEN_BACK, id=id, editor="Salma")], now=NOW)
    assert read_in(filed, data).added == ()
    assert filed.store.corrections.latest() == []


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1256"])
def test_a_table_as_spreadsheets_save_it(filed: TopicsService, delimiter: str, encoding: str) -> None:
    rows = records(filed)[:3]
    first, second = topics(filed)[:2]
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter)
    writer.writerow(["ID", "Title", "Topic", "also", "why"])
    writer.writerow([rows[0].headline.id, rows[0].headline.title, first, f"{second}", "غير متأكد"])
    writer.writerow([rows[1].headline.id, rows[1].headline.title, "", "", "غير متأكد"])
    writer.writerow([rows[2].headline.id, rows[2].headline.title, second, "", "من مصدر جديد على الموقع"])
    outcome = read_in(filed, text.getvalue().encode(encoding, "replace"))
    assert outcome.problems == ()
    assert [(one.headline_id, one.topic, one.also) for one in outcome.added] == [
        (rows[0].headline.id, first, (second,)),
        (rows[2].headline.id, second, ()),
    ]
    assert outcome.unfilled == 1


def test_a_table_with_broken_rows(newsroom: TopicsService) -> None:
    data = f'title,topic\n{FIRE},sport\none,sport,more,cells\n"never closed,sport\n{FIRE} ليلا,sport\n'
    outcome = read_in(newsroom, data.encode())
    assert [one.title for one in outcome.added] == [FIRE]
    assert len(outcome.problems) == 2


@pytest.mark.parametrize(
    "data", [b"", b"\xff\xfe\x00", b"just words\nand more", b"topic\nsport", b"title\nx"]
)
def test_a_file_of_something_else_is_refused(newsroom: TopicsService, data: bytes) -> None:
    with pytest.raises(InputError, match="expected JSON lines, or a table"):
        read_in(newsroom, data)


WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=12)
TITLES = st.sampled_from([FIRE, "قط يعود إلى بيته", "Grève des trains à Fès", "Fuel, prices; “fall”", "=1+1"])


@st.composite
def words_said(draw: st.DrawFn) -> Entry:
    topic = draw(st.sampled_from(["weather", "sport", NOT_NEWS, TAKEN_BACK]))
    return Entry(
        topic,
        title=draw(TITLES),
        also=("economy",) if topic in ("weather", "sport") and draw(st.booleans()) else (),
        editor=draw(st.sampled_from(["Salma", "إدريس", 'H"ind'])),
        note=draw(WORDS),
    )


@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
@given(said=st.lists(words_said(), max_size=8), table=st.booleans())
def test_what_is_exported_and_imported_elsewhere_is_the_same_log(
    said: list[Entry], table: bool, tmp_path_factory: pytest.TempPathFactory
) -> None:
    from topics.text import clean_title

    def log(service: TopicsService) -> list[Correction]:
        return [
            replace(one, note=clean_title(one.note)) for one in service.store.corrections.log(limit=100)[::-1]
        ]

    write: Callable[..., int] = write_table if table else write_lines
    with (
        open_newsroom(tmp_path_factory.mktemp("one")) as one,
        open_newsroom(tmp_path_factory.mktemp("two")) as two,
    ):
        for minute, entry in enumerate(said):
            outcome = correct(one, [entry], now=NOW + timedelta(minutes=minute))
            assert outcome.problems == ()
        file = io.StringIO(newline="")
        write(one.store.corrections.log(limit=100)[::-1], file)
        if log(one):
            data = file.getvalue().encode()
            for _ in range(2):
                outcome = import_corrections(two, data, "file", editor="?", now=NOW + timedelta(days=1))
                assert outcome.problems == ()
        assert log(two) == log(one)
        assert two.store.corrections.latest() == one.store.corrections.latest()


def test_an_export_says_what_was_said_of_the_title_of_then(newsroom: TopicsService) -> None:
    old = headline(FIRE, key="one")
    jobs.ingest(newsroom, now=NOW, batches=[Batch((old,))])
    correct(newsroom, [Entry("sport", id=old.id, editor="Salma")], now=NOW)
    file = io.StringIO()
    write_lines(newsroom.store.corrections.log(), file)
    jobs.ingest(newsroom, now=NOW, batches=[Batch((headline("قط يعود إلى بيته", key="one"),))])
    assert read_in(newsroom, file.getvalue().encode()).added == ()


def test_times_without_a_zone_are_of_the_newsroom() -> None:
    data = lines({"title": FIRE, "topic": "sport", "created": "2026-01-05T09:00"})
    (entry,) = read_entries(data, "file", timezone="Africa/Casablanca").entries
    assert str(entry.created) == "2026-01-05 08:00:00+00:00"
    bad = read_entries(lines({"title": FIRE, "topic": "sport", "created": "soon"}), "file", timezone="UTC")
    assert len(bad.problems) == 1


def test_the_columns_of_a_table_are_the_names_of_a_line() -> None:
    one = Correction(FIRE, "ar", "sport", "Salma", NOW)
    line, table = io.StringIO(), io.StringIO()
    write_lines([one], line)
    write_table([one], table)
    assert tuple(json.loads(line.getvalue())) == COLUMNS
    assert table.getvalue().splitlines()[0].removeprefix("\ufeff").split(",") == list(COLUMNS)


def test_a_table_of_corrections_holds_no_formula_and_reads_back_as_it_was() -> None:
    one = Correction("=1+2 الميناء", "ar", "sport", "@salma", NOW, note="-- '=x")
    table = io.StringIO(newline="")
    write_table([one], table)
    assert ",'=1+2 الميناء," in table.getvalue() and ",'@salma," in table.getvalue()
    (entry,) = read_entries(table.getvalue().encode(), "file", timezone="UTC").entries
    assert (entry.title, entry.editor, entry.note) == (one.title, one.editor, one.note)


def test_what_editors_said_outlives_a_new_model(
    filed: TopicsService, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = records(filed)[0]
    wanted = other_topic(filed, record)
    correct(filed, [Entry(wanted, id=record.headline.id, editor="Salma")], now=NOW)
    old = filed.classifier

    class Renamed:
        """The same answers under another name, as a newly trained model has."""

        model_id = "another"

        def predict(self, *arguments: Any, **named: Any) -> Any:
            return replace(old.predict(*arguments, **named), model_id="another")

    monkeypatch.setattr(TopicsService, "classifier", property(lambda _: Renamed()))
    jobs.classify(filed, now=NOW)
    shown = find(filed, record.headline.id)
    assert shown is not None
    assert (shown.model_id, shown.topic, shown.corrected) == ("another", wanted, wanted)
    assert filed.store.check() == []
