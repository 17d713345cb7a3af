"""`topics --server URL correct`: logged there as it would be here, told in the same words."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.api.conftest import told as told
from tests.api.running import Running, serving
from tests.cli.running import Done, Topics
from tests.jobs.newsroom import TAXONOMY, headline, open_newsroom
from topics.service import TopicsService
from topics.types import HeadlineFilter, Scope

UNKNOWN = "عنوان لا يعرفه المخزن"
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
