"""`topics compare`: what one group of headlines covers more than another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from topics.cli.options import AsJson, Db, Since, Until
from topics.types import Dimension

if TYPE_CHECKING:
    from topics.comparing import Comparison, Contrast
    from topics.trends.compare import Share
    from topics.types import Headline, HeadlineFilter

LEVEL = 0.05  # share of what is shown that may be there by chance
DIGITS = 4


class By(StrEnum):
    """What is compared."""

    WORD = "word"
    TOPIC = "topic"
    THEME = "theme"
    STORY = "story"
    SOURCE = "source"
    LANGUAGE = "language"


def _names(option: str, metavar: str, help: str, panel: str | None = None) -> Any:
    return typer.Option(option, metavar=metavar, help=help, rich_help_panel=panel)


OTHER = "What it is compared with"
Names = list[str] | None


def register(app: typer.Typer) -> None:
    """Add these commands."""
    app.command("compare", rich_help_panel="Look")(compare)


def compare(
    by: Annotated[By, typer.Option("--by", help="What is compared.")] = By.TOPIC,
    since: Since = None,
    until: Until = None,
    source: Annotated[Names, _names("--source", "NAME", "Only this outlet; repeatable.")] = None,
    language: Annotated[Names, _names("--language", "CODE", "Only this language; repeatable.")] = None,
    before_since: Annotated[
        str | None, _names("--before-since", "WHEN", "From here on; default: as long as the other.", OTHER)
    ] = None,
    before_until: Annotated[
        str | None, _names("--before-until", "WHEN", "Up to here; default: --since.", OTHER)
    ] = None,
    against_source: Annotated[
        Names, _names("--against-source", "NAME", "This outlet, at the same time; repeatable.", OTHER)
    ] = None,
    against_language: Annotated[
        Names, _names("--against-language", "CODE", "This language, at the same time; repeatable.", OTHER)
    ] = None,
    against_others: Annotated[
        bool, typer.Option("--against-others", help="All others than those named.", rich_help_panel=OTHER)
    ] = False,
    topic: Annotated[Names, _names("--topic", "ID", "Of both: only this topic; repeatable.")] = None,
    text: Annotated[str | None, _names("--text", "WORDS", "Of both: only with these words.")] = None,
    all: Annotated[bool, typer.Option("--all", help="Show also what may be there by chance.")] = False,
    limit: Annotated[int, typer.Option("--limit", min=1, help="At most so many in each direction.")] = 10,
    db: Db = None,
    as_json: AsJson = False,
) -> None:
    """Show what one group of headlines covers more than another.

    Two periods, two sets of outlets or two languages; without options the last seven days and those before.

    Shown is what is beyond chance: one line in twenty may still be there by chance.

    Example: [bold]topics compare --by word --source "Rif Matin" --against-others --since 30d[/bold]
    """
    from topics.cli.groups import Asked, groups
    from topics.cli.opening import service_from, utc_now
    from topics.cli.output import wants_json

    asked = Asked(
        since=since,
        until=until,
        before_since=before_since,
        before_until=before_until,
        sources=source or (),
        against_sources=against_source or (),
        languages=language or (),
        against_languages=against_language or (),
        against_others=against_others,
        topics=topic or (),
        text=text,
    )
    with service_from(create=False, db=db) as service:
        this, that = groups(service, asked, utc_now())
        found = service.compare(this, that, None if by is By.WORD else Dimension(by.value))
        shown = _shown(found.contrasts, limit, all)
        ids = [id for one in shown for id in (*one.this_headlines, *one.that_headlines)]
        known = {one.id: one for one in service.store.headlines.get(ids)}
    if not wants_json(as_json):
        _say_groups(found, service.settings.timezone)
    _show(found, shown, known, as_json)
    _note_what_is_missing(found, shown)


# --- rows ----------------------------------------------------------------------------------------


def contrast_row(found: Comparison, one: Contrast, known: Mapping[str, Headline]) -> dict[str, Any]:
    """One difference as JSON values."""
    from topics.rows import quote_row

    told = one.difference
    return {
        "by": found.by.value if found.by else By.WORD.value,
        "key": told.key,
        "name": one.name,
        "more_in": "this" if told.z > 0 else "that",
        "this": told.this,
        "that": told.that,
        "this_share": _share_row(told.this_share),
        "that_share": _share_row(told.that_share),
        "this_outlets": told.this_outlets,
        "that_outlets": told.that_outlets,
        "log_odds": round(told.log_odds, DIGITS),
        "z": round(told.z, DIGITS),
        "p_value": float(f"{told.p_value:.4g}"),
        "q_value": float(f"{told.q_value:.4g}"),
        "design_effect": round(told.effect, 2),
        "this_headlines": [quote_row(known[id]) for id in one.this_headlines if id in known],
        "that_headlines": [quote_row(known[id]) for id in one.that_headlines if id in known],
    }


def _share_row(share: Share) -> dict[str, float]:
    return {
        "share": round(share.value, DIGITS),
        "low": round(share.low, DIGITS),
        "high": round(share.high, DIGITS),
    }


def _shown(contrasts: Sequence[Contrast], limit: int, everything: bool) -> list[Contrast]:
    """The strongest in each direction, those of ``this`` first; at the end the strongest of ``that``."""
    told = [one for one in contrasts if everything or one.difference.is_significant(LEVEL)]
    more = [one for one in told if one.difference.z > 0][:limit]
    less = [one for one in told if one.difference.z <= 0][-limit:]
    return [*more, *less]


def _note_what_is_missing(found: Comparison, shown: Sequence[Contrast]) -> None:
    from topics.cli.output import note
    from topics.comparing import MOST_TITLES

    if not (found.this_total and found.that_total):
        totals = f"{found.this_total} and {found.that_total}"
        note(f"expected headlines in both groups, got {totals}; nothing is compared.")
    elif not shown:
        note(f"nothing differs beyond chance, of {found.compared} compared; --all shows them.")
    if found.by is None and max(found.this_total, found.that_total) > MOST_TITLES:
        note(f"words are counted in a sample of {MOST_TITLES} headlines of a group that has more.")


# --- on a terminal -------------------------------------------------------------------------------


def _say_groups(found: Comparison, zone: str) -> None:
    from topics.cli.output import say

    for name, wanted, total in (
        ("this", found.this, found.this_total),
        ("that", found.that, found.that_total),
    ):
        say(f"{name}: {_described(wanted, zone)} ({total} headlines)")


def _described(wanted: HeadlineFilter, zone: str) -> str:
    from topics.moments import wall_clock

    ends = [wall_clock(moment, zone) if moment else "…" for moment in (wanted.since, wanted.until)]
    named: Iterable[str] = (*wanted.sources, *wanted.languages, *wanted.topics, *filter(None, (wanted.text,)))
    return ", ".join([" to ".join(ends), *named])


def _show(found: Comparison, shown: Sequence[Contrast], known: Mapping[str, Headline], as_json: bool) -> None:
    from topics.cli.output import show_rows

    columns = {
        "more in": lambda row: row["more_in"],
        "name" if found.by else "word": lambda row: row["name"],
        "this": lambda row: str(row["this"]),
        "share": lambda row: f"{row['this_share']['share']:.1%}",
        "that": lambda row: str(row["that"]),
        "share ": lambda row: f"{row['that_share']['share']:.1%}",
        "z": lambda row: f"{row['z']:+.1f}",
        "p": lambda row: f"{row['q_value']:.2g}",
        "headline": lambda row: _example(row),
    }
    show_rows((contrast_row(found, one, known) for one in shown), columns, as_json=as_json)


def _example(row: Mapping[str, Any]) -> str:
    quotes = row["this_headlines"] if row["more_in"] == "this" else row["that_headlines"]
    return str(quotes[0]["title"]) if quotes else ""
