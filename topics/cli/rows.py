"""The rows that commands print: stable names, JSON values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from topics.exported import DIGITS, alternatives, iso
from topics.notify.facts import alert_facts
from topics.types import (
    Alert,
    Delivery,
    DeliveryState,
    Headline,
    Predictions,
    RunReport,
    Story,
    Theme,
    TrendSeries,
)


def prediction_row(
    predictions: Predictions, row: int, *, title: str, language: str, top: int | None
) -> dict[str, Any]:
    """One classified headline; ``alternatives`` are the next ``top`` topics (None = all)."""
    (topic, probability), *rest = predictions.ranked(row)
    return {
        "title": title,
        "topic": topic,
        "probability": round(probability, DIGITS),
        "alternatives": alternatives(rest if top is None else rest[:top]),
        "abstained": bool(predictions.abstained[row]),
        "language": language,
    }


def quote_row(headline: Headline) -> dict[str, Any]:
    """A headline as it is quoted."""
    return {
        "id": headline.id,
        "source": headline.source,
        "language": headline.language,
        "title": headline.title,
        "url": headline.url,
    }


def theme_row(theme: Theme) -> dict[str, Any]:
    """One theme, without its vector."""
    return {
        "id": theme.id,
        "name": theme.name,
        "names": dict(theme.names),
        "size": theme.size,
        "keywords": list(theme.keywords),
        "broader": theme.broader,
        "pinned": theme.pinned,
        "central": dict(theme.central),
        "first_seen": iso(theme.first_seen),
        "last_seen": iso(theme.last_seen),
        "run": theme.run_id,
    }


def story_row(story: Story) -> dict[str, Any]:
    """One story."""
    return {
        "id": story.id,
        "title": story.title,
        "titles": dict(story.titles),
        "size": story.size,
        "outlets": list(story.outlets),
        "languages": list(story.languages),
        "first_seen": iso(story.first_seen),
        "last_seen": iso(story.last_seen),
        "topic": story.topic,
        "theme": story.theme,
        "theme_name": story.theme_name,
        "merged_into": story.merged_into,
    }


def trend_rows(
    series: Sequence[TrendSeries], names: Mapping[str, str] | None = None, *, coverage: bool = False
) -> Iterator[dict[str, Any]]:
    """Bins of every series, in the order of time; starts are local times with their offset.

    ``names`` (of themes and stories, by id) adds a name to each row; ``coverage`` says of each bin whether
    outlets that matter were out, and how much of the usual was read.
    """
    if not series:
        return
    zone = ZoneInfo(series[0].timezone)
    for number, start in enumerate(series[0].starts):
        for one in series:
            yield {
                "start": start.astimezone(zone).isoformat(),
                "key": one.key,
                "count": one.counts[number],
                "share": round(one.shares[number], DIGITS),
                **(_cover(one, number) if coverage else {}),
                **({} if names is None else {"name": names.get(one.key)}),
            }


def alert_row(alert: Alert, deliveries: Sequence[Delivery]) -> dict[str, Any]:
    """One alert and how its deliveries stand."""
    return {
        **alert_facts(alert),
        "deliveries": [
            {
                "channel": one.channel,
                "recipient": one.recipient or None,
                "state": one.state.value,
                "attempts": one.attempts,
                "sent": iso(one.sent),
                "next_try": iso(one.next_try) if one.state is DeliveryState.WAITING else None,
                "error": one.error,
            }
            for one in deliveries
        ],
    }


def _cover(one: TrendSeries, number: int) -> dict[str, Any]:
    return {"masked": one.masked[number], "coverage": round(one.coverage[number], DIGITS)}


def trend_columns(names: Mapping[str, str] | None, *, coverage: bool) -> list[str]:
    """The columns of ``trend_rows``."""
    cover = ["masked", "coverage"] if coverage else []
    return ["start", "key", "count", "share", *cover, *([] if names is None else ["name"])]


def report_row(report: RunReport) -> dict[str, Any]:
    """What a job did."""
    return {
        "job": report.job,
        "run": report.run_id,
        "started": iso(report.started),
        "finished": iso(report.finished),
        "ok": report.ok,
        "problems": report.problems,
        "error": report.error,
        "stages": [
            {"stage": stage.name, "seconds": stage.seconds, "done": stage.done, **stage.figures}
            for stage in report.stages
        ],
    }
