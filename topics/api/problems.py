"""Errors as clients get them: RFC 9457 problem details, in the words of the command line.

A status of 422 says that a request is not of the form that the document describes, 400 that it is, and can't
be done as asked. What is wrong inside the service is told to its log, not to clients.
"""

from __future__ import annotations

import logging
import math
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response
from starlette.routing import compile_path

from topics.errors import EncoderError, InputError, ModelError, StoreError, TopicsError, UsageError
from topics.store.database import HeldError

MEDIA_TYPE = "application/problem+json"
NAMES = "urn:headline-topics:problem:"
RETRY_AFTER = 5  # seconds, where nothing better is known
MOST_ERRORS = 20  # of one request that are told

log = logging.getLogger(__name__)


class Refusal(HTTPException):
    """A request that is not served; what the client is told."""

    def __init__(
        self, status: int, code: str, detail: str, *, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(status, detail, headers)
        self.code = code


def not_found(what: str, got: str, where: str) -> Refusal:
    """Nothing of that id."""
    return Refusal(404, "not-found", f"expected the id of a {what}, got {got!r}; {where} shows them.")


def late(limit: float, *, once: bool = False) -> Refusal:
    """No answer in time; unlike what is busy, it may have been done all the same.

    Nobody is told to send again what is to be done ``once``, for sent twice it may be done twice.
    """
    if once:
        detail = f"no answer within {limit:g} s; it may have been done: look before you send it again."
        return Refusal(503, "late", detail)
    detail = f"no answer within {limit:g} s; ask for less, or try again."
    return Refusal(503, "late", detail, headers={"Retry-After": str(RETRY_AFTER)})


def busy(detail: str, seconds: float) -> Refusal:
    """Too much at once: nothing was begun, and the client is told when to come again."""
    return Refusal(503, "busy", detail, headers={"Retry-After": str(max(1, math.ceil(seconds)))})


def problem(
    status: int,
    code: str,
    detail: str,
    *,
    headers: Mapping[str, str] | None = None,
    errors: Sequence[Mapping[str, str]] = (),
) -> Response:
    """The answer that tells a problem."""
    body: dict[str, Any] = {
        "type": NAMES + code,
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
    }
    if errors:
        body["errors"] = list(errors)
    told = {"Cache-Control": "no-store", **(headers or {})}
    return JSONResponse(body, status, headers=told, media_type=MEDIA_TYPE)


def of_refusal(refusal: Refusal) -> Response:
    """A refusal as an answer."""
    return problem(refusal.status_code, refusal.code, refusal.detail, headers=refusal.headers)


def of_error(error: TopicsError, place: str) -> Response:
    """One of our own errors; ``place`` is what clients need not know: where the store is."""
    detail = str(error).removeprefix(f"{place}: ")
    if isinstance(error, UsageError | InputError):
        return problem(400, "usage", detail)
    log.error("%s", error)
    if isinstance(error, HeldError):
        return problem(503, "held", detail, headers={"Retry-After": str(RETRY_AFTER)})
    if isinstance(error, StoreError | EncoderError | ModelError):
        what = "store" if isinstance(error, StoreError) else "model"
        said = f"the {what} can't be used now; the log of the service says why."
        return problem(503, what, said, headers={"Retry-After": str(RETRY_AFTER)})
    return internal()


def internal() -> Response:
    """Something is wrong with the service itself."""
    return problem(500, "internal", "the service failed; its log says how. Nothing was half done.")


def register(app: FastAPI, place: str) -> None:
    """Let an application answer all errors so."""

    async def refused(request: Request, error: Exception) -> Response:
        assert isinstance(error, Refusal)
        return of_refusal(error)

    async def known(request: Request, error: Exception) -> Response:
        assert isinstance(error, TopicsError)
        return of_error(error, place)

    async def invalid(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        told = [{"where": _where(one["loc"]), "message": str(one["msg"])} for one in error.errors()]
        first = f"{told[0]['where']}: {told[0]['message']}" if told else "another request"
        detail = f"expected a request as /openapi.json describes it, got one that is not: {first}."
        return problem(422, "invalid", detail, errors=told[:MOST_ERRORS])

    async def of_http(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        code = HTTPStatus(error.status_code).phrase.lower().replace(" ", "-")
        headers = {**(error.headers or {})}
        if error.status_code == 405:
            headers["Allow"] = _allowed(request, headers.get("Allow", "GET"))
        return problem(error.status_code, code, _said(error, request, headers), headers=headers)

    app.add_exception_handler(Refusal, refused)
    app.add_exception_handler(TopicsError, known)
    app.add_exception_handler(RequestValidationError, invalid)
    app.add_exception_handler(HTTPException, of_http)


def _allowed(request: Request, of_route: str) -> str:
    """Methods of a path, whichever of its routes has them; in order, since those of a route are a set."""
    found: set[str] = set()
    for path, operations in request.app.openapi()["paths"].items():
        if compile_path(path)[0].match(request.url.path):
            found |= {method.upper() for method in operations}
    return ", ".join(sorted(found or of_route.split(", ")))


def _said(error: HTTPException, request: Request, headers: Mapping[str, str]) -> str:
    if error.status_code == 404:
        return "expected a path of the service, got another; /openapi.json lists them."
    if error.status_code == 405:
        return f"expected {headers['Allow']}, got {request.method}."
    return str(error.detail)


def _where(place: Sequence[Any]) -> str:
    return ".".join(str(part)[:60] for part in place)
