"""POST /v1/headlines and /v1/corrections, and the log of who wrote what."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import JSONResponse, Response

from topics.api import answers
from topics.api.asking import Page
from topics.api.bodies import CorrectBody, IngestBody, Said
from topics.api.doors import needs
from topics.api.problems import Refusal
from topics.api.replying import reply
from topics.api.shared import Ours, Service, Shared
from topics.correction_files import Entry
from topics.corrections import Outcome, correct
from topics.errors import UsageError
from topics.posting import Posted, read_posted, store_posted
from topics.rows import correction_row
from topics.types import ApiKey, Problem, Scope

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
            "problems": [_problem(one) for one in posted.problems],
        }
    )


@router.post("/v1/corrections", response_model=answers.Corrected, tags=["corrections"])
async def add_corrections(
    body: CorrectBody, ours: Ours, key: Annotated[ApiKey, Depends(needs(Scope.CORRECT))]
) -> Response:
    """Log what editors say of topics; headlines are filed so at once, and the next training learns it."""
    editor = body.editor or key.name
    entries = [_entry(said, editor, f"item {number}") for number, said in enumerate(body.corrections, 1)]
    outcome = await ours.write(_correct, ours, entries, key)
    if outcome.problems and not outcome.added and not outcome.repeated:
        first = outcome.problems[0]
        raise Refusal(400, "usage", f"{first.position}: {first.message}")
    return JSONResponse(
        {
            "added": list(map(correction_row, outcome.added)),
            "repeated": outcome.repeated,
            "unknown": outcome.unknown,
            "unclassified": outcome.unclassified,
            "problems": [_problem(one) for one in outcome.problems],
        }
    )


@router.get(
    "/v1/audit", response_model=answers.Log, tags=["service"], dependencies=[Depends(needs(Scope.ADMIN))]
)
def audit(request: Request, page: Annotated[Page, Query()], service: Service) -> Response:
    """Who wrote what, the newest first."""
    before = None if page.cursor is None else _number(page.cursor)
    found = service.store.audit.recent(page.limit + 1, before=before)
    shown = found[: page.limit]
    rows = [
        {
            "number": one.number,
            "action": one.action,
            "actor": one.actor,
            "created": one.created.isoformat(),
            "facts": dict(one.facts),
        }
        for one in shown
    ]
    more = str(shown[-1].number) if len(found) > page.limit else None
    return reply(request, {"entries": rows, "next_cursor": more})


# --- inside --------------------------------------------------------------------------------------


def _ingest(ours: Shared, rows: list[dict[str, Any]], key: ApiKey) -> Posted:
    now = datetime.now(UTC)
    read = read_posted(rows, now=now)
    with ours.service.store.together():  # what is written is in the log of writes, or neither is
        posted = store_posted(ours.service, read)
        if posted.added or posted.updated:
            ours.note("headlines.ingest", key, now, added=posted.added, updated=posted.updated)
    return posted


def _correct(ours: Shared, entries: list[Entry], key: ApiKey) -> Outcome:
    now = datetime.now(UTC)
    with ours.service.store.together():
        outcome = correct(ours.service, entries, now=now)
        if outcome.added:
            ours.note("corrections.add", key, now, numbers=[one.number for one in outcome.added])
    return outcome


def _entry(said: Said, editor: str, position: str) -> Entry:
    return Entry(
        said.topic,
        id=said.id or "",
        title=said.title or "",
        also=tuple(said.also),
        editor=editor,
        language=said.language or "",
        note=said.note,
        position=position,
    )


def _problem(one: Problem) -> dict[str, str]:
    return {"position": one.position, "code": one.code, "message": one.message}


def _number(cursor: str) -> int:
    if not (cursor.isascii() and cursor.isdecimal() and len(cursor) < 10):
        raise UsageError(
            f"cursor: expected one that an earlier page gave, got {cursor!r}; start without a cursor."
        )
    return int(cursor)
