"""What front ends show of one thing with all that belongs to it, as JSON values."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from topics.errors import ModelError
from topics.rows import correction_row, link_row, record_row, story_row, theme_row, trend_rows
from topics.types import Bin, Burst, Dimension, HeadlineFilter, Story, Theme, TrendSeries

if TYPE_CHECKING:
    from topics.registry.registry import Registry
    from topics.registry.version import Version
    from topics.service import TopicsService

RECENT = timedelta(days=2)


def theme_facts(service: TopicsService, theme: Theme, limit: int) -> dict[str, Any]:
    """A theme with the titles that tell it best, its lineage and its newest headlines."""
    page = service.headlines(HeadlineFilter(themes=(theme.id,), limit=limit))
    central = {one.id: one for one in service.store.headlines.get(list(theme.central.values()))}
    return {
        **theme_row(theme),
        "central_titles": {code: central[id].title for code, id in theme.central.items() if id in central},
        "lineage": [link_row(link) for link in service.store.theme_history.links(theme.id)],
        "headlines": [record_row(record) for record in page.records],
    }


def story_facts(service: TopicsService, story: Story, limit: int) -> dict[str, Any]:
    """A story with what it came of, its headlines by time, and its size over time, by outlet and hour."""
    members = HeadlineFilter(stories=(story.id,), limit=limit)
    records = service.headlines(members).records[::-1]
    return {
        **story_row(story),
        "lineage": story_lineage(service, story.id),
        "headlines": [record_row(one) for one in records],
        "sizes": list(trend_rows(service.series(Dimension.SOURCE, Bin.HOUR, members))),
    }


def story_lineage(service: TopicsService, story_id: str) -> list[dict[str, Any]]:
    """What a story came of and became, the oldest first."""
    return [
        {"from": old, "to": new, "kind": kind, "headlines": count, "when": when.isoformat()}
        for old, new, kind, count, when in service.store.stories.links(story_id)
    ]


def correction_rows(
    service: TopicsService,
    *,
    editor: str | None = None,
    since: datetime | None = None,
    latest: bool = False,
    limit: int = 100,
    before: int | None = None,
) -> list[dict[str, Any]]:
    """What editors said, the newest first; ``latest`` = only the word that holds on each headline.

    ``before`` is the number of the last one that an earlier page had.
    """
    log = service.store.corrections
    if not latest:
        return list(map(correction_row, log.log(since=since, editor=editor, limit=limit, before=before)))
    found = [
        one
        for one in reversed(log.latest())
        if (editor is None or one.editor == editor)
        and (since is None or one.created >= since)
        and (before is None or one.number < before)
    ]
    return list(map(correction_row, found[:limit]))


def just_after(service: TopicsService, every: Bin, now: datetime) -> datetime:
    """Now; of a store whose last headline is older, the end of the hour or day that it is in."""
    span = service.span()
    width = timedelta(days=1) if every is Bin.DAY else timedelta(hours=1)
    return min(now, span[1] + width) if span else now


def lately(service: TopicsService, until: datetime | None, now: datetime) -> datetime:
    """Two days before a moment, else before the newest headline: since when is what a newsroom calls now."""
    span = service.span()
    newest = min(span[1], now) if span else now
    return (until or newest) - RECENT


def outages_in(
    service: TopicsService, every: Bin, wanted: HeadlineFilter, series: Sequence[TrendSeries]
) -> list[tuple[str, datetime, datetime]]:
    """Outages among the masked bins of series: outlet, start of the first and of the last bin (UTC)."""
    if not series or not any(series[0].masked):
        return []
    found = service.coverage(every, since=series[0].starts[0], until=wanted.until)
    if found is None:
        return []
    return [one for one in found.outages() if not wanted.sources or one[0] in wanted.sources]


def burst_rows(service: TopicsService, by: Dimension, bursts: Sequence[Burst]) -> list[dict[str, Any]]:
    """Rises of one dimension, with names and the headlines that tell them."""
    from topics.burst_job import key_names

    names = key_names(service, by, [burst.key for burst in bursts])
    return [_burst_row(service, burst, names[burst.key]) for burst in bursts]


def model_rows(registry: Registry) -> list[dict[str, Any]]:
    """Every version, newest first, and the model that comes with the package."""
    named = (registry.champion(), registry.candidate(), registry.previous(), registry.find("shipped"))
    every = [*registry.versions(), *(one for one in named if one is not None)]  # also such as are gone
    return [_model_row(registry, version) for version in {one.name: one for one in every}.values()]


def _burst_row(service: TopicsService, burst: Burst, name: str) -> dict[str, Any]:
    known = {headline.id: headline for headline in service.store.headlines.get(burst.headlines)}
    told = [known[id] for id in burst.headlines if id in known]
    return {
        "by": burst.by.value,
        "key": burst.key,
        "name": name,
        "every": burst.every.value,
        "since": burst.since.isoformat(),
        "until": burst.until.isoformat(),
        "peak": burst.peak.isoformat(),
        "count": burst.count,
        "expected": round(burst.expected, 2),
        "ratio": round(burst.ratio, 2) if burst.expected else None,
        "p_value": burst.p_value,
        "score": round(burst.score, 2),
        "outlets": list(burst.outlets),
        "headlines": [{"id": one.id, "source": one.source, "title": one.title} for one in told],
    }


def _model_row(registry: Registry, version: Version) -> dict[str, Any]:
    from topics.registry.differences import accepted

    try:
        facts = registry.facts_of(version)
        problem = ""
    except ModelError as error:
        facts, problem = {"created": None, "parent": None, "metrics": {}}, str(error)
    measured_on, share = accepted(facts) or (None, None)
    return {
        "version": version.name,
        "aliases": registry.aliases().of(version.name),
        "created": facts["created"],
        "parent": facts["parent"],
        "accepted": share,
        "measured_on": measured_on,
        "bytes": version.bytes,
        "problem": problem,
    }
