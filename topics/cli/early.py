"""Options in the wrong place."""

from __future__ import annotations

import typer

from topics.errors import UsageError


def refuse_early(context: typer.Context) -> None:
    """Options before a subcommand are those of its group alone; dropped, they would mislead.

    Raises:
        UsageError: some were given.
    """
    given = [
        max(param.opts, key=len)
        for param in context.command.params
        if param.name and context.params.get(param.name)
    ]
    if given:
        command = context.invoked_subcommand
        raise UsageError(
            f"{context.command_path} {command}: expected options after `{command}`, "
            f"got {', '.join(given)} before it."
        )
