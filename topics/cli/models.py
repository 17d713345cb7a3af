"""`topics models`: which versions there are, which one serves, and the way back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from topics.cli import promoting
from topics.cli.options import AsJson, EncoderName, ModelsFolder, TaxonomyFile
from topics.cli.promoting import VersionName

if TYPE_CHECKING:
    from topics.registry.registry import Registry

app = typer.Typer(
    help="Versions of the topic model: which one serves, what it is, and the way back.\n\n"
    "Example: [bold]topics models list[/bold]",
    no_args_is_help=True,
)
MIB = 1024**2
OK = "ok"


def register(parent: typer.Typer) -> None:
    """Add these commands."""
    promoting.register(app)
    parent.add_typer(app, name="models", rich_help_panel="Models")


@app.command("list")
def list_(models: ModelsFolder = None, as_json: AsJson = False) -> None:
    """List every version, newest first, and the model that comes with the package.

    Shares of accepted topics are of the headlines beside them; those of other headlines are no comparison.

    Example: [bold]topics models list[/bold]
    """
    from topics.cli.opening import registry_from, settings_from
    from topics.cli.output import show_rows
    from topics.lookups import model_rows
    from topics.moments import wall_clock

    registry, zone = registry_from(models=models), settings_from().timezone
    rows = model_rows(registry)
    columns = {
        "alias": lambda row: ", ".join(row["aliases"]),
        "version": lambda row: row["version"],
        "created": lambda row: wall_clock(row["created"], zone) if row["created"] else "",
        "parent": lambda row: row["parent"] or "",
        "accepted": lambda row: "" if row["accepted"] is None else f"{row['accepted']:.3f}",
        "of": lambda row: (row["measured_on"] or "").replace("_", " "),
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
    from topics.cli.opening import registry_from, settings_from
    from topics.cli.output import say, to_json, wants_json
    from topics.moments import wall_clock
    from topics.registry.differences import flat

    registry, zone = registry_from(models=models), settings_from().timezone
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
        ("served", f"from {wall_clock(one['when'], zone)} after {one['from']}, by {one['by']}: {one['why']}")
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
    from topics.cli.opening import registry_from
    from topics.cli.output import show_rows

    found = registry_from(models=models).diff(before, after)
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
    from topics.cli.opening import registry_from
    from topics.cli.output import say, to_json, wants_json

    registry = registry_from(models=models, taxonomy=taxonomy, encoder=encoder, fitting=True)
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


# --- inside ------------------------------------------------------------------------------------------


def _all(registry: Registry) -> list[str]:
    """Every version, and the champion where that is none of them: the shipped model, or one that is gone."""
    names = [one.name for one in registry.versions()]
    return names if registry.champion().name in names else [*names, "champion"]


def _line(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _short(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:.4g}"
    text = "" if value is None else str(value)
    return text if len(text) <= 60 else text[:57] + "…"
