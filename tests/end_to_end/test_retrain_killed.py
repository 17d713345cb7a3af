"""A retraining that is killed at any moment costs nothing: readers read on, and the next one does the work.

TOPICS_RETRAIN_KILLS says how often to kill (default 2; each takes about three seconds on an idle machine).
"""

from __future__ import annotations

import os
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator

import pytest

from tests.end_to_end.desk import PATIENCE, Desk, Reader, old, open_desk
from topics.lock import holder
from topics.types import JobState

KILLS = int(os.environ.get("TOPICS_RETRAIN_KILLS", "2"))
SEED = int(os.environ.get("TOPICS_RETRAIN_SEED", "0"))
ORDER = ("keep", "train", "decide", "measure", "encode", "data")  # in which stages are chosen
STAGES = ("data", "encode", "train", "measure", "keep", "decide")
LOCK = "retrain.lock"

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the system has neither fork nor SIGKILL")


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with open_desk(tmp_path_factory.mktemp("desk"), tmp_path_factory.mktemp("said")) as desk:
        yield desk


@pytest.fixture
def desk(opened: Desk) -> Desk:
    """Its first version serves, and there is something to learn."""
    opened.take_back()
    opened.correct(3)
    return opened


@pytest.mark.timeout(1800)  # thirty kills on a machine with other work
def test_a_killed_retraining_is_done_by_the_next(desk: Desk) -> None:
    reader = Reader(desk)
    rng, died, left = random.Random(SEED), Counter[str](), Counter[str]()
    with reader.serving():
        lasts = _undisturbed(desk)
        for kill in range(KILLS):
            desk.take_back()
            desk.correct(3)
            stage = ORDER[kill % len(ORDER)]
            died[_killed_in(desk, stage, rng.uniform(0.0, 0.9) * lasts[stage])] += 1
            left.update({name.split("-")[0] for name in desk.leftovers()})
            _next_one_does_it(desk)
    work = sum(lasts.values())
    print(f"{KILLS} kills in {work:.1f} s of work: {dict(died)}, which left {dict(left)}; {_told(reader)}")  # noqa: T201
    _nobody_noticed(desk, reader)
    _nothing_is_left(desk)


def _undisturbed(desk: Desk) -> dict[str, float]:
    """The seconds of each stage of a retraining that nobody kills."""
    began = time.monotonic()
    assert desk.retrain().outcome == "promoted"
    whole = time.monotonic() - began
    [*_, (report, _)] = desk.jobs()
    lasts = {stage.name: stage.seconds for stage in report.stages}
    rest = whole - sum(lasts.values())  # its start, and its reports at the end
    return lasts | {"data": lasts["data"] + rest / 2, "decide": rest / 20}


def _killed_in(desk: Desk, stage: str, seconds: float) -> str:
    """Kill a retraining so long after a stage began, with an editor at work meanwhile; what it was doing."""
    before = len(desk.jobs())
    process, began = desk.start(), time.monotonic()
    desk.correct(1)
    while _stages_done(desk, before) < STAGES.index(stage):
        assert time.monotonic() < began + PATIENCE, "the retraining stands still"
        time.sleep(0.002)
    time.sleep(seconds)
    ended = desk.kill(process)
    desk.check()
    rows = desk.jobs()[before:]
    if not rows:
        assert ended.code < 0
        return "before its start is kept"
    [(report, state)] = rows
    if state is JobState.ENDED:  # its last word was kept, though it may have been killed on its way out
        assert ended.code <= 0
        return "nothing: it had ended"
    assert ended.code < 0 and state is JobState.DIED
    return (*STAGES, "the end")[len(report.stages)]


def _stages_done(desk: Desk, before: int) -> int:
    rows = desk.jobs()[before:]
    return len(rows[0][0].stages) if rows else 0


def _next_one_does_it(desk: Desk) -> None:
    taken_over = (desk.registry.folder / LOCK).exists()
    done = desk.retrain()
    assert done.outcome in {"promoted", "nothing to learn"}
    assert ("its process is dead" in done.err) == taken_over
    desk.check()
    assert desk.registry.aliases().champion != desk.base
    assert not {name for name in desk.leftovers() if not name.endswith(".part")}
    [*_, (report, state)] = desk.jobs()
    assert state is JobState.ENDED and report.stages[-1].figures["champion"]


def _nobody_noticed(desk: Desk, reader: Reader) -> None:
    assert reader.wrong == []
    assert len(reader.answers) > KILLS, "the champion changed under the reader's eyes"
    assert all(len(said) == 1 for said in reader.answers.values()), "a model answers as it always did"
    assert reader.calls > KILLS and reader.rate > 100, _told(reader)


def _nothing_is_left(desk: Desk) -> None:
    old(desk.folder)
    desk.registry.prune(0)
    assert desk.leftovers() == set()
    kept = {one.name for one in desk.registry.versions()}
    assert kept == desk.registry.aliases().kept | {desk.base}
    assert not list((desk.folder / "cache").rglob("*.part"))


def _told(reader: Reader) -> str:
    return (
        f"{reader.calls} calls, {reader.rate:.0f} a minute, {len(reader.wrong)} failed, the slowest took "
        f"{reader.slowest:.2f} s, {len(reader.answers)} models answered"
    )


@pytest.mark.slow
def test_of_two_at_once_one_is_told_of_the_other(desk: Desk) -> None:
    reader = Reader(desk)
    with reader.serving(), desk.waiting():
        first = desk.start()
        _until_locked(desk, first)
        second = desk.retrain()
        assert second.code == 1 and second.out == ""
        assert "`topics retrain` on " in second.err and f"(process {first})" in second.err
        assert [state for _, state in desk.jobs()[-2:]] == [JobState.RUNNING, JobState.FAILED]
        assert holder(desk.registry.folder / LOCK).pid == first  # type: ignore[union-attr]
    assert desk.wait(first, 1).outcome == "promoted"
    assert [state for _, state in desk.jobs()[-2:]] == [JobState.ENDED, JobState.FAILED]
    assert reader.wrong == []
    desk.check()


def test_the_lock_of_a_killed_one_is_taken_over_and_told(desk: Desk) -> None:
    with desk.waiting():
        first = desk.start()
        _until_locked(desk, first)
        desk.kill(first)
    assert holder(desk.registry.folder / LOCK).pid == first  # type: ignore[union-attr]
    done = desk.retrain()
    assert done.outcome == "promoted"
    assert f"(process {first})" in done.err and "its process is dead" in done.err
    assert not {name for name in desk.leftovers() if not name.endswith(".part")}
    assert [state for _, state in desk.jobs()[-2:]] == [JobState.DIED, JobState.ENDED]


def _until_locked(desk: Desk, process: int) -> None:
    until = time.monotonic() + 60
    while (found := holder(desk.registry.folder / LOCK)) is None or found.pid != process:
        assert time.monotonic() < until, "the retraining does not begin"
        time.sleep(0.01)
