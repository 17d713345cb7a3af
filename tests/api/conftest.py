"""A newsroom's service on loopback, as clients meet it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from filelock import FileLock

from tests.api.running import Running, serving
from tests.cluster.news import SUBJECTS
from tests.jobs.newsroom import NOW, batch, open_newsroom
from tests.store.told import save_themes
from topics import jobs
from topics.service import TopicsService
from topics.store.theme_history import Change
from topics.types import EditKind, HeadlineFilter, LinkKind, ThemeEdit, ThemeLink


@pytest.fixture(scope="session")
def told(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A folder with a store of 120 headlines, with topics, themes and stories; tests that write take a copy.

    Made once, however many processes share the tests.
    """
    base = tmp_path_factory.getbasetemp()
    folder = (base if worker_id == "master" else base.parent) / "told"
    with FileLock(f"{folder}.lock"):
        if not folder.exists():
            made = tmp_path_factory.mktemp("telling")
            with open_newsroom(made) as service:
                jobs.ingest(service, now=NOW, batches=[batch(0, 120)])
                jobs.classify(service, now=NOW)
                jobs.tell_stories(service, now=NOW)
                _give_themes(service)
            made.rename(folder)
    return folder


def _give_themes(service: TopicsService) -> None:
    """Two themes of the headlines of two subjects; a fit would take half a minute for the same."""
    items = [record.headline for record in service.store.headlines.iterate(HeadlineFilter())]
    labels = [number % len(SUBJECTS) if number % len(SUBJECTS) < 2 else -1 for number in range(len(items))]
    first, _ = save_themes(service.store, items, labels, "run-1")
    link = ThemeLink(LinkKind.NEW, None, first.id, 0, 0.0, 0.0, "run-1")
    edit = ThemeEdit(first.id, EditKind.PIN, {}, NOW)
    service.store.theme_history.apply(Change(edit, links=[link]), "run-1")


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
