"""`topics models` that change which version serves: promote, rollback, prune."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from topics.cli.options import AsJson, EncoderName, ModelsFolder, TaxonomyFile

if TYPE_CHECKING:
    from topics.registry.registry import Registry

VersionName = Annotated[
    str,
    typer.Argument(
        metavar="VERSION", help="As `topics models list` shows it, or champion, candidate, previous, shipped."
    ),
]
Who = Annotated[
    str | None, typer.Option("--by", metavar="NAME", help="Who decides; default: your login name.")
]


def register(parent: typer.Typer) -> None:
    """Add these commands."""
    for command in (promote, rollback, prune):
        parent.command(command.__name__)(command)


def promote(
    version: VersionName,
    why: Annotated[str, typer.Option("--why", metavar="TEXT", help="Kept with the promotion.")] = "",
    who: Who = None,
    force: Annotated[
        bool, typer.Option("--force", help="The gate refused it; needs --why, kept in its manifest.")
    ] = False,
    models: ModelsFolder = None,
    taxonomy: TaxonomyFile = None,
    encoder: EncoderName = None,
    as_json: AsJson = False,
) -> None:
    """Make a version the champion; whoever classifies follows without a restart.

    A version that does not verify is refused. The next `topics run` files stored headlines again.

    Example: [bold]topics models promote candidate --why "better in Darija"[/bold]
    """
    from topics.cli.opening import registry_from, utc_now
    from topics.errors import UsageError

    if force and not why:
        raise UsageError("--force: expected --why with it, got none; say why the gate is overruled.")
    registry = registry_from(models=models, taxonomy=taxonomy, encoder=encoder, fitting=True)
    registry.promote(version, who or _login(), why, now=utc_now(), forced=why if force else None)
    _say_champion(registry, as_json)


def rollback(
    why: Annotated[str, typer.Option("--why", metavar="TEXT", help="Kept with the rollback.")] = "",
    who: Who = None,
    models: ModelsFolder = None,
    taxonomy: TaxonomyFile = None,
    encoder: EncoderName = None,
    as_json: AsJson = False,
) -> None:
    """Make the previous champion the champion again; a second rollback undoes the first.

    Example: [bold]topics models rollback --why "sport went wrong"[/bold]
    """
    from topics.cli.opening import registry_from, utc_now

    registry = registry_from(models=models, taxonomy=taxonomy, encoder=encoder, fitting=True)
    registry.rollback(who or _login(), why, now=utc_now())
    _say_champion(registry, as_json)


def prune(
    keep: Annotated[int, typer.Option("--keep", min=0, help="So many of the newest stay.")] = 5,
    models: ModelsFolder = None,
    as_json: AsJson = False,
) -> None:
    """Remove old versions, and what killed jobs left; champion, candidate and previous always stay.

    Example: [bold]topics models prune --keep 3[/bold]
    """
    from topics.cli.opening import registry_from
    from topics.cli.output import say, to_json

    removed = registry_from(models=models).prune(keep)
    say(
        to_json({"removed": removed})
        if as_json
        else "\n".join(["removed:", *removed] if removed else ["nothing"])
    )


def _say_champion(registry: Registry, as_json: bool) -> None:
    from topics.cli.output import say, to_json

    aliases = registry.aliases()
    told = {"champion": aliases.champion, "previous": aliases.previous, "candidate": aliases.candidate}
    say(to_json(told) if as_json else f"champion {aliases.champion}, previous {aliases.previous}")


def _login() -> str:
    """The name of whoever is at work; a service without one is called by its number."""
    import getpass
    import os

    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return f"user {os.getuid()}" if hasattr(os, "getuid") else "unknown"
