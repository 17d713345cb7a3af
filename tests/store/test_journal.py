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


def test_problems_of_one_job_come_in_its_order(store: Store) -> None:
    store.problems.add("run-1", [BROKEN, WHOLE])
    store.problems.add("run-2", [WHOLE])
    assert store.problems.of_run("run-1") == [BROKEN, WHOLE]
    assert store.problems.of_run("run-3") == []


def test_a_report_takes_the_place_of_an_earlier_one_of_its_run(store: Store) -> None:
    begun = report(1, ok=False, finished=None, stages=(), owner="desk-1|812|a")
    store.reports.save(begun)
    store.reports.save(report(2))
    assert store.reports.unfinished() == [begun]
    store.reports.save(report(1))
    assert store.reports.recent(10) == [report(2), report(1)], "it keeps its place"
    assert store.reports.unfinished() == []


def test_reports_are_found_by_job_by_their_end_and_by_id(store: Store) -> None:
    failed = report(2, ok=False, error="the disk is full")
    runs = report(3, job="retrain", ok=False, finished=None)
    for one in (report(1), failed, runs):
        store.reports.save(one)
    assert store.reports.recent(10, job="retrain") == [runs]
    assert store.reports.recent(10, failed=True) == [runs, failed]
    assert store.reports.recent(1, failed=True, but=["run-3"]) == [failed]
    assert store.reports.starting_with("run-", 2) == [runs, failed]
    assert store.reports.starting_with("run-2", 5) == [failed]
    assert store.reports.starting_with("%", 5) == []


def test_a_run_that_is_forgotten_leaves_the_others(store: Store) -> None:
    for number in (1, 2):
        store.reports.save(report(number))
    store.reports.forget("run-1")
    store.reports.forget("no such run")
    assert store.reports.recent(10) == [report(2)]
