"""Themes: bring them up to date, list them, look into one."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from topics.cli import theme_changes, theme_edits
from topics.cli.early import refuse_early
from topics.cli.options import AsJson, Db, EncoderName, Runtime
from topics.errors import UsageError

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
    from topics.cli import remote
    from topics.cli.opening import service_from, utc_now
    from topics.cli.output import note
    from topics.cli.progress import watched
    from topics.rows import theme_row

    if remote.asked_server() and db is None:  # which brings its themes up to date itself
        remote.only_here(refit=refit or None, themes=wanted, encoder=encoder, runtime=runtime)
        with remote.client() as client:
            _list(list(client.themes()), remote.zone(), as_json)
        return
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
        _list(list(map(theme_row, service.themes())), service.settings.timezone, as_json)


@app.command("list")
def list_(db: Db = None, limit: Limit = 100, as_json: AsJson = False) -> None:
    """List the current themes as they are, largest first.

    Example: [bold]topics themes list --limit 10[/bold]
    """
    from topics.cli import remote
    from topics.cli.opening import service_from
    from topics.rows import theme_row

    if remote.asked_server() and db is None:
        with remote.client() as client:
            _list(list(client.themes(most=limit)), remote.zone(), as_json)
        return
    with service_from(create=False, db=db) as service:
        _list(list(map(theme_row, service.themes()[:limit])), service.settings.timezone, as_json)


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
    from topics.cli import remote
    from topics.cli.opening import service_from
    from topics.cli.output import say, to_json, wants_json
    from topics.lookups import theme_facts
    from topics.moments import wall_clock

    if remote.asked_server() and db is None:
        with remote.client() as client:
            zone, facts = remote.zone(), client.theme(theme_id, limit=limit)
    else:
        with service_from(create=False, db=db) as service:
            theme = service.theme(theme_id)
            if theme is None:
                raise UsageError(
                    f"expected the id of a theme, got {theme_id!r}; `topics themes list` shows them."
                )
            zone, facts = service.settings.timezone, theme_facts(service, theme, limit)
    if wants_json(as_json):
        say(to_json(facts))
        return
    past = facts["lineage"]
    pinned = ", pinned" if facts["pinned"] else ""
    say(f"{facts['id']}  {facts['name']}  ({facts['size']} headlines{pinned})")
    if facts["broader"]:
        say(f"of: {facts['broader']}")
    say("keywords: " + "، ".join(facts["keywords"]))
    for code, title in facts["central_titles"].items():
        say(f"most central in {code}: {title}")
    if past:
        say(f"lineage: {past[-1]['what']} {theme_edits.told(past[-1])}".rstrip())
    for row in facts["headlines"]:
        say(f"{wall_clock(row['published'] or row['fetched'], zone)}  {row['source']}: {row['title']}")


def _list(rows: list[dict[str, Any]], zone: str, as_json: bool) -> None:
    from topics.cli.output import show_rows
    from topics.moments import wall_clock

    columns = {
        "id": lambda row: row["id"],
        "headlines": lambda row: str(row["size"]),
        "theme": lambda row: row["name"],
        "keywords": lambda row: " · ".join(row["keywords"][:SHOWN_KEYWORDS]),
        "of": lambda row: row["broader"] or "",
        "last seen": lambda row: wall_clock(row["last_seen"], zone)[:10] if row["last_seen"] else "",
    }
    show_rows(rows, columns, as_json=as_json)
