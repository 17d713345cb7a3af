"""JSON lines: in a file each alert once, also after a writer that was killed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.alerting import alert
from tests.notify.conftest import Commits
from topics.errors import DeliveryError
from topics.notify.lines import FileChannel, OutputChannel, line_of


def test_a_line_holds_all_facts_and_readable_arabic(
    commits: Commits, capsys: pytest.CaptureFixture[str]
) -> None:
    OutputChannel().send(commits.parcel(alert("ar", "الطقس")))
    line = capsys.readouterr().out
    assert "الطقس" in line and line.count("\n") == 1
    row = json.loads(line)
    assert (row["key"], row["count"], row["ratio"]) == ("weather", 34, 34 / 8.1)
    assert commits.seen == [1]


def test_nothing_expected_is_no_ratio(commits: Commits) -> None:
    row = json.loads(line_of(commits.parcel(alert(expected=0.0, p_value=0.0, score=float("inf")))))
    assert (row["ratio"], row["score"]) == (None, 324.0)


def test_a_second_attempt_finds_the_line_of_the_first(tmp_path: Path, commits: Commits) -> None:
    file = FileChannel(tmp_path / "alerts.jsonl")
    for key in ("weather", "sport"):
        file.send(commits.parcel(alert(key=key)))
    before = file.path.read_bytes()
    file.send(commits.parcel(alert(), again=True))
    assert file.path.read_bytes() == before
    file.send(commits.parcel(alert(key="economy"), again=True))
    assert len(file.path.read_bytes().splitlines()) == 3


def test_half_a_line_is_taken_off(tmp_path: Path, commits: Commits) -> None:
    file = FileChannel(tmp_path / "alerts.jsonl")
    file.send(commits.parcel(alert(key="sport")))
    whole = file.path.read_bytes()
    line = line_of(commits.parcel(alert("ar"))).encode()
    for cut in (1, len(line) // 2, len(line) - 1):
        for before in (b"", whole):
            file.path.write_bytes(before + line[:cut])
            file.send(commits.parcel(alert("ar"), again=True))
            assert file.path.read_bytes() == before + line


def test_a_place_that_can_not_be_written(tmp_path: Path, commits: Commits) -> None:
    with pytest.raises(DeliveryError, match="expected a file that can be written"):
        FileChannel(tmp_path / "missing" / "alerts.jsonl").send(commits.parcel())
