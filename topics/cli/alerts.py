"""Alerts: find and deliver, look at what was told, try the channels, check the rules."""

from __future__ import annotations

import os
import random
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from topics.cli.options import AsJson, Db, Since
from topics.errors import UsageError

if TYPE_CHECKING:
    from topics.alert_job import AlertsOutcome
    from topics.alert_rules import AlertRules

app = typer.Typer(
    help="Tell editors what rises: to a webhook, by e-mail, in a feed, as JSON lines.\n\n"
    "Example: [bold]topics alerts run[/bold]",
    no_args_is_help=True,
)
FAILED = 1

RulesFile = Annotated[
    Path | None,
    typer.Option(
        "--rules", metavar="FILE", help="The rules (TOML). Default: TOPICS_ALERTS, else alerts.toml here."
    ),
]


def register(parent: typer.Typer) -> None:
    """Add these commands."""
    parent.add_typer(app, name="alerts", rich_help_panel="Every day")


@app.command()
def run(
    rules: RulesFile = None,
    again: Annotated[bool, typer.Option("--again", help="Also try what was given up.")] = False,
    db: Db = None,
    as_json: AsJson = False,
) -> None:
    """Find the bursts that the rules ask for, and deliver what waits: what cron calls after `topics run`.

    Each alert goes out once. What can't be delivered now is tried again by the next runs, for more than a
    day; the command ends with 1 when something was given up.

    Example: [bold]topics alerts run[/bold], or [bold]topics alerts run --rules desk.toml --json[/bold]
    """
    from topics.alert_job import run_alerts
    from topics.alert_rules import load_alert_rules
    from topics.cli.opening import service_from, utc_now
    from topics.cli.output import note, say, to_json

    with service_from(create=False, db=db, alerts=rules) as service:
        known = load_alert_rules(service.settings.alerts)
        outcome = run_alerts(service, known, clock=utc_now, chance=random.Random(), again=again)
    for channel, error in outcome.troubles.items():
        note(f"warning: {channel}: {error}")
    if as_json:
        say(to_json(_outcome_row(outcome)))
    else:
        note(_in_a_line(outcome))
    if outcome.given_up:
        raise typer.Exit(FAILED)


@app.command("list")
def list_(
    since: Since = None,
    limit: Annotated[int, typer.Option("--limit", min=1, help="At most this many.")] = 50,
    db: Db = None,
    as_json: AsJson = False,
) -> None:
    """List alerts, the newest first, and how each delivery stands.

    Example: [bold]topics alerts list --since 2d[/bold]
    """
    from topics.cli.opening import service_from, utc_now
    from topics.cli.output import show_rows
    from topics.moments import parse_moment, wall_clock
    from topics.rows import alert_row

    with service_from(create=False, db=db) as service:
        zone, outbox = service.settings.timezone, service.store.alerts
        moment = parse_moment(since, option="--since", now=utc_now(), timezone=zone)
        alerts = outbox.recent(limit, since=moment)
        deliveries = outbox.deliveries([one.id for one in alerts])
    rows = [alert_row(one, deliveries[one.id]) for one in alerts]
    columns = {
        "told": lambda row: wall_clock(row["created"], zone),
        "rule": lambda row: row["rule"],
        "alert": lambda row: row["title"],
        "since": lambda row: wall_clock(row["since"], zone),
        "deliveries": lambda row: ", ".join(map(_delivery, row["deliveries"])),
    }
    show_rows(rows, columns, as_json=as_json)


