"""The HTTP service under load on loopback: classification by 1, 8 and 32 clients, cached or not; overload.

    python -m benchmarks.serve [--seconds 10] [--requests 20000] [--overload 60] [--workers 1] [--json]

The service is `topics serve` in a process of its own over a new store; the load comes from wrk, which needs
few of the cores that both share (Debian: `apt-get install wrk`). The raw encoder is measured before, on such
titles, in batches of 64. Uncached titles are all different; memory is the serving process's, before and after
so many cached requests. Overload comes from ten times the clients that may be served at once, each of which
asks again as soon as it is answered.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

import httpx
import psutil

from topics.access import create_key
from topics.client import Client
from topics.sample.load import sample_headlines
from topics.serving import Serving
from topics.settings import load_settings
from topics.store.store import open_store
from topics.text import embedding_text
from topics.types import Scope

MIB = 1024**2
SCRIPT = Path(__file__).with_suffix(".lua")
CLIENTS = (1, 8, 32)
TOO_MANY = 10 * Serving().most_at_once
BATCH = 100  # headlines of a large request
PATIENCE = 120  # seconds until the service is ready
RATE = 100_000_000  # requests a minute: the key must not be what limits


@dataclass(frozen=True, slots=True)
class Load:
    """What was sent, and how it was answered. Times are milliseconds from request to answer."""

    what: str
    clients: int
    headlines: int  # of one request
    seconds: float
    per_second: float  # headlines answered with 200
    p50: float
    p99: float
    ok: int  # answers with 200
    busy: int  # with 503
    without_retry_after: int  # of these
    other: int  # other answers, and none


class Wrk:
    """Sends loads to one service."""

    def __init__(self, url: str, key: str) -> None:
        found = shutil.which("wrk")
        if found is None:
            raise SystemExit("expected wrk on PATH, found none; install the package `wrk`.")
        self.program, self.url, self.key = found, url, key

    def send(
        self, what: str, clients: int, seconds: float, titles: Sequence[str], *, size: int = 1, fresh: bool
    ) -> Load:
        """One load: ``fresh`` = each title another one, made of these."""
        print(f"{what} {clients} x {size}", file=sys.stderr, flush=True)
        with tempfile.NamedTemporaryFile("w", encoding="utf-8", suffix=".txt") as file:
            file.writelines(json.dumps(one, ensure_ascii=False)[1:-1] + "\n" for one in titles)
            file.flush()
            told = {"TITLES": file.name, "KEY": self.key, "SIZE": str(size), "FRESH": str(int(fresh))}
            command = [self.program, "-t1", f"-c{clients}", f"-d{round(seconds)}s", "--timeout", "60s"]
            done = subprocess.run(
                [*command, "-s", str(SCRIPT), f"{self.url}/v1/classify"],
                env=os.environ | {f"BENCH_{name}": value for name, value in told.items()},
                capture_output=True, text=True, check=True,
            )  # fmt: skip
        found = json.loads(done.stdout.splitlines()[-1])
        return Load(what, clients, size, per_second=round(found["ok"] * size / found["seconds"], 1), **found)


def words(titles: Sequence[str], chance: random.Random) -> str:
    """A title that nobody wrote yet: the words of two."""
    first, second = chance.sample(titles, 2)
    return f"{' '.join(first.split()[:6])} {' '.join(second.split()[-5:])} {chance.randrange(10**9)}"


@contextmanager
def serving(folder: Path, workers: int) -> Iterator[tuple[str, str, subprocess.Popen[str]]]:
    """`topics serve` over a new store: its address, a key, and its process."""
    store = str(folder / "bench.db")
    with open_store(store) as opened:
        key, _ = create_key(opened, "bench", [Scope.READ], who="bench", now=datetime.now(UTC), rate=RATE)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "topics.cli.main", "serve", "--db", store, "--port", str(port)]
    process = subprocess.Popen(
        [*command, "--workers", str(workers), "--json"], stdout=subprocess.DEVNULL, text=True, env=os.environ
    )
    url = f"http://127.0.0.1:{port}"
    try:
        _wait(url)
        yield url, key, process
    finally:
        process.terminate()
        process.wait(60)


def _wait(url: str) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        try:
            if httpx.get(f"{url}/readyz", trust_env=False).status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.2)
    raise SystemExit("the service was not ready in time")


def memory(process: subprocess.Popen[str]) -> float:
    """MiB of a process and its children."""
    own = psutil.Process(process.pid)
    return sum(one.memory_info().rss for one in (own, *own.children(recursive=True))) / MIB


def warm(url: str, key: str, titles: tuple[str, ...]) -> tuple[str, ...]:
    """Have titles encoded, and say which: what is asked again is remembered."""
    known = titles[:200]
    with Client(url, key, timeout=300, tries=100) as client:
        for start in range(0, len(known), 20):
            client.classify(known[start : start + 20])
    return known


def raw_speed(titles: tuple[str, ...], seconds: float) -> float:
    """Headlines a second of the encoder alone, in batches of 64, of texts that it has not seen."""
    from topics.service import load_encoder

    encoder, chance = load_encoder(load_settings()), random.Random(0)
    texts = [embedding_text(words(titles, chance)) for _ in range(6400)]
    encoder.encode(texts[:64])
    done, began = 64, time.perf_counter()
    while time.perf_counter() - began < seconds and done < len(texts):
        encoder.encode(texts[done : done + 64])
        done += 64
    return (done - 64) / (time.perf_counter() - began)


def seconds_to_recover(url: str, key: str, titles: Sequence[str], usual: float) -> float:
    """Until a new headline is answered within twice the usual milliseconds, three times one after another."""
    chance, began, quick = random.Random(1), time.perf_counter(), 0
    with Client(url, key, timeout=60, tries=100) as client:
        while quick < 3:
            asked = time.perf_counter()
            client.classify([words(titles, chance)])
            quick = quick + 1 if time.perf_counter() - asked < 2 * usual / 1000 else 0
    return time.perf_counter() - began


def measure(options: argparse.Namespace) -> dict[str, object]:
    """All loads, one after the other."""
    now = datetime.now(UTC)
    sample = sample_headlines(today=now.date(), timezone="Africa/Casablanca", now=now)
    titles = tuple(one.title for one in sample.headlines)
    with ProcessPoolExecutor(1) as apart:  # an encoder of its own must not stay in memory
        raw = apart.submit(raw_speed, titles, options.seconds).result()
    with (
        tempfile.TemporaryDirectory() as folder,
        serving(Path(folder), options.workers) as (url, key, process),
    ):
        wrk = Wrk(url, key)
        wrk.send("warming up", 1, 3, titles, fresh=True)  # the first of each length is slower
        loads = [wrk.send("uncached", some, options.seconds, titles, fresh=True) for some in CLIENTS]
        usual, share = loads[0].p50, loads[-1].per_second / raw
        loads += [
            wrk.send("batches", some, options.seconds, titles, size=BATCH, fresh=True) for some in (1, 4)
        ]
        known = warm(url, key, titles)
        loads += [wrk.send("cached", some, options.seconds, known, fresh=False) for some in CLIENTS]
        long = min(options.longest, options.requests / loads[-1].per_second)
        before = memory(process)
        loads.append(wrk.send("cached, long", 8, long, known, fresh=False))
        figures = {
            "raw_per_second": round(raw, 1),
            "share_of_raw_with_32_clients": round(share, 3),
            "memory_mib_before": round(before, 1),
            "memory_mib_after": round(memory(process), 1),
            "workers": options.workers,
        }
        if options.overload:
            loads.append(wrk.send("overload", TOO_MANY, options.overload, titles, fresh=True))
            figures["recovered_seconds"] = round(seconds_to_recover(url, key, titles, usual), 2)
        return {**figures, "loads": [asdict(one) for one in loads]}


def main() -> None:
    """Print what was measured."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seconds", type=float, default=10.0, help="of each load")
    parser.add_argument("--requests", type=int, default=20_000, help="over which memory is watched")
    parser.add_argument("--longest", type=float, default=120.0, help="seconds of these requests at most")
    parser.add_argument("--overload", type=float, default=0.0, help="seconds of ten times too much")
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    found = measure(options)
    if options.json:
        print(json.dumps(found))
        return
    for name, value in found.items():
        if name != "loads":
            print(f"{name:<32} {value}")
    print(f"{'load':<16}{'clients':>8}{'size':>6}{'per s':>9}{'p50 ms':>9}{'p99 ms':>9}  answers")
    for one in found["loads"]:  # type: ignore[attr-defined]
        print(
            f"{one['what']:<16}{one['clients']:>8}{one['headlines']:>6}{one['per_second']:>9}"
            f"{one['p50']:>9}{one['p99']:>9}  {one['ok']} x 200, {one['busy']} x 503 "
            f"({one['without_retry_after']} without Retry-After), {one['other']} else"
        )


if __name__ == "__main__":
    main()
