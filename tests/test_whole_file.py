"""Under its name a file is always whole."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from topics.whole_file import LONGEST, clear_parts, replace_file


def test_it_is_written_and_replaced(tmp_path: Path) -> None:
    path = tmp_path / "model.json"
    replace_file(path, b"one")
    replace_file(path, b"two")
    assert path.read_bytes() == b"two"
    assert [one.name for one in tmp_path.iterdir()] == ["model.json"]


@pytest.mark.parametrize("dies", ["fsync", "replace"])
def test_a_writer_that_dies_leaves_the_old_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, dies: str
) -> None:
    path = tmp_path / "model.json"
    replace_file(path, b"old")

    def fail(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(*((os, "fsync", fail) if dies == "fsync" else (Path, "replace", fail)))
    with pytest.raises(KeyboardInterrupt):
        replace_file(path, b"new")
    monkeypatch.undo()
    assert path.read_bytes() == b"old"
    assert [one.name for one in tmp_path.iterdir()] == ["model.json"]


def test_a_folder_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        replace_file(tmp_path / "none" / "model.json", b"x")


def test_what_killed_writers_left_is_cleared_once_nobody_can_be_writing_it(tmp_path: Path) -> None:
    names = (".model.json.x1.part", ".model.json.x2.part", "mine.part", "model.json")
    for name in names:
        (tmp_path / name).write_bytes(b"half")
    then = time.time() - LONGEST - 60
    for name in names[::2]:
        os.utime(tmp_path / name, (then, then))
    clear_parts(tmp_path)
    assert sorted(one.name for one in tmp_path.iterdir()) == sorted(names[1:])
