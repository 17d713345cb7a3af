"""`topics train encoder` as it is called: what it prints where, and what it ends with."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.tiny import WORDS
from topics.embed.adapter import read_adapter


def train(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command in a folder of its own, without our text: that would take minutes."""
    command = [sys.executable, "-m", "topics.cli.main", "train", "encoder", *arguments, "--no-authored"]
    one_thread = {**os.environ, "OMP_NUM_THREADS": "1"}  # in so small a network two wait for each other
    return subprocess.run(command, capture_output=True, text=True, cwd=folder, env=one_thread, check=False)


@pytest.fixture
def leads(tmp_path: Path) -> Path:
    """Pairs of the same words in another order, described, and one line that is no pair."""
    rows = [{"set": {"name": "leads", "licence": "CC0", "origin": "our desk"}}, {"anchor": "alone"}]
    for place in range(60):
        words = [WORDS[(place * step + step) % len(WORDS)] for step in (1, 3, 7)]
        rows.append({"anchor": " ".join(words), "positive": " ".join(words[::-1])})
    path = tmp_path / "leads.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    return path


@pytest.mark.encoder
@pytest.mark.slow
def test_a_file_becomes_an_adapter(leads: Path, tiny: Path, tmp_path: Path) -> None:
    done = train(tmp_path, str(leads), "--out", "mine", "--encoder", str(tiny), "--force", "--json")
    assert done.returncode == 0, done.stderr
    outcome = json.loads(done.stdout)
    assert {"steps", "seconds", "before", "after", "peak_gib", "adapter", "digest"} <= set(outcome)
    assert outcome["adapter"] == "mine" and outcome["before"].keys() == {"leads"}
    assert "leads.jsonl line 2: expected a group or a pair of texts, got" in done.stderr
    assert "step 0: held-out loss" in done.stderr
    adapter = read_adapter(tmp_path / "mine")
    assert adapter.digest == outcome["digest"]
    described = adapter.about["sets"][0]
    assert (described["licence"], described["origin"], described["groups"]) == ("CC0", "our desk", 60)


@pytest.mark.parametrize(
    ("content", "code", "words"),
    [('{"anchor": "alone"}\n', 1, "expected groups such as"), (None, 1, "expected JSON lines")],
    ids=["nothing usable", "missing"],
)
def test_nothing_to_learn_ends_with_words(tmp_path: Path, content: str | None, code: int, words: str) -> None:
    if content is not None:
        (tmp_path / "some.jsonl").write_text(content, encoding="utf-8")
    done = train(tmp_path, "some.jsonl", "--out", "mine")
    assert (done.returncode, done.stdout) == (code, "")
    assert words in done.stderr and "Traceback" not in done.stderr
    assert not (tmp_path / "mine").exists()


def test_no_file_and_no_text_of_ours_is_a_usage_error(tmp_path: Path) -> None:
    done = train(tmp_path, "--out", "mine")
    assert done.returncode == 2 and "nothing to train on" in done.stderr


def test_two_sets_of_one_name_are_refused(leads: Path, tmp_path: Path) -> None:
    done = train(tmp_path, str(leads), str(leads), "--out", "mine")
    assert done.returncode == 2 and "'leads'" in done.stderr
