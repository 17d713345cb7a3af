"""A briefing of the store: reads what it is made of, and has it built."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from topics.digest.briefing import Briefing
from topics.digest.building import Material, brief, top_stories
from topics.digest.moves import DAY, USUAL_DAYS, Past, past_of
from topics.types import NOT_NEWS, Bin, Burst, Dimension, HeadlineFilter, LinkKind, Theme

if TYPE_CHECKING:
    from topics.service import TopicsService


def briefing(
    service: TopicsService, language: str, *, now: datetime, bursts: Sequence[Burst] | None = None
) -> Briefing:
    """The 24 hours before a moment, against the four weeks before them.

    ``bursts`` are the rises to tell of; None = those that the store shows. Where it shows none, what is told
    more than usual is.
    """
    since, store = now - DAY, service.store
    if bursts is None:
        bursts = _rises(service, since, now) or None
    day = HeadlineFilter(since=since, until=now, without_topics=(NOT_NEWS,))
    records = list(store.headlines.iterate(day))
    stories = [store.stories.get(id) for id in top_stories(records)]
    themes = service.themes()
    told = [id for one in bursts or () for id in one.headlines]
    material = Material(
        since=since,
        until=now,
        timezone=service.settings.timezone,
        stored=service.count(HeadlineFilter()),
        records=records,
        past=_past(service, since),
        taxonomy=service.taxonomy,
        stories=[one for one in stories if one is not None],
        themes=themes,
        new_themes=new_themes(service, themes, since, now),
        sources=[(source, store.sources.state(source.name)) for source in store.sources.list()],
        bursts=bursts,
        burst_headlines={one.id: one for one in store.headlines.get(told)},
    )
    return brief(material, language)


def _rises(service: TopicsService, since: datetime, now: datetime) -> list[Burst]:
    return [
        burst
        for by in (Dimension.TOPIC, Dimension.THEME)
        for burst in service.bursts(by, Bin.HOUR, now=now, since=since)
    ]


def _past(service: TopicsService, day_start: datetime) -> dict[Dimension, Past]:
    """Headlines of the whole days before, at most four weeks of them, by key; nothing without a whole day."""
    span = service.span()
    days = 0 if span is None else min(USUAL_DAYS, (day_start - span[0]) // DAY)
    if days < 1:
        return {}
    wanted = HeadlineFilter(
        since=day_start - timedelta(days=days), until=day_start, without_topics=(NOT_NEWS,)
    )
    found = {}
    for by in (Dimension.TOPIC, Dimension.THEME, Dimension.SOURCE):
        rows = service.store.sightings(wanted, by)
        past = past_of(
            ((row.source, row.seen, () if row.key is None else (row.key,)) for row in rows), day_start
        )
        if past.all.total:
            found[by] = past
    return found


def new_themes(service: TopicsService, themes: Sequence[Theme], since: datetime, until: datetime) -> set[str]:
    """Themes whose first headline is of the day, or that a fit of the day found, unless it was the first."""
    found = {one.id for one in themes if one.first_seen is not None and since <= one.first_seen < until}
    links = [link for one in themes for link in service.store.theme_history.links(one.id)]
    runs = {link.run_id for link in links}
    if len(runs) < 2:
        return found
    new = {
        link.to_id
        for link in links
        if link.kind is LinkKind.NEW and link.created is not None and since <= link.created < until
    }
    return found | {one.id for one in themes if one.id in new}
