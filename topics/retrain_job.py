"""The retraining job: corrections in, a better model out, never a worse one.

Freeze the data, train a candidate, hold it against the champion, promote or refuse, and say why. The store is
only read, but for the report of the job; the champion changes in one step at the end, or not at all.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from topics.errors import ModelError, UsageError
from topics.job_record import JobRecord, recorded
from topics.retrain_data import ANEW, Night, night_of, recent_of, vectors_of, why_not
from topics.retrain_parts import Parts, Wish
from topics.service import TopicsService
from topics.training.assessing import Pair, metrics_of
from topics.training.candidate import Maker
from topics.training.gate import Evidence, Verdict, judge, losing
from topics.training.remembering import Remembering
from topics.training.retraining import Outcome, Retraining, Taught
from topics.training.retraining_files import REPORT, REPORTS, write_reports
from topics.training.topic_recipe import TopicRecipe

if TYPE_CHECKING:
    from topics.classify.topic_model import TopicModel

    Stage = Callable[[str, int | None], Callable[[int], None]]

JOB = "retrain"
LOCK = "retrain.lock"  # in the folder of versions


@dataclass
class _Run:
    """What a running job knows of itself."""

    service: TopicsService
    parts: Parts
    wish: Wish
    now: datetime
    who: str
    stage: Stage
    tell: Callable[[str], None]
    job: JobRecord
    still_alone: Callable[[], None]
    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def timed(self, name: str) -> Iterator[None]:
        began = time.perf_counter()
        yield
        self.seconds[name] = time.perf_counter() - began
        self.job.add(name, began, 0)

    @property
    def recipe(self) -> TopicRecipe:
        return TopicRecipe(seed=self.service.settings.seed)


def retrain(
    service: TopicsService,
    parts: Parts,
    wish: Wish,
    *,
    now: datetime,
    who: str,
    stage: Stage = lambda name, total: lambda done: None,
    tell: Callable[[str], None] = lambda message: None,
) -> Retraining:
    """Do it, keep its reports, and return what was found.

    Args:
        who: stands in the log of promotions.
        stage: begins a stage of so many steps; the answer is told the steps done.
        tell: told in words what was left out.

    Raises:
        UsageError: the settings name a model of their own, or the champion is of other topics.
        InputError: a file of labelled headlines can't be read.
        ModelError: the champion is damaged, or the folder of versions can't be written.
        LockedError: another retraining is at work.
    """
    began = time.perf_counter()
    with recorded(service.store, JOB, now) as job:
        _check(service)
        parts.versions.folder.mkdir(parents=True, exist_ok=True)
        with parts.alone(parts.versions.folder / LOCK, "topics retrain") as lock:
            run = _Run(service, parts, wish, now, who, stage, tell, job, lock.check)
            parts.versions.tidy()  # also where nothing is to be learnt: the one before may have been killed
            found = _retrain(run)
        found = replace(found, seconds=time.perf_counter() - began, stages=dict(run.seconds))
        if found.outcome is not Outcome.NOTHING:
            found = replace(found, places=_reported(run, found))
        _note(job, found)
    return found


def _check(service: TopicsService) -> None:
    if service.settings.model is not None:
        raise UsageError(
            f"--model (TOPICS_MODEL): expected none, because retraining works on versions, got "
            f"{service.settings.model}; leave it out."
        )


def _retrain(run: _Run) -> Retraining:
    if run.wish.calm:
        champion, _ = run.parts.versions.load_champion()
        return Retraining(
            Outcome.NOTHING, run.now, champion.name, None, Taught(0, 0, 0, 0, ""), run.wish.calm
        )
    with run.timed("data"):
        night = night_of(run.service, run.parts.versions, run.parts.log, run.wish, run.tell)
    if reason := why_not(night, run.parts.versions, run.wish):
        return Retraining(Outcome.NOTHING, run.now, night.champion.name, None, night.taught, reason)
    with run.timed("encode"):
        encode = vectors_of(run.service, night, run.stage)
    with run.parts.versions.workplace() as place:
        with run.timed("train"):
            candidate = _candidate(run, night, encode, place)
        with run.timed("measure"):
            found, verdict = _measured(run, night, candidate, encode)
        return _decided(run, found, verdict, night, place)


def _candidate(run: _Run, night: Night, encode: Remembering, place: Path) -> TopicModel:
    service = run.service
    ours = service.settings.taxonomy is None
    maker = Maker(
        service.taxonomy, encode, service.encoder.encoder_id, run.recipe, ours, run.stage, run.tell
    )  # fmt: skip
    return maker.make(night.frozen, night.base, place)


def _measured(
    run: _Run, night: Night, candidate: TopicModel, encode: Remembering
) -> tuple[Retraining, Verdict]:
    """What a dry run ends with, and the gate's verdict."""
    tick = run.stage("measure", 3)
    pair = Pair(night.model, candidate, encode)
    evidence = pair.evidence(night.frozen, seed=run.service.settings.seed)
    verdict = judge(evidence)
    tick(1)
    recent = recent_of(run.service, encode)
    flips = pair.flips(recent, [*night.frozen.taught, *night.frozen.held_out])
    tick(2)
    effects = pair.effects(recent, night.frozen.taught)
    tick(3)
    found = Retraining(
        Outcome.TRIED, run.now, night.champion.name, None, night.taught, _reason(verdict, evidence),
        verdict, evidence, effects, flips, len(recent),
    )  # fmt: skip
    return found, verdict


