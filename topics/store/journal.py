"""What went wrong, and what jobs did."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import insert, select

from topics.store.database import Database
from topics.store.schema import problem, report
from topics.types import Problem, RunReport, StageReport


class Problems:
    """Problems of input, with the job that met them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, run_id: str, items: Sequence[Problem]) -> None:
        """Record what a job could not use."""
        rows = [
            {
                "run_id": run_id,
                "source": item.source,
                "position": item.position,
                "message": item.message,
                "code": item.code,
            }
            for item in items
        ]
        if rows:
            with self._database.writing() as connection:
                connection.execute(insert(problem), rows)

    def recent(self, limit: int) -> list[Problem]:
        """The newest first."""
        query = select(problem).order_by(problem.c.number.desc()).limit(limit)
        with self._database.reading() as connection:
            return [
                Problem(row["source"], row["position"], row["message"], row["code"])
                for row in connection.execute(query).mappings()
            ]


class Reports:
    """Reports of jobs."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def save(self, item: RunReport) -> None:
        """Keep a report."""
        stages = [
            {"name": stage.name, "seconds": stage.seconds, "done": stage.done, "figures": dict(stage.figures)}
            for stage in item.stages
        ]
        row = {
            "job": item.job,
            "run_id": item.run_id,
            "started": item.started,
            "finished": item.finished,
            "ok": item.ok,
            "problems": item.problems,
            "error": item.error,
            "stages": stages,
        }
        with self._database.writing() as connection:
            connection.execute(insert(report), row)

    def recent(self, limit: int) -> list[RunReport]:
        """The newest first."""
        query = select(report).order_by(report.c.number.desc()).limit(limit)
        with self._database.reading() as connection:
            return [_to_report(row) for row in connection.execute(query).mappings()]


def _to_report(row: Any) -> RunReport:
    return RunReport(
        job=row["job"],
        run_id=row["run_id"],
        started=row["started"],
        finished=row["finished"],
        ok=row["ok"],
        stages=tuple(StageReport(**stage) for stage in row["stages"]),
        problems=row["problems"],
        error=row["error"],
    )
