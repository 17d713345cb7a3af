"""/v1/corrections: what editors say of topics, what they said, and what was said elsewhere before."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from enum import StrEnum
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from pydantic import Field
from starlette.responses import JSONResponse, Response

from topics.api import answers
from topics.api.asking import Page, Text, When, number_of, numbered
from topics.api.bodies import CorrectBody, ImportBody, LogEntry, Said
from topics.api.doors import needs
from topics.api.problems import Refusal
from topics.api.replying import reply
from topics.api.shared import Ours, Service, Shared
from topics.correction_files import Entry
from topics.corrections import Outcome, log_said, log_written, ready
from topics.lookups import correction_rows
from topics.moments import parse_moment
from topics.rows import correction_row, problem_row
from topics.types import ApiKey, Problem, Scope

router = APIRouter()
Key = Annotated[ApiKey, Depends(needs(Scope.CORRECT))]


class Which(StrEnum):
    """Which entries of the log."""

    ALL = "all"
    LATEST = "latest"


class Logged(Page):
    """A page of what editors said."""

    editor: Text | None = Field(None, description="Only this one's.")
    since: When | None = Field(None, description="Said on this day or time, or later.", examples=["7d"])
    which: Which = Field(Which.ALL, description="Every entry, or only the word that holds on each headline.")


@router.post("/v1/corrections", response_model=answers.Corrected, tags=["corrections"])
async def add_corrections(body: CorrectBody, ours: Ours, key: Key) -> Response:
    """Log what editors say of topics; headlines are filed so at once, and the next training learns it."""
    outcome = await ours.write(_correct, ours, body, body.editor or key.name, key)
    if outcome.problems and not outcome.added and not outcome.repeated:
        first = outcome.problems[0]
        raise Refusal(400, "usage", f"{first.position}: {first.message}")
    return JSONResponse(
        {
            "added": list(map(correction_row, outcome.added)),
            "repeated": outcome.repeated,
            "unknown": outcome.unknown,
            "unclassified": outcome.unclassified,
            "problems": list(map(problem_row, outcome.problems)),
        }
    )


@router.post("/v1/corrections/import", response_model=answers.Imported, tags=["corrections"])
async def import_corrections(body: ImportBody, ours: Ours, key: Key) -> Response:
    """Log entries of a file or of another log. Sending them again adds nothing.

    An entry with its time keeps it. Of those without, the last on a headline counts, and what its editor has
    said before is not said again.
    """
    outcome = await ours.write(_import, ours, body, body.editor or key.name, key)
    told = list(map(problem_row, outcome.problems))
    return JSONResponse({"added": len(outcome.added), "repeated": outcome.repeated, "problems": told})


@router.get("/v1/corrections", response_model=answers.Corrections, tags=["corrections"])
def corrections(request: Request, asked: Annotated[Logged, Query()], service: Service, key: Key) -> Response:
    """What editors said, the newest first."""
    since = parse_moment(
        asked.since, option="since", now=datetime.now(UTC), timezone=service.settings.timezone
    )
    rows = correction_rows(
        service,
        editor=asked.editor,
        since=since,
        latest=asked.which is Which.LATEST,
        limit=asked.limit + 1,
        before=None if asked.cursor is None else number_of(asked.cursor),
    )
    page, more = numbered(rows, asked.limit)
    return reply(request, {"corrections": page, "next_cursor": more})


# --- inside --------------------------------------------------------------------------------------


def _correct(ours: Shared, body: CorrectBody, editor: str, key: ApiKey) -> Outcome:
    entries = [_entry(said, editor, f"item {number}") for number, said in enumerate(body.corrections, 1)]
    log = partial(log_said, ours.service, ready(entries))
    return _log(ours, "corrections.add", key, log, lambda numbers: {"numbers": numbers})


def _import(ours: Shared, body: ImportBody, editor: str, key: ApiKey) -> Outcome:
    entries, problems = _written(body, editor)
    log = partial(log_written, ours.service, ready(entries), "corrections")
    outcome = _log(
        ours,
        "corrections.import",
        key,
        log,
        lambda numbers: {"added": len(numbers), "first": min(numbers), "last": max(numbers)},
    )
    return replace(outcome, problems=(*problems, *outcome.problems))


def _log(
    ours: Shared,
    action: str,
    key: ApiKey,
    log: Callable[..., Outcome],
    facts: Callable[[list[int]], dict[str, Any]],
) -> Outcome:
    """Log what is ready and note it, in one transaction; other writers wait, so what takes time is before."""
    now = datetime.now(UTC)
    with ours.service.store.together():
        outcome = log(now=now)
        if outcome.added:
            ours.note(action, key, now, **facts([one.number for one in outcome.added]))
    return outcome


def _written(body: ImportBody, editor: str) -> tuple[list[Entry], list[Problem]]:
    """Entries as they were written; what is wrong with those of a time that can't be."""
    entries: list[Entry] = []
    problems: list[Problem] = []
    for number, one in enumerate(body.corrections, 1):
        try:
            entries.append(_logged(one, editor, f"item {number}"))
        except (ValueError, OverflowError):
            message = f"created: expected a time that can be, got {one.created!r}; mend it."
            problems.append(Problem("", f"item {number}", message, "bad-correction"))
    return entries, problems


def _entry(said: Said | LogEntry, editor: str, position: str) -> Entry:
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


def _logged(one: LogEntry, editor: str, position: str) -> Entry:
    """An entry as it was written. ValueError and OverflowError: at a time that can't be."""
    return replace(
        _entry(one, one.editor or editor, position),
        created=None if one.created is None else datetime.fromisoformat(one.created).astimezone(UTC),
        was=one.was or "",
        model=one.model or "",
    )
