"""Headlines over time: `topics trends`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from topics.cli.options import (
    AsJson,
    Db,
    EncoderName,
    ModelFolder,
    OptionalInput,
    Output,
    Since,
    TaxonomyFile,
    Until,
)
from topics.errors import UsageError
from topics.types import Bin, Dimension, HeadlineFilter

if TYPE_CHECKING:
    from topics.cli.counting import Counted
    from topics.cli.output import Align
    from topics.types import TrendSeries

OF_THE_STORE = "Of the store"
STORIES_SHOWN = 100  # unless --top says otherwise
OUTAGES_SHOWN = 5
MASKED = "·"  # a bin in which outlets that matter were out


def trends(
    given: OptionalInput = None,
    by: Annotated[Dimension, typer.Option("--by", help="What is counted.")] = Dimension.TOPIC,
    every: Annotated[Bin, typer.Option("--every", help="The width of a bin.")] = Bin.DAY,
    since: Since = None,
    until: Until = None,
    timezone: Annotated[
        str | None, typer.Option("--timezone", metavar="ZONE", help="Bins are cut in this zone.")
    ] = None,
    top: Annotated[
        int | None,
        typer.Option("--top", min=1, help="Only so many keys, the most frequent; of stories 100."),
    ] = None,
    shares: Annotated[bool, typer.Option("--shares", help="Draw shares, not counts.")] = False,
    coverage: Annotated[
        bool, typer.Option("--coverage", help="Say of each bin how much of the usual was read.")
    ] = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Write CSV with a header.")] = False,
    output: Output = None,
    language: Annotated[
        str | None,
        typer.Option(
            "--language",
            metavar="CODE",
            help="Of the store: only this language. Of INPUT: its language; default: told one by one.",
        ),
    ] = None,
    source: Annotated[
        list[str] | None,
        typer.Option(
            "--source", metavar="NAME", help="Only this outlet; repeatable.", rich_help_panel=OF_THE_STORE
        ),
    ] = None,
    topic: Annotated[
        list[str] | None,
        typer.Option(
            "--topic", metavar="ID", help="Only this topic; repeatable.", rich_help_panel=OF_THE_STORE
        ),
    ] = None,
    theme: Annotated[
        list[str] | None,
        typer.Option(
            "--theme", metavar="ID", help="Only this theme; repeatable.", rich_help_panel=OF_THE_STORE
        ),
    ] = None,
    text: Annotated[
        str | None,
        typer.Option(
            "--text", metavar="WORDS", help="Only with all of these words.", rich_help_panel=OF_THE_STORE
        ),
    ] = None,
    encoder: EncoderName = None,
    taxonomy: TaxonomyFile = None,
    model: ModelFolder = None,
    db: Db = None,
    as_json: AsJson = False,
) -> None:
    """Count headlines over time, of INPUT or of the store.

    Every bin is there, the empty ones as zeros. A share is of all headlines, those without a key too. In the
    store an outlet that was out is stood in for by what is usual for it, so that an outage moves no share.

    Example: [bold]topics trends --by topic --every day --since 14d[/bold], or with words:
    [bold]topics trends --by source --text "سد أمطار" --coverage[/bold]
    """
    from topics.cli import remote
    from topics.cli.counting import count_input, count_store, count_there
    from topics.cli.opening import settings_from, utc_now
    from topics.moments import parse_moment

    now, most = utc_now(), top or (STORIES_SHOWN if by is Dimension.STORY else None)
    if remote.asked_server() and db is None:
        if given is not None:
            raise UsageError(
                "expected no INPUT with --server: a service counts what it has; leave --server out."
            )
        remote.only_here(timezone=timezone, encoder=encoder, taxonomy=taxonomy, model=model)
        with remote.client() as client:
            counted = count_there(
                client,
                by,
                every,
                most=most,
                since=remote.when(since, option="--since", now=now),
                until=remote.when(until, option="--until", now=now),
                language=language,
                source=source,
                topic=topic,
                theme=theme,
                q=text,
            )
        _show(counted, output, coverage=coverage, shares=shares, as_csv=as_csv, as_json=as_json)
        return
    settings = settings_from(db=db, timezone=timezone, encoder=encoder, taxonomy=taxonomy, model=model)
    wanted = HeadlineFilter(
        sources=tuple(source or ()),
        topics=tuple(topic or ()),
        themes=tuple(theme or ()),
        languages=(language,) if language and given is None else (),
        text=text,
        since=parse_moment(since, option="--since", now=now, timezone=settings.timezone),
        until=parse_moment(until, option="--until", now=now, timezone=settings.timezone),
    )
    if given is None:
        counted = count_store(settings, by, every, wanted, most=most)
    elif source or topic or theme or text or coverage:
        raise UsageError(
            "expected --source, --topic, --theme, --text and --coverage with the store, got them with INPUT; "
            "`topics ingest` puts it there."
        )
    else:
        counted = count_input(given, settings, by, every, wanted, language=language, most=most)
    _show(counted, output, coverage=coverage, shares=shares, as_csv=as_csv, as_json=as_json)


def _show(
    counted: Counted, output: Path | None, *, coverage: bool, shares: bool, as_csv: bool, as_json: bool
) -> None:
    """Write or draw series, and tell what they leave out."""
    from topics.cli.exporting import write_csv
    from topics.cli.output import wants_json, write_lines
    from topics.rows import trend_columns, trend_rows

    rows = trend_rows(counted.series, counted.names, coverage=coverage)
    if as_csv:
        write_csv(rows, output, trend_columns(counted.names, coverage=coverage))
    elif output is not None or wants_json(as_json):
        write_lines(rows, output)
    else:
        draw(counted, shares=shares)
    _tell(counted)


def draw(counted: Counted, *, shares: bool = False) -> None:
    """A line a key: total, share of all headlines and the shape of its counts or shares."""
    from topics.cli.output import show_table

    names = counted.names
    columns: dict[str, Align] = {"key": "left", **({} if names is None else {counted.called: "left"})}
    show_table(
        {**columns, "headlines": "right", "share": "right", "over time": "left"},
        [
            (
                one.key,
                *(() if names is None else (names.get(one.key, ""),)),
                str(one.total),
                f"{one.total / counted.total:.1%}" if counted.total else "",
                sparkline(_shares(one) if shares else one.counts, masked=one.masked),
            )
            for one in counted.series
        ],
    )


def _shares(one: TrendSeries) -> tuple[float, ...]:
    """As rows and services give them."""
    from topics.rows import DIGITS

    return tuple(round(share, DIGITS) for share in one.shares)


def sparkline(
    values: tuple[int, ...] | tuple[float, ...], width: int = 42, *, masked: tuple[bool, ...] = ()
) -> str:
    """Values as bars of eight heights, the last ``width`` bins; those that are masked are dots."""
    shown, hidden = values[-width:], masked[-width:] or (False,) * len(values[-width:])
    seen = [value for value, out in zip(shown, hidden, strict=True) if not out]
    highest = max(seen, default=0) or 1
    return "".join(
        MASKED if out else "▁▂▃▄▅▆▇█"[round(7 * value / highest)]
        for value, out in zip(shown, hidden, strict=True)
    )


def _tell(counted: Counted) -> None:
    """Outages and what was left out, on standard error."""
    from topics.cli.output import note

    for source, first, last in counted.outages[:OUTAGES_SHOWN]:
        note(f"{MASKED} {source} was out from {first} to {last}: in shares, what is usual for it stands in.")
    if len(counted.outages) > OUTAGES_SHOWN:
        note(
            f"{MASKED} … and {len(counted.outages) - OUTAGES_SHOWN} more outages; --coverage shows each bin."
        )
    if counted.cut:
        note(f"only the {len(counted.series)} most frequent keys are shown; --top shows more.")
