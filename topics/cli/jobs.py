"""The jobs that cron and editors start: run, ingest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from topics.cli.options import AsJson, Db, EncoderName, Inputs, Language, ModelFolder, Runtime, TaxonomyFile

if TYPE_CHECKING:
    from topics.service import TopicsService
    from topics.types import Batch, RunReport

PANEL = "Every day"

SourceName = Annotated[
    str | None, typer.Option("--source", metavar="NAME", help="The outlet of headlines that name none.")
]
WithSample = Annotated[bool, typer.Option("--sample", help="Read the sample that comes with the package.")]


def register(app: typer.Typer) -> None:
    """Add these commands."""
    app.command("run", rich_help_panel=PANEL)(run)
    app.command("ingest", rich_help_panel=PANEL)(ingest)


def run(
    inputs: Inputs = None,
    sample: WithSample = False,
    source: SourceName = None,
    language: Language = None,
    db: Db = None,
    encoder: EncoderName = None,
    runtime: Runtime = None,
    taxonomy: TaxonomyFile = None,
    model: ModelFolder = None,
    as_json: AsJson = False,
) -> None:
    """Do the whole job: ingest, embed, classify, themes, trends.

    Takes up what is missing; a second run at once changes nothing. This is what cron calls.

    Example: [bold]topics run[/bold], or [bold]topics run headlines.csv[/bold]
    """
    from topics import jobs
    from topics.cli.opening import service_from, utc_now
    from topics.cli.progress import watched

    with service_from(db=db, encoder=encoder, runtime=runtime, taxonomy=taxonomy, model=model) as service:
        batches = _batches(service, inputs, sample, source, language)
        with watched() as progress:
            report = jobs.run(
                service,
                now=utc_now(),
                batches=batches or (),
                sources=None if batches is None else (),
                progress=progress,
            )
        _show(report, service, batches, as_json)


def ingest(
    inputs: Inputs = None,
    sample: WithSample = False,
    source: SourceName = None,
    language: Language = None,
    db: Db = None,
    as_json: AsJson = False,
) -> None:
    """Store the headlines of files, or of every enabled source.

    Example: [bold]topics ingest front-page.html --source "Le Matin"[/bold]
    """
    from topics import jobs
    from topics.cli.opening import service_from, utc_now
    from topics.cli.progress import watched

    with service_from(db=db) as service:
        batches = _batches(service, inputs, sample, source, language)
        with watched() as progress:
            report = jobs.ingest(
                service,
                now=utc_now(),
                batches=batches or (),
                sources=None if batches is None else (),
                progress=progress,
            )
        _show(report, service, batches, as_json)


def _batches(
    service: TopicsService, inputs: list[str] | None, sample: bool, source: str | None, language: str | None
) -> list[Batch] | None:
    """What the command line names, or None where it names nothing and the sources are meant."""
    from topics.cli.opening import read_batches, utc_now

    if not inputs and not sample:
        return None
    batches = read_batches(inputs or [], language=language, source=source)
    if sample:
        from topics.sample.load import sample_headlines
        from topics.service import local_day

        now, zone = utc_now(), service.settings.timezone
        batches.append(sample_headlines(today=local_day(now, zone), timezone=zone, now=now))
    return batches


def _show(report: RunReport, service: TopicsService, batches: list[Batch] | None, as_json: bool) -> None:
    from topics.cli.output import note, note_problems

    if batches is None:
        problems = service.recent_problems(report.problems) if report.problems else []
        enabled = {source.name for source in service.store.sources.list() if source.enabled}
        all_failed = enabled <= {problem.source for problem in problems}  # "nothing new" is no failure
    else:
        problems = [problem for batch in batches for problem in batch.problems]
        all_failed = True
    note_problems(problems)
    show_report(report, as_json)
    if batches is None and not service.store.sources.list():
        note("no sources yet: add one with `topics sources add NAME URL`, or name a file.")
    if problems and all_failed and report.stages[0].done == 0:
        raise typer.Exit(1)  # not one headline could be read: whoever started the job should look


def show_report(report: RunReport, as_json: bool) -> None:
    """Print what a job did: one line a stage, or one JSON object."""
    from topics.cli.output import say, to_json
    from topics.rows import report_row

    if as_json:
        say(to_json(report_row(report)))
        return
    for stage in report.stages:
        figures = ", ".join(f"{name} {_figure(value)}" for name, value in stage.figures.items())
        say(f"{stage.name:<9} {stage.seconds:8.2f} s  {stage.done:>7}  {figures}")


def _figure(value: object) -> str:
    if isinstance(value, dict):
        return " ".join(f"{key}={item}" for key, item in value.items()) or "none"
    return str(value)
