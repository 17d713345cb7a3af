"""`topics digest`: a briefing of the last day."""

from __future__ import annotations

from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from topics.cli.options import AsJson, Db


class DigestFormat(StrEnum):
    """What a briefing is written as."""

    MARKDOWN = "md"
    HTML = "html"


class DigestLanguage(StrEnum):
    """What a briefing is written in."""

    ARABIC = "ar"
    FRENCH = "fr"
    ENGLISH = "en"


def register(app: typer.Typer) -> None:
    """Add these commands."""
    app.command("digest", rich_help_panel="Every day")(digest)


def digest(
    language: Annotated[
        DigestLanguage, typer.Option("--language", help="What it is written in.")
    ] = DigestLanguage.ARABIC,
    format: Annotated[
        DigestFormat, typer.Option("--format", help="The kind of text.")
    ] = DigestFormat.MARKDOWN,
    at: Annotated[
        str | None, typer.Option("--at", metavar="WHEN", help="As of this moment; default: now.")
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "--out", "-o", metavar="FILE", help="Write here instead of standard output."
        ),
    ] = None,
    db: Db = None,
    as_json: AsJson = False,
) -> None:
    """Write a briefing of the last 24 hours: top stories, what rises and fades, new themes, silent outlets.

    HTML is one page with all that it needs, made to be sent by mail; Arabic is written from right to left.

    Example: [bold]topics digest --language fr --format html --output briefing.html[/bold]
    """
    from topics.cli.opening import service_from, utc_now
    from topics.cli.output import note, text_output, to_json
    from topics.digest.gathering import briefing
    from topics.digest.markdown import to_markdown
    from topics.digest.page import to_html
    from topics.moments import parse_moment

    now = utc_now()
    with service_from(create=False, db=db) as service:
        moment = parse_moment(at, option="--at", now=now, timezone=service.settings.timezone)
        found = briefing(service, language.value, now=moment or now)
    if as_json:
        written = to_json(asdict(found)) + "\n"
    else:
        written = to_html(found) if format is DigestFormat.HTML else to_markdown(found)
    with text_output(output) as stream:
        stream.write(written)
    if output is not None and str(output) != "-":
        note(f"{output}: {found.headlines} headlines, {len(found.stories)} stories")
