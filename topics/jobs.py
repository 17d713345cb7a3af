"""The batch jobs: ingest, embed, classify, themes, trends, and all of them in one go.

Each job takes up what is missing and writes it in whole batches, one transaction a batch. So a job
killed at any moment leaves a usable store, and the next run completes the work.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from itertools import chain
from typing import Any, Protocol, TypeVar

from topics.job_record import JobRecord, recorded
from topics.map_job import update_map
from topics.service import TopicsService
from topics.text import embedding_text
from topics.theme_job import update_themes
from topics.types import (
    Batch,
    Bin,
    Dimension,
    HeadlineFilter,
    Problem,
    RunReport,
    Source,
)

PARALLEL_FETCHES = 8  # sources are slow, not heavy
Item = TypeVar("Item")


class Progress(Protocol):
    """Told how far a job is; the command line draws a bar, others listen in silence."""

    def stage(self, name: str, total: int | None) -> Callable[[int], None]:
        """Begin a stage of ``total`` items (None = unknown); call the answer with the number done so far."""
        ...


class Silence:
    """Progress that nobody watches."""

    def stage(self, name: str, total: int | None) -> Callable[[int], None]:
        """Begin a stage that nobody watches."""
        return lambda done: None


def ingest(
    service: TopicsService,
    *,
    now: datetime,
    batches: Sequence[Batch] = (),
    sources: Sequence[Source] | None = None,
    progress: Progress | None = None,
) -> RunReport:
    """Store what was read already (``batches``) and what the sources have (None = all that are enabled)."""
    with recorded(service.store, "ingest", now) as job:
        _ingest(service, job, now, batches, sources, progress or Silence())
        _count(service)
    return job.report()


def classify(service: TopicsService, *, now: datetime, progress: Progress | None = None) -> RunReport:
    """File every stored headline that the current model has not seen."""
    with recorded(service.store, "classify", now) as job:
        _embed(service, job, progress or Silence())
        _classify(service, job, progress or Silence())
        _count(service)
    return job.report()


def cluster(
    service: TopicsService, *, now: datetime, refit: bool | None = None, progress: Progress | None = None
) -> RunReport:
    """Bring themes up to date: fit again where that is due (or ``refit``), then place what is new."""
    with recorded(service.store, "themes", now) as job:
        _embed(service, job, progress or Silence())
        _themes(service, job, now, refit, progress or Silence())
        _count(service)
    return job.report()


def tell_stories(service: TopicsService, *, now: datetime, progress: Progress | None = None) -> RunReport:
    """Bring stories up to date: every headline without a place joins one, opens one, or stands alone."""
    with recorded(service.store, "stories", now) as job:
        _embed(service, job, progress or Silence())
        _stories(service, job, now, progress or Silence())
        _count(service)
    return job.report()


def run(
    service: TopicsService,
    *,
    now: datetime,
    batches: Sequence[Batch] = (),
    sources: Sequence[Source] | None = None,
    progress: Progress | None = None,
) -> RunReport:
    """Ingest, embed, classify, group and count: what cron calls. A second run at once changes nothing."""
    watch = progress or Silence()
    with recorded(service.store, "run", now) as job:
        _ingest(service, job, now, batches, sources, watch)
        _embed(service, job, watch)
        _classify(service, job, watch)
        _themes(service, job, now, None, watch)
        _stories(service, job, now, watch)
        _trends(service, job, now)
    return job.report()


# --- stages --------------------------------------------------------------------------------------


def _ingest(
    service: TopicsService,
    job: JobRecord,
    now: datetime,
    batches: Sequence[Batch],
    sources: Sequence[Source] | None,
    progress: Progress,
) -> None:
    began = time.perf_counter()
    wanted = _enabled(service) if sources is None else sources
    total = sum(len(batch.headlines) for batch in batches)
    tick = progress.stage("ingest", total or None)
    counts = {"added": 0, "updated": 0, "duplicates": 0}
    read = 0
    for batch in chain(batches, _fetched(service, wanted, now)):
        for chunk in _chunks(batch.headlines, service.settings.batch_size):
            added = service.store.headlines.add(chunk)
            counts["added"] += added.added
            counts["updated"] += added.updated
            counts["duplicates"] += added.duplicates
            read += len(chunk)
            tick(read)
        _note_problems(service, job, batch.problems)
    job.add("ingest", began, read, sources=len(wanted), problems=job.problems, **counts)


def _enabled(service: TopicsService) -> list[Source]:
    return [source for source in service.store.sources.list() if source.enabled]


def _fetched(service: TopicsService, sources: Sequence[Source], now: datetime) -> Iterator[Batch]:
    """Read sources side by side; hand on one at a time, so that there is one writer."""
    if not sources:
        return
    from topics.sources.fetch import read_source
    from topics.sources.http import Fetcher

    store, settings = service.store, service.settings
    fetcher = Fetcher(
        allow_private=settings.allow_private,
        allow_hosts=settings.allow_hosts,
        total_timeout=settings.fetch_timeout,
        min_host_interval=settings.host_interval,
    )
    states = {source.name: store.sources.state(source.name) for source in sources}

    def fetch(source: Source) -> Any:
        return source, read_source(source, states[source.name], fetcher=fetcher, now=now)

    known = {source.name for source in store.sources.list()}
    with fetcher, ThreadPoolExecutor(PARALLEL_FETCHES) as pool:
        for source, result in pool.map(fetch, sources):
            yield result.batch
            if source.name in known:  # remembered only after its headlines are stored
                store.sources.save_state(source.name, result.state)


def _note_problems(service: TopicsService, job: JobRecord, problems: Sequence[Problem]) -> None:
    if problems:
        service.store.problems.add(job.run_id, list(problems))
        job.problems += len(problems)


def _embed(service: TopicsService, job: JobRecord, progress: Progress) -> None:
    from topics.embed.cached import encode_missing

    began = time.perf_counter()
    vectors, encoder_id = service.store.vectors, service.encoder.encoder_id
    missing = vectors.missing(encoder_id)
    outdated = vectors.outdated(encoder_id) if missing else 0
    tick = progress.stage("re-encode" if outdated else "embed", missing)
    done = encode_missing(
        service.encoder,
        service.store.headlines,
        vectors,
        to_text=embedding_text,
        batch=service.settings.batch_size,
        progress=tick,
    )
    seconds = time.perf_counter() - began
    rate = round(done / seconds, 1) if done else 0.0
    again = {"encoded_again": outdated} if outdated else {}
    job.add("embed", began, done, encoder=encoder_id, **again, headlines_per_second=rate)


def _classify(service: TopicsService, job: JobRecord, progress: Progress) -> None:
    import numpy as np

    began = time.perf_counter()
    store, classifier = service.store, service.classifier
    tick = progress.stage("classify", None)
    done = abstained = 0
    last = ""
    while rows := store.headlines.unclassified(classifier.model_id, service.settings.batch_size, after=last):
        last = rows[-1][0]
        known = store.vectors.get([row[1] for row in rows], service.encoder.encoder_id)
        ready = [row for row in rows if row[1] in known]  # what another process brought meanwhile waits
        if not ready:
            continue
        predictions = classifier.predict(
            [row[0] for row in ready],
            [row[2] for row in ready],
            np.stack([known[row[1]] for row in ready]),
            languages=[row[3] for row in ready],
        )
        store.predictions.save(predictions)
        done += len(ready)
        abstained += int(predictions.abstained.sum())
        tick(done)
    job.add("classify", began, done, model=classifier.model_id, abstained=abstained)


def _themes(
    service: TopicsService, job: JobRecord, now: datetime, refit: bool | None, progress: Progress
) -> None:
    began = time.perf_counter()
    tick = progress.stage("themes", None)
    outcome = update_themes(service, now=now, run_id=job.run_id, refit=refit, progress=tick)
    mapped = update_map(service)
    job.add(
        "themes",
        began,
        outcome.placed,
        themes=outcome.themes,
        refitted=outcome.refitted,
        reason=outcome.reason,
        unassigned=outcome.unassigned,
        mapped=mapped,
        **({"why_outside": outcome.why_outside} if outcome.unassigned else {}),
    )


def _stories(service: TopicsService, job: JobRecord, now: datetime, progress: Progress) -> None:
    from topics.story_job import update_stories

    began = time.perf_counter()
    outcome = update_stories(service, now=now, progress=progress.stage("stories", None))
    job.add("stories", began, outcome.placed, opened=outcome.opened, merged=outcome.merged)


def _count(service: TopicsService) -> int:
    """Bring the kept counts up to date; how many hours of a dimension were counted."""
    return service.store.rollups.refresh(service.settings.timezone)


def _trends(service: TopicsService, job: JobRecord, now: datetime) -> None:
    """Count what came, keep what rises and falls, and the last day by topic, with which the report opens."""
    from topics import movers

    began = time.perf_counter()
    counted = _count(service)
    span = service.span()
    if span is None:
        job.add("trends", began, 0)
        return
    series = service.series(Dimension.TOPIC, Bin.DAY, HeadlineFilter())
    last_day = {one.key: one.counts[-1] for one in series if one.counts[-1]}
    done = sum(one.total for one in series)
    moved = movers.keep(service, now)
    figures = {"rises": len(moved.rises), "falls": len(moved.falls)}
    job.add("trends", began, done, counted=counted, topics=len(series), last_day=last_day, **figures)


def _chunks(items: Sequence[Item], size: int) -> Iterator[Sequence[Item]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]
