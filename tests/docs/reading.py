"""What the operating guide and its files tell a machine to do, read as a machine would."""

from __future__ import annotations

import re
import shlex
import subprocess
from collections.abc import Iterator, Mapping
from configparser import RawConfigParser
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from typer.main import get_command

from topics.cli.main import app

DOCS = Path(__file__).parents[2] / "docs"
DEPLOY = DOCS / "deploy"
PROGRAM = "/srv/topics/.venv/bin/topics"
FIELDS = {"minute": (0, 59), "hour": (0, 23), "day": (1, 31), "month": (1, 12), "weekday": (0, 7)}
STAND_IN = """#!/bin/sh
printf '%s\\n' "$*" >> "$TOLD"
echo result
echo event >&2
case $1 in "$FAILS") exit 3;; esac
"""


class Refused(Exception):
    """The command line would not do a command."""


def accept(arguments: list[str]) -> None:
    """Let the command line parse a command without doing it.

    Raises:
        Refused: it has no such command, argument or option.
    """
    try:
        _parse(arguments)
    except Exception as error:
        if not {kind.__name__ for kind in type(error).__mro__} & {"ClickException", "Exit"}:
            raise
        raise Refused(f"topics {shlex.join(arguments)}: {error}") from error


def _parse(arguments: list[str]) -> None:
    command: Any = get_command(app)
    context = command.make_context("topics", list(arguments))
    while hasattr(command, "resolve_command"):
        name, command, rest = command.resolve_command(context, [*context._protected_args, *context.args])
        context = command.make_context(name, rest, parent=context)


# --- units -----------------------------------------------------------------------------------------


class _Unit(RawConfigParser):
    """A unit file: names have case, and those that come again add to a list."""

    def optionxform(self, optionstr: str) -> str:
        return optionstr


def unit(name: str) -> _Unit:
    """A unit file of docs/deploy; of a name that comes again the last value."""
    found = _Unit(strict=False, interpolation=None, delimiters=("=",))
    found.read(DEPLOY / name, encoding="utf-8")
    return found


def started_by(text: str) -> list[list[str]]:
    """The commands of a unit's Exec lines, in their order."""
    return [shlex.split(line) for line in re.findall(r"^Exec\w+=[-+!@:]*(.+)$", text, re.M)]


# --- crontab ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Crontab:
    """Variables, and (five fields, command)."""

    variables: Mapping[str, str]
    entries: list[tuple[list[str], str]]


def crontab(text: str) -> Crontab:
    """As crontab(5) says: comments, NAME=value, or five fields and a command in which % is escaped."""
    variables, entries = {}, []
    for line in filter(None, (line.strip() for line in text.splitlines())):
        if line.startswith("#"):
            continue
        if named := re.fullmatch(r"(\w+)\s*=\s*(.*)", line):
            variables[named[1]] = named[2]
            continue
        *fields, command = line.split(None, 5)
        assert len(fields) == 5, line
        assert not re.search(r"(?<!\\)%", command), f"% is a new line to cron: {command}"
        entries.append((fields, command))
    return Crontab(variables, entries)


def times(fields: list[str]) -> dict[str, list[int]]:
    """The minutes, hours, … at which an entry is due."""
    return {
        name: sorted({n for part in field.split(",") for n in _range(part, *FIELDS[name])})
        for name, field in zip(FIELDS, fields, strict=True)
    }


def _range(part: str, low: int, high: int) -> Iterator[int]:
    span, _, step = part.partition("/")
    first, _, last = span.partition("-")
    begin, end = (low, high) if span == "*" else (int(first), int(last or first))
    assert low <= begin <= end <= high, part
    yield from range(begin, end + 1, int(step or 1))


# --- shell -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Shell:
    """A real shell in which ``topics`` and ``logger`` write down how they were called."""

    folder: Path

    def run(self, *command: str, fails: str = "none", **variables: str) -> tuple[int, list[str], str]:
        """Exit code, the calls of ``topics``, and what went to the log; the command ``fails`` ends with 3."""
        told, log = self.folder / "told", self.folder / "log"
        for file in (told, log):
            file.write_text("")
        for name, script in {"topics": STAND_IN, "logger": '#!/bin/sh\ncat >> "$LOG"\n'}.items():
            (self.folder / name).write_text(script)
            (self.folder / name).chmod(0o755)
        own = {"PATH": f"{self.folder}:/usr/bin:/bin", "TOLD": str(told), "LOG": str(log), "FAILS": fails}
        done = subprocess.run(command, env={**own, **variables}, cwd=self.folder, check=False, timeout=30)
        return done.returncode, told.read_text().splitlines(), log.read_text()
