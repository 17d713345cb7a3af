"""What tests of sources share: a moment, an outlet, a feed server, a fetcher that does not dawdle."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.sources.server import HOST, FeedServer
from topics.sources.http import Fetcher
from topics.types import Source

QUICK: dict[str, Any] = {
    "allow_hosts": (HOST,),
    "total_timeout": 20.0,  # a busy machine lets an answer wait for seconds
    "connect_timeout": 10.0,
    "read_timeout": 10.0,
    "backoff": 0.02,
    "min_host_interval": 0.0,
    "tls": ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT),  # loading the usual authorities takes longer than a test
}
IMPATIENT: dict[str, Any] = {"total_timeout": 1.0, "read_timeout": 0.3}  # with a server that will not answer


@pytest.fixture(scope="session")
def now() -> datetime:
    return datetime(2026, 3, 25, 12, tzinfo=UTC)


@pytest.fixture(scope="session")
def outlet() -> Source:
    return Source("Outlet", "https://outlet.example/rss")


@pytest.fixture
def server() -> Iterator[FeedServer]:
    with FeedServer() as running:
        yield running


@pytest.fixture
def quick() -> Callable[..., Fetcher]:
    """Makes a fetcher that may ask the loopback server and pauses little; arguments change its limits."""
    return lambda **limits: Fetcher(**(QUICK | limits))
