"""A service over a new store."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.jobs.newsroom import open_newsroom
from topics.service import TopicsService


@pytest.fixture
def newsroom(tmp_path: Path) -> Iterator[TopicsService]:
    with open_newsroom(tmp_path) as service:
        yield service
