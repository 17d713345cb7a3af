"""What jobs did."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
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
    finished: datetime | None
    ok: bool
    stages: tuple[StageReport, ...] = ()
    problems: int = 0
    error: str | None = None
