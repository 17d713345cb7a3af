"""Processes that serve: when one is killed, when all are told to end, when none can begin."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import psutil
import pytest

from tests.api.running import until
from tests.api.test_killed import free_port, workers

RUN = """
import sys
import uvicorn
from topics.api.supervising import Supervisor

if __name__ == "__main__":
    app, port = sys.argv[1:]
    config = uvicorn.Config(app, port=int(port), workers=2, log_level="critical", timeout_graceful_shutdown=5)
    sys.exit(Supervisor(config).run())
"""


@contextmanager
def supervised(folder: Path, app: str) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    script, port = folder / "run.py", free_port()
    script.write_text(RUN, encoding="utf-8")
    environment = {**os.environ, "PROMETHEUS_MULTIPROC_DIR": str(folder)}
    environment["PYTHONPATH"] = str(Path(__file__).parents[2])
    command = [sys.executable, str(script), f"tests.api.small_apps:{app}", str(port)]
    process = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)
    children: list[psutil.Process] = []
    try:
        yield process, f"http://127.0.0.1:{port}/"
        children = psutil.Process(process.pid).children() if process.poll() is None else []
    finally:
        process.kill()
        process.wait()
        psutil.wait_procs(children, 5)


@pytest.fixture
def running(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    with supervised(tmp_path, "tells") as (process, url):
        until(lambda: answering(url) and len(workers(process)) == 2)
        yield process, url


def answering(url: str) -> int | None:
    """Which process answers."""
    try:
        return int(httpx.get(url, timeout=5, trust_env=False).text)
    except httpx.TransportError:
        return None


def test_one_that_is_killed_while_it_answers_nobody_is_replaced_and_all_end_when_told_to(
    running: tuple[subprocess.Popen[bytes], str],
) -> None:
    process, url = running
    before = workers(process)
    for one in before:
        one.suspend()
        one.kill()
    until(lambda: len(workers(process)) == 2 and answering(url))
    after = workers(process)
    assert {one.pid for one in after}.isdisjoint(one.pid for one in before)
    process.send_signal(signal.SIGTERM)
    assert process.wait(20) == 0
    assert not any(one.is_running() for one in after)
    assert answering(url) is None


def test_none_serves_on_without_its_supervisor(running: tuple[subprocess.Popen[bytes], str]) -> None:
    process, url = running
    process.kill()
    process.wait()
    until(lambda: answering(url) is None)


def test_where_none_can_begin_it_is_a_failure(tmp_path: Path) -> None:
    with supervised(tmp_path, "refuses") as (process, _):
        assert process.wait(20) == 1
