"""The application: what answers which path, and what every request passes."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

from anyio import to_thread
from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.gzip import GZipMiddleware

from topics import __version__
from topics.api import classifying, correcting, feeding, health, openapi, problems, reading, rising, writing
from topics.api.batching import Batcher
from topics.api.doors import Doors
from topics.api.guarding import Guard, Headed
from topics.api.metrics import Metrics
from topics.api.shared import Shared
from topics.errors import TopicsError
from topics.service import TopicsService
from topics.serving import Serving
from topics.store.database import HeldError

FOLLOW = 1.0  # seconds between two looks for another champion
PROBE = 5.0  # seconds between two looks at whether the store can be written
THREADS = 10  # that read the store; with those that look up keys as many as it has connections
SMALLEST_PACKED = 1024  # bytes
# Whatever variables of the environment say, FastAPI tells nobody of requests, errors or headlines. Older
# releases know nothing of it, and take the setting all the same.
NO_TELEMETRY: dict[str, Any] = {
    "telemetry": {
        "auto_configure": False,
        "tracing": False,
        "metrics": False,
        "logs": False,
        "operation_spans": False,
    }
}
log = logging.getLogger("topics.api")


def create_app(service: TopicsService, serving: Serving | None = None) -> FastAPI:
    """The application over a service, which it closes when it ends."""
    limits, metrics = serving or Serving(), Metrics()
    shared = Shared(service, limits, metrics, Batcher(service, limits, metrics))
    app = FastAPI(
        title="Headline topics",
        version=__version__,
        description=openapi.DESCRIPTION,
        docs_url=None,  # their pages load from elsewhere
        redoc_url=None,
        redirect_slashes=False,  # a path that is none of ours is none
        lifespan=_lives,
        responses=openapi.PROBLEMS,
        separate_input_output_schemas=False,
        **NO_TELEMETRY,
    )
    app.state.shared = shared
    for part in (classifying, writing, correcting, reading, rising, feeding, health):
        app.include_router(part.router)
    openapi.describe(app)
    problems.register(app, service.store.url)
    app.add_middleware(Doors, store=service.store, serving=limits, metrics=metrics)
    app.add_middleware(GZipMiddleware, minimum_size=SMALLEST_PACKED)
    app.add_middleware(Guard, serving=limits, metrics=metrics)
    if limits.cors:  # outside the guard, or pages could not read what it refuses
        app.add_middleware(
            CORSMiddleware,
            allow_origins=list(limits.cors),
            allow_methods=["GET", "POST"],
            allow_headers=["Authorization", "Content-Type", "If-None-Match", "X-API-Key"],
            expose_headers=["ETag", "Retry-After"],
        )
        app.add_middleware(Headed)
    return app


@asynccontextmanager
async def _lives(app: FastAPI) -> AsyncIterator[None]:
    """Load what answers beside the first requests, follow the champion, and encode what comes."""
    shared: Shared = app.state.shared
    to_thread.current_default_thread_limiter().total_tokens = THREADS
    tasks = [asyncio.create_task(one) for one in (_follow(shared), _probe(shared), shared.batcher.run())]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        shared.batcher.close()
        await to_thread.run_sync(shared.service.close)


async def _follow(shared: Shared) -> None:
    """Load another champion before a request needs it: while it loads, the former one answers."""
    while True:
        try:
            await asyncio.to_thread(lambda: shared.service.classifier)
            shared.loading = "ok"
        except TopicsError as error:
            if shared.loading != "failed":
                log.error("%s", error)
            shared.loading = "failed"
        except Exception:  # whatever it is, the next look may find it mended
            if shared.loading != "failed":
                log.exception("the model could not be loaded")
            shared.loading = "failed"
        await asyncio.sleep(FOLLOW)


async def _probe(shared: Shared) -> None:
    """See whether the store can be written; that another one writes just now is no fault."""
    while True:
        try:
            await asyncio.to_thread(shared.service.store.probe)
            shared.storing = "ok"
        except HeldError:
            shared.storing = "ok"
        except TopicsError:
            shared.storing = "can't be written"
        except Exception:
            if shared.storing != "can't be written":
                log.exception("the store could not be tried")
            shared.storing = "can't be written"
        await asyncio.sleep(PROBE)
