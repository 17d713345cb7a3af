"""A topic model's folder gives back the model that was written, or is refused."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.classify.models import DIMENSION, TITLES, small_model, unit_rows, without_references
from topics.classify.hashed_words import WIDTH
from topics.classify.space import Space
from topics.classify.topic_model import KIND, TopicModel, is_topic_model, read_topic_model, write_topic_model
from topics.classify.trained import TrainedClassifier
from topics.errors import ModelError
from topics.sealed import write_sealed

FIXTURES = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_topic_model(small_model(), tmp_path / "model")
    return tmp_path / "model"


def answers(model: TopicModel) -> np.ndarray:
    """Shape: (5, 3) float32."""
    return TrainedClassifier(model).predict(TITLES, TITLES, unit_rows(len(TITLES), seed=5)).probabilities


# --- written and read ---------------------------------------------------------------------------------


def test_what_is_written_is_read(tmp_path: Path) -> None:
    model = small_model()
    written = write_topic_model(model, tmp_path / "model")
    for found in (written, read_topic_model(tmp_path / "model")):
        for name in ("topics", "encoder_id", "sharpness", "abstain_below", "sets", "about"):
            assert getattr(found, name) == getattr(model, name), name
        for name in ("from_references", "from_words", "bias"):
            assert np.array_equal(getattr(found, name), getattr(model, name)), name
        assert found.rarity == pytest.approx(model.rarity, rel=1e-3)  # kept in two bytes
        for name in ("origin", "axes"):
            assert getattr(found.space, name) == pytest.approx(getattr(model.space, name), abs=1e-7)
        for name in ("marks", "steps"):
            kept, given = (getattr(one.references.points, name) for one in (found, model))
            assert kept.dtype == given.dtype and np.array_equal(kept, given), name
        for name in ("topics", "hashes", "sets"):
            kept, given = getattr(found.references, name), getattr(model.references, name)
            assert kept.dtype == given.dtype and np.array_equal(kept, given), name
        assert len(found.digest) == 12 and not model.digest


def test_it_answers_as_before(folder: Path) -> None:
    assert answers(read_topic_model(folder)) == pytest.approx(answers(small_model()), abs=2e-3)


def test_what_was_read_is_written_as_it_was(folder: Path, tmp_path: Path) -> None:
    first = read_topic_model(folder)
    again = write_topic_model(first, tmp_path / "again")
    assert again.digest == first.digest
    assert np.array_equal(answers(again), answers(first))
    assert (tmp_path / "again" / KIND.card).read_bytes() == (folder / KIND.card).read_bytes()


def test_a_folder_says_whether_it_holds_one(folder: Path, tmp_path: Path) -> None:
    assert is_topic_model(folder) and not is_topic_model(tmp_path)


@pytest.mark.parametrize(
    "change",
    [
        {"sharpness": {"": 2.0, "ar": 3.0, "ary": 1.5}},
        {"sharpness": {"": 2.0}},
        {"abstain_below": 0.52},
        {"topics": ("sport", "climate", "not_news")},
        {"topics": ("weather", "sport", "not_news")},
        {"encoder_id": "another"},
        {"sets": ("authored", "another")},
        {"bias": np.array([0.1, 0.1, -0.1], np.float32)},
    ],
    ids=lambda change: next(iter(change)),
)
def test_whatever_answers_depend_on_changes_the_digest(
    tmp_path: Path, change: dict[str, object], folder: Path
) -> None:
    other = write_topic_model(small_model(**change), tmp_path / "other")
    assert other.digest != read_topic_model(folder).digest


def test_what_is_told_to_people_does_not(folder: Path, tmp_path: Path) -> None:
    told = write_topic_model(small_model(about={"made": "for the desk"}), tmp_path / "other")
    assert told.digest == read_topic_model(folder).digest
    assert told.about == {"made": "for the desk"}


def test_a_model_without_references_is_one(tmp_path: Path) -> None:
    assert not len(write_topic_model(without_references(small_model()), tmp_path).references.topics)


@pytest.mark.parametrize("write", [1, 2], ids=["before the arrays", "between arrays and card"])
def test_a_writer_that_is_killed_leaves_the_old_one(folder: Path, write: int) -> None:
    before = read_topic_model(folder)
    code = f"""
import os, signal, sys
from pathlib import Path
from tests.classify.models import small_model
from topics import sealed
from topics.classify.topic_model import write_topic_model
real, calls = sealed.replace_file, 0
def killed(path, content):
    global calls
    calls += 1
    if calls == {write}:
        os.kill(os.getpid(), signal.SIGKILL)
    real(path, content)