@app.command()
def test(
    rules: RulesFile = None,
    channel: Annotated[
        list[str] | None, typer.Option("--channel", metavar="NAME", help="Only this one; repeatable.")
    ] = None,
    db: Db = None,
    as_json: AsJson = False,
) -> None:
    """Send a sample alert through each channel of the rules; ends with 1 when one did not take it.

    Nothing is stored; a feed shows the sample until the next alert.

    Example: [bold]topics alerts test --channel desk[/bold]
    """
    from topics.alert_job import lease_of
    from topics.alert_rules import load_alert_rules
    from topics.alert_sample import sample_alert, send_sample
    from topics.cli.opening import service_from, utc_now
    from topics.cli.output import show_rows

    with service_from(db=db, alerts=rules) as service:
        known = load_alert_rules(service.settings.alerts)
        wanted = channel or list(known.channel)
        for name in wanted:
            if name not in known.channel:
                raise UsageError(f"--channel: expected one of {', '.join(known.channel)}, got {name!r}.")
        sample = sample_alert(known.language, now=utc_now(), timezone=service.settings.timezone)
        with lease_of(service, utc_now) as lease:
            if lease is None:
                raise UsageError("another process delivers alerts right now; try again when it is done.")
            rows = [
                {"channel": name, "recipient": recipient or None, "ok": error is None, "error": error}
                for name, recipient, error in send_sample(service, known, sample, wanted, utc_now)
            ]
    columns = {
        "channel": lambda row: row["channel"],
        "recipient": lambda row: row["recipient"] or "",
        "sample": lambda row: "sent" if row["ok"] else f"failed: {row['error']}",
    }
    show_rows(rows, columns, as_json=as_json)
    if not all(row["ok"] for row in rows):
        raise typer.Exit(FAILED)


@app.command()
def check(
    rules: RulesFile = None,
    example: Annotated[
        bool, typer.Option("--example", help="Print a file with every field explained instead.")
    ] = False,
    db: Db = None,
    as_json: AsJson = False,
) -> None:
    """Look at the rules: a mistake is told with its rule and field (exit 2), what is odd as a warning.

    Example: [bold]topics alerts check[/bold], or [bold]topics alerts check --example > alerts.toml[/bold]
    """
    from topics.alert_rules import example_rules, load_alert_rules
    from topics.cli.opening import settings_from
    from topics.cli.output import note, say, to_json
    from topics.taxonomy import load_taxonomy

    if example:
        say(to_json({"example": example_rules()}) if as_json else example_rules())
        return
    settings = settings_from(db=db, alerts=rules)
    known = load_alert_rules(settings.alerts)
    odd = [*_unset(known), *_unknown_topics(known, load_taxonomy(settings.taxonomy).ids)]
    for warning in odd:
        note(f"warning: {warning}")
    row = {"file": str(settings.alerts), "rules": len(known.rule), "channels": len(known.channel)}
    if as_json:
        say(to_json({**row, "warnings": odd}))
    else:
        say("{file}: {rules} rules, {channels} channels".format_map(row))


def _unset(rules: AlertRules) -> list[str]:
    return [
        f"channel {name!r}: the environment variable {variable} is not set here."
        for name, channel in rules.channel.items()
        for variable in channel.variables()
        if not os.environ.get(variable)
    ]


def _unknown_topics(rules: AlertRules, ids: tuple[str, ...]) -> list[str]:
    from topics.types import Dimension

    return [
        f"rule {rule.name!r}, field 'keys': {key!r} is no topic of the taxonomy; the rule never finds it."
        for rule in rules.rule
        if rule.by is Dimension.TOPIC
        for key in rule.keys or ()
        if key not in ids
    ]


def _outcome_row(outcome: AlertsOutcome) -> dict[str, Any]:
    from dataclasses import asdict

    return {"job": "alerts", **asdict(outcome)}


def _in_a_line(outcome: AlertsOutcome) -> str:
    if outcome.busy:
        return "another process delivers alerts right now; nothing to do here."
    held = [
        f"{count} held back by {what}"
        for count, what in ((outcome.quiet, "quiet hours"), (outcome.cooling, "a cool-down"))
        if count
    ]
    told = ", ".join([f"{outcome.told} new", *held])
    return (
        f"alerts: {told}; deliveries: {outcome.sent} sent, {outcome.waiting} waiting, "
        f"{outcome.given_up} given up."
    )


def _delivery(row: dict[str, Any]) -> str:
    to = f" {row['recipient']}" if row["recipient"] else ""
    trouble = f" ({row['error']})" if row["error"] else ""
    return f"{row['channel']}{to}: {row['state']}{trouble}"
