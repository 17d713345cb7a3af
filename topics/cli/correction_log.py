"""The log of what editors said, and where they disagree."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated

import typer

from topics.cli.options import AsJson, Db, Since

if TYPE_CHECKING:
    from topics.cli.output import Row

app = typer.Typer(
    help="What editors said of topics.\n\nExample: [bold]topics corrections list[/bold]",
    no_args_is_help=True,
)

MOST = 999_999_999  # entries of a log
Limit = Annotated[int, typer.Option("--limit", min=1, help="At most this many, newest first.")]


def register(parent: typer.Typer) -> None:
    """Add these commands."""
    parent.add_typer(app, name="corrections", rich_help_panel="Every day")


@app.command("list")
def list_(
    editor: Annotated[str | None, typer.Option("--editor", metavar="NAME", help="Only this one's.")] = None,
    since: Since = None,
    latest: Annotated[
        bool, typer.Option("--latest", help="Only the word that holds on each headline.")
    ] = False,
    limit: Limit = 100,
    before: Annotated[
        int | None, typer.Option("--before", metavar="N", min=1, max=MOST, help="Go on below this number.")
    ] = None,
    db: Db = None,
    as_json: AsJson = False,
) -> None:
    """List what editors said, the newest first.

    Example: [bold]topics corrections list --since 7d[/bold]
    """
    from topics.cli import remote
    from topics.cli.opening import service_from, utc_now
    from topics.lookups import correction_rows
    from topics.moments import parse_moment

    now = utc_now()
    if remote.asked_server() and db is None:
        with remote.client() as client:
            found = client.corrections(
                most=limit,
                editor=editor,
                since=remote.when(since, option="--since", now=now),
                which="latest" if latest else None,
                cursor=None if before is None else str(before),
            )
            show_log(list(found), remote.zone(), as_json)
        return
    with service_from(create=False, db=db) as service:
        zone = service.settings.timezone
        moment = parse_moment(since, option="--since", now=now, timezone=zone)
        rows = correction_rows(
            service, editor=editor, since=moment, latest=latest, limit=limit, before=before
        )
    show_log(rows, zone, as_json)


@app.command()
def conflicts(db: Db = None, as_json: AsJson = False) -> None:
    """List headlines that editors file under different topics; until they agree, the latest word counts.

    Example: [bold]topics corrections conflicts[/bold]
    """
    from topics.cli.opening import service_from
    from topics.cli.output import show_rows

    with service_from(create=False, db=db) as service:
        found = service.store.corrections.conflicts()
    rows = [
        {
            "title": words[-1].title,
            "topic": words[-1].topic,
            "words": [{"editor": one.editor, "topic": one.topic, "number": one.number} for one in words],
        }
        for words in reversed(found)
    ]
    columns = {
        "counts": lambda row: row["topic"],
        "said": lambda row: ", ".join(f"{one['editor']}: {one['topic']}" for one in row["words"]),
        "headline": lambda row: row["title"],
    }
    show_rows(rows, columns, as_json=as_json)


def show_log(rows: Iterable[Row], zone: str, as_json: bool) -> None:
    """Print entries of the log, which are ``correction_row``."""
    from topics.cli.output import show_rows
    from topics.moments import wall_clock

    columns = {
        "number": lambda row: str(row["number"]),
        "when": lambda row: wall_clock(row["created"], zone),
        "editor": lambda row: row["editor"],
        "was": lambda row: row["was"] or "",
        "topic": lambda row: " · ".join([row["topic"], *row["also"]]),
        "headline": lambda row: row["title"],
        "note": lambda row: row["note"],
    }
    show_rows(rows, columns, as_json=as_json)
