"""Bursts and phases from the store: count, look, and add the headlines that tell each rise.

What is usual rests on the weeks before; so that an answer does not depend on where counting begins, enough of
them are read. Ads and programme notes are left out: they rise too, and nobody asks why.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from topics.text import strip_outlet_suffix
from topics.types import NOT_NEWS, Bin, Burst, Dimension, HeadlineFilter, Phase

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from topics.service import TopicsService
    from topics.trends.evidence import Rules
    from topics.trends.tally import Tally
    from topics.types import BoolArray

    Column = npt.NDArray[np.integer[Any]]
    Columns = tuple[Column, Column, Column, Column]
    Cells = tuple[Sequence[datetime], list[str | None], list[str], Columns, BoolArray | None]

LOOKED_BACK = timedelta(days=14)  # a rise that goes on longer is told as one that began then
AT_MOST = {Bin.HOUR: timedelta(days=28), Bin.DAY: timedelta(days=366)}  # of earlier ones: memory, time
RECENT = timedelta(days=2)  # before now: a rise that ended earlier is no news
READ_AT_MOST = 300  # headlines of a rise that those which tell it are chosen from
LIVES_LOOKED_AT = {Dimension.THEME: timedelta(days=70), Dimension.STORY: timedelta(days=8)}


def find_now(
    service: TopicsService,
    by: Dimension,
    every: Bin,
    *,
    now: datetime,
    since: datetime | None = None,
    wanted: HeadlineFilter | None = None,
    rules: Rules | None = None,
) -> list[Burst]:
    """Rises as they were known at a moment, the strongest first, each with the headlines that tell it.

    Args:
        every: hours or days; the hour or day that is not over at ``now`` does not count.
        since: only rises that went on then or later; None = in the last two days. Two weeks before ``now``
            are looked at, and more where it is earlier: at most four weeks of hours, a year of days.
        wanted: only these headlines are counted; its times and limit are not used.
        rules: when a rise is told; None = as shipped. Of sources, one outlet is enough.
    """
    from topics.trends.bursts import find_bursts
    from topics.trends.evidence import Rules

    asked = rules or Rules()
    if by is Dimension.SOURCE:
        asked = replace(asked, outlets=1)
    counted = _counted(wanted)
    back = _looked_back(every, now, since)
    tally, others = _tally(service, by, every, now, counted, asked.least, back)
    found = find_bursts(tally, rules=asked, others=others, since=since or now - RECENT) if tally else []
    return [replace(burst, headlines=_telling(service, burst, counted)) for burst in found]


def phases_now(service: TopicsService, by: Dimension, *, now: datetime) -> dict[str, Phase]:
    """Where every theme (by its days) or story (by its hours) stands at a moment."""
    from topics.trends.lifecycle import STORY_LIFE, THEME_LIFE, phases

    every, rules = (Bin.DAY, THEME_LIFE) if by is Dimension.THEME else (Bin.HOUR, STORY_LIFE)
    since = _midnight(now - LIVES_LOOKED_AT[by], service.settings.timezone)
    span = replace(_counted(None), since=since, until=now)
    outlets = service.series(Dimension.SOURCE, every, span)
    totals = [sum(counts) for counts in zip(*(one.counts for one in outlets), strict=True)]
    found = {one.key: phases(one.counts, totals, rules)[-1] for one in service.series(by, every, span)}
    return {key: phase for key, phase in found.items() if phase is not None}


def _counted(wanted: HeadlineFilter | None) -> HeadlineFilter:
    """The filter without what is no news, unless it is asked for by name."""
    asked = wanted or HeadlineFilter()
    if NOT_NEWS in asked.topics or NOT_NEWS in asked.without_topics:
        return asked
    return replace(asked, without_topics=(*asked.without_topics, NOT_NEWS))


def _looked_back(every: Bin, now: datetime, since: datetime | None) -> timedelta:
    """How long before a moment rises are looked for."""
    asked = now - since if since is not None else LOOKED_BACK
    return max(LOOKED_BACK, min(asked, AT_MOST.get(every, LOOKED_BACK)))


def _tally(
    service: TopicsService,
    by: Dimension,
    every: Bin,
    now: datetime,
    wanted: HeadlineFilter,
    least: int,
    back: timedelta,
) -> tuple[Tally | None, int]:
    """What is looked at, up to the last bin that is over; and how many keys are too small to be in it."""
    from topics.trends.tally import tally
    from topics.trends.usual import HISTORY, MEMORY

    zone = service.settings.timezone
    begin = _midnight(now - back - timedelta(days=MEMORY + HISTORY), zone)
    starts, keys, sources, columns, out = _cells(service, by, every, replace(wanted, since=begin, until=now))
    if not starts:
        return None, 0
    others = 0
    if by is Dimension.STORY:
        keys, columns, others = _large_only(keys, columns, least, now - back)
    return tally(by, every, zone, starts, keys, sources, columns, out).until(now), others


def _large_only(
    keys: list[str | None], columns: Columns, least: int, since: datetime
) -> tuple[list[str | None], Columns, int]:
    """Keys with so many headlines since a moment, all others as the rest; and how many of those there are.

    A store has tens of thousands of stories, and few of them can rise.
    """
    import numpy as np

    key, source, start, count = columns
    lately = start >= int(since.timestamp())
    size = np.bincount(key[lately], count[lately], len(keys))
    large = [row for row, name in enumerate(keys) if name is not None and size[row] >= least]
    place = np.zeros(len(keys), np.int64)
    place[large] = np.arange(1, len(large) + 1)
    others = sum(name is not None and 0 < size[row] < least for row, name in enumerate(keys))
    return [None, *(keys[row] for row in large)], (place[key], source, start, count), others


def _cells(service: TopicsService, by: Dimension, every: Bin, wanted: HeadlineFilter) -> Cells:
    """Starts of all bins, distinct keys and sources, filled cells and outages, as ``tally`` takes them.

    Outages are left to the tally, which sees them as bursts need them: without what comes later.
    """
    from topics.bins import bins_of, moment_of
    from topics.trends.series import span_of

    found = service.counts(by, every, wanted)
    starts = span_of(found, bins_of(every, service.settings.timezone), None, wanted.until)
    columns = (found.key, found.source, found.start, found.count)
    return [moment_of(start) for start in starts], list(found.keys), list(found.sources), columns, None


def _telling(service: TopicsService, burst: Burst, wanted: HeadlineFilter) -> tuple[str, ...]:
    """Ids of the headlines that tell a rise, the most telling first."""
    from topics.trends.telling import most_telling

    records = service.headlines(_members(burst, wanted)).records
    places = most_telling(
        [strip_outlet_suffix(one.headline.title, (one.headline.source,)) for one in records],
        [record.headline.source for record in records],
        [record.headline.language for record in records],
        stories=[record.story for record in records] if burst.by is not Dimension.STORY else None,
    )
    return tuple(records[place].headline.id for place in places)


def _members(burst: Burst, wanted: HeadlineFilter) -> HeadlineFilter:
    """The headlines of a rise."""
    span = replace(wanted, since=burst.since, until=burst.until, limit=READ_AT_MOST, cursor=None)
    key = (burst.key,)
    match burst.by:
        case Dimension.TOPIC:
            return replace(span, topics=key)
        case Dimension.THEME:
            return replace(span, themes=key)
        case Dimension.STORY:
            return replace(span, stories=key)
        case Dimension.SOURCE:
            return replace(span, sources=key)
        case Dimension.LANGUAGE:
            return replace(span, languages=key)


def _midnight(moment: datetime, timezone: str) -> datetime:
    """When the local day of a moment began: a day is counted whole."""
    local = moment.astimezone(ZoneInfo(timezone))
    return local.replace(hour=0, minute=0, second=0, microsecond=0, fold=0).astimezone(UTC)


def key_names(service: TopicsService, by: Dimension, keys: Sequence[str]) -> dict[str, str]:
    """What editors call each key: the name of a theme, the title of a story; others by themselves."""
    if by is Dimension.THEME:
        themes = {key: service.theme(key) for key in keys}
        return {key: theme.name if theme else key for key, theme in themes.items()}
    if by is Dimension.STORY:
        stories = {key: service.story(key) for key in keys}
        return {key: story.title if story else key for key, story in stories.items()}
    return {key: key for key in keys}
