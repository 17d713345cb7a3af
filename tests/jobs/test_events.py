"""What a job tells the log while it works: its start, each stage, its end, all under one run id."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.fakes import BrokenEncoder
from tests.jobs.newsroom import NOW, batch
from topics import jobs
from topics.errors import EncoderError
from topics.logs import listen
from topics.service import TopicsService


@pytest.fixture(autouse=True)
def _as_json() -> Iterator[None]:
    listen("json")
    yield
    listen("off")


def events(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().err.splitlines()]


def test_a_job_tells_each_stage_with_what_its_report_keeps(
    newsroom: TopicsService, capsys: pytest.CaptureFixture[str]
) -> None:
    jobs.ingest(newsroom, now=NOW, batches=[batch(0, 30)])
    assert events(capsys)[1]["added"] == 30
    report = jobs.classify(newsroom, now=NOW)
    told = events(capsys)
    assert {(one["job"], one["run_id"]) for one in told} == {("classify", report.run_id)}
    assert [one["event"] for one in told] == ["job started", *["stage"] * len(report.stages), "job ended"]
    for event, stage in zip(told[1:-1], report.stages, strict=True):
        facts = {"stage": stage.name, "seconds": stage.seconds, "done": stage.done}
        assert event.items() >= facts.items()
        assert set(stage.figures) <= set(event)
    assert [one["done"] for one in told[1:-1]] == [30, 30]
    assert (told[-1]["problems"], told[-1]["level"]) == (0, "info")


def test_a_job_that_fails_tells_after_which_stage_and_why(
    newsroom: TopicsService, capsys: pytest.CaptureFixture[str]
) -> None:
    newsroom.encoder = BrokenEncoder()
    with pytest.raises(EncoderError):
        jobs.run(newsroom, now=NOW, batches=[batch(0, 3)])
    *_, stage, failed = events(capsys)
    assert (stage["event"], stage["stage"]) == ("stage", "ingest")
    assert (failed["event"], failed["level"]) == ("job failed", "error")
    assert failed["error"] == "the device went away; plug it in again."
    assert newsroom.recent_reports()[0].error == failed["error"]
