"""Who comes in: a key for every path but health, a scope for every route, and so many requests a minute."""

from __future__ import annotations

import base64
import binascii
import time
from collections import OrderedDict
from collections.abc import Callable

from anyio import CapacityLimiter, to_thread
from fastapi import Request
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Send
from starlette.types import Scope as Connection

from topics.access import known_key
from topics.api.metrics import Metrics
from topics.api.problems import Refusal, of_refusal
from topics.serving import Serving
from topics.store.store import Store
from topics.types import ApiKey, Scope

OPEN = frozenset({"/healthz", "/readyz"})
LOOKING = 3  # threads that look keys up
REMEMBERED = 10_000  # keys whose requests are counted


class Doors:
    """Lets in who has a key; the store is asked each time, so that a revoked one is out at once."""

    def __init__(self, app: ASGIApp, *, store: Store, serving: Serving, metrics: Metrics) -> None:
        self.app = app
        self.store = store
        self.metrics = metrics
        self.rates = Rates(serving.rate, serving.workers)
        self._threads: CapacityLimiter | None = None

    async def __call__(self, scope: Connection, receive: Receive, send: Send) -> None:
        """Pass on, or answer 401 or 429."""
        if scope["type"] != "http" or scope["path"] in OPEN:
            await self.app(scope, receive, send)
            return
        try:
            key = await self._key(Headers(scope=scope))
        except Refusal as refusal:
            await of_refusal(refusal)(scope, receive, send)
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
            raise Refusal(429, "rate", detail, headers={"Retry-After": str(max(1, round(wait)))})
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


def needs(scope: Scope) -> Callable[[Request], ApiKey]:
    """A dependency of routes: the key, if it may do this."""

    def allowed(request: Request) -> ApiKey:
        key: ApiKey = request.state.key
        if scope not in key.scopes:
            has = ", ".join(key.scopes)
            raise Refusal(403, "scope", f"expected a key of scope {scope.value}, got one of {has}.")
        return key

    return allowed


class Rates:
    """A bucket of requests a key: a minute's worth at most, filled as time goes by."""

    def __init__(self, rate: int, processes: int) -> None:
        self.rate = rate
        self.processes = processes  # which share a key's rate
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()  # id -> (requests, at)

    def of(self, key: ApiKey) -> int:
        """Requests a minute that a key may make."""
        return key.rate or self.rate

    def take(self, key: ApiKey, *, now: float | None = None) -> float:
        """0.0 and one request less, or the seconds until the next one."""
        at = time.monotonic() if now is None else now
        most = max(1.0, self.of(key) / self.processes)
        left, then = self._left.pop(key.id, (most, at))
        left = min(most, left + (at - then) * most / 60)
        fits = left >= 1
        self._left[key.id] = (left - fits, at)
        if len(self._left) > REMEMBERED:
            self._left.popitem(last=False)
        return 0.0 if fits else (1 - left) * 60 / most
