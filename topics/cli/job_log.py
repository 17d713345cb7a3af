"""What jobs did: `topics jobs`, a row for each that started, also for those that failed or were killed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from topics.cli.options import AsJson, Db
from topics.errors import UsageError

if TYPE_CHECKING:
    from datetime import datetime

    from topics.store.store import Store
    from topics.types import JobState, Problem, RunReport

app = typer.Typer(
    help="What jobs did: when, for how long, and how they ended.\n\nExample: [bold]topics jobs list[/bold]",
    no_args_is_help=True,
)
SHOWN = 60  # characters of an error in the list

RunId = Annotated[str, typer.Argument(metavar="RUN", help="Its id, or how it begins.", show_default=False)]
JobName = Annotated[
    str | None, typer.Option("--job", metavar="NAME", help="Only this job: run, retrain, alerts, ingest …")
]


def register(parent: typer.Typer) -> None:
    """Add these commands."""
    parent.add_typer(app, name="jobs", rich_help_panel="Every day")


@app.command("list")
def list_(
    job: JobName = None,
    failed: Annotated[bool, typer.Option("--failed", help="Only those that failed or died.")] = False,
    limit: Annotated[int, typer.Option("--limit", min=1, help="At most this many, newest first.")] = 20,
    db: Db = None,
    as_json: AsJson = False,
) -> None:
    """List jobs, the newest first: running, ended, failed, or died, which is to say killed.

    Example: [bold]topics jobs list --failed[/bold], or [bold]topics jobs list --job retrain[/bold]
    """
    from topics.cli.opening import service_from, utc_now
    from topics.cli.output import show_rows
    from topics.cli.times import wall_clock
    from topics.job_record import latest

    now = utc_now()
    with service_from(create=False, db=db) as service:
        zone = service.settings.timezone
        found = latest(service.store, limit, now=now, job=job, failed=failed)
    columns = {
        "run": lambda row: row["run"],
        "job": lambda row: row["job"],
        "state": lambda row: row["state"],
        "started": lambda row: wall_clock(row["started"], zone),
        "took": lambda row: "" if row["seconds"] is None else f"{row['seconds']:.1f} s",
        "did": lambda row: _did(row["stages"]),
        "problems": lambda row: str(row["problems"] or ""),
        "error": lambda row: _short(row["error"] or ""),
    }
    show_rows([job_row(report, state, now) for report, state in found], columns, as_json=as_json)


@app.command()
def show(run: RunId, db: Db = None, as_json: AsJson = False) -> None:
    """Show what one job did: its stages with their figures, what it could not read, who did it.

    Example: [bold]topics jobs show 3f9c[/bold]
    """
    from topics.cli.opening import service_from, utc_now
    from topics.cli.output import say, to_json, wants_json
    from topics.exported import iso
    from topics.job_record import state_of

    now = utc_now()
    with service_from(create=False, db=db) as service:
        report = _one(service.store, run)
        problems = service.store.problems.of_run(report.run_id)
        zone = service.settings.timezone
    row = job_row(report, state_of(report, now), now)
    if wants_json(as_json):
        met = [
            {"source": one.source, "position": one.position, "code": one.code, "message": one.message}
            for one in problems
        ]
        say(to_json({**row, "finished": iso(report.finished), "met": met}))
        return
    _show(row, report, problems, zone)


def job_row(report: RunReport, state: JobState, now: datetime) -> dict[str, Any]:
    """One job as JSON values; the seconds of one that died are not known."""
    from topics.cli.rows import report_row
    from topics.job_owner import described
    from topics.types import JobState

    ends = now if state is JobState.RUNNING else report.finished
    return {
        **report_row(report),
        "state": state.value,
        "seconds": None if ends is None else round((ends - report.started).total_seconds(), 3),
        "owner": None if report.owner is None else described(report.owner),
    }


def _one(store: Store, run: str) -> RunReport:
    """The job of an id or of its beginning."""
    found = store.reports.starting_with(run, 2) if run else []
    exact = [one for one in found if one.run_id == run]
    if len(exact or found) == 1:
        return (exact or found)[0]
    got = f"{run!r}, with which several begin" if found else f"{run!r}"
    raise UsageError(f"expected the id of a job, got {got}; `topics jobs list` has them.")


# --- on a terminal ---------------------------------------------------------------------------------


def _show(row: dict[str, Any], report: RunReport, problems: Sequence[Problem], zone: str) -> None:
    from topics.cli.jobs import show_report
    from topics.cli.output import note_problems, say
    from topics.cli.times import wall_clock

    say(f"{row['job']} {row['run']}: {row['state']}")
    say(f"started   {wall_clock(report.started, zone)}")
    if report.finished is not None:
        say(f"finished  {wall_clock(report.finished, zone)}, after {row['seconds']:.1f} s")
    if row["owner"]:
        say(f"by        {row['owner']}")
    if report.error:
        say(f"error     {report.error}")
    if report.stages:
        say()
        show_report(report, as_json=False)
    note_problems(problems)


def _did(stages: Sequence[dict[str, Any]]) -> str:
    """What was done, in a few words: the counts of its stages, or what it decided."""
    decided = [str(stage["outcome"]) for stage in stages if stage.get("outcome")]
    return ", ".join(decided or [f"{stage['stage']} {stage['done']}" for stage in stages if stage["done"]])


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= SHOWN else line[: SHOWN - 1] + "…"
