"""`topics serve` itself: several processes, one of them killed while headlines come in."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import psutil
import pytest

from tests.api.running import until
from tests.jobs.newsroom import NOW
from topics.access import create_key
from topics.store.store import open_store
from topics.types import HeadlineFilter, Scope


def free_port() -> int:
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def served(folder: Path, cache: Path, *options: str) -> Iterator[tuple[httpx.Client, subprocess.Popen[str]]]:
    """The command line's service over a new store, with the default encoder."""
    store = str(folder / "news.db")
    with open_store(store) as opened:
        key, _ = create_key(opened, "tests", list(Scope), who="test", now=NOW, rate=1_000_000)
    port = free_port()
    command = [sys.executable, "-m", "topics.cli.main", "serve", "--db", store, "--port", str(port)]
    command += ["--json", *options]
    environment = {**os.environ, "TOPICS_LOG": "json", "TOPICS_CACHE_DIR": str(cache)}
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True, env=environment)
    headers = {"Authorization": f"Bearer {key}"}
    try:
        assert process.stdout is not None
        assert json.loads(process.stdout.readline()) == {"url": f"http://127.0.0.1:{port}"}
        with httpx.Client(
            base_url=f"http://127.0.0.1:{port}", headers=headers, timeout=30, trust_env=False
        ) as one:
            wait(lambda: ready(one), 90)
            yield one, process
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 0, "anything else is a failure to systemd and to containers"
    finally:
        for child in psutil.Process(process.pid).children(recursive=True) if process.poll() is None else []:
            child.kill()
        process.kill()
        process.wait()
        if process.stdout is not None:
            process.stdout.close()
    assert key not in (folder / "log").read_text()


def ready(client: httpx.Client) -> bool:
    try:
        return client.get("/readyz").status_code == 200
    except httpx.TransportError:
        return False


def wait(holds: object, seconds: float) -> None:
    end = time.monotonic() + seconds
    while not holds():  # type: ignore[operator]
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.2)


def workers(process: subprocess.Popen[str]) -> list[psutil.Process]:
    """The processes that answer; the one that keeps track of what they share is none of them."""
    return [one for one in psutil.Process(process.pid).children() if answers(one)]


def answers(child: psutil.Process) -> bool:
    try:
        return "spawn_main" in " ".join(child.cmdline())
    except psutil.NoSuchProcess:  # killed, and not yet taken away
        return False


@pytest.mark.encoder
def test_the_command_serves_and_ends_when_told(tmp_path: Path, encoder_cache: Path) -> None:
    with served(tmp_path, encoder_cache) as (client, process):
        assert client.get("/v1/topics").status_code == 200
        answer = client.post("/v1/classify", json={"headlines": [{"title": "rain falls on the north"}]})
        assert answer.status_code == 200
        assert len(psutil.Process(process.pid).children()) == 0
    lines = [json.loads(line) for line in (tmp_path / "log").read_text().splitlines() if line.startswith("{")]
    assert any("route=/v1/topics status=200" in line["event"] for line in lines)


@pytest.mark.slow
@pytest.mark.encoder
def test_a_killed_process_loses_nothing_that_was_accepted_and_doubles_nothing(
    tmp_path: Path, encoder_cache: Path
) -> None:
    accepted: list[str] = []
    stop = threading.Event()

    def send(client: httpx.Client, sender: int) -> None:
        number = 0
        while not stop.is_set():
            number += 1
            title = f"سد رقم {sender} {number} يفتح أبوابه"
            body = {"headlines": [{"title": title, "source": f"Outlet {sender}", "id": f"{sender}-{number}"}]}
            for _ in range(100):  # a client tries again until it is told that it is kept
                try:
                    answer = client.post("/v1/headlines", json=body)
                except httpx.TransportError:
                    continue
                if answer.status_code == 200:
                    accepted.extend(answer.json()["ids"])
                    break
                assert answer.status_code == 503

    with served(tmp_path, encoder_cache, "--workers", "2") as (client, process):
        wait(lambda: len(workers(process)) == 2, 30)
        senders = [threading.Thread(target=send, args=(client, number)) for number in range(4)]
        for one in senders:
            one.start()
        try:
            for _ in range(2):
                time.sleep(2)
                workers(process)[0].kill()
                wait(lambda: len(workers(process)) == 2, 60)
        finally:
            stop.set()
            for one in senders:
                one.join(60)
        until(lambda: ready(client))
        total = client.get("/v1/headlines", params={"limit": 1}).json()["total"]
    assert len(accepted) > 20
    assert len(set(accepted)) == len(accepted)
    with open_store(str(tmp_path / "news.db")) as store:
        kept = {one.headline.id for one in store.headlines.iterate(HeadlineFilter())}
        assert store.check() == []
    assert set(accepted) <= kept
    assert len(kept) == total <= len(accepted) + 4, "at most the last one of each sender was not told"
