"""The review desk: the queue of editors, what they said of it, and taking a word back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from topics.correction_files import Entry
from topics.corrections import correct
from topics.errors import UsageError
from topics.review import Proposal, propose
from topics.types import NOT_NEWS, TAKEN_BACK, Correction, HeadlineRecord

if TYPE_CHECKING:
    from topics.service import TopicsService

QUEUE = 25  # headlines in one sitting


@dataclass(frozen=True, slots=True)
class Desk:
    """What the desk knows now, of all editors."""

    said: int  # entries in the log
    lately: tuple[Correction, ...]  # newest first
    conflicts: tuple[tuple[Correction, ...], ...]  # one headline each, the newest word last


def desk(service: TopicsService, *, lately: int = 20) -> Desk:
    """What editors said, read anew: two at once see each other's words."""
    log = service.store.corrections
    return Desk(log.count(), tuple(log.log(limit=lately)), tuple(log.conflicts()))


def queue(service: TopicsService, *, limit: int = QUEUE) -> tuple[Proposal, ...]:
    """What to look at next, the most telling first."""
    return tuple(propose(service, limit=limit, seed=service.settings.seed))


def as_it_stands(service: TopicsService, headline_id: str) -> HeadlineRecord | None:
    """The headline as it is filed now, also by another editor since the queue was made."""
    return service.store.headlines.records([headline_id]).get(headline_id)


def options(record: HeadlineRecord, topics: Sequence[str]) -> list[str]:
    """Topics to choose from: what it stands under, then what the model took for likely, then the others."""
    likely = [topic for topic, _ in record.alternatives if topic in topics]
    first = [record.topic] if record.topic and (record.topic in topics or record.topic == NOT_NEWS) else []
    return list(dict.fromkeys([*first, *likely, *topics, NOT_NEWS]))


def file_under(
    service: TopicsService, headline_id: str, topic: str, *, editor: str, now: datetime
) -> Correction | None:
    """Log an editor's word; None where they have said so already.

    Raises:
        UsageError: the headline or the topic is not there.
    """
    entry = Entry(topic, id=headline_id, editor=editor)
    outcome = correct(service, [entry], now=now)
    if outcome.problems:
        raise UsageError(outcome.problems[0].message)
    return outcome.added[0] if outcome.added else None


def take_back(service: TopicsService, headline_id: str, *, editor: str, now: datetime) -> Correction | None:
    """Take back what this editor last said of a headline; other editors' words stay."""
    return file_under(service, headline_id, TAKEN_BACK, editor=editor, now=now)
