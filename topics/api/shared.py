"""What the routes of one application share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Any, TypeVar, TypeVarTuple

from anyio import CapacityLimiter, to_thread
from fastapi import Depends, Request

from topics.api.batching import Batcher
from topics.api.metrics import Metrics
from topics.api.problems import busy
from topics.service import TopicsService
from topics.serving import Serving
from topics.types import ApiKey, AuditEntry

WRITERS_WAITING = 64  # requests that wait for the one that writes
Result = TypeVar("Result")
Given = TypeVarTuple("Given")


@dataclass(slots=True)
class Shared:
    """One service, its limits, its figures and its queues."""

    service: TopicsService
    serving: Serving
    metrics: Metrics
    batcher: Batcher
    loading: str = "loading"  # how encoder and champion stand: then "ok", or "failed"
    storing: str = "not asked yet"  # whether the store can be written: then "ok", or "can't be written"
    _writer: CapacityLimiter | None = field(default=None, init=False)

    async def write(self, call: Callable[[*Given], Result], *arguments: *Given) -> Result:
        """Call what writes, in a thread, one after the other: the store has one writer at a time.

        Raises:
            Refusal: too many wait already.
        """
        if self._writer is None:
            self._writer = CapacityLimiter(1)
        if self._writer.statistics().tasks_waiting >= WRITERS_WAITING:
            self.metrics.refused.labels("writers").inc()
            raise busy("too many requests wait to be written; try again in a moment.", 2)
        return await to_thread.run_sync(call, *arguments, limiter=self._writer)

    def note(self, action: str, key: ApiKey, now: datetime, **facts: Any) -> None:
        """Log a write."""
        self.service.store.audit.add(AuditEntry(action, key.id, now, facts))


async def shared_of(request: Request) -> Shared:  # async: FastAPI calls plain functions in a thread
    """What this application shares."""
    found: Shared = request.app.state.shared
    return found


async def service_of(shared: Annotated[Shared, Depends(shared_of)]) -> TopicsService:
    """The service that answers."""
    return shared.service


Ours = Annotated[Shared, Depends(shared_of)]
Service = Annotated[TopicsService, Depends(service_of)]
