"""The outlets that are read again and again."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from topics.cli.options import AsJson, Db, Output
from topics.errors import UsageError
from topics.types import Problem, Source, SourceKind

app = typer.Typer(
    help="The outlets that are read again and again.\n\nExample: [bold]topics sources list[/bold]",
    no_args_is_help=True,
)

Name = Annotated[str, typer.Argument(metavar="NAME", help="The outlet's name, as editors know it.")]


def register(parent: typer.Typer) -> None:
    """Add these commands."""
    parent.add_typer(app, name="sources", rich_help_panel="Set up")


@app.command()
def add(
    name: Name,
    location: Annotated[str, typer.Argument(metavar="URL", help="Feed, front page, or path of a file.")],
    kind: Annotated[SourceKind, typer.Option("--kind", help="How it is read.")] = SourceKind.FEED,
    language: Annotated[
        str | None, typer.Option("--language", metavar="CODE", help="If it writes one.")
    ] = None,
    group: Annotated[
        str | None, typer.Option("--group", metavar="NAME", help="A folder of your own.")
    ] = None,
    disabled: Annotated[bool, typer.Option("--disabled", help="Keep it, but don't read it.")] = False,
    db: Db = None,
    as_json: AsJson = False,
) -> None:
    """Add an outlet, or change the one of that name.

    Example: [bold]topics sources add "Le Matin" https://example.org/rss --language fr[/bold]
    """
    from topics.cli.opening import service_from
    from topics.cli.output import say, to_json

    if kind is not SourceKind.FILE and not location.lower().startswith(("http://", "https://")):
        raise UsageError(
            f"{name}: expected a URL with http or https, got {location!r}; a file needs --kind file."
        )
    source = _in_place(Source(name, location, kind, language, group, enabled=not disabled))
    with service_from(db=db) as service:
        service.store.sources.add(source)
    say(to_json(_row(source)) if as_json else f"{name}: {source.location}")


@app.command("list")
def list_(db: Db = None, as_json: AsJson = False) -> None:
    """List the outlets and how the last reading went.

    Example: [bold]topics sources list[/bold]
    """
    from topics.cli.opening import service_from
    from topics.cli.output import show_rows
    from topics.cli.times import wall_clock
    from topics.exported import iso

    with service_from(create=False, db=db) as service:
        zone = service.settings.timezone
        found = service.store.sources.list()
        states = {source.name: service.store.sources.state(source.name) for source in found}
    rows = [
        {
            **_row(source),
            "last_success": iso(states[source.name].last_success),
            "last_error": states[source.name].last_error,
            "failures": states[source.name].failures,
        }
        for source in found
    ]
    columns = {
        "name": lambda row: row["name"],
        "kind": lambda row: row["kind"],
        "location": lambda row: row["location"],
        "group": lambda row: row["group"] or "",
        "last read": lambda row: wall_clock(row["last_success"], zone) if row["last_success"] else "never",
        "trouble": lambda row: row["last_error"] or "",
    }
    show_rows(rows, columns, as_json=as_json)


@app.command()
def remove(name: Name, db: Db = None, as_json: AsJson = False) -> None:
    """Stop reading an outlet; its headlines stay.

    Example: [bold]topics sources remove "Le Matin"[/bold]
    """
    from topics.cli.opening import service_from
    from topics.cli.output import say, to_json

    with service_from(create=False, db=db) as service:
        if service.store.sources.get(name) is None:
            raise UsageError(
                f"expected the name of a source, got {name!r}; `topics sources list` shows them."
            )
        service.store.sources.remove(name)
    say(to_json({"removed": name}) if as_json else f"{name}: removed")


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="OPML, as feed readers write it.")],
    files: Annotated[
        bool, typer.Option("--files", help="Also take entries that name files of this machine.")
    ] = False,
    db: Db = None,
    as_json: AsJson = False,
) -> None:
    """Add the outlets of an OPML file.

    A list from elsewhere could name any file of this machine, so such entries are left out unless asked for.

    Example: [bold]topics sources import feeds.opml[/bold]
    """
    from topics.cli.opening import service_from
    from topics.cli.output import note_problems, say, to_json
    from topics.errors import InputError
    from topics.sources.opml import read_opml

    try:
        data = file.read_bytes()
    except OSError as error:
        raise InputError(f"{file}: expected an OPML file, got {error.strerror}.") from error
    found, problems = read_opml(data)
    if not files:
        problems += [_local(source) for source in found if source.kind is SourceKind.FILE]
        found = [source for source in found if source.kind is not SourceKind.FILE]
    note_problems(problems)
    if problems and not found:
        raise InputError(f"{file}: expected OPML with feeds, got none that can be used.")
    with service_from(db=db) as service:
        for source in found:
            service.store.sources.add(_in_place(source))
    say(to_json({"added": len(found), "problems": len(problems)}) if as_json else f"{len(found)} sources")


@app.command()
def export(output: Output = None, db: Db = None, as_json: AsJson = False) -> None:
    """Write the outlets as OPML (or, with --json, as JSON lines).

    Example: [bold]topics sources export --output feeds.opml[/bold]
    """
    from topics.cli.opening import service_from
    from topics.cli.output import text_output, write_lines
    from topics.sources.opml import write_opml

    with service_from(create=False, db=db) as service:
        found = service.store.sources.list()
    if as_json:
        write_lines(map(_row, found), output)
        return
    with text_output(output) as stream:
        stream.write(write_opml(found).decode("utf-8"))


def _in_place(source: Source) -> Source:
    """A file by its whole path: the job that reads it may start in another folder."""
    if source.kind is not SourceKind.FILE:
        return source
    return replace(source, location=str(Path(source.location).absolute()))


def _local(source: Source) -> Problem:
    message = f"expected a URL, got the file {source.location!r}; --files takes it."
    return Problem("OPML", source.name, message, "local-file")


def _row(source: Source) -> dict[str, object]:
    return {
        "name": source.name,
        "location": source.location,
        "kind": source.kind.value,
        "language": source.language,
        "group": source.group,
        "enabled": source.enabled,
    }
