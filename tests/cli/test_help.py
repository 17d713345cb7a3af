"""Every command explains itself: what it does, an example, and the two options that scripts rely on."""

from __future__ import annotations

from collections.abc import Iterator

import click
import pytest
from typer.main import get_command
from typer.testing import CliRunner

from topics.cli.main import app

STATELESS = {"group", "embed", "train", "evaluate", "models"}  # they open no store


def commands(
    command: click.Command, path: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Every command that does something, with the words that call it."""
    below = getattr(command, "commands", None)
    if below is None:
        yield path, command
        return
    for name, one in below.items():
        yield from commands(one, (*path, name))


ALL = list(commands(get_command(app)))


@pytest.mark.parametrize(("path", "command"), ALL, ids=[" ".join(path) for path, _ in ALL])
def test_a_commands_help_has_an_example_that_calls_it(path: tuple[str, ...], command: click.Command) -> None:
    done = CliRunner().invoke(app, [*path, "--help"])
    assert done.exit_code == 0
    example = (command.help or "").partition("Example:")[2]
    assert f"topics {' '.join(path)}" in example
    assert "Example:" in done.stdout


@pytest.mark.parametrize(("path", "command"), ALL, ids=[" ".join(path) for path, _ in ALL])
def test_a_command_takes_json_and_names_its_store(path: tuple[str, ...], command: click.Command) -> None:
    options = {option for parameter in command.params for option in parameter.opts}
    assert "--json" in options
    assert "--db" in options or path[0] in STATELESS


def test_the_walk_finds_nested_commands() -> None:
    paths = {path for path, _ in ALL}
    assert {("run",), ("sources", "add"), ("db", "check"), ("themes", "show")} <= paths


@pytest.mark.parametrize(
    "path",
    [(), ("alerts",), ("themes",), ("sources",), ("db",), ("train",), ("models",), ("jobs",)],
    ids=" ".join,
)
def test_a_groups_help_has_an_example(path: tuple[str, ...]) -> None:
    done = CliRunner().invoke(app, [*path, "--help"])
    assert done.exit_code == 0
    assert f"Example: {' '.join(('topics', *path))}" in done.stdout
