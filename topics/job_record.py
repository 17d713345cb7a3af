"""A job in the store: its start is kept at once, each stage as it ends, and how it ended.

So a job that is killed leaves its row, with as much as it had done; that nobody does it any more is read off
the process that is written there. The same facts go to whoever listens to the log.
"""

from __future__ import annotations

import logging
import time
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from topics.errors import StoreError, TopicsError
from topics.job_owner import lives, this_process
from topics.logs import tell
from topics.types import JobState, RunReport, StageReport

if TYPE_CHECKING:
    from topics.store.store import Store

LONGEST = timedelta(days=1)  # that a job takes

log = logging.getLogger(__name__)


@dataclass
class JobRecord:
    """What a running job knows of itself. Use ``recorded``."""

    store: Store
    name: str
    started: datetime
    run_id: str = field(default_factory=lambda: uuid.uuid4().hex[:12])
    owner: str = field(default_factory=this_process)
    stages: list[StageReport] = field(default_factory=list)
    problems: int = 0
    finished: datetime | None = None
    error: str | None = None
    worth_keeping: bool = True  # False = a job that ended well leaves nothing

    def report(self) -> RunReport:
        """What it did so far."""
        return RunReport(
            job=self.name,
            run_id=self.run_id,
            started=self.started,
            finished=self.finished,
            ok=self.finished is not None and self.error is None,
            stages=tuple(self.stages),
            problems=self.problems,
            error=self.error,
            owner=self.owner,
        )

    def add(self, name: str, began: float, done: int, **figures: Any) -> None:
        """A stage ended; ``began`` is a reading of ``time.perf_counter``.

        That the store can't take it now is no reason to stop: the end of the job is kept with all stages.
        """
        stage = StageReport(name, round(time.perf_counter() - began, 3), done, figures)
        self.stages.append(stage)
        self.tell("stage", {**figures, "stage": name, "seconds": stage.seconds, "done": done})
        try:
            self.store.reports.save(self.report())
        except StoreError as error:
            log.warning("the stage %s of %s could not be kept: %s", name, self.run_id, error)

    def tell(self, event: str, facts: Mapping[str, Any] | None = None, *, failed: bool = False) -> None:
        """Tell the log something of this job."""
        tell(event, {"job": self.name, "run_id": self.run_id, **(facts or {})}, failed=failed)


@contextmanager
def recorded(store: Store, name: str, now: datetime) -> Iterator[JobRecord]:
    """Keep a job that began ``now`` in the store while the block does it, and how it ended.

    Raises:
        StoreError: the store can't be written; nothing was begun, or only the good end was not kept.
    """
    job, began = JobRecord(store, name, now), time.perf_counter()
    store.reports.save(job.report())
    job.tell("job started")
    try:
        yield job
    except BaseException as error:
        job.error = job.error or _said(error)
        _end(job, began)
        try:
            store.reports.save(job.report())
        except StoreError as second:  # what ended the job is what must be told
            log.warning("the end of %s could not be kept: %s", job.run_id, second)
        raise
    _end(job, began)
    if job.worth_keeping or job.error:
        store.reports.save(job.report())
    else:
        store.reports.forget(job.run_id)


def _end(job: JobRecord, began: float) -> None:
    job.finished = datetime.now(UTC)
    facts = {"seconds": round(time.perf_counter() - began, 3), "problems": job.problems}
    if job.error is None:
        job.tell("job ended", facts)
    else:
        job.tell("job failed", {**facts, "error": job.error}, failed=True)


def _said(error: BaseException) -> str:
    if isinstance(error, TopicsError):
        return str(error)
    if isinstance(error, KeyboardInterrupt):
        return "interrupted"
    return f"{type(error).__name__}: {error}"


# --- looking back ----------------------------------------------------------------------------------


def state_of(report: RunReport, now: datetime) -> JobState:
    """How a job stands; one that never said how it ended died where its process is gone.

    Processes of other machines are not seen from here: they are taken to run for a day.
    """
    if report.finished is not None or report.error is not None:
        return JobState.ENDED if report.ok else JobState.FAILED
    runs = None if report.owner is None else lives(report.owner)
    if runs is None:
        runs = report.owner is not None and now - report.started <= LONGEST
    return JobState.RUNNING if runs else JobState.DIED


def latest(
    store: Store, limit: int, *, now: datetime, job: str | None = None, failed: bool = False
) -> list[tuple[RunReport, JobState]]:
    """The newest jobs and how they stand; ``failed`` = only those that failed or died."""
    unfinished = store.reports.unfinished() if failed else []
    running = [one.run_id for one in unfinished if state_of(one, now) is JobState.RUNNING]
    found = store.reports.recent(limit, job=job, failed=failed, but=running)
    return [(one, state_of(one, now)) for one in found]
