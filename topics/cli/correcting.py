"""Corrections of editors: say one, read and write files of them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from topics.cli.correction_log import show_log
from topics.cli.options import AsJson, Db, TaxonomyFile
from topics.errors import UsageError

if TYPE_CHECKING:
    from topics.service import TopicsService

PANEL = "Every day"
LONGEST_ID = 300  # characters; more is a title

Editor = Annotated[
    str | None,
    typer.Option(
        "--editor", metavar="NAME", help="Whose word it is. Default: TOPICS_EDITOR, else your login."
    ),
]


def register(parent: typer.Typer) -> None:
    """Add these commands."""
    parent.command("correct", rich_help_panel=PANEL)(correct)


def correct(
    headline: Annotated[
        str | None, typer.Argument(metavar="ID|TITLE", help="The headline.", show_default=False)
    ] = None,
    topic: Annotated[
        str | None,
        typer.Argument(metavar="TOPIC", help="What it is about: an id or a name.", show_default=False),
    ] = None,
    editor: Editor = None,
    also: Annotated[
        list[str] | None,
        typer.Option("--also", metavar="TOPIC", help="A second topic it could stand under; repeatable."),
    ] = None,
    note: Annotated[str | None, typer.Option("--note", metavar="TEXT", help="Why.")] = None,
    language: Annotated[
        str | None, typer.Option("--language", metavar="CODE", help="Of a title that the store lacks.")
    ] = None,
    confirm: Annotated[bool, typer.Option("--confirm", help="Its topic is right.")] = False,
    not_news: Annotated[
        bool, typer.Option("--not-news", help="It is an advertisement, a greeting …")
    ] = False,
    undo: Annotated[bool, typer.Option("--undo", help="Take back what you last said of it.")] = False,
    given: Annotated[
        str | None,
        typer.Option("--import", metavar="FILE", help="Read corrections: CSV, TSV, JSONL; - for a pipe."),
    ] = None,
    export: Annotated[
        Path | None,
        typer.Option("--export", metavar="FILE", help="Write all of them: .csv, .tsv, else JSONL; -."),
    ] = None,
    taxonomy: TaxonomyFile = None,
    db: Db = None,
    as_json: AsJson = False,
) -> None:
    """Say what a headline is about: it is filed so at once, in every outlet, and the next training learns it.

    The log keeps who said what, and when; the latest word counts. A file may be read twice: nothing is
    added twice. A title need not be in the store.

    Example: [bold]topics correct "الثلوج تغلق طريق إفران" weather --editor Salma[/bold]
    """
    from topics.cli import remote
    from topics.cli.opening import service_from

    said = {
        "TOPIC": topic, "--confirm": confirm, "--not-news": not_news, "--undo": undo,
        "--import": given, "--export": export,
    }  # fmt: skip
    chosen = [name for name, value in said.items() if value not in (None, False)]
    if len(chosen) != 1 or (headline is None) is not (chosen[0] in ("--import", "--export")):
        raise UsageError(
            "expected a headline and one of TOPIC, --confirm, --not-news, --undo; or --import FILE, or "
            f"--export FILE; got {' and '.join(chosen) or 'none of them'} "
            f"{'without' if headline is None else 'with'} a headline."
        )
    if headline is None:
        _exchange(given, export, editor, taxonomy, db, as_json)
        return
    word = _word(topic, confirm=confirm, not_news=not_news)
    options = {"also": tuple(also or ()), "language": language or "", "note": note or ""}
    if remote.asked_server() and db is None:
        remote.only_here(taxonomy=taxonomy)
        _say_there(headline, word, editor, as_json, **options)
        return
    with service_from(db=db, taxonomy=taxonomy) as service:
        _say(service, headline, word, editor, as_json, **options)


# --- inside --------------------------------------------------------------------------------------


def _exchange(
    given: str | None,
    export: Path | None,
    editor: str | None,
    taxonomy: Path | None,
    db: str | None,
    as_json: bool,
) -> None:
    """Read corrections from a file, or write them to one."""
    from topics.cli import correction_exchange as files
    from topics.cli import remote
    from topics.cli.opening import service_from

    if remote.asked_server() and db is None:
        remote.only_here(taxonomy=taxonomy)
        with remote.client() as client:
            if export is not None:
                files.write_out_there(client, export, as_json)
            else:
                files.read_in_there(client, str(given), editor, as_json)
        return
    with service_from(create=export is None, db=db, taxonomy=taxonomy) as service:
        if export is not None:
            files.write_out(service, export, as_json)
        else:
            files.read_in(service, str(given), editor, as_json)


def _word(topic: str | None, *, confirm: bool, not_news: bool) -> str:
    """What is said of the headline."""
    from topics.corrections import CONFIRMED
    from topics.types import NOT_NEWS, TAKEN_BACK

    if topic is not None:
        return topic
    if not_news:
        return NOT_NEWS
    return CONFIRMED if confirm else TAKEN_BACK


def _say(
    service: TopicsService, headline: str, word: str, editor: str | None, as_json: bool, **options: Any
) -> None:
    """Log one entry, and show it."""
    from topics.cli.opening import utc_now
    from topics.correction_files import Entry
    from topics.corrections import correct, editor_name
    from topics.rows import correction_row

    name = editor_name(service, editor)
    entry = Entry(word, id=headline, title=headline, editor=name, **options)
    outcome = correct(service, [entry], now=utc_now())
    if outcome.problems:
        raise UsageError(outcome.problems[0].message)
    _note_outcome(word, name, bool(outcome.added), bool(outcome.unknown), bool(outcome.unclassified))
    show_log(map(correction_row, outcome.added), service.settings.timezone, as_json)


def _say_there(headline: str, word: str, editor: str | None, as_json: bool, **options: Any) -> None:
    """The same of a service."""
    from topics.cli import remote
    from topics.client import ServiceError
    from topics.corrections import editor_of
    from topics.settings import load_settings

    settings = load_settings()
    name = editor_of(settings, editor)
    said = {"topic": word, "title": headline, **{key: value for key, value in options.items() if value}}
    if len(headline) <= LONGEST_ID:
        said["id"] = headline
    with remote.client() as client:
        try:
            answer = client.correct([said], editor=name)
        except ServiceError as error:
            raise ServiceError(str(error).removeprefix("item 1: "), error.status) from error
    _note_outcome(word, name, bool(answer["added"]), bool(answer["unknown"]), bool(answer["unclassified"]))
    show_log(answer["added"], settings.timezone, as_json)


def _note_outcome(word: str, editor: str, added: bool, unknown: bool, unclassified: bool) -> None:
    """What the row that is shown does not say.

    Raises:
        UsageError: there is nothing to take back.
    """
    from topics.cli.output import note
    from topics.types import TAKEN_BACK

    if not added:
        if word == TAKEN_BACK:
            raise UsageError(f"--undo: expected a headline of which {editor} said something, got another.")
        note(f"{editor} has said so already: nothing was added.")
    if unknown:
        note("the store has no such headline: the next training learns it, and it is filed so when it comes.")
    elif unclassified:
        note("the headline is not classified yet: it is filed so with the next `topics run`.")
