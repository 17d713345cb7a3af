"""How commands speak: results on standard output, everything else on standard error.

One rule for lists: a terminal gets a table, a pipe or ``--json`` gets one JSON object a line.
"""

from __future__ import annotations

import io
import secrets
import stat
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, Literal

from rich.console import Console
from rich.table import Table
from rich.text import Text

from topics.errors import InputError
from topics.exporting import to_json as to_json
from topics.logs import kind_of_log, tell_people
from topics.types import Problem

SHOWN_PROBLEMS = 5  # the rest is counted; every one is in the store
Row = Mapping[str, Any]
Align = Literal["left", "right"]


def note(message: str) -> None:
    """A line for the person who watches; an event where a program collects them."""
    if kind_of_log() == "json":
        tell_people(message)
        return
    print(message, file=sys.stderr)  # noqa: T201 - the command line's own voice


def say(message: str = "") -> None:
    """A line of the result."""
    print(message)  # noqa: T201 - the command line's own voice


def note_problems(problems: Sequence[Problem]) -> None:
    """Tell what could not be read: the first few, then how many more."""
    for problem in problems[:SHOWN_PROBLEMS]:
        place = f"{problem.source} {problem.position}".strip()
        note(f"warning: {place}: {problem.message}")
    if len(problems) > SHOWN_PROBLEMS:
        note(f"warning: … and {len(problems) - SHOWN_PROBLEMS} more problems")


def wants_json(as_json: bool) -> bool:
    """Is the result read by a program?"""
    return as_json or not sys.stdout.isatty()


def show_rows(rows: Iterable[Row], columns: Mapping[str, Callable[[Row], str]], *, as_json: bool) -> None:
    """Print rows as a table with these columns, or as JSON lines."""
    if wants_json(as_json):
        for row in rows:
            say(to_json(row))
        return
    show_table(dict.fromkeys(columns, "left"), [[cell(row) for cell in columns.values()] for row in rows])


def show_table(columns: Mapping[str, Align], rows: Iterable[Sequence[str]]) -> None:
    """Print a table; ``columns`` maps each heading to the side its cells keep to."""
    table = Table(box=None, header_style="bold", pad_edge=False)
    for heading, side in columns.items():
        table.add_column(heading, justify=side)
    for row in rows:
        table.add_row(*map(Text, row))  # Text: brackets in a headline are no markup
    Console(highlight=False).print(table)


def write_lines(rows: Iterable[Row], output: Path | None) -> int:
    """Write JSON lines to a file (whole or not at all) or to standard output; returns how many."""
    count = 0
    with text_output(output) as stream:
        for count, row in enumerate(rows, start=1):  # noqa: B007 - the last number is the answer
            stream.write(to_json(row) + "\n")
    return count


@contextmanager
def text_output(output: Path | None) -> Iterator[IO[str]]:
    """Standard output, or a UTF-8 file that appears only when it is complete."""
    if output is None or str(output) == "-":
        yield sys.stdout
        return
    with (
        binary_output(output) as binary,
        io.TextIOWrapper(binary, encoding="utf-8", errors="backslashreplace", newline="") as stream,
    ):
        yield stream


@contextmanager
def binary_output(output: Path) -> Iterator[IO[bytes]]:
    """Standard output for ``-``, or a file that appears only when it is complete."""
    if str(output) == "-":
        yield sys.stdout.buffer
        return
    with replaced(output) as place, _opened(place) as stream:
        yield stream


@contextmanager
def replaced(path: Path) -> Iterator[Path]:
    """A temporary name beside ``path``, moved onto it at the end: readers never see half a file.

    A link stays a link; what is no regular file (a pipe, a device) is written through: its own name is given.

    Raises:
        InputError: a folder, or a place that can't be written.
    """
    old = _mode(path)
    if old is not None and not stat.S_ISREG(old):
        yield path
        return
    target = path.resolve()
    temporary = target.with_name(f".{target.name[:100]}.{secrets.token_hex(4)}.part")
    try:
        temporary.touch(exist_ok=False)  # with the permissions that the umask leaves
    except OSError as error:
        raise _unwritable(path, error) from error
    try:
        yield temporary
        if old is not None:
            temporary.chmod(stat.S_IMODE(old))
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)


def _mode(path: Path) -> int | None:
    """Kind and permissions of what is there, None where there is nothing."""
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        return None
    except OSError as error:
        raise _unwritable(path, error) from error
    if stat.S_ISDIR(mode):
        raise InputError(f"{path}: expected a file to write, got a folder; choose another --output.")
    return mode


def _opened(place: Path) -> IO[bytes]:
    try:
        return place.open("wb")
    except OSError as error:
        raise _unwritable(place, error) from error


def _unwritable(path: Path, error: OSError) -> InputError:
    return InputError(
        f"{path}: expected a place that can be written, got {error.strerror}; choose another --output."
    )
