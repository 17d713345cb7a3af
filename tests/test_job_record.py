"""A job leaves a row from its start on, whatever becomes of it."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from topics.errors import StoreError
from topics.job_owner import this_process
from topics.job_record import LONGEST, latest, recorded, state_of
from topics.store.journal import Reports
from topics.store.store import Store, open_store
from topics.types import JobState, RunReport

NOW = datetime(2026, 3, 25, 12, tzinfo=UTC)
WORK = """
import sys, time
from datetime import UTC, datetime
from topics.job_record import recorded
from topics.store.store import open_store
with open_store(sys.argv[1]) as store, recorded(store, "run", datetime.now(UTC)) as job:
    job.add("ingest", time.perf_counter(), 57, added=50)
    print("at work", flush=True)
    input()
"""


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(str(tmp_path / "news.db"), patience=0.05) as opened:
        yield opened


def states(store: Store, **wanted: object) -> list[tuple[str, JobState]]:
    found = latest(store, 10, now=NOW, **wanted)  # type: ignore[arg-type]
    return [(report.job, state) for report, state in found]


def test_a_job_is_seen_while_it_works_and_when_it_has_ended(store: Store) -> None:
    with recorded(store, "run", NOW) as job:
        assert states(store) == [("run", JobState.RUNNING)]
        job.add("ingest", time.perf_counter(), 57, added=50)
        (seen,) = store.reports.recent(10)
        assert [(one.name, one.done, one.figures) for one in seen.stages] == [("ingest", 57, {"added": 50})]
        assert not seen.ok and seen.finished is None
    assert states(store) == [("run", JobState.ENDED)]
    assert store.reports.recent(10) == [job.report()]


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (StoreError("the disk is full"), "the disk is full"),
        (KeyboardInterrupt(), "interrupted"),
        (ZeroDivisionError("by nothing"), "ZeroDivisionError: by nothing"),
        (SystemExit(1), "SystemExit: 1"),
    ],
)
def test_a_job_that_fails_says_why(store: Store, error: BaseException, said: str) -> None:
    with pytest.raises(type(error)), recorded(store, "retrain", NOW):
        raise error
    (report,) = store.reports.recent(10)
    assert (report.ok, report.error) == (False, said)
    assert states(store) == [("retrain", JobState.FAILED)]


def test_a_killed_job_is_shown_as_died_with_what_it_had_done(store: Store, tmp_path: Path) -> None:
    command = [sys.executable, "-c", WORK, str(tmp_path / "news.db")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "at work\n"
        assert states(store) == [("run", JobState.RUNNING)]
        assert states(store, failed=True) == []
        process.kill()
        process.wait()
    assert states(store, failed=True) == [("run", JobState.DIED)]
    (report,) = store.reports.recent(10)
    assert [one.done for one in report.stages] == [57]
    assert report.finished is None


def test_what_runs_costs_the_list_of_failures_no_place(store: Store) -> None:
    owner = this_process()
    store.reports.save(RunReport("run", "1", NOW, NOW, ok=False, error="no"))
    for number in range(2, 5):
        store.reports.save(RunReport("run", str(number), NOW, None, ok=False, owner=owner))
    ((report, state),) = latest(store, 1, now=NOW, failed=True)
    assert (report.run_id, state) == ("1", JobState.FAILED)


def test_a_job_of_another_machine_is_taken_to_run_for_a_day() -> None:
    report = RunReport("run", "1", NOW, None, ok=False, owner="another machine|7|ab|boot pid 9")
    assert state_of(report, NOW + LONGEST) is JobState.RUNNING
    assert state_of(report, NOW + LONGEST + timedelta(seconds=1)) is JobState.DIED
    nobody = RunReport("run", "1", NOW, None, ok=False)
    assert state_of(nobody, NOW) is JobState.DIED


def test_a_job_with_nothing_to_do_may_leave_nothing(store: Store) -> None:
    with recorded(store, "alerts", NOW) as job:
        job.worth_keeping = False
    assert store.reports.recent(10) == []
    with pytest.raises(StoreError), recorded(store, "alerts", NOW) as job:
        job.worth_keeping = False
        raise StoreError("gone")
    assert states(store) == [("alerts", JobState.FAILED)]


def test_a_store_that_is_busy_meanwhile_stops_no_job(store: Store, caplog: pytest.LogCaptureFixture) -> None:
    with recorded(store, "retrain", NOW) as job:
        with store._database.writing():
            job.add("train", time.perf_counter(), 3)
        assert "the stage train" in caplog.text
        job.add("measure", time.perf_counter(), 4)
    (report,) = store.reports.recent(1)
    assert [one.name for one in report.stages] == ["train", "measure"]


def test_what_ended_a_job_is_told_where_its_row_can_not_be_kept(
    store: Store, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(StoreError, match="no room"), recorded(store, "run", NOW):
        monkeypatch.setattr(Reports, "save", _full)
        raise StoreError("no room for vectors")
    assert "could not be kept" in caplog.text


def _full(self: Reports, item: RunReport) -> None:
    raise StoreError("the disk is full")
