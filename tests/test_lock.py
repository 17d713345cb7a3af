"""One process at a time holds a lock; what a dead one left is taken over and told."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from topics.errors import LockedError
from topics.lock import held, holder

ROOT = Path(__file__).parents[1]
HOLD = """
import sys
from pathlib import Path
from topics.lock import held
with held(Path(sys.argv[1]), "retrain"):
    print("held", flush=True)
    sys.stdin.read()
"""
COUNT = """
import sys
from pathlib import Path
from topics.lock import held
lock, number = Path(sys.argv[1]), Path(sys.argv[2])
for _ in range(25):
    with held(lock, "count", wait=60):
        number.write_text(str(int(number.read_text()) + 1))
"""


@contextmanager
def another(path: Path) -> Iterator[subprocess.Popen[str]]:
    """A process that holds the lock."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)], cwd=ROOT, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    try:
        yield process
    finally:
        process.kill()
        process.wait()
        for stream in (process.stdin, process.stdout):
            assert stream is not None
            stream.close()


def rewrite(path: Path, **changes: object) -> None:
    path.write_text(json.dumps({**json.loads(path.read_text()), **changes}))


def test_it_says_who_holds_it_and_is_gone_afterwards(tmp_path: Path) -> None:
    path = tmp_path / "job.lock"
    assert holder(path) is None
    with held(path, "topics retrain") as lock:
        owner = holder(path)
        assert owner == lock.owner
        assert (owner.what, owner.pid) == ("topics retrain", os.getpid())
        assert abs(datetime.now(UTC) - owner.started) < timedelta(minutes=1)
        lock.check()
    assert holder(path) is None


def test_another_process_is_refused_and_told_whom_to_wait_for(tmp_path: Path) -> None:
    path = tmp_path / "job.lock"
    with another(path) as process:
        with (
            pytest.raises(LockedError, match=rf"`retrain` on .* \(process {process.pid}\) since"),
            held(path, "x"),
        ):
            pass
        assert holder(path).pid == process.pid  # type: ignore[union-attr]
        process.communicate()  # its input ends, and so does its work
    with held(path, "x"):
        pass


def test_one_may_wait(tmp_path: Path) -> None:
    path = tmp_path / "job.lock"
    with another(path) as process:
        assert process.stdin is not None
        process.stdin.close()
        with held(path, "x", wait=30):
            assert holder(path).pid == os.getpid()  # type: ignore[union-attr]


@pytest.mark.parametrize("reaped", [True, False])
def test_the_lock_of_a_dead_process_is_taken_over_and_told(tmp_path: Path, reaped: bool) -> None:
    path = tmp_path / "job.lock"
    told: list[str] = []
    with another(path) as process:
        process.send_signal(signal.SIGKILL)
        if reaped:
            process.wait()
        else:  # its parent has not asked for it yet
            os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
        with held(path, "x", tell=told.append):
            assert holder(path).what == "x"  # type: ignore[union-attr]
    assert len(told) == 1
    assert f"(process {process.pid})" in told[0] and "its process is dead" in told[0]


def test_a_later_process_of_the_same_number_is_not_the_owner(tmp_path: Path) -> None:
    path = tmp_path / "job.lock"
    with held(path, "first"):
        left = path.read_text()
    path.write_text(left)
    life = json.loads(left)["life"]
    if not life:
        pytest.skip("the system does not tell when a process began")
    with pytest.raises(LockedError), held(path, "second"):
        pass
    rewrite(path, life=life.rpartition(" ")[0] + " 1")
    told: list[str] = []
    with held(path, "second", tell=told.append):
        assert "its process is dead" in told[0]


def test_a_lock_that_is_too_old_is_taken_over_and_its_owner_learns_of_it(tmp_path: Path) -> None:
    path = tmp_path / "job.lock"
    told: list[str] = []
    with held(path, "slow") as slow:
        rewrite(path, started=(datetime.now(UTC) - timedelta(hours=7)).isoformat())
        with pytest.raises(LockedError), held(path, "early", stale_after=timedelta(hours=8)):
            pass
        with held(path, "next", stale_after=timedelta(hours=6), tell=told.append) as after:
            with pytest.raises(LockedError, match="ran too long"):
                slow.check()
            after.check()
    assert "more than 6:00:00" in told[0]


def test_the_owner_that_was_taken_over_does_not_let_go_of_the_others_lock(tmp_path: Path) -> None:
    path = tmp_path / "job.lock"
    with held(path, "slow"):
        rewrite(path, token="of another")
    assert holder(path).token == "of another"  # type: ignore[union-attr]


def test_a_lock_of_another_host_counts_until_it_is_old(tmp_path: Path) -> None:
    path = tmp_path / "job.lock"
    with held(path, "there"):
        left = path.read_text()
    path.write_text(left)
    rewrite(path, host="elsewhere", pid=2**22 + 1)
    with pytest.raises(LockedError, match="on elsewhere"), held(path, "here"):
        pass
    rewrite(path, started="2026-03-01T03:00:00+00:00")
    with held(path, "here", tell=lambda message: None):
        pass


@pytest.mark.parametrize("content", ["", "{", "[]", '{"pid": 3}', '{"started": "soon"}'])
def test_what_is_no_lock_counts_until_it_is_old(tmp_path: Path, content: str) -> None:
    path = tmp_path / "job.lock"
    path.write_text(content)
    with pytest.raises(LockedError, match="something unknown"), held(path, "here"):
        pass
    os.utime(path, (0, 0))
    with held(path, "here", tell=lambda message: None):
        pass


def test_processes_take_turns(tmp_path: Path) -> None:
    number = tmp_path / "number"
    number.write_text("0")
    command = [sys.executable, "-c", COUNT, str(tmp_path / "job.lock"), str(number)]
    processes = [subprocess.Popen(command, cwd=ROOT) for _ in range(4)]
    assert [process.wait(timeout=120) for process in processes] == [0] * 4
    assert number.read_text() == "100"


def test_a_folder_that_can_not_be_written_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OSError, match="file"), held(tmp_path / "file" / "job.lock", "x"):
        pass
