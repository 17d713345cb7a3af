"""The entry point: the table of contents, and errors as exit codes.

0 ok · 1 failed · 2 usage · 3 gate refused · 130 interrupted.
"""

from __future__ import annotations

import io
import os
import sys
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from topics import __version__
from topics.cli import (
    alerts,
    bursts,
    care,
    compare,
    correcting,
    correction_log,
    digest,
    drifting,
    evaluating,
    job_log,
    jobs,
    look,
    models,
    pipes,
    remote,
    retraining,
    review,
    serve,
    sources,
    store,
    stories,
    themes,
    training,
)
from topics.errors import InputError, TopicsError

INTERRUPTED = 130  # what shells report of a process that Ctrl-C ended


class _Commands(TyperGroup):
    """The commands; what ends them from outside is turned into an exit code before typer does it."""

    def invoke(self, ctx: typer.Context) -> Any:  # type: ignore[override]
        try:
            return super().invoke(ctx)
        except BrokenPipeError as error:  # the reader had enough (`topics export | head`)
            _forget_output()
            raise typer.Exit(0) from error
        except KeyboardInterrupt as error:
            _tell("interrupted")
            raise typer.Exit(INTERRUPTED) from error


app = typer.Typer(
    name="topics",
    cls=_Commands,
    help="What is written about, what rises, what fades: headlines by topic, theme and story.\n\n"
    "Example: [bold]topics run --sample[/bold], then [bold]topics trends[/bold]",
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Exit codes: 0 ok, 1 failed, 2 usage, 3 gate refused, 130 interrupted. "
    "Settings: topics.toml, TOPICS_*.",
)
jobs.register(app)
job_log.register(app)
look.register(app)
compare.register(app)
digest.register(app)
bursts.register(app)
themes.register(app)
stories.register(app)
alerts.register(app)
review.register(app)
correcting.register(app)
correction_log.register(app)
pipes.register(app)
sources.register(app)
store.register(app)
training.register(app)
models.register(app)
retraining.register(app)
drifting.register(app)
evaluating.register(app)
serve.register(app)
care.register(app)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"topics {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    server: remote.Server = None,
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    remote.remember(server)


def main() -> None:
    """Run the command line; a known error is one clear message and its exit code."""
    try:
        _check_streams()
        try:
            app()
        finally:
            sys.stdout.flush()  # here, where a full disk can still be told
    except TopicsError as error:
        _tell(f"error: {error}")
        sys.exit(error.exit_code)
    except BrokenPipeError:
        _forget_output()
        sys.exit(0)
    except OSError as error:
        _forget_output()
        _tell(f"error: {error.filename or 'reading or writing'}: {error.strerror or error}")
        sys.exit(1)


def _tell(message: str) -> None:
    from topics.cli.output import note  # not before it is needed: it loads what tables are drawn with

    note(message)


def _check_streams() -> None:
    """Python has None for a stream that was closed by whoever started it."""
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w")  # noqa: SIM115, PTH123 - lives as long as the process
    if sys.stdout is None:
        sys.stdout = sys.stderr  # what is said at the end goes nowhere else
        raise InputError("expected a standard output that can be written, got a closed one.")
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")


def _forget_output() -> None:
    """Nothing more can be written: what is still held back would fail again when Python ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


if __name__ == "__main__":
    main()
