"""Problems of input and reports of jobs, newest first."""

from __future__ import annotations

from datetime import timedelta

from tests.store.told import START
from topics.store.store import Store
from topics.types import Problem, RunReport, StageReport

BROKEN = Problem(
    "https://manara.example/rss", "item 3", "expected a date, got «غدا»; write it as ISO", "bad-date"
)
WHOLE = Problem("L'Étoile", "", 'expected XML, got "<!doctype html>"; check the address', "not-xml")


def report(number: int, **over: object) -> RunReport:
    stages = (
        StageReport("ingest", 1.25, 57, {"added": 57, "sources": 1}),
        StageReport("themes", 0.5, 57, {"reason": "no themes yet", "share": 0.25, "names": ["أمطار", None]}),
    )
    fields = {
        "job": "run",
        "run_id": f"run-{number}",
        "started": START + timedelta(hours=number),
        "finished": START + timedelta(hours=number, seconds=3.5),
        "ok": True,
        "stages": stages,
        "problems": 2,
    }
    return RunReport(**(fields | over))  # type: ignore[arg-type]


def test_problems_come_back_newest_first(store: Store) -> None:
    store.problems.add("run-1", [BROKEN])
    store.problems.add("run-2", [])
    store.problems.add("run-2", [WHOLE, BROKEN])
    assert store.problems.recent(10) == [BROKEN, WHOLE, BROKEN]
    assert store.problems.recent(2) == [BROKEN, WHOLE]
    assert store.problems.recent(0) == []


def test_reports_come_back_as_they_went_in_newest_first(store: Store) -> None:
    failed = report(2, ok=False, finished=None, error="the disk is full", stages=())
    store.reports.save(report(1))
    store.reports.save(failed)
    assert store.reports.recent(10) == [failed, report(1)]
    assert store.reports.recent(1) == [failed]
