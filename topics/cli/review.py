"""What to label next."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from topics.cli.options import AsJson, Db, EncoderName, Runtime, Since

if TYPE_CHECKING:
    from topics.review import Proposal

COLUMNS = ("id", "title", "topic", "also", "note", "lang", "suggested", "probability", "source", "why")


def register(parent: typer.Typer) -> None:
    """Add this command."""
    parent.command("review", rich_help_panel="Every day")(review)


def review(
    limit: Annotated[int, typer.Option("--limit", min=1, max=1000, help="At most this many.")] = 20,
    since: Since = None,
    table: Annotated[
        Path | None,
        typer.Option(
            "--csv", metavar="FILE", help="Write a table to fill in, for `topics correct --import`."
        ),
    ] = None,
    encoder: EncoderName = None,
    runtime: Runtime = None,
    db: Db = None,
    as_json: AsJson = False,
) -> None:
    """Propose the headlines whose correction would teach most: unsure, unlike those near them, of new kinds.

    No two of them say the same, and none that an editor has spoken on is among them.

    Example: [bold]topics review --limit 20 --csv review.csv[/bold]
    """
    from topics.cli.opening import service_from, utc_now
    from topics.cli.output import note, show_rows
    from topics.moments import parse_moment
    from topics.review import propose

    with service_from(create=False, db=db, encoder=encoder, runtime=runtime) as service:
        moment = parse_moment(since, option="--since", now=utc_now(), timezone=service.settings.timezone)
        found = propose(service, limit=limit, since=moment, seed=service.settings.seed)
    rows = list(map(proposal_row, found))
    if not rows:
        note("nothing to look at: every headline is corrected, or none is classified yet (`topics run`).")
    if table is not None:
        write_form(rows, table)
        note(f"{table}: {len(rows)} headlines; fill in topics, then run `topics correct --import {table}`.")
        return
    columns = {
        "id": lambda row: row["id"],
        "topic": lambda row: f"{row['topic']} {row['probability']:.0%}",
        "headline": lambda row: row["title"],
        "why": lambda row: "; ".join(row["why"]),
    }
    show_rows(rows, columns, as_json=as_json)


def proposal_row(one: Proposal) -> dict[str, Any]:
    """One proposal as JSON values."""
    from topics.rows import record_row

    return {**record_row(one.record), "why": list(one.reasons)}


def write_form(rows: list[dict[str, Any]], path: Path) -> None:
    """A table whose column ``topic`` is to be filled in; spreadsheets know its UTF-8, and compute nothing."""
    from topics.cli.output import text_output
    from topics.exporting import MARK, harmless_row

    with text_output(path) as stream:
        stream.write(MARK)
        writer = csv.DictWriter(stream, COLUMNS, restval="", lineterminator="\n")
        writer.writeheader()
        for row in rows:
            cells = {
                "id": row["id"],
                "title": row["title"],
                "lang": row["language"],
                "suggested": row["topic"],
                "probability": row["probability"],
                "source": row["source"],
                "why": "; ".join(row["why"]),
            }
            writer.writerow(harmless_row(cells))
