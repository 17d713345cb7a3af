"""POST /v1/classify."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import JSONResponse, Response

from topics.api import answers
from topics.api.bodies import Asked, ClassifyBody
from topics.api.doors import needs
from topics.api.problems import Refusal
from topics.api.shared import Ours
from topics.language import identify_language
from topics.rows import prediction_row
from topics.text import clean_title
from topics.types import ApiKey, Headline, Scope

router = APIRouter(tags=["classify"])


@router.post("/v1/classify", response_model=answers.Classified)
async def classify(
    body: ClassifyBody, ours: Ours, key: Annotated[ApiKey, Depends(needs(Scope.READ))]
) -> Response:
    """File headlines under topics; nothing is kept. Answers come in the order of the headlines.

    A headline has the same answer alone and among others.
    """
    titles = [one.title for one in body.headlines]
    headlines = await ours.batcher.beside(titles, _headlines, body.headlines)
    found = await ours.batcher.classify(headlines)
    results = [
        prediction_row(found, row, title=asked.title, language=headline.language, top=body.top)
        for row, (asked, headline) in enumerate(zip(body.headlines, headlines, strict=True))
    ]
    return JSONResponse({"model": found.model_id, "results": results})


def _headlines(asked: Sequence[Asked]) -> list[Headline]:
    return [_headline(one, row) for row, one in enumerate(asked)]


def _headline(asked: Asked, row: int) -> Headline:
    title = clean_title(asked.title)
    if not any(map(str.isalnum, title)):
        raise Refusal(400, "usage", f"headlines.{row}.title: expected a title, got {asked.title[:40]!r}.")
    return Headline(
        id="",
        source=clean_title(asked.source or ""),
        title=title,
        language=asked.language or identify_language(title),
        fetched=datetime.now(UTC),
        content_hash="",
    )
