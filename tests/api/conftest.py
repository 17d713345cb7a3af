"""A newsroom's service on loopback, as clients meet it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.api.running import Running, serving
from tests.jobs.newsroom import NOW, batch, open_newsroom
from topics import jobs


@pytest.fixture(scope="session")
def told(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a store of 120 headlines, after the whole job; tests that write take a copy."""
    folder = tmp_path_factory.mktemp("told")
    with open_newsroom(folder) as service:
        jobs.run(service, now=NOW, batches=[batch(0, 120)])
    return folder


@pytest.fixture(scope="module")
def newsroom(told: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A service that the tests of a file share."""
    with serving(told, tmp_path_factory.mktemp("served")) as running:
        yield running


@pytest.fixture
def serve(told: Path, tmp_path: Path) -> Iterator[Callable[..., Running]]:
    """Starts a service of the test's own; limits are given by name."""
    from contextlib import ExitStack

    with ExitStack() as stack:
        yield lambda **limits: stack.enter_context(serving(told, tmp_path, **limits))
