"""What went wrong, and what jobs did."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Select, delete, insert, select, update

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
        return self._found(select(problem).order_by(problem.c.number.desc()).limit(limit))

    def of_run(self, run_id: str) -> list[Problem]:
        """What one job met, in its order."""
        return self._found(select(problem).where(problem.c.run_id == run_id).order_by(problem.c.number))

    def _found(self, query: Select[Any]) -> list[Problem]:
        with self._database.reading() as connection:
            return [
                Problem(row["source"], row["position"], row["message"], row["code"])
                for row in connection.execute(query).mappings()
            ]


class Reports:
    """Reports of jobs: written when one starts, again after each stage, and when it ends."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def save(self, item: RunReport) -> None:
        """Keep a report; it takes the place of an earlier one of the same run."""
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
            "owner": item.owner,
        }
        with self._database.writing() as connection:
            known = update(report).where(report.c.run_id == item.run_id).values(row)
            if not connection.execute(known).rowcount:
                connection.execute(insert(report), row)

    def forget(self, run_id: str) -> None:
        """Drop the report of a run that turned out to have had nothing to do."""
        with self._database.writing() as connection:
            connection.execute(delete(report).where(report.c.run_id == run_id))

    def recent(
        self, limit: int, *, job: str | None = None, failed: bool = False, but: Collection[str] = ()
    ) -> list[RunReport]:
        """The newest first.

        Args:
            job: only those of this name.
            failed: only those that did not end well, which those that still run have not either …
            but: … so leave out these runs.
        """
        query = select(report).order_by(report.c.number.desc()).limit(limit)
        if job is not None:
            query = query.where(report.c.job == job)
        if failed:
            query = query.where(report.c.ok.is_(False))
        if but:
            query = query.where(report.c.run_id.not_in(list(but)))
        return self._found(query)

    def unfinished(self) -> list[RunReport]:
        """Those that never said how they ended: they run, or were killed. The newest first."""
        return self._found(select(report).where(report.c.finished.is_(None)).order_by(report.c.number.desc()))

    def starting_with(self, run_id: str, limit: int) -> list[RunReport]:
        """Those whose id starts so, the newest first."""
        begins = report.c.run_id.startswith(run_id, autoescape=True)
        return self._found(select(report).where(begins).order_by(report.c.number.desc()).limit(limit))

    def _found(self, query: Select[Any]) -> list[RunReport]:
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
        owner=row["owner"],
    )
