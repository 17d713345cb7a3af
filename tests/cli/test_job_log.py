"""`topics jobs` and the setting `log` from the outside."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from typer.testing import CliRunner

from topics.cli.main import app
from topics.errors import SettingsError, StoreError, UsageError
from topics.job_owner import this_process
from topics.logs import listen
from topics.store.store import open_store
from topics.types import Problem, RunReport, StageReport

NOW = datetime(2026, 3, 25, 2, tzinfo=UTC)
GONE = "desk-1|7|ab"  # on a machine that is not this one, long ago
REPORTS = [
    RunReport(
        "run", "aa11", NOW, NOW + timedelta(seconds=62.5), ok=True, problems=1,
        stages=(StageReport("ingest", 1.5, 57, {"added": 50}), StageReport("embed", 40.0, 50)),
    ),
    RunReport(
        "retrain", "ab12", NOW, NOW + timedelta(minutes=3), ok=True,
        stages=(StageReport("decide", 0.0, 41, {"outcome": "promoted"}),),
    ),
    RunReport("run", "bb22", NOW, NOW, ok=False, error="the disk is full;\n" + "make room " * 20),
    RunReport("run", "cc33", NOW, None, ok=False, owner=GONE),
    RunReport("alerts", "dd44", NOW, None, ok=False, owner=this_process()),
]  # fmt: skip


@pytest.fixture
def db(tmp_path: Path) -> str:
    """A store with a job of every fate."""
    file = tmp_path / "news.db"
    with open_store(str(file)) as store:
        for report in REPORTS:
            store.reports.save(report)
        store.problems.add("aa11", [Problem("Le Phare", "item 3", "expected a date, got «غدا»", "bad-date")])
    return str(file)


def call(db: str, *arguments: str) -> Result:
    return CliRunner().invoke(app, [*arguments, "--db", db])


def rows(db: str, *arguments: str) -> list[dict[str, Any]]:
    done = call(db, *arguments, "--json")
    assert done.exit_code == 0, done.output
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_every_job_is_listed_with_how_it_stands(db: str) -> None:
    listed = rows(db, "jobs", "list")
    assert [(one["run"], one["job"], one["state"]) for one in listed] == [
        ("dd44", "alerts", "running"),
        ("cc33", "run", "died"),
        ("bb22", "run", "failed"),
        ("ab12", "retrain", "ended"),
        ("aa11", "run", "ended"),
    ]
    assert (listed[-1]["seconds"], listed[-1]["problems"]) == (62.5, 1)
    assert listed[0]["seconds"] > 0, "it still runs"
    assert listed[1]["seconds"] is None, "nobody knows when it was killed"
    assert [one["run"] for one in rows(db, "jobs", "list", "--failed")] == ["cc33", "bb22"]
    assert [one["run"] for one in rows(db, "jobs", "list", "--failed", "--limit", "1")] == ["cc33"]
    assert [one["run"] for one in rows(db, "jobs", "list", "--job", "retrain")] == ["ab12"]


def test_a_terminal_gets_a_line_a_job(db: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("topics.cli.output.wants_json", lambda as_json: as_json)
    monkeypatch.setenv("COLUMNS", "200")
    lines = call(db, "jobs", "list").stdout.splitlines()
    assert len(lines) == 1 + len(REPORTS)
    assert "ingest 57, embed 50" in lines[-1] and "62.5 s" in lines[-1]
    assert "promoted" in lines[-2]
    assert "the disk is full; make room" in lines[3] and lines[3].rstrip().endswith("…")


def test_one_job_is_shown_with_its_stages_and_what_it_could_not_read(
    db: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (row,) = rows(db, "jobs", "show", "aa11")
    assert [(one["stage"], one["done"]) for one in row["stages"]] == [("ingest", 57), ("embed", 50)]
    assert row["met"] == [
        {
            "source": "Le Phare",
            "position": "item 3",
            "code": "bad-date",
            "message": "expected a date, got «غدا»",
        }
    ]
    (died,) = rows(db, "jobs", "show", "cc")
    assert (died["state"], died["owner"], died["finished"]) == ("died", "process 7 on desk-1", None)
    monkeypatch.setattr("topics.cli.output.wants_json", lambda as_json: as_json)
    told = call(db, "jobs", "show", "aa11")
    assert told.stdout.startswith("run aa11: ended\n") and "added 50" in told.stdout
    assert "Le Phare item 3: expected a date" in told.stderr


@pytest.mark.parametrize("given", ["a", "zz", "", "%"])
def test_an_id_of_none_or_of_several_is_a_usage_error(db: str, given: str) -> None:
    done = call(db, "jobs", "show", given)
    assert isinstance(done.exception, UsageError)
    assert "expected the id of a job" in str(done.exception)


def test_listing_makes_no_store(tmp_path: Path) -> None:
    done = call(str(tmp_path / "none.db"), "jobs", "list")
    assert isinstance(done.exception, StoreError)
    assert not list(tmp_path.iterdir())


# --- the setting -----------------------------------------------------------------------------------


@pytest.fixture
def _quiet_again() -> Iterator[None]:
    yield
    listen("off")


@pytest.mark.usefixtures("_quiet_again")
def test_with_json_all_of_standard_error_is_events(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOPICS_LOG", "json")
    lines = tmp_path / "titles.csv"
    lines.write_text("title,source\nأمطار قوية بالشمال,صدى الأطلس\n,Le Phare\n", encoding="utf-8")
    db = str(tmp_path / "news.db")
    done = call(db, "ingest", str(lines), "--json")
    assert done.exit_code == 0, done.output
    told = [json.loads(line) for line in done.stderr.splitlines()]
    assert [one["event"] for one in told[:3]] == ["job started", "stage", "job ended"]
    assert (told[1]["stage"], told[1]["done"], told[1]["added"]) == ("ingest", 1, 1)
    assert [one["level"] for one in told[3:]] == ["warning"]
    assert json.loads(done.stdout)["run"] == told[0]["run_id"], "the result goes where it always goes"
    (listed,) = rows(db, "jobs", "list")
    assert listed["run"] == told[0]["run_id"]


def test_a_log_of_another_kind_is_refused(db: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOPICS_LOG", "xml")
    done = call(db, "jobs", "list")
    assert isinstance(done.exception, SettingsError)
    assert "'off', 'text' or 'json', got 'xml'; set it with TOPICS_LOG" in str(done.exception)
