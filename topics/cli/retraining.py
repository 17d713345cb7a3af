"""`topics retrain`: corrections in, a better model out, never a worse one."""

from __future__ import annotations

import getpass
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from topics.cli.options import AsJson, Db, EncoderName, Runtime, TaxonomyFile
from topics.errors import GateRefused, UsageError

if TYPE_CHECKING:
    from datetime import datetime

    from topics.retrain_parts import Parts
    from topics.service import TopicsService
    from topics.training.comparing import Paired
    from topics.training.retraining import Retraining

PANEL = "Every day"
LONGEST = timedelta(hours=12)  # that a retraining takes; an older lock is nobody's

DryRun = Annotated[
    bool, typer.Option("--dry-run", help="Train and measure, write the report, change nothing else.")
]
Force = Annotated[
    bool, typer.Option("--force", help="Let the candidate serve even if the gate refuses it; needs --why.")
]
Why = Annotated[str | None, typer.Option("--why", metavar="TEXT", help="Kept with what --force did.")]
Since = Annotated[
    str | None,
    typer.Option("--since", metavar="WHEN", help="Corrections from this day or time on: 2026-03-01, 90d."),
]
Least = Annotated[
    int, typer.Option("--min-corrections", min=0, metavar="N", help="Wait until so many are new.")
]
IfDrifted = Annotated[
    bool, typer.Option("--if-drifted", help="Only where `topics drift` finds something; else end with 0.")
]
Data = Annotated[
    Path | None,
    typer.Option(
        "--data",
        metavar="FOLDER",
        help="Open labelled sets (JSON lines): train anew on them, ours and the corrections.",
    ),
]
Gold = Annotated[
    list[Path] | None,
    typer.Option("--gold", metavar="FILE", help="Measure on these labelled headlines too; can be repeated."),
]
Report = Annotated[
    Path | None,
    typer.Option("--report", metavar="FILE", help="Write the page of the report here too (HTML)."),
]


def register(app: typer.Typer) -> None:
    """Add this command."""
    app.command("retrain", rich_help_panel=PANEL)(retrain)


def retrain(
    dry_run: DryRun = False,
    force: Force = False,
    why: Why = None,
    since: Since = None,
    min_corrections: Least = 1,
    if_drifted: IfDrifted = False,
    data: Data = None,
    gold: Gold = None,
    report: Report = None,
    db: Db = None,
    encoder: EncoderName = None,
    runtime: Runtime = None,
    taxonomy: TaxonomyFile = None,
    as_json: AsJson = False,
) -> None:
    """Learn from what editors corrected; serve the result only where it is no worse.

    A fifth of the corrections only measures. What was found is a page and JSON in the folder of models.
    The next `topics run` files every headline anew.

    Exit codes: 0 promoted, nothing to learn, or nothing drifted; 3 the gate refused, the champion goes on.

    Example: [bold]topics retrain --min-corrections 20[/bold]
    """
    from topics.cli.opening import service_from, utc_now
    from topics.cli.output import note
    from topics.cli.progress import watched
    from topics.moments import parse_moment
    from topics.retrain_job import retrain as job
    from topics.retrain_parts import Wish
    from topics.training.retraining import Outcome

    if force != bool(why):
        raise UsageError("--force: expected it with --why and a reason, got one without the other.")
    now = utc_now()
    with service_from(db=db, encoder=encoder, runtime=runtime, taxonomy=taxonomy) as service:
        settings = service.settings
        wish = Wish(
            dry_run=dry_run,
            force=why,
            since=parse_moment(since, option="--since", now=now, timezone=settings.timezone),
            min_corrections=min_corrections,
            data=data or settings.training_data,
            gold=tuple(gold or ()),
            weight=settings.correction_weight,
            calm=_calm(service, now) if if_drifted else "",
        )
        with watched() as bars:
            found = job(
                service, _parts(service), wish, now=now, who=_login(), stage=bars.stage, tell=note
            )  # fmt: skip
    _show(found, report, as_json)
    if found.outcome is Outcome.REFUSED:
        raise GateRefused(f"{found.reason}. The champion {found.champion} goes on serving.")


def _calm(service: TopicsService, now: datetime) -> str:
    """Why nothing need be done; an empty text, and a word to who watches, where something drifted."""
    from topics.cli.output import note
    from topics.drift_job import calm_reason, drift

    found = drift(service, now)
    if found.drift.drifted:
        note(f"drift: {found.drift.severity.value}: {found.drift.reasons[0]}")
    return calm_reason(found)


def _parts(service: TopicsService) -> Parts:
    """The registry, the log of corrections and the lock."""
    from topics.lock import held
    from topics.registry.draft import Draft
    from topics.retrain_parts import Parts
    from topics.service import registry_of

    registry = registry_of(
        service.settings, topics=service.taxonomy.ids, encoder_id=service.encoder.encoder_id
    )
    log = service.store.corrections
    return Parts(registry, log, partial(held, stale_after=LONGEST), Draft)


def _login() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # no such user in this container
        return "topics retrain"


# --- on a terminal ---------------------------------------------------------------------------------


def _show(found: Retraining, page: Path | None, as_json: bool) -> None:
    from topics.cli.output import note, say, text_output, to_json, wants_json
    from topics.training.evaluation.retraining_card import card
    from topics.training.retraining import row

    if page is not None:
        with text_output(page) as file:
            file.write(card(found))
    for place in found.places.values():
        note(f"written: {place}")
    if wants_json(as_json):
        say(to_json(row(found)))
        return
    say(f"{found.outcome.value}: {found.version or found.champion}")
    say(found.reason)
    _show_figures(found)


def _show_figures(found: Retraining) -> None:
    from topics.cli.output import Align, say, show_table

    if found.evidence is None:
        return
    columns: dict[str, Align] = {"measured on": "left", "": "left"}
    columns |= dict.fromkeys(("n", "champion", "candidate", "difference"), "right")
    rows: list[list[str]] = []
    for one in found.evidence.sets:
        rows.append([one.name, "all", *_cells(one.accepted)])
        rows += [["", code, *_cells(each)] for code, each in one.languages.items()]
    if found.evidence.corrections is not None:
        rows.append(["corrections kept back", "all", *_cells(found.evidence.corrections.filed)])
    say()
    show_table(columns, rows)
    say(f"\n{len(found.flips)} headlines flip, of those corrected and {found.recent} recent ones")


def _cells(one: Paired) -> list[str]:
    low, high = one.difference.low, one.difference.high
    return [
        str(one.n),
        f"{one.champion:.3f}",
        f"{one.candidate:.3f}",
        f"{one.difference.value:+.3f} [{low:+.3f}, {high:+.3f}]",
    ]
