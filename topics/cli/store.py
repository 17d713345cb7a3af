"""Care for the store: info, upgrade, backup, check."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from topics.cli.options import AsJson, Db

app = typer.Typer(
    help="Care for the store: info, upgrade, backup, check.\n\nExample: [bold]topics db info[/bold]",
    no_args_is_help=True,
)


def register(parent: typer.Typer) -> None:
    """Add these commands."""
    parent.add_typer(app, name="db", rich_help_panel="Set up")


@app.command()
def info(db: Db = None, as_json: AsJson = False) -> None:
    """Say where the store is and what it holds.

    Example: [bold]topics db info[/bold]
    """
    from topics.cli.opening import settings_from
    from topics.cli.output import say, to_json
    from topics.store.store import open_store

    with open_store(settings_from(db=db).db, create=False) as store:
        found = asdict(store.info())
    if as_json:
        say(to_json(found))
        return
    for name, value in found.items():
        say(f"{name:<12} {value}")


@app.command()
def upgrade(db: Db = None, as_json: AsJson = False) -> None:
    """Bring the store's schema up to this version of the program.

    Example: [bold]topics db upgrade[/bold]
    """
    from topics.cli.opening import settings_from
    from topics.cli.output import say, to_json
    from topics.store.store import open_store

    with open_store(settings_from(db=db).db) as store:
        store.upgrade()
        revision = store.info().revision
    say(to_json({"revision": revision}) if as_json else f"schema {revision}")


@app.command()
def backup(
    path: Annotated[Path, typer.Argument(metavar="FILE", help="Where the copy goes.")],
    db: Db = None,
    as_json: AsJson = False,
) -> None:
    """Copy the store to a file, also while others read and write it.

    Example: [bold]topics db backup topics-backup.db[/bold]
    """
    from topics.cli.opening import settings_from
    from topics.cli.output import say, to_json
    from topics.store.store import open_store

    with open_store(settings_from(db=db).db, create=False) as store:
        store.backup(path)
    size = path.stat().st_size
    say(to_json({"backup": str(path), "bytes": size}) if as_json else f"{path}: {size:,} bytes")


@app.command()
def check(db: Db = None, as_json: AsJson = False) -> None:
    """Look for damage; prints one line a finding and ends with 1 if there is any.

    Example: [bold]topics db check[/bold]
    """
    from topics.cli.opening import settings_from
    from topics.cli.output import say, to_json
    from topics.store.store import open_store

    with open_store(settings_from(db=db).db, create=False) as store:
        found = store.check()
    if as_json:
        say(to_json({"clean": not found, "findings": found}))
    else:
        say("\n".join(found) or "clean")
    if found:
        raise typer.Exit(1)
