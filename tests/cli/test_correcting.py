"""`topics correct`, `topics corrections` and `topics review`: what they print, refuse and leave behind."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from typer.testing import CliRunner

from tests.fakes import HashingEncoder
from tests.jobs.newsroom import NOW, TAXONOMY, batch, open_newsroom, records
from topics import jobs
from topics.cli.main import app
from topics.errors import InputError, StoreError, UsageError

TITLE = "عنوان لا يعرفه المخزن بعد"


@pytest.fixture(scope="module")
def classified(tmp_path_factory: pytest.TempPathFactory) -> Iterator[bytes]:
    """The file of a store with 40 classified headlines."""
    folder = tmp_path_factory.mktemp("newsroom")
    with open_newsroom(folder) as service:
        jobs.ingest(service, now=NOW, batches=[batch(0, 40)])
        jobs.classify(service, now=NOW)
    yield (folder / "news.db").read_bytes()


@pytest.fixture
def db(classified: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr("topics.service.load_encoder", lambda settings: HashingEncoder())
    monkeypatch.setenv("TOPICS_TAXONOMY", str(TAXONOMY))
    file = tmp_path / "news.db"
    file.write_bytes(classified)
    return str(file)


def call(db: str, *arguments: str, said: str | bytes | None = None) -> Result:
    return CliRunner().invoke(app, [*arguments, "--db", db], input=said)


def rows(db: str, *arguments: str, said: str | bytes | None = None) -> list[dict[str, Any]]:
    done = call(db, *arguments, "--json", said=said)
    assert done.exit_code == 0, done.output
    return [json.loads(line) for line in done.stdout.splitlines()]


def shown(db: str) -> list[Any]:
    with open_newsroom(Path(db).parent) as service:
        return records(service)


def test_a_word_is_shown_everywhere_at_once(db: str) -> None:
    one = shown(db)[0]
    topic = "sport" if one.topic != "sport" else "weather"
    arguments = ("--editor", "Salma", "--note", "عن الملعب", "--also", "weather")
    (row,) = rows(db, "correct", one.headline.id, topic, *arguments)
    assert (row["topic"], row["was"], row["editor"], row["note"]) == (topic, one.topic, "Salma", "عن الملعب")
    (exported,) = [row for row in rows(db, "export") if row["id"] == one.headline.id]
    assert (exported["topic"], exported["corrected"]) == (topic, topic)
    counted = {row["key"] for row in rows(db, "trends", "--every", "month")}
    assert topic in counted
    done = call(db, "export", "--format", "csv")
    table = {row["id"]: row for row in csv.DictReader(done.stdout.splitlines())}
    assert table[one.headline.id]["corrected"] == topic


def test_confirm_not_news_and_undo(db: str) -> None:
    one = shown(db)[0]
    (row,) = rows(db, "correct", one.headline.title, "--confirm", "--editor", "Salma")
    assert (row["topic"], row["was"]) == (one.topic, one.topic)
    (row,) = rows(db, "correct", one.headline.id, "--not-news", "--editor", "Salma")
    assert row["topic"] == "not_news"
    (row,) = rows(db, "correct", one.headline.id, "--undo", "--editor", "Salma")
    assert row["topic"] == "taken_back"
    assert shown(db)[0].corrected == one.topic
    assert [row["topic"] for row in rows(db, "corrections", "list")] == ["taken_back", "not_news", one.topic]
    assert [row["topic"] for row in rows(db, "corrections", "list", "--latest")] == [one.topic]
    assert len(rows(db, "corrections", "list", "--limit", "1", "--before", "3")) == 1


def test_saying_it_again_and_a_title_from_elsewhere_are_told(db: str) -> None:
    done = call(db, "correct", TITLE, "sport", "--editor", "Salma")
    assert (done.exit_code, "the store has no such headline" in done.stderr) == (0, True)
    again = call(db, "correct", TITLE, "sport", "--editor", "Salma")
    assert (again.exit_code, again.stdout, "nothing was added" in again.stderr) == (0, "", True)


def test_conflicts_are_listed(db: str) -> None:
    id = shown(db)[0].headline.id
    rows(db, "correct", id, "sport", "--editor", "Salma")
    rows(db, "correct", id, "weather", "--editor", "Driss")
    (row,) = rows(db, "corrections", "conflicts")
    assert [one["editor"] for one in row["words"]] == ["Salma", "Driss"]
    assert row["topic"] == "weather"


@pytest.mark.parametrize(
    ("arguments", "error", "said"),
    [
        (("x",), UsageError, "got none of them with a headline"),
        (("x", "sport", "--confirm"), UsageError, "got TOPIC and --confirm"),
        (("x", "--import", "file"), UsageError, "got --import with a headline"),
        (("--undo",), UsageError, "without a headline"),
        (("x", "gardening", "--editor", "Salma"), UsageError, "expected one of weather"),
        ((TITLE, "--confirm", "--editor", "Salma"), UsageError, "one that it lacks"),
        ((TITLE, "--undo", "--editor", "Salma"), UsageError, "of which Salma said something"),
        (("--import", "/nowhere/file.csv"), InputError, "expected a file of corrections"),
    ],
)
def test_wrong_use_says_what_was_expected(
    db: str, arguments: tuple[str, ...], error: type[Exception], said: str
) -> None:
    done = call(db, "correct", *arguments)
    assert isinstance(done.exception, error)
    assert said in str(done.exception)
    assert rows(db, "corrections", "list") == []


def test_a_review_is_filled_in_read_in_and_written_out(db: str, tmp_path: Path) -> None:
    form, filled = tmp_path / "review.csv", tmp_path / "filled.csv"
    done = call(db, "review", "--limit", "6", "--csv", str(form))
    assert (done.exit_code, done.stdout) == (0, "")
    assert form.read_bytes().startswith("\ufeff".encode())
    table = list(csv.DictReader(form.read_text(encoding="utf-8-sig").splitlines()))
    proposed = rows(db, "review", "--limit", "6")
    assert [row["id"] for row in table] == [row["id"] for row in proposed]
    assert all(row["topic"] == "" and row["why"] and row["suggested"] for row in table)
    for row, topic in zip(table, ["sport", "رياضة", "weather", "gardening", "", ""], strict=True):
        row["topic"] = topic
    with filled.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, list(table[0]), delimiter=";")
        writer.writeheader()
        writer.writerows(table)
    (counts,) = rows(db, "correct", "--import", str(filled), "--editor", "Salma")
    assert counts == {"added": 3, "repeated": 0, "unfilled": 2, "problems": 1}
    (counts,) = rows(db, "correct", "--import", "-", "--editor", "Salma", said=filled.read_bytes())
    assert counts == {"added": 0, "repeated": 3, "unfilled": 2, "problems": 1}
    left = {row["id"] for row in rows(db, "review", "--limit", "40")}
    assert left.isdisjoint(row["id"] for row in table[:3])
    for name in ("log.csv", "log.tsv", "log.jsonl"):
        (told,) = rows(db, "correct", "--export", str(tmp_path / name))
        assert told["corrections"] == 3
        elsewhere = str(tmp_path / f"{name}.db")
        (counts,) = rows(elsewhere, "correct", "--import", str(tmp_path / name))
        assert (counts["added"], counts["problems"]) == (3, 0)


def test_a_file_without_one_usable_row_fails(db: str) -> None:
    done = call(db, "correct", "--import", "-", "--editor", "Salma", said='{"title": "x", "topic": "y"}')
    assert isinstance(done.exception, InputError)


def test_what_only_reads_makes_no_store(tmp_path: Path) -> None:
    place = tmp_path / "none.db"
    for arguments in (("corrections", "list"), ("review",), ("correct", "--export", "-")):
        assert isinstance(call(str(place), *arguments).exception, StoreError)
    assert not place.exists()
