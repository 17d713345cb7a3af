"""Fixtures that several parts share."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from filelock import FileLock

from tests.watched import watched

if TYPE_CHECKING:
    from topics.embed.encoder import Encoder


# Two processes share the tests, and each would wait for the threads of the other's matrices.
for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMBA_NUM_THREADS"):
    os.environ.setdefault(_name, "1")

LONG = ("end_to_end", "embed", "training", "cli", "browser")  # folders whose tests take longest
# What also wants the sample store: one process makes it, and the other does something else meanwhile.
LATER = "test_nothing_phones_home.py"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes longest comes first, so that neither of two processes waits for the other at the end."""
    root = Path(__file__).parent

    def place(item: pytest.Item) -> int:
        folder = item.path.relative_to(root).parts[0] if item.path.name != LATER else "browser"
        return LONG.index(folder) if folder in LONG else len(LONG)

    items.sort(key=place)


@pytest.fixture(scope="session")
def encoder_cache(request: pytest.FixtureRequest) -> Path:
    """Where tests keep the unpacked encoder from run to run; the first run takes half a minute longer."""
    named = os.environ.get("TOPICS_CACHE_DIR")
    return Path(named) if named else request.config.cache.mkdir("topics")


@pytest.fixture(scope="session", autouse=True)
def _own_folders(encoder_cache: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Commands that tests start find the encoder, and never the store of whoever runs the tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TOPICS_CACHE_DIR", str(encoder_cache))
        patch.setenv("XDG_DATA_HOME", str(tmp_path_factory.mktemp("data")))
        patch.delenv("TOPICS_DB", raising=False)
        yield


@pytest.fixture(scope="session")
def encoder(encoder_cache: Path) -> Encoder:
    """The default encoder on its default runtime; mark a test that takes it with ``encoder``."""
    from topics.embed.encoder import open_encoder

    return open_encoder(cache_dir=encoder_cache)


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a SentenceTransformer small enough to be trained and converted in a test."""
    from tests.tiny import tiny_model

    return tiny_model(tmp_path_factory.mktemp("model"))


@pytest.fixture(scope="session")
def sample_store(tmp_path_factory: pytest.TempPathFactory, worker_id: str, _own_folders: None) -> Path:
    """A store with the sample, after the whole job; tests that write take a copy.

    Made once, however many processes share the tests; beside it lies whom the job would have spoken to.
    """
    base = tmp_path_factory.getbasetemp()
    folder = (base if worker_id == "master" else base.parent) / "sample"
    with FileLock(f"{folder}.lock"):
        if not folder.exists():
            made = tmp_path_factory.mktemp("making")
            command = watched(["run", "--sample", "--db", str(made / "topics.db")])
            done = subprocess.run(command, check=True, capture_output=True)
            (made / "told.txt").write_bytes(done.stderr)
            made.rename(folder)
    return folder / "topics.db"
