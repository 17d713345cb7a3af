"""Writers that are killed at any moment leave a champion that loads, while readers classify throughout.

TOPICS_REGISTRY_KILLS says how often to kill (default 4; each takes about half a second on an idle machine).
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from tests.registry.versions import NOW, answers, answers_by, open_registry, stored
from topics.classify.trained import TrainedClassifier
from topics.following import Following
from topics.registry.aliases import FILE
from topics.registry.registry import Registry
from topics.registry.version import NAME

KILLS = int(os.environ.get("TOPICS_REGISTRY_KILLS", "4"))
ROUNDS = 4  # that are watched to learn how long one takes
PATIENCE = 120  # seconds
LONGEST = 3.0  # seconds that a writer lives
ROOT = Path(__file__).parents[2]


class Reader:
    """Classifies without end, as a service does, and remembers what went wrong."""

    def __init__(self, registry: Registry, known: set[str]) -> None:
        self.registry = registry
        self.known = known  # answers that some version gives
        self.classifier = Following(registry.folder / FILE, self._load)
        self.calls = 0
        self.seen: set[str] = set()
        self.wrong: list[str] = []
        self.stop = threading.Event()

    def _load(self, former: TrainedClassifier | None) -> TrainedClassifier:
        return TrainedClassifier(self.registry.load_champion()[1])

    def __call__(self) -> None:
        while not self.stop.is_set():
            try:
                classifier = self.classifier.current()
                said = answers_by(classifier)
                self.seen.add(said)
                if said not in self.known:
                    self.wrong.append(f"unknown answers of {classifier.model.digest}")
            except Exception as error:  # noqa: BLE001 - whatever it is, it is what this test looks for
                self.wrong.append(repr(error))
            self.calls += 1
            time.sleep(0.01)


@pytest.fixture
def writer(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.registry.writer", str(tmp_path), str(tmp_path / "made")],
        cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    yield process
    process.communicate()


def killed(writer: subprocess.Popen[str], wait: Callable[[], object]) -> None:
    """Let a writer work until ``wait`` comes back."""
    assert writer.stdin is not None and writer.stdout is not None
    writer.stdin.write("go\n")
    writer.stdin.flush()
    number = int(writer.stdout.readline())
    try:
        wait()
    finally:
        os.kill(number, signal.SIGKILL)
    assert int(writer.stdout.readline()) == signal.SIGKILL


def one_round(registry: Registry, writer: subprocess.Popen[str]) -> float:
    """The seconds in which a writer promotes once."""
    began = time.monotonic()

    def wait() -> None:
        while len(registry.aliases().history) < ROUNDS:
            assert time.monotonic() < began + PATIENCE, "the writer does nothing"
            time.sleep(0.01)

    killed(writer, wait)
    return (time.monotonic() - began) / ROUNDS


@pytest.mark.timeout(900)  # a machine with other work needs minutes, an idle one seconds
def test_a_killed_writer_leaves_a_champion_that_loads(tmp_path: Path, writer: subprocess.Popen[str]) -> None:
    registry = open_registry(tmp_path)
    known = {answers(registry.load_champion()[1])}
    for number in range(3):
        known.add(answers(registry.load(stored(registry, number))))
    reader = Reader(registry, known)
    thread = threading.Thread(target=reader)
    thread.start()
    rng, began = random.Random(0), time.monotonic()
    changes, left = 0, 0
    try:
        longest = min(1.5 * one_round(registry, writer), LONGEST)
        for _ in range(KILLS):
            before = registry.aliases()
            killed(writer, partial(time.sleep, rng.uniform(0.0, longest)))
            champion, _ = registry.load_champion()
            assert registry.verify("champion") == []
            aliases = registry.aliases()
            assert aliases.champion == champion.name
            assert champion.name == (aliases.history[-1].version if aliases.history else "shipped")
            changes += aliases.history != before.history
            left += any(not NAME.fullmatch(one.name) for one in registry.folder.iterdir() if one.is_dir())
    finally:
        reader.stop.set()
        thread.join()
    assert reader.wrong == []
    assert all(registry.verify(version.name) == [] for version in registry.versions())
    assert reader.calls >= KILLS
    assert changes and len(reader.seen) > 1, "the champion changed under the reader's eyes"
    rate = 60 * reader.calls / (time.monotonic() - began)
    print(f"{KILLS} kills: {changes} after promotions, {left} left a folder; {rate:.0f} calls a minute")  # noqa: T201
    _afterwards_all_is_as_if_nobody_had_died(registry)


def _afterwards_all_is_as_if_nobody_had_died(registry: Registry) -> None:
    version = stored(registry, 2, now=NOW)
    registry.promote(version.name, "desk", now=NOW)
    registry.prune(0)
    kept = registry.aliases().kept - {"shipped"}
    rest = {one.name for one in registry.folder.iterdir() if not one.name.endswith(".part")}
    assert rest == kept | {FILE, ".guard.lock"}
