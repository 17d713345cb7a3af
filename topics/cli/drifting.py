"""`topics drift`: whether what comes in is still what it was."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from topics.cli.options import AsJson, Db, EncoderName, Until
from topics.errors import GateRefused

if TYPE_CHECKING:
    from topics.drift_job import DriftFound, Span
    from topics.training.drift import Measure
    from topics.training.incoming import Side

DIGITS = 4

Since = Annotated[
    str | None,
    typer.Option("--since", metavar="WHEN", help="Where the newer period begins; default: seven days ago."),
]
Against = Annotated[
    str | None,
    typer.Option(
        "--against",
        metavar="WHEN",
        help="Where the period compared with begins, up to --since; default: the 28 days until the champion "
        "was made, else those before --since.",
    ),
]
Fail = Annotated[bool, typer.Option("--fail", help="End with 3 where drift is strong.")]


def register(app: typer.Typer) -> None:
    """Add this command."""
    app.command("drift", rich_help_panel="Every day")(drift)


def drift(
    since: Since = None,
    until: Until = None,
    against: Against = None,
    fail: Fail = False,
    db: Db = None,
    encoder: EncoderName = None,
    as_json: AsJson = False,
) -> None:
    """Compare what came lately with what came before: none, some or strong drift, and why.

    Shares of topics, languages and outlets, where headlines lie in the encoder's space, how often the
    model abstains and how often editors change its topic. A story counts once, however often it is told.

    Example: [bold]topics drift --since 7d[/bold]
    """
    from topics.cli.opening import service_from, utc_now
    from topics.cli.output import say, to_json, wants_json
    from topics.drift_job import drift as compare
    from topics.moments import parse_moment

    now = utc_now()
    with service_from(create=False, db=db, encoder=encoder) as service:
        zone = service.settings.timezone
        asked = {"since": since, "until": until, "against": against}
        moments = {
            name: parse_moment(value, option=f"--{name}", now=now, timezone=zone)
            for name, value in asked.items()
        }
        found = compare(service, now, **moments)
    if wants_json(as_json):
        say(to_json(row(found)))
    else:
        _show(found, zone)
    if fail and found.drift.severity == "strong":
        raise GateRefused(f"drift is strong: {found.drift.reasons[0]}")


def row(found: DriftFound) -> dict[str, Any]:
    """All of it: stable names, JSON values."""
    drift = found.drift
    return {
        "drift": drift.severity.value,
        "reasons": list(drift.reasons),
        "now": _period(found.now, drift.now),
        "before": {**_period(found.before, drift.before), "is": found.against},
        "measures": [_measure(one) for one in drift.measures],
        "unlike": [{"id": one.id, "source": one.source, "title": one.title} for one in found.unlike],
    }


def _period(span: Span, side: Side) -> dict[str, Any]:
    return {
        "since": span.since.isoformat(),
        "until": span.until.isoformat(),
        "headlines": side.headlines,
        "news": side.news,
        "days": side.days,
    }


def _measure(one: Measure) -> dict[str, Any]:
    moved = [
        {"key": each.key, "before": round(each.before, DIGITS), "now": round(each.now, DIGITS)}
        for each in one.moved
    ]
    return {
        "name": one.name,
        "drift": one.severity.value,
        "size": round(one.shift.value, DIGITS),
        "usual": round(one.shift.usual, DIGITS),
        "p_value": one.shift.p_value,
        "moved": moved,
    }


def _show(found: DriftFound, zone: str) -> None:
    from topics.cli.output import Align, say, show_table
    from topics.moments import wall_clock

    drift = found.drift
    say(f"drift: {drift.severity.value}")
    for reason in drift.reasons:
        say(reason)
    for name, span, side in (("now", found.now, drift.now), (found.against, found.before, drift.before)):
        say(
            f"{name}: {wall_clock(span.since, zone)} to {wall_clock(span.until, zone)}, {side.headlines} "
            f"headlines, {side.news} pieces of news"
        )
    if drift.measures:
        columns: dict[str, Align] = {"compared": "left", "drift": "left"}
        columns |= dict.fromkeys(("size", "usual", "p"), "right")
        columns["moved most"] = "left"
        show_table(columns, [_cells(one) for one in drift.measures])
    for one in found.unlike:
        say(f"unlike before: {one.title} ({one.source})")


def _cells(one: Measure) -> list[str]:
    moved = ", ".join(f"{each.key} {each.before:.1%} → {each.now:.1%}" for each in one.moved)
    figures = (f"{max(0.0, one.shift.value):.3f}", f"{one.shift.usual:.3f}", f"{one.shift.p_value:.4f}")
    return [one.name, one.severity.value, *figures, moved]
