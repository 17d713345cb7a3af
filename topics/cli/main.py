"""The entry point: the table of contents, and errors as exit codes.

0 ok · 1 failed · 2 usage · 3 gate refused.
"""

from __future__ import annotations

import os
import sys
from typing import Annotated

import typer

from topics import __version__
from topics.cli import care, jobs, look, pipes, sources, store, themes
from topics.errors import TopicsError

app = typer.Typer(
    name="topics",
    help="What is written about, what rises, what fades: headlines by topic, theme and story.",
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Exit codes: 0 ok, 1 failed, 2 usage, 3 gate refused. Settings: topics.toml, TOPICS_*.",
)
jobs.register(app)
look.register(app)
themes.register(app)
pipes.register(app)
sources.register(app)
store.register(app)
care.register(app)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"topics {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    pass


def main() -> None:
    """Run the command line; a known error is one clear message and its exit code."""
    try:
        app()
    except TopicsError as error:
        typer.echo(f"error: {error}", err=True)
        sys.exit(error.exit_code)
    except BrokenPipeError:  # the reader had enough (`topics export | head`)
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)


if __name__ == "__main__":
    main()
