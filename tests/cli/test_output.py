"""Files appear whole or not at all; tables show text as it is."""

from __future__ import annotations

import json
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
