"""Files appear whole or not at all; tables show text as it is."""

from __future__ import annotations

import json
import os
import stat
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from topics.cli.output import show_table, write_lines
from topics.errors import InputError


def test_lines_keep_arabic_readable(tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    assert write_lines([{"title": "أمطار الخير"}, {"title": "b"}], out) == 2
    assert out.read_text(encoding="utf-8").splitlines()[0] == '{"title": "أمطار الخير"}'


def test_a_writer_that_fails_leaves_the_old_file(tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    out.write_text("old\n")

    def rows() -> Iterator[dict[str, int]]:
        yield {"n": 1}
        raise RuntimeError("killed")

    with pytest.raises(RuntimeError):
        write_lines(rows(), out)
    assert out.read_text() == "old\n"
    assert list(tmp_path.iterdir()) == [out]


def test_a_place_that_can_not_be_written_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no-such-folder"):
        write_lines([], tmp_path / "no-such-folder" / "out.jsonl")


def test_brackets_in_a_headline_are_no_markup(capsys: pytest.CaptureFixture[str]) -> None:
    show_table({"headline": "left"}, [["[bold]عاجل[/bold] [/red] text"]])
    assert "[bold]عاجل[/bold] [/red] text" in capsys.readouterr().out


def test_empty_output_is_an_empty_file(tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    assert write_lines([], out) == 0
    assert [json.loads(line) for line in out.read_text().splitlines()] == []


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_pipe_is_written_through(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    read: list[str] = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_text(encoding="utf-8")))
    reader.start()
    write_lines([{"title": "أمطار"}], pipe)
    reader.join()
    assert read == ['{"title": "أمطار"}\n']
    assert pipe.is_fifo()


def test_a_device_is_written_through() -> None:
    assert write_lines([{"n": 1}], Path(os.devnull)) == 1
    assert Path(os.devnull).is_char_device()


def test_a_link_stays_a_link_to_the_new_content(tmp_path: Path) -> None:
    target, link = tmp_path / "target.jsonl", tmp_path / "link.jsonl"
    target.write_text("old\n")
    link.symlink_to(target)
    write_lines([{"n": 1}], link)
    assert link.is_symlink()
    assert target.read_text() == '{"n": 1}\n'


def test_a_folder_is_no_output(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="got a folder"):
        write_lines([], tmp_path)
    assert tmp_path.is_dir()


def test_a_replaced_file_keeps_its_permissions(tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    out.write_text("old\n")
    out.chmod(0o600)
    write_lines([], out)
    assert mode(out) == 0o600


def test_a_new_file_has_the_permissions_that_the_umask_leaves(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        write_lines([], tmp_path / "out.jsonl")
    finally:
        os.umask(before)
    assert mode(tmp_path / "out.jsonl") == 0o640


def test_half_a_surrogate_pair_is_escaped_and_later_rows_follow(tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    write_lines([{"title": "\ud83d rain"}, {"title": "أمطار"}], out)
    first, second = out.read_text(encoding="utf-8").splitlines()
    assert json.loads(first) == {"title": "\ud83d rain"}
    assert second == '{"title": "أمطار"}'
