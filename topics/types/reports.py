"""What jobs did."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any


@dataclass(frozen=True, slots=True)
class StageReport:
    """One stage of a job."""

    name: str  # "ingest", "embed", "classify", "themes", "trends"
    seconds: float
    done: int  # items worked on
    figures: Mapping[str, Any] = field(default_factory=dict)  # JSON values


@dataclass(frozen=True, slots=True)
class RunReport:
    """What a job did; stored, printed and returned."""

    job: str  # "run", "ingest", …
    run_id: str
    started: datetime
    finished: datetime | None  # None = it runs, or was killed
    ok: bool
    stages: tuple[StageReport, ...] = ()
    problems: int = 0
    error: str | None = None
    owner: str | None = None  # the process that does it, as ``job_owner`` writes it; None = not known


class JobState(StrEnum):
    """How a job stands."""

    RUNNING = "running"
    ENDED = "ended"  # and did what it was to do
    FAILED = "failed"  # and said why
    DIED = "died"  # was killed: it never came to say how it ended
