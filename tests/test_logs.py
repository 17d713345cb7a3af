"""Events on standard error: JSON for a collector, text for a reader, nothing by default."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from topics.cli.output import note
from topics.cli.progress import watched
from topics.jobs import Silence
from topics.logs import Kind, kind_of_log, listen, tell

FACTS = {"job": "run", "run_id": "3f9c", "added": 57, "last_day": {"sport": 3}, "reason": "أول مرة"}


@pytest.fixture(autouse=True)
def _quiet_again() -> Iterator[None]:
    yield
    listen("off")


def events(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().err.splitlines()]


def test_nothing_is_written_by_default(capsys: pytest.CaptureFixture[str]) -> None:
    tell("stage", FACTS)
    tell("job failed", FACTS)
    assert capsys.readouterr() == ("", "")


def test_an_event_is_one_line_of_json(capsys: pytest.CaptureFixture[str]) -> None:
    listen("json")
    tell("stage", FACTS)
    tell("job failed", {"error": "two\nlines"}, failed=True)
    stage, failed = events(capsys)
    assert {name: stage[name] for name in FACTS} == FACTS
    assert (stage["event"], stage["level"], stage["logger"]) == ("stage", "info", "topics.jobs")
    assert abs((datetime.now(UTC) - datetime.fromisoformat(stage["timestamp"])).total_seconds()) < 60
    assert (failed["event"], failed["level"], failed["error"]) == ("job failed", "error", "two\nlines")


def test_facts_never_hide_what_an_event_is(capsys: pytest.CaptureFixture[str]) -> None:
    listen("json")
    tell("stage", {"event": "theirs", "level": "theirs", "method_name": 1})
    (event,) = events(capsys)
    assert (event["event"], event["level"], event["method_name"]) == ("stage", "info", 1)


def test_an_event_is_one_line_of_text(capsys: pytest.CaptureFixture[str]) -> None:
    listen("text")
    tell("stage", {"stage": "ingest", "done": 57, "refitted": True, "reason": "no themes\nyet"})
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("timestamp=")
    assert 'level=info logger=topics.jobs event=stage stage=ingest done=57 refitted=true reason="' in line


def test_what_people_would_read_is_an_event_too_where_a_program_reads(
    capsys: pytest.CaptureFixture[str],
) -> None:
    listen("json")
    note("warning: a.txt line 3: expected a title, got nothing")
    note("error: «غدا» is no date")
    note("written: card.html")
    logging.getLogger("topics.lock").warning("took over the lock of %s", "nobody")
    told = [(one["level"], one["event"]) for one in events(capsys)]
    assert told == [
        ("warning", "a.txt line 3: expected a title, got nothing"),
        ("error", "«غدا» is no date"),
        ("info", "written: card.html"),
        ("warning", "took over the lock of nobody"),
    ]


@pytest.mark.parametrize("kind", ["off", "text"])
def test_people_read_plain_lines(kind: Kind, capsys: pytest.CaptureFixture[str]) -> None:
    listen(kind)
    note("written: card.html")
    assert capsys.readouterr().err == "written: card.html\n"


def test_an_error_with_its_trace_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    listen("json")
    try:
        raise ValueError("no number")
    except ValueError:
        logging.getLogger("topics.service").exception("could not read")
    (event,) = events(capsys)
    assert event["event"] == "could not read"
    assert event["exception"][0]["exc_type"] == "ValueError"


def test_listening_twice_writes_once_and_the_last_word_counts(capsys: pytest.CaptureFixture[str]) -> None:
    listen("text")
    listen("json")
    tell("stage", {})
    assert len(events(capsys)) == 1
    listen("off")
    tell("stage", {})
    assert (capsys.readouterr().err, kind_of_log()) == ("", "off")


def test_bars_and_events_do_not_share_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    with watched() as shown:
        assert not isinstance(shown, Silence)
    listen("json")
    with watched() as shown:
        assert isinstance(shown, Silence)
