"""Fixtures that several parts share."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from topics.embed.encoder import Encoder


@pytest.fixture(scope="session")
def encoder_cache(request: pytest.FixtureRequest) -> Path:
    """Where tests keep the unpacked encoder from run to run; the first run takes half a minute longer."""
    named = os.environ.get("TOPICS_CACHE_DIR")
    return Path(named) if named else request.config.cache.mkdir("topics")


@pytest.fixture(scope="session")
def encoder(encoder_cache: Path) -> Encoder:
    """The packaged encoder on its default runtime; mark a test that takes it with ``encoder``."""
    from topics.embed.encoder import open_encoder

    return open_encoder("packaged", cache_dir=encoder_cache)
