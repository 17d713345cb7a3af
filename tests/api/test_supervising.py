"""Processes that serve: when one is killed, when all are told to end, when none can begin."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from socket import socket

import httpx
import psutil
import pytest
import uvicorn

from tests.api.running import until
from tests.api.test_killed import free_port, workers
from topics.api.supervising import Supervisor

RUN = """
import sys
import uvicorn
from topics.api import supervising

if __name__ == "__main__":
    app, port, silent = sys.argv[1:]
    supervising.SILENT = float(silent)
    config = uvicorn.Config(app, port=int(port), workers=2, log_level="critical", timeout_graceful_shutdown=5)
    sys.exit(supervising.Supervisor(config).run())
"""


@contextmanager
def supervised(
    folder: Path, app: str, *, silent: float = 60.0
) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    script, port = folder / "run.py", free_port()
    script.write_text(RUN, encoding="utf-8")
    environment = {**os.environ, "PROMETHEUS_MULTIPROC_DIR": str(folder)}
    environment["PYTHONPATH"] = str(Path(__file__).parents[2])
    command = [sys.executable, str(script), f"tests.api.small_apps:{app}", str(port), str(silent)]
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


def test_one_whose_loop_is_stuck_is_replaced(tmp_path: Path) -> None:
    with supervised(tmp_path, "hangs", silent=3.0) as (process, url):
        until(lambda: answering(url) and len(workers(process)) == 2)
        before = {one.pid for one in workers(process)}
        with suppress(httpx.TimeoutException):
            httpx.get(f"{url}hang", timeout=1, trust_env=False)
        until(lambda: {one.pid for one in workers(process)} - before)


@pytest.mark.parametrize("app", ["refuses", "dies"])
def test_where_none_can_begin_it_is_a_failure(tmp_path: Path, app: str) -> None:
    with supervised(tmp_path, app) as (process, _):
        assert process.wait(20) == 1


def test_where_the_second_can_not_be_started_the_first_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    started, ended = [], []

    def start(supervisor: Supervisor, address: socket) -> str:
        if started:
            raise OSError("no memory")
        started.append("first")
        return "first"

    monkeypatch.setattr(signal, "signal", lambda number, call: None)
    monkeypatch.setattr(Supervisor, "_start", start)
    monkeypatch.setattr(Supervisor, "_stop", lambda supervisor, workers: ended.extend(workers))
    with pytest.raises(OSError, match="no memory"):
        Supervisor(uvicorn.Config("none", port=0, workers=2, log_level="critical")).run()
    assert ended == started == ["first"]
