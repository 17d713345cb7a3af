"""`topics --server URL correct`: logged there as it would be here, told in the same words."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.api.conftest import told as told
from tests.api.running import Running, serving
from tests.cli.running import Done, Topics
from tests.jobs.newsroom import TAXONOMY, headline, open_newsroom
from topics.service import TopicsService
from topics.types import Headline, HeadlineFilter, Scope

UNKNOWN = "عنوان لا يعرفه المخزن"
STARTED = datetime.now(UTC)
UNCLASSIFIED = headline("مشروع لم يصنف بعد", number=500)


@pytest.fixture
def desk(told: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Running]:
    """A service of the test's own, with one headline that has no topic yet."""
    monkeypatch.setenv("TOPICS_TAXONOMY", str(TAXONOMY))
    with serving(told, tmp_path) as running:
        running.service.store.headlines.add([UNCLASSIFIED])
        monkeypatch.setenv("TOPICS_KEY", running.key)
        yield running


@pytest.fixture
def here(told: Path, tmp_path: Path) -> Iterator[TopicsService]:
    """The same store on this machine."""
    folder = tmp_path / "here"
    shutil.copytree(told, folder)
    with open_newsroom(folder) as service:
        service.store.headlines.add([UNCLASSIFIED])
        yield service


def without_time(done: Done) -> tuple[Any, ...]:
    """How a command ended, but for when the entry was logged."""
    rows = [json.loads(line) for line in done.out.splitlines()]
    return done.code, [{**row, "created": None} for row in rows], [list(row) for row in rows], done.err


def test_every_word_is_logged_there_as_it_is_here(topics: Topics, desk: Running, here: TopicsService) -> None:
    one, other = (record.headline for record in here.headlines(HeadlineFilter(limit=2)).records)
    codes = []
    for said in (
        (one.id, "economy", "--note", "عن السوق", "--also", "weather"),
        (one.title, "economy", "--also", "weather"),  # again
        (one.title, "--confirm"),
        (other.title, "--not-news"),
        (one.id, "--undo"),
        (other.title, "gardening"),
        (UNKNOWN, "رياضة", "--language", "ar"),
        (UNKNOWN, "sport"),  # again
        ("عنوان آخر", "--confirm"),
        ("عنوان آخر", "--undo"),
        (UNCLASSIFIED.id, "--confirm"),
        (UNCLASSIFIED.title, "economy"),
        (f"{UNKNOWN} " * 20, "sport"),  # longer than an id may be
        ("  ", "sport"),
    ):
        command = ("correct", *said, "--editor", "Salma")
        there = topics("--server", desk.url, *command)
        assert without_time(there) == without_time(topics(*command, "--db", here.settings.db)), said
        codes.append(there.code)
    assert codes == [0, 0, 0, 0, 0, 2, 0, 0, 2, 2, 2, 0, 0, 2]
    logs = [service.store.corrections.log() for service in (desk.service, here)]
    assert [(word.title, word.topic, word.editor) for word in logs[0]] == [
        (word.title, word.topic, word.editor) for word in logs[1]
    ]
    assert len(logs[0]) == 7


