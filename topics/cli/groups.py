"""Which two groups of headlines `topics compare` is asked about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from topics.errors import UsageError
from topics.moments import parse_moment
from topics.types import NOT_NEWS, HeadlineFilter

if TYPE_CHECKING:
    from topics.service import TopicsService

WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Asked:
    """The options as they were typed."""

    since: str | None = None
    until: str | None = None
    before_since: str | None = None
    before_until: str | None = None
    sources: Sequence[str] = ()
    against_sources: Sequence[str] = ()
    languages: Sequence[str] = ()
    against_languages: Sequence[str] = ()
    against_others: bool = False
    topics: Sequence[str] = ()
    text: str | None = None


def groups(service: TopicsService, asked: Asked, now: datetime) -> tuple[HeadlineFilter, HeadlineFilter]:
    """The group that is asked about, and the one that it is compared with.

    Raises:
        UsageError: a moment or an option can't be used.
    """
    this = _this(service, asked, now)
    that = replace(
        this, sources=_against(service, asked, "source"), languages=_against(service, asked, "language")
    )
    if that == this or asked.before_since or asked.before_until:
        since, until = _before(service, asked, now, this)
        that = replace(that, since=since, until=until)
    return this, that


def _this(service: TopicsService, asked: Asked, now: datetime) -> HeadlineFilter:
    zone = service.settings.timezone
    until = parse_moment(asked.until, option="--until", now=now, timezone=zone)
    span = service.span()
    newest = min(span[1] + timedelta(seconds=1), now) if span else now
    end = until or newest
    since = parse_moment(asked.since, option="--since", now=now, timezone=zone) or end - WEEK
    if since >= end:
        raise UsageError(f"expected --since before --until and the newest headline, got {since} and {end}.")
    return HeadlineFilter(
        sources=tuple(asked.sources),
        languages=tuple(asked.languages),
        topics=tuple(asked.topics),
        without_topics=() if NOT_NEWS in asked.topics else (NOT_NEWS,),
        since=since,
        until=end,
        text=asked.text,
    )


def _against(service: TopicsService, asked: Asked, what: str) -> tuple[str, ...]:
    """Outlets or languages of the other group: those named, all others, or the same."""
    own, named, known = (
        (asked.sources, asked.against_sources, service.source_names)
        if what == "source"
        else (asked.languages, asked.against_languages, service.languages)
    )
    if named and not own:
        raise UsageError(f"expected --{what} beside --against-{what}, got --against-{what} alone.")
    if named or not (asked.against_others and own):
        return tuple(named or own)
    others = tuple(name for name in known() if name not in own)
    if not others:
        raise UsageError(f"expected another {what} in the store than {', '.join(own)}, got none.")
    return others


def _before(
    service: TopicsService, asked: Asked, now: datetime, this: HeadlineFilter
) -> tuple[datetime, datetime]:
    """The other period: as long as the first one and just before it, where it is not named."""
    zone = service.settings.timezone
    assert this.since is not None and this.until is not None
    until = parse_moment(asked.before_until, option="--before-until", now=now, timezone=zone) or this.since
    length = this.until - this.since
    since = (
        parse_moment(asked.before_since, option="--before-since", now=now, timezone=zone) or until - length
    )
    if since >= until:
        raise UsageError(f"expected --before-since before --before-until, got {since} and {until}.")
    return since, until
