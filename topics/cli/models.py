"""`topics models`: which versions there are, which one serves, and the way back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from topics.cli.options import AsJson, EncoderName, ModelsFolder, TaxonomyFile

if TYPE_CHECKING:
    from topics.registry.registry import Registry
    from topics.registry.version import Version

app = typer.Typer(
    help="Versions of the topic model: which one serves, what it is, and the way back.\n\n"
    "Example: [bold]topics models list[/bold]",
    no_args_is_help=True,
)
MIB = 1024**2
OK = "ok"

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
    parent.add_typer(app, name="models", rich_help_panel="Models")


@app.command("list")
def list_(models: ModelsFolder = None, as_json: AsJson = False) -> None:
    """List every version, newest first, and the model that comes with the package.

    Example: [bold]topics models list[/bold]
    """
    from topics.cli.opening import settings_from
    from topics.cli.output import show_rows
    from topics.cli.times import wall_clock

    registry, zone = _registry(models=models), settings_from().timezone
    named = (registry.champion(), registry.candidate(), registry.previous(), registry.find("shipped"))
    every = [*registry.versions(), *(one for one in named if one is not None)]  # also such as are gone
    rows = [_row(registry, version) for version in {one.name: one for one in every}.values()]
    columns = {
        "alias": lambda row: ", ".join(row["aliases"]),
        "version": lambda row: row["version"],
        "created": lambda row: wall_clock(row["created"], zone) if row["created"] else "",
        "parent": lambda row: row["parent"] or "",
        "accepted": lambda row: "" if row["accepted"] is None else f"{row['accepted']:.3f}",
        "size": lambda row: f"{row['bytes'] / MIB:.1f} MiB",
        "problem": lambda row: row["problem"],
    }
    if not any(row["problem"] for row in rows):
        del columns["problem"]
    show_rows(rows, columns, as_json=as_json)


@app.command()
def show(version: VersionName = "champion", models: ModelsFolder = None, as_json: AsJson = False) -> None:
    """Show what a version is: its origin, its figures, its files, and when it served.

    Example: [bold]topics models show champion[/bold]
    """
    from topics.cli.opening import settings_from
    from topics.cli.output import say, to_json, wants_json
    from topics.cli.times import wall_clock
    from topics.registry.differences import flat

    registry, zone = _registry(models=models), settings_from().timezone
    name = registry.find(version).name
    aliases = registry.aliases()
    steps = [
        {
            "when": one.when.isoformat(),
            "step": one.step.value,
            "from": one.before,
            "by": one.who,
            "why": one.why,
        }
        for one in aliases.history
        if one.version == name
    ]
    told = {"version": name, "aliases": aliases.of(name), **registry.facts(name), "promotions": steps}
    if wants_json(as_json):
        say(to_json(told))
        return
    lines = [
        (fact, _line(value)) for fact, value in flat({**told, "promotions": []}) if value not in (None, [])
    ]
    lines += [
        ("served", f"from {one['when'][:16]} instead of {one['from']}, by {one['by']}: {one['why']}")
        for one in steps
    ]
    width = max(len(fact) for fact, _ in lines)
    for fact, text in lines:
        say(f"{fact:<{width}}  {text}")


@app.command()
def diff(
    before: Annotated[str, typer.Argument(metavar="VERSION", help="Seen from this one.")] = "previous",
    after: Annotated[str, typer.Argument(metavar="VERSION", help="The other one.")] = "champion",
    models: ModelsFolder = None,
    as_json: AsJson = False,
) -> None:
    """Say in what two versions differ: data, settings, figures by language and topic, packages.

    Example: [bold]topics models diff champion candidate[/bold]
    """
    from topics.cli.output import show_rows

    found = _registry(models=models).diff(before, after)
    rows = [
        {"fact": one.fact, "before": one.before, "after": one.after, "change": one.change} for one in found
    ]
    columns = {
        "fact": lambda row: row["fact"],
        "before": lambda row: _short(row["before"]),
        "after": lambda row: _short(row["after"]),
        "change": lambda row: "" if row["change"] is None else f"{row['change']:+.4g}",
    }
    show_rows(rows, columns, as_json=as_json)


@app.command()
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
    from topics.cli.opening import utc_now
    from topics.errors import UsageError

    if force and not why:
        raise UsageError("--force: expected --why with it, got none; say why the gate is overruled.")
    registry = _registry(models=models, taxonomy=taxonomy, encoder=encoder, fitting=True)
    registry.promote(version, who or _login(), why, now=utc_now(), forced=why if force else None)
    _say_champion(registry, as_json)


@app.command()
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
    from topics.cli.opening import utc_now

    registry = _registry(models=models, taxonomy=taxonomy, encoder=encoder, fitting=True)
    registry.rollback(who or _login(), why, now=utc_now())
    _say_champion(registry, as_json)


@app.command()
def verify(
    versions: Annotated[
        list[str] | None,
        typer.Argument(metavar="[VERSION]...", help="Default: all of them.", show_default=False),
    ] = None,
    models: ModelsFolder = None,
    taxonomy: TaxonomyFile = None,
    encoder: EncoderName = None,
    as_json: AsJson = False,
) -> None:
    """Look at every byte of versions, and whether they can serve here; ends with 1 where one can't.

    Example: [bold]topics models verify champion[/bold]
    """
    from topics.cli.output import say, to_json, wants_json

    registry = _registry(models=models, taxonomy=taxonomy, encoder=encoder, fitting=True)
    rows = [
        {"version": registry.find(name).name, "problems": registry.verify(name)}
        for name in versions or _all(registry)
    ]
    for row in rows:
        if wants_json(as_json):
            say(to_json({**row, "ok": not row["problems"]}))
        else:
            say(f"{row['version']}: " + ("\n  ".join(["", *row["problems"]]) if row["problems"] else OK))
    if any(row["problems"] for row in rows):
        raise typer.Exit(1)


@app.command()
def prune(
    keep: Annotated[int, typer.Option("--keep", min=0, help="So many of the newest stay.")] = 5,
    models: ModelsFolder = None,
    as_json: AsJson = False,
) -> None:
    """Remove old versions, and what killed jobs left; champion, candidate and previous always stay.

    Example: [bold]topics models prune --keep 3[/bold]
    """
    from topics.cli.output import say, to_json

    removed = _registry(models=models).prune(keep)
    say(
        to_json({"removed": removed})
        if as_json
        else "\n".join(["removed:", *removed] if removed else ["nothing"])
    )


# --- inside ------------------------------------------------------------------------------------------


def _registry(*, fitting: bool = False, **flags: Any) -> Registry:
    """The registry that the flags name; ``fitting`` = with what its champion must fit here."""
    from topics.cli.opening import settings_from
    from topics.embed.encoder import space_of
    from topics.service import registry_of
    from topics.taxonomy import load_taxonomy

    settings = settings_from(**flags)
    if not fitting:
        return registry_of(settings)
    return registry_of(
        settings,
        topics=load_taxonomy(settings.taxonomy).ids,
        encoder_id=space_of(settings.encoder, settings.cache_dir),
    )


def _all(registry: Registry) -> list[str]:
    """Every version, and the champion where that is none of them: the shipped model, or one that is gone."""
    names = [one.name for one in registry.versions()]
    return names if registry.champion().name in names else [*names, "champion"]


def _row(registry: Registry, version: Version) -> dict[str, Any]:
    from topics.errors import ModelError
    from topics.registry.differences import accepted

    try:
        facts = registry.facts_of(version)
        problem = ""
    except ModelError as error:
        facts, problem = {"created": None, "parent": None, "metrics": {}}, str(error)
    return {
        "version": version.name,
        "aliases": registry.aliases().of(version.name),
        "created": facts["created"],
        "parent": facts["parent"],
        "accepted": accepted(facts),
        "bytes": version.bytes,
        "problem": problem,
    }


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


def _line(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _short(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:.4g}"
    text = "" if value is None else str(value)
    return text if len(text) <= 60 else text[:57] + "…"
