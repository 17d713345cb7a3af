"""What a newsroom looks at first: the day against the usual, what rises and fades, and who is silent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from topics.digest.moves import DAY, USUAL_DAYS, day_counted, days_read, moved, past_counted, past_like
from topics.service import local_midnight
from topics.types import Bin, Burst, Dimension, Fall, HeadlineFilter, Story, Theme, TrendSeries

if TYPE_CHECKING:
    from topics.service import TopicsService

WEEK = 7  # days
SHOWN_BACK = 42  # days of a topic's small chart
STORY_HOURS = 36  # a story of last night is still one of this morning
FAILING = 2  # attempts in a row without an answer


@dataclass(frozen=True, slots=True)
class TopicDay:
    """One topic on a day, against its habit."""

    topic: str
    today: int  # headlines since local midnight
    usual: float  # mean headlines a day over the days before that were read, at most four weeks back
    share_today: float  # of all headlines with the filter
    share_week: float  # the same over the seven days that end with this one
    counts: tuple[int, ...]  # a day, the last one is this


@dataclass(frozen=True, slots=True)
class Silence:
    """An outlet that can't be read, or that says nothing beyond its habit."""

    source: str
    since: datetime | None  # of the last answer, or of the first silent hour; None = never an answer
    failures: int = 0  # attempts in a row; 0 = it can be read, and is silent


def moment_of(service: TopicsService, now: datetime) -> datetime:
    """The moment that the front page is of: now, or just after the last headline where that was before today.

    A store that nothing was read into for days still has a last day to look at.
    """
    span = service.span()
    if span is None or span[1] >= local_midnight(now, service.settings.timezone):
        return now
    return min(now, span[1] + timedelta(minutes=1))


def hour_of(moment: datetime) -> datetime:
    """The last full hour: rises are looked for once an hour."""
    return moment.replace(minute=0, second=0, microsecond=0)


def days_until(service: TopicsService, moment: datetime, days: int = SHOWN_BACK) -> HeadlineFilter:
    """The last local days, that of the moment whole, but none before the store's first headline."""
    zone = service.settings.timezone
    today = local_midnight(moment, zone)
    first = service.span() or (moment, moment)
    start = local_midnight(today - timedelta(days=days - 1), zone)
    start = max(start, min(local_midnight(first[0], zone), today))
    return HeadlineFilter(since=start, until=local_midnight(today + timedelta(hours=26), zone))


def within(span: HeadlineFilter, wanted: HeadlineFilter) -> HeadlineFilter:
    """The filter with the times of a span."""
    return replace(wanted, since=span.since, until=span.until)


def day_figures(service: TopicsService, moment: datetime, wanted: HeadlineFilter) -> tuple[int, float, int]:
    """Headlines of the day, the usual number a day, and outlets with a headline on it."""
    span = days_until(service, moment)
    series = service.series(Dimension.SOURCE, Bin.DAY, within(span, wanted))
    counts = [sum(some) for some in zip(*(one.counts for one in series), strict=True)] or [0]
    read = _read(service, span, series)
    return counts[-1], usual(counts[:-1], read[:-1]), sum(one.counts[-1] > 0 for one in series)


def topic_days(service: TopicsService, moment: datetime, wanted: HeadlineFilter) -> list[TopicDay]:
    """Every topic on the day of a moment, the busiest first."""
    span = days_until(service, moment)
    series = service.series(Dimension.TOPIC, Bin.DAY, within(span, wanted))
    read = _read(service, span, series)
    today = sum(one.counts[-1] for one in series) or 1
    week = sum(sum(one.counts[-WEEK:]) for one in series) or 1
    rows = [_topic_day(one, today, week, read) for one in series]
    return sorted(rows, key=lambda row: (-row.today, -row.usual, row.topic))


def _topic_day(one: TrendSeries, today: int, week: int, read: Sequence[bool]) -> TopicDay:
    last, mean = sum(one.counts[-WEEK:]), usual(one.counts[:-1], read[:-1])
    return TopicDay(one.key, one.counts[-1], mean, one.counts[-1] / today, last / week, one.counts)


def usual(before: Sequence[int], read: Sequence[bool]) -> float:
    """Mean count of those of the days before that were read, at most four weeks back; 0.0 without any."""
    return sum(before[-USUAL_DAYS:]) / max(1, sum(read[-USUAL_DAYS:]))