def test_whose_word_it_is_comes_from_the_settings(
    topics: Topics, desk: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TOPICS_EDITOR", "Driss")
    (row,) = topics("--server", desk.url, "correct", UNKNOWN, "sport").rows
    assert row["editor"] == "Driss"


def test_a_key_without_the_scope_corrects_nothing(
    topics: Topics, desk: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    with desk.with_key(Scope.READ) as reader:
        monkeypatch.setenv("TOPICS_KEY", reader.headers["authorization"].removeprefix("Bearer "))
    done = topics("--server", desk.url, "correct", UNKNOWN, "sport")
    assert (done.code, done.out) == (1, "")
    assert done.err == "error: expected a key of scope correct, got one of read.\n"
    assert desk.service.store.corrections.count() == 0


# --- files of corrections ------------------------------------------------------------------------


def form(one: Headline, other: Headline) -> str:
    """A table as an editor leaves it: some rows can't be used, one is said twice."""
    return (
        "id,title,topic,also,lang,note,editor,created\n"
        f"{one.id},,economy,weather,,عن السوق,,\n"
        f"{one.id},,sport,,,,,\n"  # the last on a headline counts
        f",{other.title},not_news,,,,Driss,\n"
        f",{UNKNOWN},رياضة,,ar,,,\n"
        f",{UNKNOWN},sport,,,,Salma,2026-03-20 09:30\n"  # of this machine's clock
        f"{UNCLASSIFIED.id},,economy,,,,,\n"
        ",عنوان آخر,gardening,,,,,\n"
        ",عنوان آخر,confirmed,,,,,\n"
        "nowhere,,sport,,,,,\n"
        ",,sport,,,,,\n"
        ",لم يملأ,,,,,,\n"
        f",في الغد,sport,,,,,2999-01-01T00:00:00+00:00\n"
        f",{'طويل ' * 300},sport,,,,,\n"
    )


def test_a_file_is_read_in_there_as_it_is_here(
    topics: Topics, desk: Running, here: TopicsService, tmp_path: Path
) -> None:
    one, other = (record.headline for record in here.headlines(HeadlineFilter(limit=2)).records)
    file = tmp_path / "filled.csv"
    file.write_text(form(one, other), encoding="utf-8")
    for _ in range(2):  # the second time adds nothing
        for editor in ("Salma", "Amina"):
            command = ("correct", "--import", str(file), "--editor", editor)
            there = topics("--server", desk.url, *command)
            assert there == topics(*command, "--db", here.settings.db)
            assert there.code == 0
            assert there.err.count(f"warning: {file} line ") == 5
            assert "and 1 more problems" in there.err
    assert said(desk.service) == said(here)
    assert len(said(here)) == 7
    entries = desk.service.store.audit.recent(9)
    assert [dict(one.facts) for one in entries if one.action == "corrections.import"] == [
        {"added": 3, "first": 5, "last": 7},
        {"added": 4, "first": 1, "last": 4},
    ]


def said(service: TopicsService) -> list[tuple[object, ...]]:
    """The log; what was said without a time has that of the command."""
    dated = [one.created if one.created < STARTED else None for one in service.store.corrections.log()]
    return [
        (one.title, one.topic, one.also, one.editor, one.language, one.was, one.headline_id, one.note, when)
        for one, when in zip(service.store.corrections.log(), dated, strict=True)
    ]


@pytest.mark.parametrize(
    ("text", "code"),
    [("", 1), ("title\nx\n", 1), ("title,topic\nx,\n", 0), ("title,topic\nx,gardening\n", 1), ("{}\n", 1)],
)
def test_a_file_of_nothing_is_told_there_as_it_is_here(
    topics: Topics, desk: Running, here: TopicsService, tmp_path: Path, text: str, code: int
) -> None:
    file = tmp_path / "file.csv"
    file.write_text(text, encoding="utf-8")
    command = ("correct", "--import", str(file), "--editor", "Salma")
    there = topics("--server", desk.url, *command)
    assert there == topics(*command, "--db", here.settings.db)
    assert there.code == code
    missing = topics("--server", desk.url, "correct", "--import", str(tmp_path / "none.csv"))
    assert missing == topics("correct", "--import", str(tmp_path / "none.csv"), "--db", here.settings.db)


def test_a_log_is_written_out_and_listed_there_as_it_is_here(
    topics: Topics, desk: Running, here: TopicsService, tmp_path: Path
) -> None:
    lines = [
        json.dumps({
            "title": f"سد رقم {number} يفتح أبوابه", "topic": "economy", "editor": "Salma",
            "created": f"2026-03-2{number % 10}T08:00:00.000{number:03}+00:00", "also": ["weather"],
        })
        for number in range(620)  # more than a page
    ]  # fmt: skip
    file = tmp_path / "log.jsonl"
    file.write_text("\n".join(lines), encoding="utf-8")
    for place in (("--server", desk.url), ("--db", here.settings.db)):
        (counts,) = at(topics, place, "correct", "--import", str(file)).rows
        assert counts == {"added": 620, "repeated": 0, "unfilled": 0, "problems": 0}
    for name in ("-", "log.csv", "log.tsv", "log.jsonl"):
        target = name if name == "-" else str(tmp_path / f"out.{name}")
        there, written = at(topics, ("--server", desk.url), "correct", "--export", target), read(target)
        assert there == at(topics, ("--db", here.settings.db), "correct", "--export", target)
        assert written == read(target)
        assert "620 corrections" in there.err or there.out.count("\n") == 620
    for options in (
        (), ("--limit", "3", "--before", "600"), ("--editor", "Salma", "--since", "2026-03-25", "--latest"),
        ("--limit", "600"), ("--editor", "Nobody"), ("--latest", "--limit", "2", "--before", "9"),
    ):  # fmt: skip
        there = at(topics, ("--server", desk.url), "corrections", "list", *options)
        assert there == at(topics, ("--db", here.settings.db), "corrections", "list", *options)
        assert there.code == 0


def at(topics: Topics, place: tuple[str, str], *command: str) -> Done:
    """Run a command on a service, or on a store."""
    return topics(*place, *command) if place[0] == "--server" else topics(*command, *place)


def read(target: str) -> bytes:
    return b"" if target == "-" else Path(target).read_bytes()


def test_a_reader_sees_no_log(topics: Topics, desk: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    with desk.with_key(Scope.READ) as reader:
        monkeypatch.setenv("TOPICS_KEY", reader.headers["authorization"].removeprefix("Bearer "))
    for command in (("corrections", "list"), ("correct", "--export", "-")):
        done = topics("--server", desk.url, *command)
        assert (done.code, done.out) == (1, "")
        assert done.err == "error: expected a key of scope correct, got one of read.\n"
