"""`topics dashboard` as a service manager meets it: a taken port is told, and ending it ends what serves."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

PATIENCE = 60  # seconds


def command(port: int, store: Path) -> list[str]:
    return [sys.executable, "-m", "topics.cli.main", "dashboard", "--port", str(port), "--db", str(store)]


@pytest.fixture
def taken() -> Iterator[int]:
    """A port that someone listens at."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


@pytest.fixture
def free() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
    return port


def answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=2) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def wait_until_it_answers(port: int) -> None:
    until = time.monotonic() + PATIENCE
    while not answers(port):
        assert time.monotonic() < until, "the dashboard never answered"
        time.sleep(0.2)


def test_a_taken_port_is_told_before_an_address_is(taken: int, tmp_path: Path) -> None:
    done = subprocess.run(command(taken, tmp_path / "topics.db"), capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert str(taken) in done.stderr
    assert "--port" in done.stderr
    assert done.stdout == ""


def test_ending_the_command_ends_what_it_serves(free: int, tmp_path: Path) -> None:
    process = subprocess.Popen(command(free, tmp_path / "topics.db"), stdout=subprocess.DEVNULL)
    try:
        wait_until_it_answers(free)
        process.terminate()
        assert process.wait(timeout=PATIENCE) == 0
        assert not answers(free)
    finally:
        process.kill()


@pytest.mark.slow
def test_it_ends_where_nobody_reads_what_it_prints_any_more(free: int, tmp_path: Path) -> None:
    process = subprocess.Popen(command(free, tmp_path / "topics.db"), stdout=subprocess.PIPE)
    try:
        wait_until_it_answers(free)
        assert process.stdout is not None
        process.stdout.close()
        process.terminate()
        process.wait(timeout=PATIENCE)
        assert not answers(free)
    finally:
        process.kill()


def test_a_network_is_refused_as_long_as_nobody_signs_in(free: int, tmp_path: Path) -> None:
    asked = [*command(free, tmp_path / "topics.db"), "--address", "0.0.0.0"]
    done = subprocess.run(asked, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert done.returncode == 2
    assert "sign-in" in done.stderr
    assert done.stdout == ""
