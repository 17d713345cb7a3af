"""What one retraining learns from and what it is measured on, decided before anything is trained.

A headline measures or teaches, never both, and keeps its side from night to night: a hash of the title
decides. What says nearly the same as a headline that measures teaches nothing either.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from topics.text import content_hash
from topics.training.alike import Titles
from topics.training.labelled import Labelled, LabelledSet
from topics.training.updating import CORRECTIONS
from topics.types import Correction

KEPT_BACK = 5  # one correction in so many measures and never teaches
MOST = 12_000  # corrections that teach at once: their kernel takes about a gigabyte
DIGITS = 16  # of a data hash


@dataclass(frozen=True, slots=True)
class Frozen:
    """The data of one retraining. Rows in the order of their content hashes, each headline once."""

    taught: tuple[Labelled, ...]  # corrections that teach
    held_out: tuple[Labelled, ...]  # corrections that only measure
    fresh: tuple[Labelled, ...]  # of these, those made after the champion, and some before where they are few
    measuring: tuple[LabelledSet, ...]  # other sets that only measure
    open_sets: tuple[LabelledSet, ...]  # other sets that teach, less what measures; () = the model stands in
    notes: tuple[str, ...]  # what was left out and why, in words
    data_hash: str  # of everything that teaches


def is_kept_back(title: str) -> bool:
    """Whether a correction of this title measures. The spelling of the title changes nothing."""
    return int(content_hash(title)[-8:], 16) % KEPT_BACK == 0


def freeze(
    corrections: Iterable[Correction],
    *,
    disputed: Collection[str] = (),
    topics: Collection[str],
    measuring: Sequence[LabelledSet],
    open_sets: Sequence[LabelledSet] = (),
    weight: float,
    since: datetime | None = None,
    champion_made: datetime | None = None,
    fewest_fresh: int = 0,
) -> Frozen:
    """Sort out one night's data. Equal arguments in any order of corrections, equal answer.

    Args:
        corrections: of one headline the latest counts.
        disputed: content hashes of headlines on which editors don't agree: they do neither.
        topics: that the model has; corrections to others are left out.
        weight: of one correction beside a headline labelled by reading.
        since: corrections made before are left out.
        champion_made: when the champion was; None = before every correction.
        fewest_fresh: so many of the latest that measure are fresh, also where the champion is younger.
    """
    notes: list[str] = []
    latest = _latest(corrections, since, notes)
    kept = [key for key in sorted(latest) if key not in disputed]
    _note(notes, len(latest) - len(kept), "on which editors don't agree; `topics corrections conflicts`")
    known = [latest[key] for key in kept if latest[key].topic in topics]
    _note(notes, len(kept) - len(known), "to topics that the model does not have")
    rows = [_labelled(one, weight) for one in known]
    held_out = [row for row in rows if is_kept_back(row.title)]
    newer = _newer([one for one in known if is_kept_back(one.title)], champion_made, fewest_fresh)
    fresh = [row for row in held_out if row.title in newer]
    measures = Titles(row.title for one in measuring for row in one.rows)
    held = Titles(row.title for row in held_out)
    taught = [row for row in rows if not is_kept_back(row.title)]
    apart = [row for row in taught if measures.like(row.title) is None and held.like(row.title) is None]
    _note(notes, len(taught) - len(apart), "that say nearly the same as what measures: they don't teach")
    opened = tuple(_less(one, measures, held, notes) for one in open_sets)
    return Frozen(
        tuple(apart),
        tuple(held_out),
        tuple(fresh),
        tuple(measuring),
        opened,
        tuple(notes),
        _data_hash([LabelledSet(CORRECTIONS, tuple(apart)), *opened]),
    )


def measuring_hash(frozen: Frozen) -> str:
    """Of everything that measures, with its labels."""
    sets = (
        LabelledSet("held out", frozen.held_out),
        LabelledSet("fresh", frozen.fresh),
        *frozen.measuring,
    )
    return _data_hash(sets)


def bounded(frozen: Frozen, corrections: Iterable[Correction], most: int = MOST) -> Frozen:
    """No more corrections than memory bears: the latest teach."""
    if len(frozen.taught) <= most:
        return frozen
    when = {content_hash(one.title): one.created for one in sorted(corrections, key=_order)}
    latest = sorted(frozen.taught, key=lambda row: when[content_hash(row.title)], reverse=True)[:most]
    keys = {content_hash(row.title) for row in latest}
    taught = tuple(row for row in frozen.taught if content_hash(row.title) in keys)
    note = f"{len(frozen.taught) - most} corrections are older than the {most} that teach"
    return replace(
        frozen,
        taught=taught,
        notes=(*frozen.notes, note),
        data_hash=_data_hash([LabelledSet(CORRECTIONS, taught), *frozen.open_sets]),
    )


def _latest(
    corrections: Iterable[Correction], since: datetime | None, notes: list[str]
) -> dict[str, Correction]:
    """Content hash -> the last word on it."""
    found = {content_hash(one.title): one for one in sorted(corrections, key=_order)}
    if since is None:
        return found
    kept = {key: one for key, one in found.items() if one.created >= since}
    _note(notes, len(found) - len(kept), f"made before {since:%Y-%m-%d %H:%M} UTC")
    return kept


def _newer(measuring: Sequence[Correction], made: datetime | None, fewest: int) -> set[str]:
    """Titles of the corrections since a moment, and of the last ones that came into the log.

    The log's own order: what was brought in from a file may be dated long before.
    """
    since = {one.title for one in measuring if made is None or one.created > made}
    latest = sorted(measuring, key=lambda one: one.number, reverse=True)[:fewest]
    return since | {one.title for one in latest}


def _order(one: Correction) -> tuple[datetime, int, str, str]:
    return one.created, one.number, one.editor, one.topic


def _labelled(one: Correction, weight: float) -> Labelled:
    return Labelled(one.title, one.language, one.topic, one.also, weight)


def _less(one: LabelledSet, measures: Titles, held: Titles, notes: list[str]) -> LabelledSet:
    """A set without what is alike to something that measures."""
    rows = tuple(row for row in one.rows if measures.like(row.title) is None and held.like(row.title) is None)
    if len(rows) < len(one.rows):
        count = len(one.rows) - len(rows)
        notes.append(f"{count} headlines of {one.name} say nearly the same as what measures: left out")
    return replace(one, rows=rows)


def _note(notes: list[str], count: int, why: str) -> None:
    if count:
        notes.append(f"{count} corrections {why}")


def _data_hash(sets: Sequence[LabelledSet]) -> str:
    """Of labelled headlines, whatever the order and the spelling of it. 16 hexadecimal digits."""
    rows = sorted(
        json.dumps([one.name, content_hash(row.title), row.language, row.topic, sorted(row.also), row.weight])
        for one in sets
        for row in one.rows
    )
    return hashlib.sha256("\n".join(rows).encode()).hexdigest()[:DIGITS]
