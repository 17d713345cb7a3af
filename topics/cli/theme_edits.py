"""What editors do to themes, and what became of a theme: history, rename, merge, split, pin, unpin."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from topics.cli.options import AsJson, Db
from topics.errors import UsageError

if TYPE_CHECKING:
    from topics.types import Theme, ThemeEdit

ThemeId = Annotated[str, typer.Argument(metavar="ID", help="As `topics themes list` shows it.")]
Editor = Annotated[
    str | None,
    typer.Option("--editor", metavar="NAME", help="Who does it. Default: TOPICS_EDITOR, else your login."),
]


def register(parent: typer.Typer) -> None:
    """Add these commands."""
    for command in (history, rename, merge, split, pin, unpin):
        parent.command(command.__name__)(command)


def history(theme_id: ThemeId, db: Db = None, as_json: AsJson = False) -> None:
    """Tell what became of a theme run by run, and what editors did to it, the oldest first.

    Example: [bold]topics themes history T3[/bold]
    """
    from topics.cli.opening import service_from
    from topics.cli.output import say, show_rows, wants_json
    from topics.moments import wall_clock
    from topics.rows import link_row

    with service_from(create=False, db=db) as service:
        theme = service.theme(theme_id)
        if theme is None:
            raise UsageError(
                f"expected the id of a theme, got {theme_id!r}; `topics themes list` shows them."
            )
        past = service.store.theme_history
        rows = [link_row(link) for link in past.links(theme_id)]
        rows += [edit_row(edit) for edit in past.edits(theme_id)]
        zone = service.settings.timezone
    rows.sort(key=lambda row: row["when"])
    if not wants_json(as_json):
        say(f"{theme.id}  {theme.name}")
    columns = {
        "when": lambda row: wall_clock(row["when"], zone),
        "what": lambda row: row["what"],
        "evidence": told,
    }
    show_rows(rows, columns, as_json=as_json)


def rename(
    theme_id: ThemeId,
    name: Annotated[str, typer.Argument(metavar="NAME", help="What the theme is called from now on.")],
    language: Annotated[
        str | None,
        typer.Option("--language", metavar="CODE", help="The name in this language; default: in all."),
    ] = None,
    editor: Editor = None,
    db: Db = None,
    as_json: AsJson = False,
) -> None:
    """Call a theme by a name of your own; later fits keep it.

    Example: [bold]topics themes rename T3 "أمطار الشمال" --language ar[/bold]
    """
    from topics import theme_edits
    from topics.cli.opening import service_from, utc_now
    from topics.corrections import editor_name

    with service_from(create=False, db=db) as service:
        who = editor_name(service, editor)
        _show(
            [theme_edits.rename(service, theme_id, name, language=language, now=utc_now(), editor=who)],
            as_json,
        )


def merge(
    theme_id: ThemeId,
    others: Annotated[list[str], typer.Argument(metavar="OTHER...", help="Themes that end in it.")],
    editor: Editor = None,
    db: Db = None,
    as_json: AsJson = False,
) -> None:
    """Make several themes one; it keeps the first id and is pinned.

    Example: [bold]topics themes merge T3 T8 T11[/bold]
    """
    from topics import theme_edits
    from topics.cli.opening import service_from, utc_now
    from topics.corrections import editor_name

    with service_from(create=False, db=db) as service:
        who = editor_name(service, editor)
        _show([theme_edits.merge(service, theme_id, others, now=utc_now(), editor=who)], as_json)


def split(
    theme_id: ThemeId,
    parts: Annotated[int, typer.Option("--parts", min=2, help="So many themes.")] = 2,
    editor: Editor = None,
    db: Db = None,
    as_json: AsJson = False,
) -> None:
    """Take a theme apart; the largest part keeps the id, and all parts are pinned.

    Example: [bold]topics themes split T3 --parts 2[/bold]
    """
    from topics import theme_edits
    from topics.cli.opening import service_from, utc_now
    from topics.corrections import editor_name

    with service_from(create=False, db=db) as service:
        who = editor_name(service, editor)
        _show(theme_edits.split(service, theme_id, parts=parts, now=utc_now(), editor=who), as_json)


def pin(theme_id: ThemeId, editor: Editor = None, db: Db = None, as_json: AsJson = False) -> None:
    """Keep a theme as it is through every later fit.

    Example: [bold]topics themes pin T3[/bold]
    """
    from topics import theme_edits
    from topics.cli.opening import service_from, utc_now
    from topics.corrections import editor_name

    with service_from(create=False, db=db) as service:
        who = editor_name(service, editor)
        _show([theme_edits.pin(service, theme_id, now=utc_now(), editor=who)], as_json)


def unpin(theme_id: ThemeId, editor: Editor = None, db: Db = None, as_json: AsJson = False) -> None:
    """Let later fits change a theme again.

    Example: [bold]topics themes unpin T3[/bold]
    """
    from topics import theme_edits
    from topics.cli.opening import service_from, utc_now
    from topics.corrections import editor_name

    with service_from(create=False, db=db) as service:
        who = editor_name(service, editor)
        _show([theme_edits.unpin(service, theme_id, now=utc_now(), editor=who)], as_json)


def edit_row(edit: ThemeEdit) -> dict[str, Any]:
    """One edit as JSON values."""
    from topics.rows import iso

    return {
        "when": iso(edit.created),
        "what": edit.action.value,
        "edit": dict(edit.value),
        "editor": edit.editor,
    }


def told(row: dict[str, Any]) -> str:
    """A link or an edit in words."""
    if "edit" in row:
        given = row["edit"]
        said = given.get("name") or ", ".join(given.get("others") or given.get("parts") or ())
        who = row["editor"] or "an editor"
        return f"by {who}: {said}" if said else f"by {who}"
    if not row["from"] or not row["to"]:
        return "shares no headline with another theme" if row["what"] == "retired" else ""
    way = "" if row["from"] == row["to"] else f"{row['from']} → {row['to']}: "
    old, new = f"{row['share_from']:.0%}", f"{row['share_to']:.0%}"
    return f"{way}{row['shared']} headlines, {old} of the old, {new} of the new"


def _show(themes: list[Theme], as_json: bool) -> None:
    """The themes as they are now."""
    from topics.cli.output import show_rows
    from topics.rows import theme_row

    columns = {
        "id": lambda row: row["id"],
        "headlines": lambda row: str(row["size"]),
        "theme": lambda row: row["name"],
        "pinned": lambda row: "pinned" if row["pinned"] else "",
    }
    show_rows(map(theme_row, themes), columns, as_json=as_json)
