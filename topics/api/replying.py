"""Answers of reads: JSON with an ETag, so that a client that has them already is not sent them again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import blake2b
from typing import Any

from fastapi import Request
from starlette.responses import Response

PRIVATE = "private, no-cache"  # kept by the client alone, and asked for again each time


def reply(request: Request, value: Mapping[str, Any]) -> Response:
    """A value as JSON; 304 where the client has it."""
    body = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode(errors="backslashreplace")
    return reply_bytes(request, body, "application/json")


def reply_bytes(request: Request, body: bytes, media_type: str) -> Response:
    """Bytes; 304 where the client has them. The tag is weak: what packs the bytes may change them."""
    tag = f'W/"{blake2b(body, digest_size=16).hexdigest()}"'
    headers = {"ETag": tag, "Cache-Control": PRIVATE, "Vary": "Authorization, X-API-Key"}
    if _has(request.headers.get("If-None-Match"), tag):
        return Response(status_code=304, headers=headers)
    return Response(body, headers=headers, media_type=media_type)


def _has(given: str | None, tag: str) -> bool:
    """If-None-Match by weak comparison (RFC 9110, 13.1.2)."""
    if given is None:
        return False
    opaque = tag.removeprefix("W/")
    return given.strip() == "*" or any(one.strip().removeprefix("W/") == opaque for one in given.split(","))
