"""A newsroom's service on loopback, as clients meet it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from filelock import FileLock

from tests.api.running import Running, serving
from tests.jobs.newsroom import NOW, batch, open_newsroom
from topics import jobs


@pytest.fixture(scope="session")
def told(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A folder with a store of 120 headlines, after the whole job; tests that write take a copy.

    Made once, however many processes share the tests.
    """
    base = tmp_path_factory.getbasetemp()
    folder = (base if worker_id == "master" else base.parent) / "told"
    with FileLock(f"{folder}.lock"):
        if not folder.exists():
            made = tmp_path_factory.mktemp("telling")
            with open_newsroom(made) as service:
                jobs.run(service, now=NOW, batches=[batch(0, 120)])
            made.rename(folder)
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
