"""The whole adaptation, on a network that trains in seconds."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from topics.embed.adapter import read_adapter, write_adapter
from topics.embed.encoder import open_encoder
from topics.errors import EncoderError, GateRefused, UsageError
from topics.training import adaptation
from topics.training.adaptation import Outcome, adapt_encoder
from topics.training.examples import TrainingSet
from topics.training.recipe import Recipe

pytestmark = [pytest.mark.encoder, pytest.mark.usefixtures("one_thread")]


class Told:
    """What an adaptation said."""

    def __init__(self) -> None:
        self.steps: list[int] = []
        self.texts: list[str] = []

    def progress(self, done: int, total: int) -> None:
        assert 0 < done <= total
        self.steps.append(done)


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def adapt(
    tiny: Path, tmp_path: Path, quick: Recipe, told: Told, pairs_of_words: Callable[[int], TrainingSet]
) -> Callable[..., Outcome]:
    def run(**changes: object) -> Outcome:
        arguments: dict[str, object] = {
            "encoder": str(tiny), "sets": [pairs_of_words(30)], "out": tmp_path / "mine", "recipe": quick,
            "cache_dir": tmp_path, "progress": told.progress, "tell": told.texts.append,
        }  # fmt: skip
        return adapt_encoder(**(arguments | changes))  # type: ignore[arg-type] # any argument

    return run


def test_pairs_come_closer_and_the_result_opens(
    adapt: Callable[..., Outcome], tiny: Path, tmp_path: Path, told: Told
) -> None:
    outcome = adapt()
    assert outcome.after["words"] < outcome.before["words"]
    assert told.steps == list(range(1, outcome.steps + 1))
    assert outcome.peak_gib > 0 and outcome.seconds > 0
    adapter = read_adapter(tmp_path / "mine")
    assert adapter.digest == outcome.digest
    (described,) = adapter.about["sets"]
    assert (described["name"], described["groups"], described["texts"]) == ("words", 30, 90)
    plain, mine = (
        open_encoder(name, runtime="torch", cache_dir=tmp_path)
        for name in (str(tiny), str(tmp_path / "mine"))
    )
    assert not np.allclose(plain.encode(["rain falls"]), mine.encode(["rain falls"]), atol=1e-3)
    card = (tmp_path / "mine" / "README.md").read_text(encoding="utf-8")
    assert outcome.digest in card and "| words |" in card
    assert not (tmp_path / "mine.part").exists(), "nothing is left behind"


@pytest.mark.slow
def test_same_seed_same_adapter(adapt: Callable[..., Outcome], tmp_path: Path, quick: Recipe) -> None:
    first, second = adapt(out=tmp_path / "a"), adapt(out=tmp_path / "b")
    assert first.digest == second.digest
    assert adapt(out=tmp_path / "c", recipe=replace(quick, seed=1)).digest != first.digest


@pytest.mark.slow
def test_the_adapter_has_the_strength_of_the_recipe(
    adapt: Callable[..., Outcome], tiny: Path, tmp_path: Path, quick: Recipe, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same updates, of which a part is added: so much nearer to the base are the vectors."""
    monkeypatch.setattr(adaptation, "language_shift", lambda *_: None)
    texts = ["rain falls on the north", "team wins match"]
    base = open_encoder(str(tiny), runtime="torch", cache_dir=tmp_path).encode(texts)
    kept, updates = [], []
    for strength in (1.0, 0.5, 0.0):
        out = tmp_path / f"{strength}"
        adapt(out=out, recipe=replace(quick, strength=strength), force=True)
        adapter = read_adapter(out)
        assert adapter.scale == strength == adapter.about["recipe"]["strength"]
        updates.append({path: up @ down for path, (down, up) in adapter.updates.items()})
        kept.append((open_encoder(str(out), runtime="torch", cache_dir=tmp_path).encode(texts) * base).sum())
    assert kept[0] < kept[1] < kept[2] == pytest.approx(len(texts), abs=1e-5)
    for path, update in updates[0].items():
        assert np.array_equal(update, updates[1][path])


