"""Another champion comes while clients ask: no request is dropped, and every answer is of one of the two."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.api.running import PATIENCE, Running, serving
from tests.jobs.champions import ENCODER, promoted
from tests.jobs.newsroom import NOW, headlines
from topics import service as service_module
from topics.on_demand import classify_headlines
from topics.rows import prediction_row
from topics.service import Classifier, registry_of

ITEMS = headlines(0, 40)
ONE, MANY = ITEMS[:1], ITEMS  # more than are filed together, so that a swap falls between its parts
Rows = list[dict[str, Any]]


@pytest.fixture
def running(told: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Running]:
    monkeypatch.setenv("TOPICS_MODELS", str(tmp_path / "models"))
    with serving(told, tmp_path, together=8, patience=1000) as found:
        yield found


def expected(running: Running) -> tuple[str, Rows]:
    """The champion's model, and what it says of every headline."""
    classifier = running.service.classifier
    found = classify_headlines(ITEMS, ENCODER.encode([one.title for one in ITEMS]), classifier)
    rows = [
        prediction_row(found, row, title=one.title, language=one.language, top=3)
        for row, one in enumerate(ITEMS)
    ]
    return classifier.model_id, rows


@dataclass
class Clients:
    """Several programs that ask one after the other until they are told to stop."""

    running: Running
    answers: dict[str, Rows]  # what each model says
    models: list[str] = field(default_factory=list)  # that answered, in the order of the answers
    wrong: list[object] = field(default_factory=list)
    stop: threading.Event = field(default_factory=threading.Event)

    def ask(self, number: int) -> None:
        """One program: by turns a headline and a batch, whose size tells which program asks."""
        with self.running.bare(Authorization=f"Bearer {self.running.key}") as client:
            while not self.stop.is_set():
                for items in (ONE, MANY[: len(MANY) - number]):
                    self._ask(client, len(items))

    def _ask(self, client: httpx.Client, size: int) -> None:
        sent = [{"title": one.title, "language": one.language, "source": one.source} for one in ITEMS[:size]]
        try:
            answer = client.post("/v1/classify", json={"headlines": sent})
            said = answer.json()
            if answer.status_code != 200 or said["results"] != self.answers[said["model"]][:size]:
                self.wrong.append((answer.status_code, answer.text[:300]))
            self.models.append(said["model"])
        except Exception as error:  # noqa: BLE001 - whatever it is, it is what this test looks for
            self.wrong.append(repr(error))
            self.stop.set()

    def meet(self, model: str) -> None:
        """Wait until they are answered by a model from now on."""
        start, end = len(self.models), time.monotonic() + PATIENCE
        while model not in self.models[start:] and not self.wrong:
            assert time.monotonic() < end, f"{model} never answered"
            time.sleep(0.01)


def test_another_champion_drops_no_request(running: Running) -> None:
    registry, names, answers = registry_of(running.service.settings), [], {}
    for number in (1, 2):
        names.append(promoted(running.service, number))
        model, rows = expected(running)
        answers[model] = rows
    first, second = answers
    assert answers[first] != answers[second]
    clients = Clients(running, answers)
    threads = [threading.Thread(target=clients.ask, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    clients.meet(second)
    for _ in range(8):
        registry.rollback("desk", now=NOW)
        clients.meet(first)
        registry.promote(names[1], "desk", now=NOW)
        clients.meet(second)
    clients.stop.set()
    for thread in threads:
        thread.join(PATIENCE)
    assert clients.wrong == []
    assert set(clients.models) == {first, second}


def test_what_nobody_foresaw_does_not_end_the_looks_for_a_model(
    told: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    load, tries = service_module.load_classifier, []

    def fails_once(*arguments: Any) -> Classifier:
        tries.append(arguments)
        if len(tries) == 1:
            raise MemoryError("for now")
        return load(*arguments)

    monkeypatch.setattr(service_module, "load_classifier", fails_once)
    with serving(told, tmp_path) as running:  # which waits until it is ready
        assert running.client.get("/readyz").json()["checks"]["champion"] == "ok"
    assert len(tries) == 2
    (record,) = [one for one in caplog.records if one.getMessage() == "the model could not be loaded"]
    assert record.exc_info is not None
    assert record.exc_info[0] is MemoryError
