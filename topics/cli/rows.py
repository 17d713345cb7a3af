"""The rows that commands print: stable names, JSON values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from topics.types import HeadlineRecord, Predictions, RunReport, Story, Theme, TrendSeries

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
    series: Sequence[TrendSeries], names: Mapping[str, str] | None = None
) -> Iterator[dict[str, Any]]:
    """Bins of every series, in the order of time; starts are local times with their offset.

    ``names`` (of themes, by id) adds a name to each row.
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
                **({} if names is None else {"name": names.get(one.key)}),
            }


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
