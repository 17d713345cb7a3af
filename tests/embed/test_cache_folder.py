"""Folders that are made once and then trusted."""

from __future__ import annotations

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from topics.embed.cache_folder import built, is_whole
from topics.errors import EncoderError


def write(folder: Path) -> None:
    """A model of two small files."""
    (folder / "weights").write_bytes(b"1234")
    (folder / "sub").mkdir()
    (folder / "sub" / "config.json").write_text("{}", encoding="utf-8")


def test_is_built_once(tmp_path: Path) -> None:
    calls = []

    def build(folder: Path) -> None:
        calls.append(folder)
        write(folder)

    for _ in range(2):
        assert built(tmp_path / "deep" / "model", build) == tmp_path / "deep" / "model"
    assert len(calls) == 1
    assert (tmp_path / "deep" / "model" / "weights").read_bytes() == b"1234"


@pytest.mark.parametrize(
    "damage", ["cut", "changed", "missing", "no manifest", "odd manifest", "empty manifest"]
)
def test_damage_is_noticed_and_mended(tmp_path: Path, damage: str) -> None:
    folder = built(tmp_path / "model", write)
    weights, manifest = folder / "weights", folder / "files.json"
    {
        "cut": lambda: weights.write_bytes(b"12"),
        "changed": lambda: weights.write_bytes(b"1235"),
        "missing": weights.unlink,
        "no manifest": manifest.unlink,
        "odd manifest": lambda: manifest.write_text("[1]", encoding="utf-8"),
        "empty manifest": lambda: manifest.write_text("{}", encoding="utf-8"),
    }[damage]()
    assert not is_whole(folder)
    assert is_whole(built(folder, write))
    assert weights.read_bytes() == b"1234"


def test_a_failed_build_leaves_nothing(tmp_path: Path) -> None:
    def fail(folder: Path) -> None:
        write(folder)
        raise EncoderError("no")

    with pytest.raises(EncoderError, match="no"):
        built(tmp_path / "model", fail)
    assert [path.name for path in tmp_path.iterdir() if path.is_dir()] == []


KILLED = """
import os, signal, sys
from pathlib import Path
from topics.embed.cache_folder import built

def build(folder):
    (folder / "weights").write_bytes(b"half")
    os.kill(os.getpid(), signal.SIGKILL)

built(Path(sys.argv[1]), build)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL on Windows")
def test_a_killed_build_leaves_nothing_half_made(tmp_path: Path) -> None:
    killed = subprocess.run([sys.executable, "-c", KILLED, str(tmp_path / "model")], check=False)
    assert killed.returncode < 0
    assert not (tmp_path / "model").exists()
    assert is_whole(built(tmp_path / "model", write))
    assert [path.name for path in tmp_path.iterdir() if path.is_dir()] == ["model"]  # the leftover is gone


def test_two_at_once_build_one_folder(tmp_path: Path) -> None:
    calls = []

    def build(folder: Path) -> None:
        calls.append(folder)
        write(folder)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: built(tmp_path / "model", build), range(8)))
    assert len(calls) == 1
    assert json.loads((tmp_path / "model" / "files.json").read_text(encoding="utf-8")).keys() == {
        "weights",
        "sub/config.json",
    }


def test_a_place_that_cannot_be_written_is_explained(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(EncoderError, match="TOPICS_CACHE_DIR"):
        built(tmp_path / "file" / "model", write)
