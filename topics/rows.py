"""The rows that front ends show: stable names, JSON values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from topics.notify.facts import alert_facts
from topics.types import (
    Alert,
    Correction,
    Delivery,
    DeliveryState,
    Headline,
    HeadlineRecord,
    Predictions,
    Problem,
    RunReport,
    Story,
    Theme,
    ThemeLink,
    TrendSeries,
)

DIGITS = 4  # of probabilities and shares: what calibration can carry


def prediction_row(
    predictions: Predictions, row: int, *, title: str, language: str, top: int | None
) -> dict[str, Any]:
    """One classified headline; ``alternatives`` are the next ``top`` topics (None = all)."""
    (topic, probability), *rest = predictions.ranked(row)
    return {
        "title": title,
        "topic": topic,
        "probability": round(probability, DIGITS),
        "alternatives": _alternatives(rest if top is None else rest[:top]),
        "abstained": bool(predictions.abstained[row]),
        "language": language,
    }


def record_row(record: HeadlineRecord) -> dict[str, Any]:
    """Everything that is known of one stored headline."""
    headline = record.headline
    return {
        "id": headline.id,
        "source": headline.source,
        "title": headline.title,
        "url": headline.url,
        "language": headline.language,
        "published": iso(headline.published),
        "fetched": iso(headline.fetched),
        "summary": headline.summary,
        "topic": record.topic,
        "corrected": record.corrected,
        "probability": None if record.probability is None else round(record.probability, DIGITS),
        "abstained": record.abstained,
        "alternatives": _alternatives(record.alternatives),
        "model": record.model_id,
        "theme": record.theme,
        "theme_name": record.theme_name,
        "theme_strength": None if record.theme_strength is None else round(record.theme_strength, DIGITS),
        "story": record.story,
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


def correction_row(one: Correction) -> dict[str, Any]:
    """One entry of the log of corrections."""
    return {
        "number": one.number,
        "created": iso(one.created),
        "editor": one.editor,
        "id": one.headline_id,
        "title": one.title,
        "language": one.language,
        "topic": one.topic,
        "also": list(one.also),
        "was": one.was,
        "model": one.model_id,
        "note": one.note,
    }


def link_row(link: ThemeLink) -> dict[str, Any]:
    """One link between themes."""
    return {
        "when": iso(link.created),
        "what": link.kind.value,
        "from": link.from_id,
        "to": link.to_id,
        "shared": link.shared,
        "share_from": link.share_from,
        "share_to": link.share_to,
        "run": link.run_id,
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


def _alternatives(ranked: Sequence[tuple[str, float]]) -> list[dict[str, Any]]:
    return [{"topic": topic, "probability": round(probability, DIGITS)} for topic, probability in ranked]


def iso(moment: datetime | None) -> str | None:
    """A time as JSON has it."""
    return None if moment is None else moment.isoformat()


def problem_row(one: Problem) -> dict[str, str]:
    """What could not be used, without the name of what it came in."""
    return {"position": one.position, "code": one.code, "message": one.message}
