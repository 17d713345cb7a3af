"""A newsroom that `topics retrain` works for, while editors correct and a service classifies."""

from __future__ import annotations

import json
import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.end_to_end.retrainer import WAIT
from tests.fakes import HashingEncoder
from tests.jobs.newsroom import NOW, headline
from tests.jobs.retrained import NEW, TAXONOMY, TEXT, champion, corrections, title
from topics.job_record import latest
from topics.on_demand import classify_headlines, embed_headlines
from topics.registry.draft import Draft
from topics.registry.registry import Registry
from topics.service import TopicsService, open_service, registry_of
from topics.settings import Settings
from topics.types import Correction, JobState, RunReport

ROOT = Path(__file__).parents[2]
AT_FIRST = 90  # corrections
PAUSE = 0.06  # seconds from one call of the reader to the next: a thousand a minute
PATIENCE = 120  # seconds that a retraining may take on a machine with other work


@dataclass
class Ended:
    """How a retraining ended."""

    code: int  # negative = the signal that killed it
    out: str
    err: str

    @property
    def outcome(self) -> str:
        assert self.code == 0, self.err
        return str(json.loads(self.out)["outcome"])


@dataclass
class Desk:
    """A store, versions of a classifier, and a process that retrains. Use ``open_desk``."""

    folder: Path
    said_in: Path  # folder of what retrainings print
    service: TopicsService
    registry: Registry
    base: str  # the version that everything is learnt on top of
    retrainer: subprocess.Popen[str]
    said: list[Correction] = field(default_factory=list)  # as the log has to have it
    started: int = 0

    def correct(self, count: int) -> None:
        """Editors speak of so many headlines more."""
        begin = len(self.said)
        words = corrections(begin + count)[begin:]
        added = self.service.store.corrections.add(words)
        assert len(added) == count
        self.said += added

    def take_back(self) -> None:
        """Let the first version serve, so that the next retraining has everything to learn."""
        self.registry.promote(self.base, "desk", "taken back", now=NOW)

    def start(self, largest: int | None = None) -> int:
        """Start a retraining; its process number. ``largest``: bytes that a file may have."""
        self.started += 1
        return self.ask({"start": self.started} | ({} if largest is None else {"largest": largest}))

    def wait(self, process: int, number: int | None = None) -> Ended:
        """Until a retraining has ended, the last one or the one of that number."""
        code = self.ask({"wait": process})
        ended = Ended(code, *(self._said(f"{number or self.started}.{name}") for name in ("out", "err")))
        assert "Traceback" not in ended.err, ended.err
        return ended

    def retrain(self, largest: int | None = None) -> Ended:
        """One that nobody disturbs."""
        return self.wait(self.start(largest))

    def kill(self, process: int) -> Ended:
        """Kill a retraining, if it still runs."""
        os.kill(process, signal.SIGKILL)
        return self.wait(process)

    def jobs(self) -> list[tuple[RunReport, JobState]]:
        """Retrainings, the oldest first."""
        return latest(self.service.store, 10_000, now=datetime.now(UTC), job="retrain")[::-1]

    @contextmanager
    def waiting(self) -> Iterator[None]:
        """Meanwhile retrainings wait where they make vectors."""
        (self.said_in / WAIT).touch()
        try:
            yield
        finally:
            (self.said_in / WAIT).unlink()

    def check(self) -> None:
        """What must hold at any moment at which no retraining is at work."""
        version, _ = self.registry.load_champion()
        assert version.name == self.registry.aliases().champion
        assert self.registry.verify("champion") == []
        assert all(self.registry.verify(one.name) == [] for one in self.registry.versions())
        assert self.service.store.corrections.log(limit=10_000)[::-1] == self.said
        assert self.service.store.check() == []

    def leftovers(self) -> set[str]:
        """What lies where a retraining writes, beside versions, names, reports and the guard of locks."""
        models = self.registry.folder
        versions = {one.name for one in self.registry.versions()}
        found = {str(path.relative_to(models)) for path in models.iterdir()}
        found -= versions | {"aliases.json", ".guard.lock", "reports"}
        found |= {path.name for path in (models / "reports").glob(".*")}
        return found | {path.name for path in (self.folder / "tmp").iterdir()}

    def _said(self, name: str) -> str:
        path = self.said_in / name
        return path.read_text("utf-8") if path.exists() else ""  # it was killed before it could open it

    def ask(self, question: object) -> int:
        """What the process that retrains answers."""
        assert self.retrainer.stdin is not None and self.retrainer.stdout is not None
        self.retrainer.stdin.write(json.dumps(question) + "\n")
        self.retrainer.stdin.flush()
        return int(self.retrainer.stdout.readline())


