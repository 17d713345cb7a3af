"""`topics themes changes`: how a theme changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from topics.cli.options import AsJson, Db, Since, Until
from topics.types import Bin

if TYPE_CHECKING:
    from topics.theme_changes import ThemeChange


def register(parent: typer.Typer) -> None:
    """Add these commands."""
    parent.command("changes")(changes)


def changes(
    theme_id: Annotated[str, typer.Argument(metavar="ID", help="As `topics themes list` shows it.")],
    every: Annotated[Bin, typer.Option("--every", help="The length of a period.")] = Bin.DAY,
    since: Since = None,
    until: Until = None,
    smooth: Annotated[
        bool, typer.Option("--smooth", help="Let a period weigh half as the one before it.")
    ] = False,
    db: Db = None,
    as_json: AsJson = False,
) -> None:
    """Tell what changed inside a theme: its words by period, and the headline that shows the change.

    Example: [bold]topics themes changes T12 --every week[/bold]
    """
    from topics.cli.opening import service_from, utc_now
    from topics.cli.output import show_rows
    from topics.moments import parse_moment, wall_clock
    from topics.theme_changes import theme_changes

    now = utc_now()
    with service_from(create=False, db=db) as service:
        zone = service.settings.timezone
        first = parse_moment(since, option="--since", now=now, timezone=zone)
        last = parse_moment(until, option="--until", now=now, timezone=zone)
        found = theme_changes(service, theme_id, every, since=first, until=last, smooth=smooth)
    shown = 16 if every is Bin.HOUR else 10  # characters of a start
    columns = {
        "from": lambda row: wall_clock(row["start"], zone)[:shown],
        "headlines": lambda row: str(row["count"]),
        "words": lambda row: " · ".join(row["keywords"][:4]),
        "more": lambda row: " · ".join(row["rising"][:4]),
        "less": lambda row: " · ".join(row["fading"][:3]),
        "shown by": lambda row: row["headline"]["title"] if row["headline"] else "",
    }
    show_rows(map(change_row, found), columns, as_json=as_json)


def change_row(change: ThemeChange) -> dict[str, Any]:
    """One period of a theme as JSON values."""
    from topics.rows import quote_row

    return {
        "start": change.start.isoformat(),
        "count": change.count,
        "keywords": list(change.keywords),
        "rising": list(change.rising),
        "fading": list(change.fading),
        "headline": quote_row(change.headline) if change.headline else None,
    }
