"""What a script sends by mistake: one clear line on standard error and an exit code, never a traceback."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from topics.cli.main import main
from topics.store.store import open_store

Ended = subprocess.CompletedProcess[bytes]
Call = Callable[..., Ended]


@pytest.fixture
def topics(monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]) -> Call:
    """Runs the command line as a script does, over a store of its own, but in this process."""

    def run(folder: Path, *arguments: str, stdin: bytes = b"") -> Ended:
        words = ["topics", *arguments, "--db", str(folder / "topics.db")]
        monkeypatch.setattr(sys, "argv", words)
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsysbinary.readouterr()
        assert b"Traceback" not in said.err
        return Ended(words, int(ended.value.code or 0), said.out, said.err)

    return run


@pytest.fixture
def counted(topics: Call) -> Call:
    """Counts headlines by outlet: reads any input and needs no encoder."""
    return lambda folder, given, stdin=b"": topics(folder, "trends", given, "--by", "source", stdin=stdin)


def test_empty_standard_input_is_an_empty_answer(counted: Call, tmp_path: Path) -> None:
    done = counted(tmp_path, "-")
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


def test_a_folder_is_no_input(counted: Call, tmp_path: Path) -> None:
    done = counted(tmp_path, str(tmp_path))
    assert done.returncode == 1
    assert b"got a folder" in done.stderr


def test_a_glob_without_files_is_told(counted: Call, tmp_path: Path) -> None:
    done = counted(tmp_path, str(tmp_path / "*.csv"))
    assert done.returncode == 1
    assert b"got nothing" in done.stderr


def test_bad_rows_are_told_and_the_rest_is_counted(counted: Call, tmp_path: Path) -> None:
    lines = b'{"title": "Rain returns to the north"}\nnot json\n{"body": "no title"}\n'
    done = counted(tmp_path, "-", stdin=lines)
    assert done.returncode == 0
    assert json.loads(done.stdout)["count"] == 1
    assert done.stderr.count(b"warning: ") == 2
    assert b"line 2" in done.stderr
    assert b"line 3" in done.stderr


def test_a_row_without_a_title_is_told_with_its_file_and_its_line(counted: Call, tmp_path: Path) -> None:
    file = tmp_path / "today.csv"
    file.write_text("title,source\nRain returns,Port\n,Port\n", encoding="utf-8")
    done = counted(tmp_path, str(file))
    assert done.returncode == 0
    warning = f"warning: {file} line 3: expected a title, got an empty one; the row was left out.\n"
    assert done.stderr.decode() == warning


def test_input_without_one_usable_row_is_a_failure(counted: Call, tmp_path: Path) -> None:
    done = counted(tmp_path, "-", stdin=b'{"body": "no title"}\n{"body": "nor here"}\n')
    assert done.returncode == 1
    assert done.stdout == b""
    assert b"none that can be used" in done.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ["trends", "--timezone", "Mars/Base"],
        ["trends", "--since", "whenever"],
        ["trends", "--by", "mood"],
        ["sources", "add", "x", "ftp://example.org/rss"],
        ["themes", "--refit", "list"],
        ["themes", "--json", "show", "T1"],
        ["export", "--format", "parquet"],
        ["classify", "--output", "out.jsonl"],
        ["classify", "--top", "all"],
        ["classify", "--language", "fr"],
        ["no-such-command"],
    ],
    ids=" ".join,
)
def test_wrong_use_ends_with_2_and_says_nothing_on_standard_output(
    topics: Call, arguments: list[str], tmp_path: Path
) -> None:
    done = topics(tmp_path, *arguments)
    assert done.returncode == 2
    assert done.stdout == b""
    assert done.stderr


@pytest.mark.parametrize("place", ["missing/topics.db", ".", "note.txt"])
def test_what_is_no_store_is_told_and_left_as_it_is(place: str, tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text("no database\n" * 500)
    before = sorted(tmp_path.rglob("*"))
    command = [sys.executable, "-m", "topics.cli.main", "db", "info", "--db", str(tmp_path / place)]
    done = subprocess.run(command, capture_output=True, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith(b"error: ")
    assert done.stderr.count(b"\n") == 1
    assert sorted(tmp_path.rglob("*")) == before


def test_progress_is_silent_where_no_terminal_watches(topics: Call, tmp_path: Path) -> None:
    assert topics(tmp_path, "ingest", "--sample").stderr == b""


def test_an_unknown_theme_is_wrong_use(topics: Call, tmp_path: Path) -> None:
    open_store(str(tmp_path / "topics.db")).close()
    done = topics(tmp_path, "themes", "show", "T99999")
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"topics themes list" in done.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ["search", "rain"],
        ["export"],
        ["trends"],
        ["themes", "list"],
        ["themes", "show", "T1"],
        ["sources", "list"],
        ["sources", "export"],
        ["sources", "remove", "nobody"],
    ],
    ids=" ".join,
)
def test_a_command_that_only_reads_makes_no_store(topics: Call, arguments: list[str], tmp_path: Path) -> None:
    done = topics(tmp_path, *arguments)
    assert (done.returncode, done.stdout) == (1, b"")
    assert b"expected a store, found nothing" in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("command", [["embed"], ["classify"], ["group", "--level", "story"]], ids=" ".join)
def test_a_place_that_can_not_be_written_is_told_before_an_encoder_is_opened(
    command: list[str], tmp_path: Path
) -> None:
    lines = tmp_path / "lines.txt"
    lines.write_text("Rain returns to the north\n")
    arguments = [*command, str(lines), "--output", str(tmp_path / "missing" / "out")]
    run = [sys.executable, "-m", "topics.cli.main", *arguments, "--encoder", str(tmp_path / "no-encoder")]
    done = subprocess.run(run, capture_output=True, check=False)
    assert done.returncode == 1
    assert b"missing" in done.stderr
    assert b"no-encoder" not in done.stderr