def _read(service: TopicsService, span: HeadlineFilter, series: Sequence[TrendSeries]) -> list[bool]:
    """Of each day of the series, whether anything at all was read, whatever it is filtered by."""
    if not series:
        return []
    days = set(service.counts(Dimension.SOURCE, Bin.DAY, span).start.tolist())
    return [int(start.timestamp()) in days for start in series[0].starts]


def risers(service: TopicsService, moment: datetime, wanted: HeadlineFilter) -> list[Burst]:
    """Rises of topics and themes that went on in the last day, the strongest first, nothing told twice."""
    found: dict[tuple[Dimension, str], Burst] = {}
    for by, every in ((Dimension.THEME, Bin.HOUR), (Dimension.THEME, Bin.DAY), (Dimension.TOPIC, Bin.DAY)):
        for burst in service.bursts(by, every, now=moment, since=moment - DAY, filter=wanted):
            known = found.get((burst.by, burst.key))
            if known is None or known.score < burst.score:
                found[burst.by, burst.key] = burst
    return _told_once(sorted(found.values(), key=lambda one: (-one.score, one.by, one.key)))


def _told_once(rises: list[Burst]) -> list[Burst]:
    """Without those that are told by the headlines of a stronger one: a theme that rises lifts its topic."""
    kept: list[Burst] = []
    told: set[str] = set()
    for one in rises:
        if not told.issuperset(one.headlines) or not one.headlines:
            kept.append(one)
            told |= set(one.headlines)
    return kept


def faders(service: TopicsService, moment: datetime, wanted: HeadlineFilter) -> list[Fall]:
    """Topics and themes that are told less than usual in the last 24 hours, the clearest first."""
    since = moment - DAY
    span = service.span()
    days = 0 if span is None else min(USUAL_DAYS, (since - span[0]) // DAY)
    if days < 1:
        return []
    asked = replace(wanted, since=since - timedelta(days=days), until=moment)
    every = HeadlineFilter(since=asked.since, until=since)
    read = days_read(service.counts(Dimension.SOURCE, Bin.HOUR, every), since)
    found: list[tuple[float, Fall]] = []
    for by in (Dimension.THEME, Dimension.TOPIC):
        day = day_counted(service.counts(by, Bin.HOUR, replace(asked, since=since)))
        past = past_counted(service.counts(by, Bin.HOUR, replace(asked, until=since)), since)
        if past.all.total:
            falls = moved(day, past_like(day, past), read)[1]
            found += [(one.z, Fall(by, one.key, one.this, one.that / read)) for one in falls]
    return [fall for _, fall in sorted(found, key=lambda pair: (pair[0], pair[1].by, pair[1].key))]


def biggest_stories(
    service: TopicsService, moment: datetime, wanted: HeadlineFilter, limit: int = 8
) -> list[Story]:
    """Stories with a headline of the last day and a half, those of most outlets first."""
    since = moment - timedelta(hours=STORY_HOURS)
    return service.stories(replace(wanted, since=since, until=moment, limit=limit))


def new_themes(service: TopicsService, moment: datetime) -> list[Theme]:
    """Themes that were not there a day ago, largest first."""
    from topics.digest.gathering import new_themes as found

    themes = service.themes()
    new = found(service, themes, moment - DAY, moment)
    return [theme for theme in themes if theme.id in new]


def silences(service: TopicsService, moment: datetime) -> list[Silence]:
    """Outlets that can't be read, then those that are silent beyond their habit, the longest silent first."""
    states = service.store.sources.states()
    enabled = {one.name for one in service.store.sources.list() if one.enabled}
    failing = [
        Silence(name, state.last_success, state.failures)
        for name, state in sorted(states.items())
        if name in enabled and state.failures >= FAILING
    ]
    known = {one.source for one in failing}
    found = service.coverage(Bin.HOUR, since=moment - DAY, until=moment)
    outages = [] if found is None else found.outages()
    last = None if found is None or not len(found.starts) else int(found.starts[-1])
    silent = [
        Silence(source, begin)
        for source, begin, end in outages
        if source not in known and end.timestamp() == last
    ]
    return [*failing, *silent]
