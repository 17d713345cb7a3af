"""A disk that is full while a retraining works: the champion serves on, and the message says why."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.end_to_end.desk import Desk, Ended, Reader, open_desk

SIZE = 8 * 1024**2  # bytes of the disk that has all: store, versions, cached vectors, temporary files
ROOMS = {  # what is left on it, as a share of a version; what then finds no room
    0.0: "the disk is full",  # the store, to note the start
    0.03: "No space left",  # the candidate that is trained
    0.5: "No space left",
    1.5: "No space left",  # the version that it becomes
    1.96: "No space left",  # its report
}
LARGEST = {4_096: "disk I/O error", 600_000: "File too large"}  # bytes that a file may have: store, candidate

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the system has neither fork nor limits")


@pytest.fixture(scope="module")
def disk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, bool]]:
    """A small disk, and whether it is one; else a folder."""
    place = tmp_path_factory.mktemp("disk")
    mount = ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", str(place)]
    try:
        mounted = subprocess.run(mount, capture_output=True, check=False).returncode == 0
    except OSError:
        mounted = False
    yield place, mounted
    if mounted:
        subprocess.run(["umount", str(place)], check=True)


@pytest.fixture(scope="module")
def opened(disk: tuple[Path, bool], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with open_desk(disk[0], tmp_path_factory.mktemp("said")) as desk:
        yield desk


@pytest.fixture
def desk(opened: Desk) -> Desk:
    """Its first version serves, and there is something to learn."""
    opened.take_back()
    opened.registry.prune(0)
    opened.correct(3)
    return opened


@pytest.mark.slow
def test_a_full_disk_costs_nothing(desk: Desk, disk: tuple[Path, bool]) -> None:
    place, mounted = disk
    if not mounted:
        pytest.skip("this user can't mount a disk of memory")
    assert desk.retrain().outcome == "promoted"
    version = desk.registry.champion().bytes
    desk.take_back()
    desk.correct(3)
    reader = Reader(desk)
    with reader.serving():
        for share, why in ROOMS.items():
            filler = _fill(place, int(share * version))
            _refused(desk, desk.retrain(), why)
            filler.unlink()
            desk.check()
        assert desk.retrain().outcome == "promoted"
    desk.check()
    assert reader.wrong == [] and len(reader.answers) == 2
    assert desk.leftovers() == set()


@pytest.mark.parametrize(
    ("largest", "why"),
    [pytest.param(*one, marks=pytest.mark.slow if one[0] != min(LARGEST) else ()) for one in LARGEST.items()],
)
def test_files_that_may_not_grow_cost_nothing(desk: Desk, largest: int, why: str) -> None:
    with closing(sqlite3.connect(desk.service.settings.db)) as store:
        store.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # so that a model is the largest file
    _refused(desk, desk.retrain(largest), why)
    desk.check()
    assert desk.retrain().outcome == "promoted"
    assert desk.leftovers() == set()


def _refused(desk: Desk, done: Ended, why: str) -> None:
    """It failed, said why, and changed nothing."""
    assert done.code == 1 and done.out == "", done
    error = done.err.splitlines()[-1]
    assert error.startswith("error: ") and why in error, done.err
    assert ("free some space, or name another with TOPICS_MODELS" in error) == ("news.db" not in error)
    assert desk.registry.aliases().champion == desk.base
    assert desk.leftovers() == set()


def _fill(disk: Path, room: int) -> Path:
    """Take up all that is left but so many bytes."""
    path = disk / "filler"
    block = 4096
    with path.open("wb", buffering=0) as file:
        try:
            while file.write(bytes(block)):
                pass
        except OSError:
            pass
        file.truncate(max(0, file.tell() - room))
    return path
