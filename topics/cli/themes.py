"""Themes: bring them up to date, list them, look into one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from topics.cli import theme_changes, theme_edits
from topics.cli.early import refuse_early
from topics.cli.options import AsJson, Db, EncoderName, Runtime
from topics.errors import UsageError
from topics.types import HeadlineFilter

if TYPE_CHECKING:
    from topics.types import Theme

app = typer.Typer(invoke_without_command=True)
SHOWN_KEYWORDS = 6

Limit = Annotated[int, typer.Option("--limit", min=1, help="At most this many.")]


def register(parent: typer.Typer) -> None:
    """Add these commands."""
    theme_edits.register(app)
    theme_changes.register(app)
    parent.add_typer(app, name="themes", rich_help_panel="Every day")


@app.callback()
def themes(
    context: typer.Context,
    refit: Annotated[bool, typer.Option("--refit", help="Fit again, also where little is new.")] = False,
    wanted: Annotated[
        str | None,
        typer.Option("--themes", metavar="N|auto", help="At most so many; default: by the headlines."),
    ] = None,
    db: Db = None,
    encoder: EncoderName = None,
    runtime: Runtime = None,
    as_json: AsJson = False,
) -> None:
    """Bring themes up to date and list them, largest first.

    Example: [bold]topics themes --refit[/bold], then [bold]topics themes show T3[/bold]
    """
    if context.invoked_subcommand is not None:
        refuse_early(context)
        return
    from topics import jobs
    from topics.cli.opening import service_from, utc_now
    from topics.cli.output import note
    from topics.cli.progress import watched

    with service_from(db=db, encoder=encoder, runtime=runtime, themes=wanted) as service:
        with watched() as progress:
            report = jobs.cluster(service, now=utc_now(), refit=refit or None, progress=progress)
        figures = report.stages[-1].figures
        state = "fitted again" if figures["refitted"] else "up to date"
        note(f"{figures['themes']} themes, {state}: {figures['reason']}.")
        if figures["unassigned"]:
            note(
                f"{figures['unassigned']} of {report.stages[-1].done} are outside: {figures['why_outside']}."
            )
        _list(service.themes(), service.settings.timezone, as_json)


@app.command("list")
def list_(db: Db = None, limit: Limit = 100, as_json: AsJson = False) -> None:
    """List the current themes as they are, largest first.

    Example: [bold]topics themes list --limit 10[/bold]
    """
    from topics.cli.opening import service_from

    with service_from(create=False, db=db) as service:
        _list(service.themes()[:limit], service.settings.timezone, as_json)


@app.command("show")
def show(
    theme_id: Annotated[str, typer.Argument(metavar="ID", help="As `topics themes` lists it.")],
    db: Db = None,
    limit: Limit = 20,
    as_json: AsJson = False,
) -> None:
    """Show one theme: names, keywords, its newest headlines.

    Example: [bold]topics themes show T3[/bold]
    """
    from topics.cli.opening import service_from
    from topics.cli.output import say, to_json, wants_json
    from topics.cli.rows import theme_row
    from topics.cli.times import wall_clock
    from topics.exported import record_row

    with service_from(create=False, db=db) as service:
        theme = service.theme(theme_id)
        if theme is None:
            raise UsageError(
                f"expected the id of a theme, got {theme_id!r}; `topics themes list` shows them."
            )
        zone = service.settings.timezone
        page = service.headlines(HeadlineFilter(themes=(theme.id,), limit=limit))
        central = {one.id: one for one in service.store.headlines.get(list(theme.central.values()))}
        past = [theme_edits.link_row(link) for link in service.store.theme_history.links(theme.id)]
    told = {code: central[id].title for code, id in theme.central.items() if id in central}
    if wants_json(as_json):
        rows = [record_row(record) for record in page.records]
        say(to_json({**theme_row(theme), "central_titles": told, "lineage": past, "headlines": rows}))
        return
    say(f"{theme.id}  {theme.name}  ({theme.size} headlines{', pinned' if theme.pinned else ''})")
    if theme.broader:
        say(f"of: {theme.broader}")
    say("keywords: " + "، ".join(theme.keywords))
    for code, title in told.items():
        say(f"most central in {code}: {title}")
    if past:
        say(f"lineage: {past[-1]['what']} {theme_edits.told(past[-1])}".rstrip())
    for record in page.records:
        say(f"{wall_clock(record.headline.seen, zone)}  {record.headline.source}: {record.headline.title}")


def _list(found: list[Theme], zone: str, as_json: bool) -> None:
    from topics.cli.output import show_rows
    from topics.cli.rows import theme_row
    from topics.cli.times import wall_clock

    columns = {
        "id": lambda row: row["id"],
        "headlines": lambda row: str(row["size"]),
        "theme": lambda row: row["name"],
        "keywords": lambda row: " · ".join(row["keywords"][:SHOWN_KEYWORDS]),
        "of": lambda row: row["broader"] or "",
        "last seen": lambda row: wall_clock(row["last_seen"], zone)[:10] if row["last_seen"] else "",
    }
    show_rows(map(theme_row, found), columns, as_json=as_json)
