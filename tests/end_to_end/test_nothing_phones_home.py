"""No library of ours speaks to anyone: the whole job runs in a process whose sockets are watched."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.watched import watched

pytestmark = pytest.mark.encoder


def test_the_whole_job_spoke_to_nobody(sample_store: Path) -> None:
    told = (sample_store.parent / "told.txt").read_text(encoding="utf-8")
    assert "REACHED OUT" not in told


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(["classify", "-"], marks=pytest.mark.slow),
        pytest.param(["doctor", "--db", "other.db"], marks=pytest.mark.slow),
        pytest.param(["classify", "-", "--runtime", "torch"], marks=pytest.mark.slow),
    ],
    ids=lambda arguments: " ".join(arguments),
)
def test_a_command_speaks_to_nobody(arguments: list[str], tmp_path: Path) -> None:
    done = subprocess.run(
        watched(arguments),
        input="أمطار قوية بالشمال\n", capture_output=True, text=True, cwd=tmp_path, check=False,
    )  # fmt: skip
    assert "REACHED OUT" not in done.stderr
    assert done.returncode == 0, done.stderr
