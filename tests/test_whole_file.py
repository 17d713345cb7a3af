"""Under its name a file is always whole."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from topics.whole_file import replace_file


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
