"""`run` and `ingest` end with 1 when there was something to read and nothing of it could be used."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from topics.cli.main import app


@pytest.fixture(autouse=True)
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The store that every command of a test uses."""
    monkeypatch.setenv("TOPICS_DB", str(tmp_path / "topics.db"))
    return tmp_path / "topics.db"


@pytest.fixture
def good(tmp_path: Path) -> Path:
    path = tmp_path / "good.jsonl"
    path.write_text('{"title": "The ferry line opens again in June"}\n')
    return path


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    path = tmp_path / "bad.jsonl"
    path.write_text('{"body": "no title"}\n')
    return path


def topics(*arguments: object) -> Result:
    return CliRunner().invoke(app, list(map(str, arguments)))


def test_a_file_without_one_usable_row_fails_after_the_report(bad: Path) -> None:
    done = topics("ingest", bad)
    assert done.exit_code == 1
    assert "problems 1" in done.stdout
    assert "warning: " in done.stderr


def test_one_readable_file_is_enough(good: Path, bad: Path) -> None:
    assert topics("ingest", bad, good).exit_code == 0


def test_sources_that_all_fail_are_a_failure(tmp_path: Path) -> None:
    topics("sources", "add", "Harbour News", tmp_path / "missing.csv", "--kind", "file")
    done = topics("ingest")
    assert done.exit_code == 1
    assert "Harbour News" in done.stderr


def test_one_source_that_answers_is_enough(good: Path, tmp_path: Path) -> None:
    topics("sources", "add", "Harbour News", tmp_path / "missing.csv", "--kind", "file")
    topics("sources", "add", "Ferry Times", good, "--kind", "file")
    assert topics("ingest").exit_code == 0


def test_a_disabled_source_does_not_count(good: Path, bad: Path) -> None:
    topics("sources", "add", "Ferry Times", good, "--kind", "file", "--disabled")
    topics("sources", "add", "Harbour News", bad, "--kind", "file")
    assert topics("ingest").exit_code == 1


def test_nothing_to_read_is_no_failure() -> None:
    assert topics("ingest").exit_code == 0
