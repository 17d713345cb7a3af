"""Who comes in: a key for every path but health, a scope for every route, and so many requests a minute."""

from __future__ import annotations

import base64
import binascii
import math
import os
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

from anyio import CapacityLimiter, to_thread
from fastapi import Request
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Send
from starlette.types import Scope as Connection

from topics.access import known_key
from topics.api.metrics import FOLDER, Metrics
from topics.api.problems import Refusal, of_error, of_refusal
from topics.api.rates import Buckets, Rates
from topics.errors import StoreError
from topics.serving import Serving
from topics.store.store import Store
from topics.types import ApiKey, Scope

OPEN = frozenset({"/healthz", "/readyz"})
RATES = "rates"  # the file of what keys have left, in the folder that several processes share
LOOKING = 3  # threads that look keys up


class Doors:
    """Lets in who has a key; the store is asked each time, so that a revoked one is out at once."""

    def __init__(self, app: ASGIApp, *, store: Store, serving: Serving, metrics: Metrics) -> None:
        self.app = app
        self.store = store
        self.metrics = metrics
        self.rates = Rates(serving.rate, shared_buckets())
        self._threads: CapacityLimiter | None = None

    async def __call__(self, scope: Connection, receive: Receive, send: Send) -> None:
        """Pass on, or answer 401 or 429; 503 where the store can't be asked."""
        if scope["type"] != "http" or scope["path"] in OPEN:
            await self.app(scope, receive, send)
            return
        try:
            key = await self._key(Headers(scope=scope))
        except Refusal as refusal:
            await of_refusal(refusal)(scope, receive, send)
            return
        except StoreError as error:
            await of_error(error, self.store.url)(scope, receive, send)
            return
        scope.setdefault("state", {})["key"] = key
        await self.app(scope, receive, send)

    async def _key(self, headers: Headers) -> ApiKey:
        if self._threads is None:
            self._threads = CapacityLimiter(LOOKING)
        given = presented(headers)
        key = None if given is None else await to_thread.run_sync(
            known_key, self.store, given, limiter=self._threads
        )  # fmt: skip
        if key is None:
            self.metrics.refused.labels("key").inc()
            got = "none" if given is None else "another"
            detail = f"expected a key that opens as `Authorization: Bearer KEY`, got {got}; "
            raise Refusal(
                401,
                "no-key",
                detail + "`topics keys create` makes one.",
                headers={"WWW-Authenticate": 'Bearer realm="topics"'},
            )
        wait = self.rates.take(key)
        if wait:
            self.metrics.refused.labels("rate").inc()
            detail = f"expected at most {self.rates.of(key)} requests a minute with this key, got more."
            raise Refusal(429, "rate", detail, headers={"Retry-After": str(math.ceil(wait))})
        return key


def presented(headers: Headers) -> str | None:
    """The key of a request: a bearer's, X-API-Key, or the password of Basic, which feed readers know."""
    kind, _, value = headers.get("Authorization", "").partition(" ")
    if kind.lower() == "bearer":
        return value.strip()
    if kind.lower() == "basic":
        try:
            return base64.b64decode(value, validate=True).decode().partition(":")[2]
        except (binascii.Error, ValueError):
            return ""
    return headers.get("X-API-Key")


def needs(scope: Scope) -> Callable[[Request], Awaitable[ApiKey]]:
    """A dependency of routes: the key, if it may do this."""

    async def allowed(request: Request) -> ApiKey:
        key: ApiKey = request.state.key
        if scope not in key.scopes:
            has = ", ".join(key.scopes)
            raise Refusal(403, "scope", f"expected a key of scope {scope.value}, got one of {has}.")
        return key

    return allowed


def shared_buckets() -> Buckets | None:
    """Those of all processes that serve; None where it is one, or on Windows, where each counts alone."""
    folder = os.environ.get(FOLDER)
    if not folder or sys.platform == "win32":
        return None
    from topics.api.shared_rates import SharedBuckets

    return SharedBuckets(Path(folder) / RATES)
