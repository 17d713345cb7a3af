"""What every request passes first and every answer last: limits, headers, figures, and no stack trace."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import MutableMapping
from typing import Any

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from topics.api.metrics import Metrics
from topics.api.problems import Refusal, busy, internal, late, of_refusal
from topics.serving import Serving

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Strict-Transport-Security": "max-age=31536000",  # browsers heed it over TLS only
}
REFUSALS = 200  # a second: sending clients away must not become all that the loop does
LONGEST_REFUSAL = 2.0  # seconds that one waits for its turn
ONCE = ("POST", "/v1/corrections")  # all else may be sent twice; to take a word back twice takes back two
ALWAYS = "/healthz"  # costs nothing; a service that is not heard would be started again, with all it does
log = logging.getLogger("topics.api")


class Guard:
    """The outermost layer, but for the one that lets pages of other origins read answers.

    That one itself answers what browsers ask before they ask (preflights): they need no key, cost nothing,
    and are neither counted nor logged.
    """

    def __init__(self, app: ASGIApp, *, serving: Serving, metrics: Metrics) -> None:
        self.app = app
        self.serving = serving
        self.metrics = metrics
        self.running = 0
        self._next_refusal = 0.0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began, answer = time.perf_counter(), _Answer(send)
        try:
            full = self._full and scope["path"] != ALWAYS
            if full:
                await self._turn_to_refuse()
            if full and self._full:  # room that came meanwhile is taken
                self.metrics.refused.labels("requests").inc()
                raise busy("too many requests at once; try again in a moment.", 1)
            await self._let_in(scope, receive, answer)
        except Refusal as refusal:
            await of_refusal(refusal)(scope, receive, answer)
        except Exception:
            log.exception("%s %s failed", scope["method"], scope["path"])
            if answer.status:
                raise
            await internal()(scope, receive, answer)
        finally:
            self._note(scope, answer.status, time.perf_counter() - began)

    @property
    def _full(self) -> bool:
        return self.running >= self.serving.most_at_once

    async def _let_in(self, scope: Scope, receive: Receive, answer: _Answer) -> None:
        self.running += 1
        self.metrics.running.set(self.running)
        try:
            await self._within_time(scope, receive, answer)
        finally:
            self.running -= 1
            self.metrics.running.set(self.running)

    async def _turn_to_refuse(self) -> None:
        """Many that come again at once would have the loop refuse, and those that were let in wait for it."""
        now = time.perf_counter()
        wait = min(max(0.0, self._next_refusal - now), LONGEST_REFUSAL)
        self._next_refusal = now + wait + 1 / REFUSALS
        await asyncio.sleep(wait)

    async def _within_time(self, scope: Scope, receive: Receive, answer: _Answer) -> None:
        """The limit is until an answer begins: a long export may take its time."""
        limit = self.serving.time_limit
        try:
            async with asyncio.timeout(limit) as answer.deadline:
                await self.app(scope, limited(receive, self.serving.largest_body), answer)
        except TimeoutError as error:
            self.metrics.refused.labels("time").inc()
            if answer.status:
                raise
            raise late(limit, once=(scope["method"], scope["path"]) == ONCE) from error

    def _note(self, scope: Scope, status: int, seconds: float) -> None:
        route = getattr(scope.get("route"), "path", "none")  # of a path that is none of ours: one figure
        method = scope["method"] if scope["method"] in _METHODS else "other"
        self.metrics.requests.labels(method, route, str(status)).inc()
        self.metrics.seconds.labels(route).observe(seconds)
        key = scope.get("state", {}).get("key")
        log.info(
            "request method=%s route=%s status=%d seconds=%.4f key=%s",
            method, route, status, seconds, key.id if key else "none",
        )  # fmt: skip


_METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}


class _Answer:
    """Passes an answer on, with the headers that every one has; knows whether it has begun."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.status = 0
        self.deadline: asyncio.Timeout | None = None

    async def __call__(self, message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            if self.deadline is not None and not self.deadline.expired():
                self.deadline.reschedule(None)
            _add_headers(message)
        await self._send(message)


class Headed:
    """Gives every answer the headers, also those that other layers than the guard give."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on."""

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                _add_headers(message)
            await send(message)

        await self.app(scope, receive, sending)


def _add_headers(message: MutableMapping[str, Any]) -> None:
    headers = MutableHeaders(scope=message)
    for name, value in HEADERS.items():
        headers.setdefault(name, value)


def limited(receive: Receive, largest: int) -> Receive:
    """The same request, refused when its body becomes too large."""
    read = 0

    async def receiving() -> Message:
        nonlocal read
        message = await receive()
        read += len(message.get("body", b"")) if message["type"] == "http.request" else 0
        if read > largest:
            raise too_large(largest)
        return message

    return receiving


def too_large(largest: int) -> Refusal:
    """A body beyond the limit; the connection is closed, for the rest of it may be long."""
    return Refusal(
        413,
        "too-large",
        f"expected a body of at most {largest} bytes, got more; send it in parts.",
        headers={"Connection": "close"},
    )
