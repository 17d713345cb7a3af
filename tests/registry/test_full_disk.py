"""A disk that is full, or a file that may not grow: the champion serves on, and the message says why."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.registry.versions import NOW, answers, open_registry, shipped_in, stored
from topics.errors import ModelError
from topics.registry.registry import Registry

ROOT = Path(__file__).parents[2]
SIZE = 2 * 1024**2  # bytes: two models, not three
LIMITED = """
import resource, sys
from pathlib import Path
from tests.registry.versions import NOW, open_registry, stored
from topics.errors import ModelError
registry = open_registry(Path(sys.argv[1]))
version = stored(registry, 2)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), resource.RLIM_INFINITY))
for attempt in (lambda: stored(registry, 3), lambda: registry.promote(version.name, "desk", now=NOW)):
    try:
        attempt()
    except ModelError as error:
        print(error)
"""


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of two MiB."""
    place = tmp_path / "disk"
    place.mkdir()
    try:
        mount = ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", str(place)]
        done = subprocess.run(mount, capture_output=True, check=False)
    except OSError:
        pytest.skip("the system has no mount")
    if done.returncode:
        pytest.skip("this user can't mount a disk of memory")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def fill(disk: Path) -> Path:
    """Take up all that is left."""
    path = disk / "filler"
    with path.open("wb", buffering=0) as file:
        for block in (b"\\0" * 4096, b"\\0"):
            try:
                while file.write(block):
                    pass
            except OSError:
                pass
    return path


def test_a_full_disk_leaves_the_champion(disk: Path, tmp_path: Path) -> None:
    registry = Registry(disk / "models", shipped=shipped_in(tmp_path / "shipped"))
    registry.promote(stored(registry, 1).name, "desk", now=NOW)
    before, names = answers(registry.load_champion()[1]), registry.aliases()
    with pytest.raises(ModelError, match="No space left on device"):
        for number in range(2, 5):
            stored(registry, number)
    assert answers(registry.load_champion()[1]) == before
    assert registry.aliases().champion == names.champion
    assert all(registry.verify(one.name) == [] for one in registry.versions())
    assert not list(registry.folder.glob(".building-*"))


def test_a_disk_without_one_byte_left_refuses_a_promotion(disk: Path, tmp_path: Path) -> None:
    registry = Registry(disk / "models", shipped=shipped_in(tmp_path / "shipped"))
    version = stored(registry, 1)
    filler = fill(disk)
    names = registry.aliases()
    for change in (
        lambda: registry.promote(version.name, "desk", now=NOW),
        lambda: registry.promote(version.name, "desk", now=NOW, forced="because"),
        lambda: stored(registry, 2),
    ):
        with pytest.raises(ModelError, match=r"No space left on device.*The champion is as it was"):
            change()
        assert registry.aliases() == names
        assert registry.verify(version.name) == []
    filler.unlink()
    registry.promote(version.name, "desk", now=NOW)
    assert registry.load_champion()[0].name == version.name


@pytest.mark.skipif(sys.platform == "win32", reason="the system has no limits of this kind")
@pytest.mark.parametrize("largest", [100_000, 0])
def test_files_that_may_not_grow_leave_the_champion(tmp_path: Path, largest: int) -> None:
    registry = open_registry(tmp_path)
    registry.promote(stored(registry, 1).name, "desk", now=NOW)
    before = answers(registry.load_champion()[1])
    command = [sys.executable, "-c", LIMITED, str(tmp_path), str(largest)]
    done = subprocess.run(command, cwd=ROOT, env=os.environ, capture_output=True, text=True, check=True)
    assert done.stdout.count("File too large") == (1 if largest == 100_000 else 2), done.stdout
    champion, model = registry.load_champion()
    assert all(registry.verify(one.name) == [] for one in registry.versions())
    assert (answers(model) == before) == (largest < 100_000), (
        "a file of names is small enough for the first limit"
    )
    assert champion.manifest is not None
