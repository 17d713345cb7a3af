"""The application behind a real server on loopback."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import httpx
import uvicorn

from tests.fakes import HashingEncoder
from tests.jobs.newsroom import NOW, open_newsroom
from topics.access import create_key
from topics.api.app import create_app
from topics.service import TopicsService
from topics.serving import Serving
from topics.types import Scope

PATIENCE = 20  # seconds
RATE = 1_000_000  # requests a minute: no test but one of rates meets it


@dataclass(frozen=True)
class Running:
    """A service that answers."""

    url: str
    service: TopicsService
    client: httpx.Client  # with a key of every scope
    key: str

    def bare(self, **headers: str) -> httpx.Client:
        """A client without a key."""
        return httpx.Client(base_url=self.url, headers=headers, timeout=PATIENCE, trust_env=False)

    def with_key(self, *scopes: Scope, rate: int | None = None) -> httpx.Client:
        """A client with a key of these scopes."""
        key, _ = create_key(self.service.store, "a desk", scopes, who="test", now=NOW, rate=rate)
        return self.bare(Authorization=f"Bearer {key}")


@contextmanager
def serving(
    told: Path, folder: Path, *, encoder: HashingEncoder | None = None, **limits: Any
) -> Iterator[Running]:
    """Serve a copy of a store until the end."""
    for file in told.glob("news.db*"):
        shutil.copyfile(file, folder / file.name)
    service = open_newsroom(folder, encoder)
    key, _ = create_key(service.store, "tests", list(Scope), who="test", now=NOW)
    app = create_app(service, replace(Serving(rate=RATE), **limits))
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="critical", server_header=False))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        url = _address(server, thread)
        headers = {"Authorization": f"Bearer {key}"}
        with httpx.Client(base_url=url, headers=headers, timeout=PATIENCE, trust_env=False) as client:
            until(lambda: client.get("/readyz").status_code == 200)
            yield Running(url, service, client, key)
    finally:
        server.should_exit = True
        thread.join(PATIENCE)


def until(holds: Any) -> None:
    """Wait until something is so."""
    end = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)


def _address(server: uvicorn.Server, thread: threading.Thread) -> str:
    until(lambda: server.started or not thread.is_alive())
    host, port = server.servers[0].sockets[0].getsockname()[:2]
    return f"http://{host}:{port}"