def test_the_gate_measures_what_is_written(
    adapt: Callable[..., Outcome], quick: Recipe, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An adapter without strength is the base: no better than before, however well its updates learnt."""
    monkeypatch.setattr(adaptation, "language_shift", lambda *_: None)
    with pytest.raises(GateRefused, match="nothing was written"):
        adapt(recipe=replace(quick, strength=0.0))


@pytest.mark.slow
def test_no_better_than_before_is_refused_and_the_old_one_stays(
    adapt: Callable[..., Outcome], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, quick: Recipe
) -> None:
    before = adapt().digest
    monkeypatch.setattr(adaptation, "language_shift", lambda *_: None)
    spoilt = replace(quick, learning_rate=1e-12)
    with pytest.raises(GateRefused, match="nothing was written"):
        adapt(recipe=spoilt)
    assert read_adapter(tmp_path / "mine").digest == before
    assert adapt(recipe=spoilt, force=True).digest != before


def test_it_stops_when_nothing_is_gained(
    adapt: Callable[..., Outcome], quick: Recipe, told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    adapt(recipe=replace(quick, learning_rate=1e-12, patience=1), force=True)
    assert told.steps[-1] == quick.measure_every, "one measurement without a gain is enough"


def test_an_adapted_encoder_is_no_base(adapt: Callable[..., Outcome], tmp_path: Path) -> None:
    adapt()
    with pytest.raises(EncoderError, match="without an adapter"):
        adapt(encoder=str(tmp_path / "mine"), out=tmp_path / "more")


def test_nothing_to_learn_is_an_error(adapt: Callable[..., Outcome]) -> None:
    with pytest.raises(UsageError, match="nothing to train on"):
        adapt(sets=[])


def test_nothing_to_measure_on_is_an_error_and_never_an_untrained_adapter(
    adapt: Callable[..., Outcome], tmp_path: Path, quick: Recipe
) -> None:
    with pytest.raises(UsageError, match="nothing to measure on"):
        adapt(recipe=replace(quick, held_out=0.0), force=True)
    assert not (tmp_path / "mine").exists()


def test_a_set_may_have_any_name_but_that_of_the_topics(
    adapt: Callable[..., Outcome], pairs_of_words: Callable[[int], TrainingSet]
) -> None:
    one = pairs_of_words(30)
    assert adapt(sets=[replace(one, name="a.b c/é")]).before.keys() == {"a.b c/é"}
    topic = TrainingSet("desk", "topic", one.groups)
    with pytest.raises(UsageError, match="rename one"):
        adapt(sets=[replace(one, name="topics"), topic])


def test_it_stops_in_time_and_keeps_what_it_has(
    adapt: Callable[..., Outcome], quick: Recipe, told: Told
) -> None:
    outcome = adapt(recipe=replace(quick, epochs=50), max_minutes=0.0)
    assert outcome.steps == told.steps[-1] == 1
    assert "step 1: held-out loss" in "\n".join(told.texts), "measured where it stops"


@pytest.mark.slow
def test_more_epochs_are_more_steps(adapt: Callable[..., Outcome], quick: Recipe, told: Told) -> None:
    adapt(force=True)
    one = told.steps[-1]
    adapt(recipe=replace(quick, epochs=2, patience=99), force=True)
    assert told.steps[-1] == 2 * one


def test_missing_libraries_are_named(adapt: Callable[..., Outcome], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(adaptation, "NEEDED", ("peft", "no_such_library"))
    with pytest.raises(UsageError, match=r"no_such_library.*headline-topics\[train\]"):
        adapt()


def test_what_is_not_a_trainings_folder_is_left_alone(adapt: Callable[..., Outcome], tmp_path: Path) -> None:
    (tmp_path / "mine.part").mkdir()
    (tmp_path / "mine.part" / "thesis.txt").write_text("years of work", encoding="utf-8")
    with pytest.raises(UsageError, match=r"mine\.part"):
        adapt()
    assert (tmp_path / "mine.part" / "thesis.txt").exists()


def test_killed_before_the_first_note_it_begins_anew(adapt: Callable[..., Outcome], tmp_path: Path) -> None:
    (tmp_path / "mine.part").mkdir()
    (tmp_path / "mine.part" / "best.safetensors").write_bytes(b"")
    (tmp_path / "mine.part" / ".training.json.abc.part").write_bytes(b"{")
    assert adapt().digest


# --- killed -------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_killed_and_started_again_it_goes_on_to_the_same_adapter(
    adapt: Callable[..., Outcome], tiny: Path, tmp_path: Path, told: Told
) -> None:
    whole = adapt(out=tmp_path / "whole")
    write_adapter(read_adapter(tmp_path / "whole"), tmp_path / "mine")
    old = read_adapter(tmp_path / "mine").digest
    _kill_after(7, tiny, tmp_path)
    assert read_adapter(tmp_path / "mine").digest == old, "the old adapter serves until the new one is whole"
    assert sorted(path.name for path in (tmp_path / "mine.part").glob("checkpoint-*")) == ["checkpoint-5"]
    told.steps.clear()
    resumed = adapt()
    assert "going on from checkpoint-5" in told.texts
    assert told.steps[0] == 6 and resumed.steps == whole.steps
    assert resumed.digest == whole.digest, "as if nothing had happened"


@pytest.mark.parametrize("changes", [{}, {"learning_rate": 1e-12, "patience": 1}], ids=["end", "no gain"])
def test_killed_before_the_writing_it_only_writes(
    adapt: Callable[..., Outcome], quick: Recipe, told: Told, monkeypatch: pytest.MonkeyPatch,
    changes: dict[str, float],
) -> None:  # fmt: skip
    recipe = replace(quick, **changes)  # type: ignore[arg-type] # figures
    with monkeypatch.context() as patch:
        patch.setattr(adaptation, "write_adapter", _killed)
        with pytest.raises(KeyboardInterrupt):
            adapt(recipe=recipe, force=True)
    steps = told.steps.copy()
    assert adapt(recipe=recipe, force=True).steps == steps[-1]
    assert told.steps == steps, "nothing was trained again"


def _killed(*_: object) -> None:
    raise KeyboardInterrupt


@pytest.mark.slow
def test_begin_anew_when_asked_or_when_the_text_is_another(
    adapt: Callable[..., Outcome], tiny: Path, tmp_path: Path, told: Told,
    pairs_of_words: Callable[[int], TrainingSet],
) -> None:  # fmt: skip
    _kill_after(7, tiny, tmp_path)
    adapt(restart=True)
    assert told.steps[0] == 1
    _kill_after(7, tiny, tmp_path)
    told.steps.clear()
    adapt(sets=[pairs_of_words(28)])
    assert told.steps[0] == 1
    assert any("starting anew" in text for text in told.texts)


def _kill_after(step: int, tiny: Path, folder: Path) -> None:
    """Train in another process and kill it after a step, as the machine would."""
    command = [sys.executable, "-m", "tests.training.killed", str(tiny), str(folder / "mine"), str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        reached = any(int(line) >= step for line in process.stdout)
        process.send_signal(signal.SIGKILL)
    assert reached
