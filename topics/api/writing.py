"""POST /v1/headlines, and the log of who wrote what."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import JSONResponse, Response

from topics.api import answers
from topics.api.asking import Page, number_of, numbered
from topics.api.bodies import IngestBody
from topics.api.doors import needs
from topics.api.replying import reply
from topics.api.shared import Ours, Service, Shared
from topics.posting import Posted, read_posted, store_posted
from topics.rows import problem_row
from topics.types import ApiKey, Scope

router = APIRouter()


@router.post("/v1/headlines", response_model=answers.Ingested, tags=["headlines"])
async def ingest(
    body: IngestBody, ours: Ours, key: Annotated[ApiKey, Depends(needs(Scope.INGEST))]
) -> Response:
    """Keep headlines; they are on the disk when the answer comes. Sending them again changes nothing.

    They are filed and grouped by the next `topics run`.
    """
    rows = [one.model_dump() for one in body.headlines]
    posted = await ours.write(_ingest, ours, rows, key)
    for outcome in ("added", "updated", "duplicates"):
        ours.metrics.ingested.labels(outcome).inc(getattr(posted, outcome))
    return JSONResponse(
        {
            "added": posted.added,
            "updated": posted.updated,
            "duplicates": posted.duplicates,
            "ids": list(posted.ids),
            "problems": list(map(problem_row, posted.problems)),
        }
    )


@router.get(
    "/v1/audit", response_model=answers.Log, tags=["service"], dependencies=[Depends(needs(Scope.ADMIN))]
)
def audit(request: Request, page: Annotated[Page, Query()], service: Service) -> Response:
    """Who wrote what, the newest first."""
    before = None if page.cursor is None else number_of(page.cursor)
    rows = [
        {
            "number": one.number,
            "action": one.action,
            "actor": one.actor,
            "created": one.created.isoformat(),
            "facts": dict(one.facts),
        }
        for one in service.store.audit.recent(page.limit + 1, before=before)
    ]
    shown, more = numbered(rows, page.limit)
    return reply(request, {"entries": shown, "next_cursor": more})


# --- inside --------------------------------------------------------------------------------------


def _ingest(ours: Shared, rows: list[dict[str, Any]], key: ApiKey) -> Posted:
    now = datetime.now(UTC)
    read = read_posted(rows, now=now)
    with ours.service.store.together():  # what is written is in the log of writes, or neither is
        posted = store_posted(ours.service, read)
        if posted.added or posted.updated:
            ours.note("headlines.ingest", key, now, added=posted.added, updated=posted.updated)
    return posted
