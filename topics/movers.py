"""What rises and what falls: worked out once by the job, so that no reader waits for it: it reads weeks.

What is kept is of all news of the store. Other filters, and a job that has not run for hours, are worked out
when they are asked for.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from topics import front_page
from topics.narrowing import narrowed
from topics.types import NOT_NEWS, Dimension, HeadlineFilter, Movers

if TYPE_CHECKING:
    from topics.service import TopicsService

NEWS = HeadlineFilter(without_topics=(NOT_NEWS,))
OLDEST = timedelta(hours=3)  # what was kept before is no longer what rises now


def keep(service: TopicsService, now: datetime) -> Movers:
    """Work out what rises and falls on the front page of a moment, and keep it for its readers."""
    found = work_out(service, front_page.hour_of(front_page.moment_of(service, now)), NEWS)
    service.store.movers.keep(found)
    return found


def kept(service: TopicsService, hour: datetime, wanted: HeadlineFilter) -> Movers | None:
    """What was kept, where it answers a filter at an hour; it may be of one of the last hours before.

    None: nothing was, or it is too old, of another filter, or of themes that an editor or a fit has ended.
    """
    if not _is_all_news(service, wanted):
        return None
    found = service.store.movers.get(service.settings.timezone)
    if found is None or not hour - OLDEST <= found.moment <= hour:
        return None
    moved = [(one.by, one.key) for one in found.rises] + [(one.by, one.key) for one in found.falls]
    told = {key for by, key in moved if by is Dimension.THEME}
    return found if told <= {one.id for one in service.themes()} else None


def what_moves(service: TopicsService, hour: datetime, wanted: HeadlineFilter) -> Movers:
    """What rises and falls with a filter at an hour: as the job kept it, else worked out now."""
    return kept(service, hour, wanted) or work_out(service, hour, wanted)


def work_out(service: TopicsService, hour: datetime, wanted: HeadlineFilter) -> Movers:
    """What rises and falls with a filter, as of an hour."""
    rises = front_page.risers(service, hour, wanted)
    falls = front_page.faders(service, hour, wanted)
    return Movers(hour, service.settings.timezone, tuple(rises), tuple(falls))


def _is_all_news(service: TopicsService, wanted: HeadlineFilter) -> bool:
    """Whether a filter leaves all news in, and nothing but news."""
    if narrowed(wanted) or wanted.since or wanted.until:
        return False
    return NOT_NEWS in wanted.without_topics or NOT_NEWS not in service.topics_found()
