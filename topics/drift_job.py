"""Drift from the store: the last week against the weeks before the champion was made, or before it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from topics.errors import ModelError, UsageError
from topics.service import TopicsService, champion_name, registry_of
from topics.text import content_hash
from topics.training.drift import Drift, find_drift, sample
from topics.training.incoming import Incoming
from topics.types import Headline

if TYPE_CHECKING:
    from topics.store.filings import Filing
    from topics.types import BoolArray, FloatArray, IntArray

LATELY = timedelta(days=7)
WEEKS_BEFORE = timedelta(days=28)  # four weeks, so that every weekday counts equally


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open stretch of time."""

    since: datetime  # UTC
    until: datetime  # UTC


@dataclass(frozen=True, slots=True)
class DriftFound:
    """Drift of a store."""

    drift: Drift
    now: Span
    before: Span
    against: str  # what ``before`` is, in words
    unlike: tuple[Headline, ...] = ()  # new headlines that are most unlike what came before


def drift(
    service: TopicsService,
    now: datetime,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    against: datetime | None = None,
) -> DriftFound:
    """Compare what came lately with what came before.

    Args:
        since: where the newer period begins; None = seven days before its end.
        until: its end; None = now, or just after the last headline.
        against: where the period compared with begins, which then ends at ``since``; None = the 28 days up to
            when the champion was made, or up to ``since`` where that is not known, or the store has too
            little of them.

    Raises:
        UsageError: the periods are empty or out of order.
    """
    end = until or _end(service, now)
    lately = Span(since or end - LATELY, end)
    found = None
    for before, words in _before(service, lately.since, against):
        _check(lately, before)
        found = _compared(service, lately, before, words)
        if found.drift.measures:
            break
    assert found is not None  # there is at least one period to compare with
    return found


def _compared(service: TopicsService, lately: Span, before: Span, words: str) -> DriftFound:
    rows = [
        *service.store.filings(before.since, before.until),
        *service.store.filings(lately.since, lately.until),
    ]
    found = find_drift(_incoming(service, rows, lately.since), seed=service.settings.seed)
    unlike = service.store.headlines.get([rows[row].id for row in found.unlike])
    return DriftFound(found, lately, before, words, tuple(unlike))


def calm_reason(found: DriftFound) -> str:
    """Why a retraining need not be, or an empty text where something drifted."""
    return "" if found.drift.drifted else f"calm: {found.drift.reasons[0]}"


# --- periods ---------------------------------------------------------------------------------------


def _end(service: TopicsService, now: datetime) -> datetime:
    span = service.span()
    return min(now, span[1] + timedelta(microseconds=1)) if span else now


def _before(service: TopicsService, since: datetime, against: datetime | None) -> Iterator[tuple[Span, str]]:
    """What to compare with, and what that is in words; the next one where there is too little of it."""
    if against is not None:
        yield Span(against, since), "what came before"
        return
    made = _champion_made(service)
    if made is not None and made < since:
        name = champion_name(service.settings)
        yield Span(made - WEEKS_BEFORE, made), f"the 28 days until the champion {name} was made"
    yield Span(since - WEEKS_BEFORE, since), "the 28 days before"


def _champion_made(service: TopicsService) -> datetime | None:
    """None where the settings name a model, the shipped one serves, or the champion can't be read."""
    if service.settings.model is not None:
        return None
    try:
        manifest = registry_of(service.settings).champion().manifest
    except ModelError:  # who uses the champion tells it
        return None
    return manifest.created if manifest else None


def _check(lately: Span, before: Span) -> None:
    if not before.since < before.until <= lately.since < lately.until:
        raise UsageError(
            f"expected --against before --since before --until, got {before.since.isoformat()}, "
            f"{lately.since.isoformat()} and {lately.until.isoformat()}."
        )


# --- columns ---------------------------------------------------------------------------------------


def _incoming(service: TopicsService, rows: Sequence[Filing], since: datetime) -> Incoming:
    """Headlines as they are compared. What another model filed is not filed yet."""
    import numpy as np

    zone, model = ZoneInfo(service.settings.timezone), service.store.predictions.current_model()
    changed = _changed(service)
    now = np.array([row.seen >= since for row in rows], bool)
    vectors, placed = _vectors(service, rows, now)
    return Incoming(
        now=now,
        days=[row.seen.astimezone(zone).date() for row in rows],
        groups=[row.story or row.content_hash for row in rows],
        sources=[row.source for row in rows],
        languages=[row.language for row in rows],
        topics=[row.topic if row.model_id == model else None for row in rows],
        abstained=np.array([bool(row.abstained) for row in rows], bool),
        corrected=np.array([row.content_hash in changed for row in rows], bool),
        vectors=vectors,
        placed=placed,
    )


def _changed(service: TopicsService) -> set[str]:
    """Contents whose topic editors say to be another than what it stood under."""
    log = service.store.corrections.latest()
    return {content_hash(one.title) for one in log if one.was is not None and one.was != one.topic}


def _vectors(service: TopicsService, rows: Sequence[Filing], now: BoolArray) -> tuple[FloatArray, IntArray]:
    """Vectors of a bounded number of headlines, and whose they are. Shapes: (m, d), (m,)."""
    import numpy as np

    chosen = sample(now, service.settings.seed).tolist()
    known = service.store.vectors.get([rows[row].content_hash for row in chosen], service.encoder.encoder_id)
    placed = [row for row in chosen if rows[row].content_hash in known]
    found = [known[rows[row].content_hash] for row in placed]
    stacked = np.stack(found).astype(np.float32) if found else np.empty((0, 0), np.float32)
    return stacked, np.array(placed, np.int32)