sealed.replace_file = killed
write_topic_model(small_model(abstain_below=0.7), Path(sys.argv[1]))
"""
    root = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", code, str(folder)], cwd=root, env=os.environ, check=False)
    assert done.returncode == -signal.SIGKILL
    after = read_topic_model(folder)
    assert (after.digest, after.abstain_below) == (before.digest, 0.5)
    assert np.array_equal(answers(after), answers(before))
    write_topic_model(small_model(abstain_below=0.7), folder)
    assert read_topic_model(folder).abstain_below == 0.7
    assert len(list(folder.iterdir())) == 2, "what a dead writer left is cleared away"


# --- refused ------------------------------------------------------------------------------------------


@FIXTURES
@given(data=st.data())
def test_every_changed_bit_is_refused(folder: Path, data: st.DataObject) -> None:
    path = data.draw(st.sampled_from(sorted(folder.iterdir())))
    raw = path.read_bytes()
    changed = bytearray(raw)
    changed[data.draw(st.integers(0, len(raw) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    if path.name == KIND.card and _says_the_same(raw, bytes(changed)):
        return  # white space
    path.write_bytes(bytes(changed))
    try:
        with pytest.raises(ModelError, match=path.name):
            read_topic_model(folder)
    finally:
        path.write_bytes(raw)


def _says_the_same(one: bytes, other: bytes) -> bool:
    try:
        return bool(json.loads(one) == json.loads(other))
    except ValueError:
        return False


def test_a_missing_file_is_named(folder: Path) -> None:
    (weights,) = folder.glob("topics-*.safetensors")
    weights.unlink()
    with pytest.raises(ModelError, match=rf"{weights.name}: .*train the topics again"):
        read_topic_model(folder)
    with pytest.raises(ModelError, match="expected a file of a topic model"):
        read_topic_model(folder / "nowhere")


MISFITS: dict[str, Callable[[TopicModel], TopicModel]] = {
    "space.origin": lambda m: replace(m, space=Space(m.space.origin[:, None], m.space.axes)),
    "space.axes": lambda m: replace(m, space=Space(m.space.origin, m.space.axes[:, 1:])),
    "from_references": lambda m: replace(m, from_references=m.from_references[1:]),
    "references of length": lambda m: replace(
        m, references=replace(m.references, points=replace(m.references.points, steps=np.ones(DIMENSION)))
    ),
    "references.steps": lambda m: replace(
        m, references=replace(m.references, points=replace(m.references.points, steps=np.ones(3)))
    ),
    "gamma": lambda m: replace(m, gamma=-1.0),
    "gamma nan": lambda m: replace(m, gamma=float("nan")),
    "from_words": lambda m: replace(m, from_words=m.from_words[: WIDTH // 2]),
    "rarity": lambda m: replace(m, rarity=m.rarity[:-1]),
    "bias": lambda m: replace(m, bias=m.bias[:2]),
    "from_references (": lambda m: replace(m, topics=(*m.topics, "culture")),
    "half bytes of uint8": lambda m: replace(
        m,
        references=replace(
            m.references, points=replace(m.references.points, marks=np.zeros((5, DIMENSION + 1), np.int8))
        ),
    ),
    "references.topics": lambda m: replace(
        m, references=replace(m.references, topics=m.references.topics[:, None])
    ),
    "references.hashes": lambda m: replace(
        m, references=replace(m.references, hashes=m.references.hashes[1:])
    ),
    "references.sets": lambda m: replace(m, references=replace(m.references, sets=m.references.sets[1:])),
    "references of other topics": lambda m: replace(
        m, references=replace(m.references, topics=m.references.topics + np.uint8(2))
    ),
    "references of other sets": lambda m: replace(m, sets=("authored",)),
    "too few topics": lambda m: replace(
        m, topics=m.topics[:1], from_references=m.from_references[:, :1], from_words=m.from_words[:, :1],
        bias=m.bias[:1], references=replace(m.references, topics=m.references.topics * np.uint8(0)),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", MISFITS)
def test_arrays_that_do_not_fit_one_another_are_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(ModelError) as caught:
        write_topic_model(MISFITS[name](small_model()), tmp_path)
    assert name in str(caught.value) and str(tmp_path) in str(caught.value)


@pytest.mark.parametrize("sharpness", [{}, {"ar": 3.0}, {"": 0.0}, {"": 2.0, "ar": -1.0}, {"": float("nan")}])
def test_a_model_that_cannot_say_how_sharp_it_is_is_refused(
    tmp_path: Path, sharpness: dict[str, float]
) -> None:
    with pytest.raises(ModelError, match="got the sharpness"):
        write_topic_model(small_model(sharpness=sharpness), tmp_path)


@pytest.mark.parametrize("fields", [{}, {"topics": 3}, {"sharpness": [1.0]}, {"abstain_below": "often"}])
def test_another_card_under_our_name_is_refused(tmp_path: Path, fields: dict[str, object]) -> None:
    """Sealed with the right hash by another hand."""
    whole = {
        "topics": ["a", "b"],
        "encoder": "fake",
        "sharpness": {"": 1.0},
        "gamma": 3.0,
        "words_step": 1.0,
        "abstain_below": 0.5,
        "sets": [],
    }
    write_sealed(tmp_path, KIND, {**whole, **fields}, {"bias": np.zeros(2, np.float32)})
    with pytest.raises(ModelError, match="expected the fields and arrays of a topic model"):
        read_topic_model(tmp_path)


def test_weights_that_are_no_numbers_are_not_written(folder: Path) -> None:
    broken = small_model()
    broken.from_references[0, 0] = np.nan
    with pytest.raises(ModelError, match=r"finite numbers, got others in \['from_references'\]"):
        write_topic_model(broken, folder)
    assert read_topic_model(folder).abstain_below == 0.5
