"""GET: headlines, search, topics, themes and stories."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request
from pydantic import Field
from starlette.responses import Response

from topics.api import answers
from topics.api.asking import RECENT, PagedFilter, Text, WhenOrRecent, page_of, reach
from topics.api.doors import needs
from topics.api.problems import not_found
from topics.api.replying import reply
from topics.api.shared import Service
from topics.lookups import lately, story_facts, theme_facts
from topics.moments import parse_moment
from topics.rows import record_row, story_row, theme_row
from topics.service import TopicsService
from topics.types import Bin, Dimension, HeadlineFilter, HeadlinePage, Scope

router = APIRouter(dependencies=[Depends(needs(Scope.READ))])
Id = Annotated[str, Path(max_length=40, pattern=r"^[A-Za-z0-9_-]+$", examples=["T1"])]
Members = Annotated[int, Query(ge=1, le=500, description="How many headlines to give.")]


class Search(PagedFilter):
    """A page of what some words find."""

    q: Text = Field(description="Words, in any form; all must occur.", examples=["أمطار"])


class Telling(PagedFilter):
    """A page of stories."""

    since: WhenOrRecent | None = Field(
        None,
        description="As elsewhere; or recent: two days before `until`, else before the newest headline.",
        examples=["recent"],
    )
    least: int = Field(2, ge=2, le=1000, description="Of at least so many headlines.")

    def moments(self, service: TopicsService) -> tuple[datetime | None, datetime | None]:
        """Both as instants."""
        if self.since != RECENT:
            return super().moments(service)
        now, zone = datetime.now(UTC), service.settings.timezone
        until = parse_moment(self.until, option="until", now=now, timezone=zone)
        return lately(service, until, now), until


@router.get("/v1/headlines", response_model=answers.Headlines, tags=["headlines"])
def headlines(request: Request, asked: Annotated[PagedFilter, Query()], service: Service) -> Response:
    """Stored headlines with what is known of them, the newest first."""
    return reply(request, _page(service.headlines(asked.of_headlines(service))))


@router.get("/v1/search", response_model=answers.Headlines, tags=["headlines"])
def search(request: Request, asked: Annotated[Search, Query()], service: Service) -> Response:
    """Headlines with all of these words, in any form: المغرب finds بالمغرب and المَغرِب."""
    return reply(request, _page(service.headlines(asked.of_headlines(service))))


@router.get("/v1/topics", response_model=answers.Topics, tags=["groups"])
def topics(request: Request, asked: Annotated[PagedFilter, Query()], service: Service) -> Response:
    """The topics of the list in its order, each with its headlines that match."""
    counted = matching(service, Dimension.TOPIC, asked.wanted(service))
    rows = [
        {
            "id": one.id,
            "names": dict(one.names),
            "description": dict(one.description),
            "headlines": counted.get(one.id, 0),
        }
        for one in service.taxonomy
    ]
    page, more = page_of(rows, _id, limit=asked.limit, cursor=asked.cursor)
    return reply(request, {"topics": page, "next_cursor": more})


@router.get("/v1/themes", response_model=answers.Themes, tags=["groups"])
def themes(request: Request, asked: Annotated[PagedFilter, Query()], service: Service) -> Response:
    """The current themes, largest first; with a filter those that have a headline which matches."""
    found = service.themes()
    wanted = asked.wanted(service)
    if wanted != HeadlineFilter():
        counted = matching(service, Dimension.THEME, wanted)
        found = [one for one in found if one.id in counted]
    page, more = page_of(found, lambda one: one.id, limit=asked.limit, cursor=asked.cursor)
    return reply(request, {"themes": [theme_row(one) for one in page], "next_cursor": more})


@router.get("/v1/themes/{id}", response_model=answers.ThemeFacts, tags=["groups"])
def theme(request: Request, id: Id, service: Service, limit: Members = 20) -> Response:
    """One theme with its lineage and its newest headlines."""
    found = service.theme(id)
    if found is None:
        raise not_found("theme", id, "/v1/themes")
    return reply(request, theme_facts(service, found, limit))


@router.get("/v1/stories", response_model=answers.Stories, tags=["groups"])
def stories(request: Request, asked: Annotated[Telling, Query()], service: Service) -> Response:
    """Stories with a headline that matches, those of most outlets first."""
    wanted = asked.wanted(service, limit=reach(asked.limit, asked.cursor))
    found = service.stories(wanted, least=asked.least)
    page, more = page_of(found, lambda one: one.id, limit=asked.limit, cursor=asked.cursor)
    return reply(request, {"stories": [story_row(one) for one in page], "next_cursor": more})


@router.get("/v1/stories/{id}", response_model=answers.StoryFacts, tags=["groups"])
def story(request: Request, id: Id, service: Service, limit: Members = 100) -> Response:
    """One story with what it came of and its headlines by time; one that was merged says into which."""
    found = service.story(id)
    if found is None:
        raise not_found("story", id, "/v1/stories")
    return reply(request, story_facts(service, found, limit))


def matching(service: TopicsService, by: Dimension, wanted: HeadlineFilter) -> dict[str | None, int]:
    """Headlines that match, by key."""
    counts = service.store.counts(by, Bin.DAY, service.settings.timezone, wanted, by_source=False)
    found: dict[str | None, int] = {}
    for key, count in zip(counts.key.tolist(), counts.count.tolist(), strict=True):
        found[counts.keys[key]] = found.get(counts.keys[key], 0) + count
    return found


def _page(page: HeadlinePage) -> dict[str, Any]:
    rows = [record_row(record) for record in page.records]
    return {"headlines": rows, "total": page.total, "next_cursor": page.next_cursor}


def _id(row: dict[str, Any]) -> str:
    return str(row["id"])
