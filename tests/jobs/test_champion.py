"""A service follows the champion without a restart, and what is stored is filed again by the next job."""

from __future__ import annotations

import hashlib
import logging
import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from tests.fakes import HashingEncoder
from tests.jobs.champions import ENCODER, model_of, promoted
from tests.jobs.newsroom import NOW, batch, open_newsroom, records, stage
from topics import jobs
from topics.classify.topic_model import write_topic_model
from topics.errors import ModelError
from topics.registry.draft import Draft
from topics.registry.registry import Registry
from topics.service import TopicsService, choose_model, registry_of
from topics.training.labelled import authored_labelled


def said(service: TopicsService) -> str:
    """A hash of everything that the service answers on headlines that we wrote, to the last bit."""
    titles = [row.title for row in authored_labelled().rows[::40]]
    found = service.classifier.predict(titles, titles, ENCODER.encode(titles), ["ar"] * len(titles))
    return hashlib.sha256(found.probabilities.tobytes() + found.abstained.tobytes()).hexdigest()


@pytest.fixture
def served(tmp_path: Path) -> Iterator[TopicsService]:
    with open_newsroom(tmp_path, HashingEncoder(), models=tmp_path / "models") as service:
        yield service


def registry(service: TopicsService) -> Registry:
    return registry_of(service.settings)


def test_a_promotion_is_followed_and_a_rollback_gives_the_exact_former_answers(served: TopicsService) -> None:
    phrases = said(served)
    first = promoted(served, 1)
    assert first[-12:] in served.classifier.model_id
    former, before = served.classifier, said(served)
    second = promoted(served, 2)
    assert second[-12:] in served.classifier.model_id
    assert len({phrases, before, said(served)}) == 3
    assert first[-12:] in former.model_id, "who holds the old one keeps it"
    registry(served).rollback("desk", now=NOW)
    assert said(served) == before


def test_a_new_candidate_changes_nothing(served: TopicsService) -> None:
    promoted(served, 1)
    classifier = served.classifier
    registry(served).store(lambda folder: _built(served, folder), now=NOW)
    assert served.classifier is classifier


def _built(service: TopicsService, folder: Path) -> Draft:
    write_topic_model(model_of(service.taxonomy.ids, 7), folder)
    return Draft("t", "d")


def test_stored_headlines_are_filed_again_by_the_next_run(served: TopicsService) -> None:
    promoted(served, 1)
    jobs.run(served, now=NOW, batches=[batch(0, 50)])
    assert stage(jobs.run(served, now=NOW), "classify").done == 0
    second = promoted(served, 2)
    report = jobs.run(served, now=NOW)
    assert stage(report, "classify").done == 50
    assert second[-12:] in stage(report, "classify").figures["model"]
    assert {one.model_id for one in records(served)} == {served.classifier.model_id}


def test_a_champion_that_is_damaged_leaves_the_former_one_at_work(
    served: TopicsService, caplog: pytest.LogCaptureFixture
) -> None:
    promoted(served, 1)
    before, former = said(served), served.classifier
    second = registry(served).find(promoted(served, 2))
    (second.folder / "topics.json").write_text("{}")
    with caplog.at_level(logging.ERROR):
        assert [said(served) for _ in range(3)] == [before] * 3
    assert served.classifier is former
    assert len(caplog.records) == 1
    assert second.name in caplog.text
    with (
        open_newsroom(Path(served.settings.db).parent, models=served.settings.models) as another,
        pytest.raises(ModelError, match=rf"{second.name}.*restore it, or promote another"),
    ):
        _ = another.classifier  # nobody answers with another model than the one that was promoted


def test_a_model_that_the_settings_name_wins(served: TopicsService, tmp_path: Path) -> None:
    promoted(served, 1)
    mine = write_topic_model(model_of(served.taxonomy.ids, 5), tmp_path / "mine")
    with open_newsroom(tmp_path, models=served.settings.models, model=tmp_path / "mine") as service:
        assert mine.digest in service.classifier.model_id
        promoted(served, 2)
        assert mine.digest in service.classifier.model_id
        assert choose_model(service.settings, service.taxonomy, service.encoder).version is None


def test_a_champion_that_does_not_fit_is_told_and_another_model_answers(
    served: TopicsService, caplog: pytest.LogCaptureFixture
) -> None:
    name = promoted(served, 1)
    other = HashingEncoder("hashing-2")
    with caplog.at_level(logging.WARNING):
        chosen = choose_model(served.settings, served.taxonomy, other)
    assert chosen.model is None
    assert chosen.reason.startswith(
        f"the champion {name} does not fit: expected a model for the encoder hashing-2"
    )
    assert name in caplog.text


def test_threads_classify_through_promotions_and_every_answer_is_of_one_champion(
    served: TopicsService,
) -> None:
    names = [promoted(served, number) for number in (1, 2)]
    titles = [row.title for row in authored_labelled().rows[:3]]
    vectors = ENCODER.encode(titles)
    expected = {}
    for name in names:
        registry(served).promote(name, "desk", now=NOW)
        expected[served.classifier.model_id] = served.classifier.predict(
            titles, titles, vectors
        ).probabilities
    stop, wrong, calls = threading.Event(), [], []

    def classify() -> None:
        while not stop.is_set():
            try:
                found = served.classifier.predict(titles, titles, vectors)
                if not np.array_equal(found.probabilities, expected[found.model_id]):
                    wrong.append(found.model_id)
            except Exception as error:  # noqa: BLE001 - whatever it is, it is what this test looks for
                wrong.append(repr(error))
            calls.append(1)

    threads = [threading.Thread(target=classify) for _ in range(3)]
    for thread in threads:
        thread.start()
    for turn in range(10):
        registry(served).promote(names[turn % 2], "desk", now=NOW)
    stop.set()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert len(calls) >= 10
