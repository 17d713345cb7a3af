"""What editors look up: trends, search, export."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from topics.cli.options import (
    AsJson,
    Db,
    EncoderName,
    ExportFormat,
    ModelFolder,
    OptionalInput,
    Output,
    Since,
    TaxonomyFile,
    Until,
)
from topics.types import Bin, Dimension, HeadlineFilter

if TYPE_CHECKING:
    from topics.cli.counting import Counted
    from topics.cli.output import Align

PANEL = "Look"

Sources = Annotated[
    list[str] | None, typer.Option("--source", metavar="NAME", help="Only this outlet; repeatable.")
]
Topics = Annotated[
    list[str] | None, typer.Option("--topic", metavar="ID", help="Only this topic; repeatable.")
]
Languages = Annotated[
    list[str] | None, typer.Option("--language", metavar="CODE", help="Only this language; repeatable.")
]


def register(app: typer.Typer) -> None:
    """Add these commands."""
    app.command("trends", rich_help_panel=PANEL)(trends)
    app.command("search", rich_help_panel=PANEL)(search)
    app.command("export", rich_help_panel=PANEL)(export)


def trends(
    given: OptionalInput = None,
    by: Annotated[Dimension, typer.Option("--by", help="What is counted.")] = Dimension.TOPIC,
    every: Annotated[Bin, typer.Option("--every", help="The width of a bin.")] = Bin.DAY,
    since: Since = None,
    until: Until = None,
    timezone: Annotated[
        str | None, typer.Option("--timezone", metavar="ZONE", help="Bins are cut in this zone.")
    ] = None,
    output: Output = None,
    language: Annotated[
        str | None,
        typer.Option(
            "--language",
            metavar="CODE",
            help="Of the store: only this language. Of INPUT: its language; default: told one by one.",
        ),
    ] = None,
    encoder: EncoderName = None,
    taxonomy: TaxonomyFile = None,
    model: ModelFolder = None,
    db: Db = None,
    as_json: AsJson = False,
) -> None:
    """Count headlines over time, of INPUT or of the store.

    Every bin is there, the empty ones as zeros. A share is of all headlines, those without a key too.

    Example: [bold]topics trends --by topic --every day --since 14d[/bold]
    """
    from topics.cli.counting import count_input, count_store
    from topics.cli.opening import settings_from, utc_now
    from topics.cli.output import wants_json, write_lines
    from topics.cli.rows import trend_rows
    from topics.cli.times import parse_moment

    settings = settings_from(db=db, timezone=timezone, encoder=encoder, taxonomy=taxonomy, model=model)
    now = utc_now()
    wanted = HeadlineFilter(
        since=parse_moment(since, option="--since", now=now, timezone=settings.timezone),
        until=parse_moment(until, option="--until", now=now, timezone=settings.timezone),
    )
    if given is None:
        stored = replace(wanted, languages=(language,) if language else ())
        counted = count_store(settings, by, every, stored)
    else:
        counted = count_input(given, settings, by, every, wanted, language=language)
    if output is not None or wants_json(as_json):
        write_lines(trend_rows(counted.series, counted.names), output)
    else:
        _draw(counted)


def search(
    words: Annotated[list[str], typer.Argument(metavar="WORDS...", help="All must occur, in any form.")],
    source: Sources = None,
    topic: Topics = None,
    language: Languages = None,
    since: Since = None,
    until: Until = None,
    limit: Annotated[int, typer.Option("--limit", min=1, help="At most this many, newest first.")] = 20,
    db: Db = None,
    as_json: AsJson = False,
) -> None:
    """Find stored headlines by their words.

    Words match in any form: المغرب finds بالمغرب and المَغرِب.

    Example: [bold]topics search أمطار المغرب --since 7d[/bold]
    """
    from topics.cli.opening import service_from, utc_now
    from topics.cli.output import note, show_rows
    from topics.cli.rows import record_row
    from topics.cli.times import parse_moment, wall_clock

    now = utc_now()
    with service_from(create=False, db=db) as service:
        zone = service.settings.timezone
        page = service.headlines(
            HeadlineFilter(
                text=" ".join(words),
                sources=tuple(source or ()),
                topics=tuple(topic or ()),
                languages=tuple(language or ()),
                since=parse_moment(since, option="--since", now=now, timezone=zone),
                until=parse_moment(until, option="--until", now=now, timezone=zone),
                limit=limit,
            )
        )
    columns = {
        "published": lambda row: wall_clock(row["published"] or row["fetched"], zone),
        "source": lambda row: row["source"],
        "topic": lambda row: row["topic"] or "",
        "headline": lambda row: row["title"],
    }
    show_rows(map(record_row, page.records), columns, as_json=as_json)
    if page.total > len(page.records):
        note(f"{len(page.records)} of {page.total} headlines; --limit shows more.")


def export(
    output: Output = None,
    format: Annotated[ExportFormat, typer.Option("--format", help="The kind of file.")] = ExportFormat.JSONL,
    source: Sources = None,
    topic: Topics = None,
    language: Languages = None,
    since: Since = None,
    until: Until = None,
    db: Db = None,
    as_json: AsJson = False,
) -> None:
    """Write every stored headline with what is known of it.

    Oldest first.

    Example: [bold]topics export --format parquet --output headlines.parquet[/bold]
    """
    from topics.cli.exporting import parquet_file, write_csv, write_parquet
    from topics.cli.opening import service_from, utc_now
    from topics.cli.output import note, write_lines
    from topics.cli.rows import record_row
    from topics.cli.times import parse_moment

    if format is ExportFormat.PARQUET:
        parquet_file(output)  # wrong use is told before anything is opened
    now = utc_now()
    with service_from(create=False, db=db) as service:
        zone = service.settings.timezone
        wanted = HeadlineFilter(
            sources=tuple(source or ()),
            topics=tuple(topic or ()),
            languages=tuple(language or ()),
            since=parse_moment(since, option="--since", now=now, timezone=zone),
            until=parse_moment(until, option="--until", now=now, timezone=zone),
        )
        rows = (record_row(record) for record in service.store.headlines.iterate(wanted))
        write = {
            ExportFormat.JSONL: write_lines,
            ExportFormat.CSV: write_csv,
            ExportFormat.PARQUET: write_parquet,
        }[format]
        count = write(rows, output)
    if output is not None:
        note(f"{output}: {count} headlines")


def _draw(counted: Counted) -> None:
    """A line a key: total, share of all headlines and the shape of its counts."""
    from topics.cli.output import show_table

    names = counted.names
    columns: dict[str, Align] = {"key": "left", **({} if names is None else {"theme": "left"})}
    show_table(
        {**columns, "headlines": "right", "share": "right", "over time": "left"},
        [
            (
                one.key,
                *(() if names is None else (names.get(one.key, ""),)),
                str(one.total),
                f"{one.total / counted.total:.1%}" if counted.total else "",
                sparkline(one.counts),
            )
            for one in counted.series
        ],
    )


def sparkline(counts: tuple[int, ...], width: int = 42) -> str:
    """Counts as bars of eight heights, the last ``width`` bins."""
    shown = counts[-width:]
    highest = max(shown, default=0) or 1
    return "".join("▁▂▃▄▅▆▇█"[round(7 * count / highest)] for count in shown)
