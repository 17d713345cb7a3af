"""GET: trends, bursts and the versions of the model."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Query, Request
from pydantic import Field
from starlette.responses import Response

from topics.api import answers
from topics.api.asking import PagedFilter, When, page_of, reach
from topics.api.doors import needs
from topics.api.replying import reply
from topics.api.shared import Service
from topics.errors import UsageError
from topics.lookups import burst_rows, just_after, model_rows, outages_in
from topics.moments import parse_moment
from topics.rows import DIGITS
from topics.service import TopicsService, champion_name, registry_of
from topics.types import Bin, Burst, Dimension, HeadlineFilter, Scope

router = APIRouter(dependencies=[Depends(needs(Scope.READ))])
MOST_BINS = 10_000  # of one key
MOST_COUNTS = 1_000_000  # of one answer
_WIDTH = {
    Bin.HOUR: timedelta(hours=1),
    Bin.DAY: timedelta(days=1),
    Bin.WEEK: timedelta(weeks=1),
    Bin.MONTH: timedelta(days=28),
}


class Width(StrEnum):
    """How closely rises are looked for."""

    HOUR = "hour"
    DAY = "day"


class Counting(PagedFilter):
    """What is counted."""

    by: Dimension = Field(Dimension.TOPIC, description="What is counted.")
    every: Bin = Field(Bin.DAY, description="The width of a bin.")


class Rising(PagedFilter):
    """What may rise."""

    by: Dimension = Field(Dimension.THEME, description="What may rise.")
    every: Width = Field(Width.HOUR, description="Rises of hours, or of days and weeks.")
    at: When | None = Field(None, description="As it was known then; now, or just after the last headline.")
    until: When | None = Field(None, description="Another name of `at`, as other lists have it.")


@router.get("/v1/trends", response_model=answers.Trends, tags=["trends"])
def trends(request: Request, asked: Annotated[Counting, Query()], service: Service) -> Response:
    """Counts and shares over time, the most frequent key first.

    Every bin is there, the empty ones as zeros. An outlet that was out is stood in for by what is usual
    for it.
    """
    wanted = within_span(service, asked)
    found = service.series(asked.by, asked.every, wanted, most=reach(asked.limit, asked.cursor))
    page, more = page_of(found, lambda one: one.key, limit=asked.limit, cursor=asked.cursor)
    names = _names(service, asked.by, [one.key for one in page])
    zone = ZoneInfo(service.settings.timezone)
    rows = [
        {
            "key": one.key,
            "name": names.get(one.key),
            "total": one.total,
            "counts": list(one.counts),
            "shares": [round(share, DIGITS) for share in one.shares],
            "masked": list(one.masked),
        }
        for one in page
    ]
    starts = [start.astimezone(zone).isoformat() for start in page[0].starts] if page else []
    whole = {
        "coverage": [round(part, DIGITS) for part in page[0].coverage] if page else [],
        "outages": [
            {"source": source, "first": first.isoformat(), "last": last.isoformat()}
            for source, first, last in outages_in(service, asked.every, wanted, page)
        ],
        "total": service.count(wanted),
    }
    told = {"by": asked.by.value, "every": asked.every.value, "timezone": zone.key, "starts": starts}
    return reply(request, {**told, "series": rows, **whole, "next_cursor": more})


@router.get("/v1/bursts", response_model=answers.Bursts, tags=["trends"])
def bursts(request: Request, asked: Annotated[Rising, Query()], service: Service) -> Response:
    """What rises beyond habit, weekday, hour and the outlets' output, the strongest first.

    Without `since`, rises of the last two days before `at`; a span such as 7d is before it too.
    """
    zone, width = service.settings.timezone, Bin(asked.every.value)
    now = datetime.now(UTC)
    moment = _moment(asked, now, zone) or just_after(service, width, now)
    since = parse_moment(asked.since, option="since", now=moment, timezone=zone)
    found = service.bursts(asked.by, width, now=moment, since=since, filter=asked.wanted(service))

    page, more = page_of(found, _rise, limit=asked.limit, cursor=asked.cursor)
    rows = burst_rows(service, asked.by, page)
    return reply(request, {"bursts": rows, "total": len(found), "next_cursor": more})


@router.get("/v1/models", response_model=answers.Models, tags=["service"])
def models(request: Request, service: Service) -> Response:
    """Versions of the topic model, and which one answers."""
    rows = model_rows(registry_of(service.settings))
    return reply(request, {"serving": champion_name(service.settings), "models": rows})


def within_span(service: TopicsService, asked: Counting) -> HeadlineFilter:
    """The filter; refused where an answer would have more bins than a client can want.

    Raises:
        UsageError: too many bins, of one key or of all.
    """
    wanted, every = asked.wanted(service), asked.every
    span = service.span()
    if span is None:
        return wanted
    first, last = wanted.since or span[0], wanted.until or span[1]
    bins = (last - first) / _WIDTH[every]
    if bins > MOST_BINS:
        raise UsageError(
            f"expected at most {MOST_BINS} bins, got {bins:.0f} of one {every.value}; "
            "ask for a shorter time with since and until, or for wider bins with every."
        )
    if bins * asked.limit > MOST_COUNTS:  # only then is it worth counting which keys there are
        zone = service.settings.timezone
        found = service.store.counts(asked.by, every, zone, wanted, by_source=False)
        keys = min(asked.limit, len(found.keys))
        if bins * keys > MOST_COUNTS:
            raise UsageError(
                f"expected at most {MOST_COUNTS} counts, got {bins:.0f} bins of one {every.value} for "
                f"{keys} keys; ask for fewer keys with limit, a shorter time with since and until, or wider "
                "bins with every."
            )
    return wanted


def _moment(asked: Rising, now: datetime, zone: str) -> datetime | None:
    """As of when rises are asked for.

    Raises:
        UsageError: at and until are two moments.
    """
    at = parse_moment(asked.at, option="at", now=now, timezone=zone)
    until = parse_moment(asked.until, option="until", now=now, timezone=zone)
    if at is not None and until is not None and at != until:
        raise UsageError(
            f"until: expected the moment of at, {asked.at!r}, or none, got {asked.until!r}; leave one out."
        )
    return at or until


def _names(service: TopicsService, by: Dimension, keys: list[str]) -> dict[str, str]:
    if by is Dimension.THEME:
        return {one.id: one.name for one in service.themes()}
    if by is Dimension.STORY:
        return service.store.stories.titles(keys)
    if by is Dimension.TOPIC:
        return {key: service.taxonomy.name(key, "en") for key in keys}
    return {}


def _rise(burst: Burst) -> str:
    return f"{burst.key} {burst.since.isoformat()}"
