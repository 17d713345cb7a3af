"""What rises now, and is it real: bursts."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any

import typer

from topics.cli.options import AsJson, Db, Since
from topics.types import Bin, Dimension, HeadlineFilter

LEAST_USUAL = 0.1  # headlines: what is compared with less is new rather than so many times as much


class Looked(StrEnum):
    """How closely is looked."""

    HOUR = "hour"
    DAY = "day"


Sources = Annotated[
    list[str] | None, typer.Option("--source", metavar="NAME", help="Only this outlet; repeatable.")
]
Languages = Annotated[
    list[str] | None, typer.Option("--language", metavar="CODE", help="Only this language; repeatable.")
]


def register(app: typer.Typer) -> None:
    """Add this command."""
    app.command("bursts", rich_help_panel="Every day")(bursts)


def bursts(
    by: Annotated[Dimension, typer.Option("--by", help="What may rise.")] = Dimension.THEME,
    every: Annotated[
        Looked, typer.Option("--every", help="By hour: rises of hours. By day: those of days and weeks.")
    ] = Looked.HOUR,
    at: Annotated[
        str | None,
        typer.Option(
            "--at",
            metavar="WHEN",
            help="As it was known then; default: now, or just after the last headline.",
        ),
    ] = None,
    since: Since = None,
    source: Sources = None,
    language: Languages = None,
    limit: Annotated[int, typer.Option("--limit", min=1, help="At most this many, strongest first.")] = 20,
    db: Db = None,
    as_json: AsJson = False,
) -> None:
    """Show what rises: more headlines than habit, weekday, hour and the outlets' output explain.

    Without --since, those of the last two days. Several outlets must have a rise, and it must be more than
    chance among all that is looked at. It is one rise until it is over.

    Example: [bold]topics bursts --by theme --every hour[/bold]
    """
    from topics.cli import remote
    from topics.cli.opening import service_from, utc_now
    from topics.lookups import burst_rows, just_after
    from topics.moments import parse_moment

    clock = utc_now()
    if remote.asked_server() and db is None:
        with remote.client() as client:
            rises = client.bursts(
                most=limit,
                by=by.value,
                every=every.value,
                at=remote.when(at, option="--at", now=clock),
                since=remote.when(since, option="--since", now=clock),
                source=source,
                language=language,
            )
            _show(list(rises), rises.total or 0, every, remote.zone(), as_json)
        return
    with service_from(create=False, db=db) as service:
        zone, width = service.settings.timezone, Bin(every.value)
        now = parse_moment(at, option="--at", now=clock, timezone=zone) or just_after(service, width, clock)
        found = service.bursts(
            by,
            width,
            now=now,
            since=parse_moment(since, option="--since", now=now, timezone=zone),
            filter=HeadlineFilter(sources=tuple(source or ()), languages=tuple(language or ())),
        )
        _show(burst_rows(service, by, found[:limit]), len(found), every, zone, as_json)


def _show(rows: list[dict[str, Any]], total: int, every: Looked, zone: str, as_json: bool) -> None:
    """Print rises, and how many there are."""
    from topics.cli.output import note, show_rows
    from topics.moments import wall_clock

    columns = {
        "rises": lambda row: row["name"],
        "since": lambda row: wall_clock(row["since"], zone),
        "×": lambda row: f"{row['ratio']:.1f}" if row["expected"] >= LEAST_USUAL else "new",
        "headlines": lambda row: str(row["count"]),
        "usual": lambda row: f"{row['expected']:.1f}",
        "outlets": lambda row: str(len(row["outlets"])),
        "headline": lambda row: row["headlines"][0]["title"] if row["headlines"] else "",
    }
    show_rows(rows, columns, as_json=as_json)
    if total > len(rows):
        note(f"{len(rows)} of {total} rises; --limit shows more.")
    elif not total:
        slower = "; --every day finds slower rises" if every is Looked.HOUR else ""
        note(f"nothing rises beyond what is usual, which is known from a store's third week on{slower}.")