def _reason(verdict: Verdict, evidence: Evidence) -> str:
    """One line."""
    if verdict.passed:
        return f"every rule of the gate is content; {verdict.reasons[0]}"
    lost = ", ".join(f"{topic} −{count}" for topic, count in losing(evidence).items())
    return f"the gate refused it: {verdict.reasons[0]}" + (f"; topics that lost: {lost}" if lost else "")


def _decided(run: _Run, found: Retraining, verdict: Verdict, night: Night, place: Path) -> Retraining:
    """Keep the candidate, and let it serve where the gate is content or is overruled."""
    if run.wish.dry_run:
        return found
    forced = None if verdict.passed else run.wish.force
    outcome = Outcome.PROMOTED if verdict.passed else Outcome.FORCED if forced else Outcome.REFUSED
    found = replace(found, outcome=outcome, forced=forced)
    versions = run.parts.versions
    with run.timed("keep"):
        run.still_alone()  # a machine may have slept in between
        _check_champion(run, found)  # before a page is sealed that says who serves
        version = versions.store(lambda folder: _built(run, found, night, place, folder), now=run.now)
        if version.manifest is not None and version.manifest.created != run.now:
            run.tell(
                f"{version.name} was made earlier today: its page tells of that judgement, not of this one"
            )
        if outcome is not Outcome.REFUSED:
            versions.promote(
                version.name, run.who, found.reason, now=run.now, forced=forced, instead_of=found.champion
            )
    return replace(found, version=version.name)


def _check_champion(run: _Run, found: Retraining) -> None:
    """What was held against a champion of before says nothing of the one that serves by now."""
    versions = run.parts.versions
    serving = versions.champion().name
    if serving != found.champion:
        raise ModelError(
            f"{versions.folder}: expected the champion {found.champion}, which the candidate was held "
            f"against, got {serving}, which was promoted meanwhile and goes on serving; retrain again."
        )


def _built(run: _Run, found: Retraining, night: Night, place: Path, folder: Path) -> Any:
    """Put model, card and report into a version's folder; what the registry wants to know of it."""
    for path in place.iterdir():
        (folder / path.name).write_bytes(path.read_bytes())
    write_reports(found, folder, stem=REPORT)
    assert found.evidence is not None
    return run.parts.draft(
        taxonomy_hash=run.service.taxonomy.digest,
        data_hash=found.taught.data_hash,
        parent=found.champion,
        config={
            "base": None if found.taught.way == ANEW else night.base_name,
            "recipe": asdict(run.recipe),
            "correction_weight": run.wish.weight,
            "corrections": found.taught.corrections,
            "since": run.wish.since.isoformat() if run.wish.since else None,
        },
        seed=run.recipe.seed,
        metrics=metrics_of(found.evidence),
    )


def _reported(run: _Run, found: Retraining) -> Mapping[str, str]:
    """Write a second copy of the report. What was decided stands, also where there is no room for it."""
    try:
        return write_reports(found, run.parts.versions.folder / REPORTS)
    except ModelError as error:
        run.tell(f"warning: {error}")
        return {}


def _note(job: JobRecord, found: Retraining) -> None:
    job.add(
        "decide",
        time.perf_counter(),
        found.taught.corrections,
        outcome=found.outcome.value,
        champion=found.champion,
        version=found.version,
        new=found.taught.new,
        reason=found.reason,
    )