@contextmanager
def open_desk(folder: Path, said_in: Path) -> Iterator[Desk]:
    """Store, versions, cached vectors and the system's temporary files in one folder."""
    (folder / "own.toml").write_text(TAXONOMY, encoding="utf-8")
    (folder / "tmp").mkdir()
    places = {
        "db": str(folder / "news.db"), "models": folder / "models",
        "taxonomy": folder / "own.toml", "cache_dir": folder / "cache",
    }  # fmt: skip
    settings = Settings(**places)
    with open_service(settings) as service, _retrainer(settings, said_in, folder / "tmp") as retrainer:
        service.encoder = HashingEncoder()
        registry = registry_of(service.settings, topics=service.taxonomy.ids, encoder_id="hashing-1")

        def build(part: Path) -> Draft:
            champion(part, service.taxonomy)
            return Draft(taxonomy_hash=service.taxonomy.digest, data_hash="none")

        base = registry.store(build, now=NOW).name
        registry.promote(base, "desk", now=NOW)
        said = service.store.corrections.add(corrections(AT_FIRST))
        desk = Desk(folder, said_in, service, registry, base, retrainer, said)
        assert desk.ask("try") == 0, (said_in / "0.err").read_text("utf-8")
        yield desk


@contextmanager
def _retrainer(settings: Settings, said_in: Path, temporary: Path) -> Iterator[subprocess.Popen[str]]:
    own = {
        **os.environ, "OMP_NUM_THREADS": "1", "TMPDIR": str(temporary), "TOPICS_DB": settings.db,
        "TOPICS_MODELS": str(settings.models), "TOPICS_TAXONOMY": str(settings.taxonomy),
        "TOPICS_CACHE_DIR": str(settings.cache_dir),
    }  # fmt: skip
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.end_to_end.retrainer", str(said_in)],
        cwd=ROOT, env=own, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    try:
        yield process
    finally:
        process.communicate(timeout=PATIENCE)


class Reader:
    """Classifies headlines one by one without end, as a service does, and remembers what went wrong."""

    def __init__(self, desk: Desk) -> None:
        self.service = desk.service
        self.known = {desk.base}
        self.calls = 0
        self.slowest = 0.0  # seconds of one call
        self.seconds = 0.0
        self.answers: defaultdict[str, set[str]] = defaultdict(set)  # of the one headline, by model
        self.wrong: list[str] = []
        self._stop = threading.Event()
        self._headline = headline(title("economy", 7, NEW["economy"] + TEXT["sport"].split()), language="en")

    @contextmanager
    def serving(self) -> Iterator[Reader]:
        """It reads as long as the block lasts."""
        thread, words = threading.Thread(target=self._read), _Words(self.wrong)
        loggers = [logging.getLogger(name) for name in ("topics.following", "topics.service")]
        for one in loggers:
            one.addHandler(words)
        began = time.monotonic()
        thread.start()
        try:
            yield self
        finally:
            self._stop.set()
            thread.join()
            self.seconds = time.monotonic() - began
            for one in loggers:
                one.removeHandler(words)

    def _read(self) -> None:
        due, last = time.monotonic(), False
        while not last:
            last = self._stop.is_set()  # one call is made after all that the test did
            began = time.monotonic()
            try:
                self._call()
            except Exception as error:  # noqa: BLE001 - whatever it is, it is what tests look for
                self.wrong.append(repr(error))
            self.calls += 1
            self.slowest = max(self.slowest, time.monotonic() - began)
            due += PAUSE
            self._stop.wait(max(0.0, due - time.monotonic()))

    def _call(self) -> None:
        classifier = self.service.classifier
        vectors = embed_headlines([self._headline], self.service.encoder)
        said = classify_headlines([self._headline], vectors, classifier)
        self.answers[classifier.model_id].add(said.probabilities.tobytes().hex())

    @property
    def rate(self) -> float:
        """Calls a minute."""
        return 60 * self.calls / self.seconds


class _Words(logging.Handler):
    """A champion that can't be used is logged, and the former one goes on: here that is wrong too."""

    def __init__(self, wrong: list[str]) -> None:
        super().__init__(logging.WARNING)
        self.wrong = wrong

    def emit(self, record: logging.LogRecord) -> None:
        self.wrong.append(record.getMessage())


def old(folder: Path) -> None:
    """What was being written when its writer was killed is older than anybody writes."""
    for part in folder.rglob(".*.part"):
        then = (datetime.now(UTC) - timedelta(hours=2)).timestamp()
        os.utime(part, (then, then))
