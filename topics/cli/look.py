"""What editors look up: trends, search, export."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from topics.cli.options import AsJson, Db, ExportFormat, Output, Since, Until
from topics.cli.trends import trends
from topics.types import HeadlineFilter

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
    from topics.cli import remote
    from topics.cli.opening import service_from, utc_now
    from topics.moments import parse_moment
    from topics.rows import record_row

    now = utc_now()
    if remote.asked_server() and db is None:
        with remote.client() as client:
            found = client.search(
                " ".join(words),
                most=limit,
                source=source,
                topic=topic,
                language=language,
                since=remote.when(since, option="--since", now=now),
                until=remote.when(until, option="--until", now=now),
            )
            _show_found(list(found), found.total or 0, remote.zone(), as_json)
        return
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
    _show_found(list(map(record_row, page.records)), page.total, zone, as_json)


def _show_found(rows: list[dict[str, Any]], total: int, zone: str, as_json: bool) -> None:
    """Print headlines that were found, and how many there are."""
    from topics.cli.output import note, show_rows
    from topics.moments import wall_clock

    columns = {
        "published": lambda row: wall_clock(row["published"] or row["fetched"], zone),
        "source": lambda row: row["source"],
        "topic": lambda row: row["topic"] or "",
        "headline": lambda row: row["title"],
    }
    show_rows(rows, columns, as_json=as_json)
    if total > len(rows):
        note(f"{len(rows)} of {total} headlines; --limit shows more.")


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
    from topics.moments import parse_moment
    from topics.rows import record_row

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
