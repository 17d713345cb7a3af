"""Feeds of a topic, a theme, a story and of alerts, the sources as OPML, and the export."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from enum import StrEnum
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request
from pydantic import Field
from starlette.responses import Response, StreamingResponse

from topics.api.asking import Filter
from topics.api.doors import needs
from topics.api.problems import not_found
from topics.api.reading import Id
from topics.api.replying import reply_bytes
from topics.api.shared import Service
from topics.exporting import csv_lines, json_lines, parquet_pieces, to_json
from topics.notify.wording import html_fragment, is_web
from topics.rows import record_row
from topics.service import TopicsService
from topics.sources.opml import write_opml
from topics.syndication import Feed, FeedEntry, atom, json_feed, urn
from topics.types import NOT_NEWS, Alert, HeadlineFilter, HeadlineRecord, Scope

router = APIRouter(dependencies=[Depends(needs(Scope.READ))])
ENTRIES = 50  # of a feed
ATOM_TYPE = "application/atom+xml"
JSON_TYPE = "application/feed+json"
OPML_TYPE = "text/x-opml"


class FeedForm(StrEnum):
    """How a feed is written."""

    ATOM = "atom"
    JSON = "json"


class ExportForm(StrEnum):
    """The file that an export is."""

    JSONL = "jsonl"
    CSV = "csv"
    PARQUET = "parquet"


class Exported(Filter):
    """What is exported, and how."""

    format: ExportForm = Field(ExportForm.JSONL, description="The kind of file.")


_FEEDS: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The feed",
        "content": {ATOM_TYPE: {"schema": {"type": "string"}}, JSON_TYPE: {"schema": {"type": "object"}}},
    }
}
_EXPORTS: dict[ExportForm, tuple[str, Callable[..., Iterator[bytes]]]] = {
    ExportForm.JSONL: ("application/jsonl", json_lines),
    ExportForm.CSV: ("text/csv", csv_lines),
    ExportForm.PARQUET: ("application/vnd.apache.parquet", parquet_pieces),
}
_EXPORTED: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The file",
        "content": {kind: {"schema": {"type": "string"}} for kind, _ in _EXPORTS.values()},
    }
}
_OPML: dict[int | str, dict[str, Any]] = {
    200: {"description": "The list", "content": {OPML_TYPE: {"schema": {"type": "string"}}}}
}
Form = Annotated[FeedForm, Path(description="How it is written.")]


@router.get("/v1/feeds/topics/{id}.{form}", tags=["feeds"], response_class=Response, responses=_FEEDS)
def topic_feed(request: Request, id: Id, form: Form, service: Service) -> Response:
    """The newest headlines of a topic."""
    if id not in {*service.taxonomy.ids, NOT_NEWS, *service.topics_found()}:
        raise not_found("topic", id, "/v1/topics")
    name = service.taxonomy.name(id, "en")
    return _written(request, service, f"topics/{id}", name, HeadlineFilter(topics=(id,)), form)


@router.get("/v1/feeds/themes/{id}.{form}", tags=["feeds"], response_class=Response, responses=_FEEDS)
def theme_feed(request: Request, id: Id, form: Form, service: Service) -> Response:
    """The newest headlines of a theme."""
    theme = service.theme(id)
    if theme is None:
        raise not_found("theme", id, "/v1/themes")
    return _written(request, service, f"themes/{id}", theme.name, HeadlineFilter(themes=(id,)), form)


@router.get("/v1/feeds/stories/{id}.{form}", tags=["feeds"], response_class=Response, responses=_FEEDS)
def story_feed(request: Request, id: Id, form: Form, service: Service) -> Response:
    """The newest headlines of a story."""
    story = service.story(id)
    if story is None:
        raise not_found("story", id, "/v1/stories")
    return _written(request, service, f"stories/{id}", story.title, HeadlineFilter(stories=(id,)), form)


@router.get("/v1/feeds/alerts.{form}", tags=["feeds"], response_class=Response, responses=_FEEDS)
def alert_feed(request: Request, form: Form, service: Service) -> Response:
    """The newest alerts."""
    entries = [_alert(one) for one in service.store.alerts.recent(ENTRIES)]
    return _sent(request, Feed("alerts", "Alerts", str(request.url), entries), form)


@router.get("/v1/sources.opml", tags=["feeds"], response_class=Response, responses=_OPML)
def sources(request: Request, service: Service) -> Response:
    """The sources that are read, as feed readers exchange them."""
    return reply_bytes(request, write_opml(service.store.sources.list()), OPML_TYPE)


@router.get("/v1/export", tags=["headlines"], response_class=Response, responses=_EXPORTED)
def export(asked: Annotated[Exported, Query()], service: Service) -> Response:
    """Every headline that matches, the oldest first, as it is read from the store."""
    wanted = asked.wanted(service)
    service.count(wanted)  # what the store can't be asked is told before the file begins
    kind, write = _EXPORTS[asked.format]
    rows: Iterator[Mapping[str, Any]] = map(record_row, service.store.headlines.iterate(wanted))
    name = f'attachment; filename="headlines.{asked.format.value}"'
    return StreamingResponse(
        write(rows), media_type=kind, headers={"Content-Disposition": name, "Cache-Control": "no-store"}
    )


# --- inside --------------------------------------------------------------------------------------


def _written(
    request: Request, service: TopicsService, name: str, title: str, wanted: HeadlineFilter, form: FeedForm
) -> Response:
    page = service.headlines(replace(wanted, limit=ENTRIES))
    return _sent(request, Feed(name, title, str(request.url), list(map(_entry, page.records))), form)


def _sent(request: Request, feed: Feed, form: FeedForm) -> Response:
    if form is FeedForm.ATOM:
        return reply_bytes(request, atom(feed), ATOM_TYPE)
    return reply_bytes(request, to_json(json_feed(feed)).encode(), JSON_TYPE)


def _entry(record: HeadlineRecord) -> FeedEntry:
    headline = record.headline
    known = (("topic", record.topic), ("theme", record.theme), ("story", record.story))
    return FeedEntry(
        urn("headline", headline.id),
        headline.title,
        headline.seen,
        headline.language,
        headline.source,
        url=headline.url if is_web(headline.url) else None,
        text=headline.summary or "",
        categories=tuple((kind, term) for kind, term in known if term is not None),
    )


def _alert(alert: Alert) -> FeedEntry:
    return FeedEntry(
        urn("alert", alert.id),
        alert.title,
        alert.created,
        alert.language,
        "",
        url=next(filter(is_web, alert.links), None),
        html=html_fragment(alert),
        categories=(("rule", alert.rule), (alert.burst.by.value, alert.burst.key)),
    )
