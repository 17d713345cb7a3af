"""The HTTP service under load on loopback: classification by 1, 8 and 32 clients, cached or not; overload.

    python -m benchmarks.serve [--seconds 10] [--requests 20000] [--overload 60] [--workers 1] [--json]

The service is `topics serve` in a process of its own over a new store, the load comes from another one. The
raw encoder is measured before, on the same titles, in batches of 64. Uncached titles are all different;
memory is the serving process's, before and after so many cached requests.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

import httpx
import numpy as np
import psutil

from topics.access import create_key
from topics.client import Client
from topics.sample.load import sample_headlines
from topics.settings import load_settings
from topics.store.store import open_store
from topics.text import embedding_text
from topics.types import Scope

MIB = 1024**2
BATCH = 100  # headlines of a large request
PATIENCE = 120  # seconds until the service is ready
RATE = 100_000_000  # requests a minute: the key must not be what limits


@dataclass(frozen=True, slots=True)
class Load:
    """What was sent, and how it was answered. Times are milliseconds from request to answer."""

    what: str
    clients: int
    headlines: int  # of one request
    requests: int
    per_second: float  # headlines answered with 200
    p50: float
    p99: float
    codes: dict[str, int]
    without_retry_after: int  # of the answers with 503


@dataclass(frozen=True, slots=True)
class Sent:
    """One process of load: where to, how many clients, for how long, and what."""

    url: str
    key: str
    what: str
    clients: int
    headlines: int
    seconds: float
    most: int
    titles: tuple[str, ...]
    fresh: bool  # each title another one
    pace: float = 0.0  # requests a second of all clients together; 0 = as fast as they are answered


def words(titles: tuple[str, ...], chance: random.Random) -> str:
    """A title that nobody wrote yet: the words of two."""
    first, second = chance.sample(titles, 2)
    return f"{' '.join(first.split()[:6])} {' '.join(second.split()[-5:])} {chance.randrange(10**9)}"


def send(job: Sent) -> Load:
    """Send a load, in this process."""
    return asyncio.run(_send(job))


async def _send(job: Sent) -> Load:
    times: list[float] = []
    codes: Counter[str] = Counter()
    bare = 0
    end = time.perf_counter() + job.seconds
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=None)
    headers = {"Authorization": f"Bearer {job.key}"}

    async def client(http: httpx.AsyncClient, number: int) -> None:
        nonlocal bare
        chance = random.Random(f"{job.what} {number}")
        async for _ in _pace(job, number, end):
            if sum(codes.values()) >= job.most:
                return
            some = [words(job.titles, chance) if job.fresh else chance.choice(job.titles)
                    for _ in range(job.headlines)]  # fmt: skip
            began = time.perf_counter()
            try:
                answer = await http.post("/v1/classify", json={"headlines": [{"title": one} for one in some]})
            except httpx.TransportError as error:
                codes[type(error).__name__] += 1
                continue
            codes[str(answer.status_code)] += 1
            if answer.status_code == 200:
                times.append(time.perf_counter() - began)
            elif answer.status_code == 503:
                bare += "retry-after" not in answer.headers

    async with httpx.AsyncClient(
        base_url=job.url, headers=headers, limits=limits, timeout=60, trust_env=False
    ) as http:
        began = time.perf_counter()
        await asyncio.gather(*(client(http, number) for number in range(job.clients)))
        seconds = time.perf_counter() - began
    low, high = np.percentile(np.array(times or [0.0]) * 1000, [50, 99])
    return Load(
        job.what, job.clients, job.headlines, sum(codes.values()),
        round(len(times) * job.headlines / seconds, 1), round(float(low), 2), round(float(high), 2),
        dict(codes), bare,
    )  # fmt: skip


async def _pace(job: Sent, number: int, end: float) -> AsyncIterator[None]:
    """Turns of one client until the end; with a pace, each at its time however the last one went."""
    step = job.clients / job.pace if job.pace else 0.0
    due = time.perf_counter() + step * number / job.clients
    while time.perf_counter() < end:
        if step:
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            due += step
        yield


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


def measure(options: argparse.Namespace) -> dict[str, object]:
    """All loads, one after the other."""
    now = datetime.now(UTC)
    sample = sample_headlines(today=now.date(), timezone="Africa/Casablanca", now=now)
    titles = tuple(one.title for one in sample.headlines)
    with ProcessPoolExecutor(1) as load:
        raw = load.submit(raw_speed, titles, options.seconds).result()
    with (
        ProcessPoolExecutor(1) as load,
        tempfile.TemporaryDirectory() as folder,
        serving(Path(folder), options.workers) as (url, key, process),
    ):

        def run(what: str, clients: int, headlines: int = 1, **more: object) -> Load:
            told = {"seconds": options.seconds, "most": 10**9, "fresh": True, "titles": titles, **more}
            print(f"{what} {clients} x {headlines}", file=sys.stderr, flush=True)
            return load.submit(send, Sent(url, key, what, clients, headlines, **told)).result()

        loads = [run("uncached", clients) for clients in (1, 8, 32)]
        loads.append(run("batches", 4, BATCH))
        known = warm(url, key, titles)
        loads += [run("cached", clients, fresh=False, titles=known) for clients in (1, 8, 32)]
        before = memory(process)
        loads.append(
            run("cached, many", 8, fresh=False, titles=known, seconds=options.longest, most=options.requests)
        )
        after = memory(process)
        figures: dict[str, object] = {}
        if options.overload:
            pace = 10 * raw
            loads.append(run("overload", 256, seconds=options.overload, pace=pace))
            began = time.perf_counter()
            calm = run("after overload", 1, seconds=5)
            loads.append(calm)
            figures["recovered_seconds"] = round(time.perf_counter() - began, 2)
        share = next(one.per_second for one in loads if one.clients == 32) / raw
        return {
            "raw_per_second": round(raw, 1),
            "share_of_raw_with_32_clients": round(share, 3),
            "memory_mib_before": round(before, 1),
            "memory_mib_after": round(after, 1),
            "workers": options.workers,
            **figures,
            "loads": [asdict(one) for one in loads],
        }


def main() -> None:
    """Print what was measured."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seconds", type=float, default=10.0, help="of each load")
    parser.add_argument("--requests", type=int, default=20_000, help="over which memory is watched")
    parser.add_argument("--longest", type=float, default=120.0, help="seconds of these requests at most")
    parser.add_argument("--overload", type=float, default=0.0, help="seconds of ten times what can be done")
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
            f"{one['p50']:>9}{one['p99']:>9}  {one['codes']} {one['without_retry_after'] or ''}"
        )


if __name__ == "__main__":
    main()
