"""What a topic model learns from: labelled headlines and the taxonomy's own phrases, each title once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from topics.classify.zero_shot import phrases_of
from topics.errors import UsageError
from topics.taxonomy import Taxonomy
from topics.text import content_hash
from topics.training.labelled import Labelled, LabelledSet
from topics.types import NOT_NEWS

TAXONOMY = "taxonomy"  # name of the set of a taxonomy's phrases
LEAST_A_TOPIC = 2  # headlines or phrases; one can't be learnt and measured


@dataclass(frozen=True, slots=True)
class Material:
    """Rows of one length, and the topics that they are filed under."""

    rows: tuple[Labelled, ...]
    sets: tuple[str, ...]  # the name of each row's set
    topics: tuple[str, ...]  # the taxonomy's, and not_news where a set has it


@dataclass(frozen=True, slots=True)
class Unusable:
    """Headlines of a topic that the taxonomy does not have."""

    topic: str
    headlines: int


def gather(
    sets: Sequence[LabelledSet], taxonomy: Taxonomy, *, phrase_weight: float
) -> tuple[Material, list[Unusable]]:
    """Everything under the taxonomy's topics; what lies outside is told. Of equal titles the first counts.

    Raises:
        UsageError: a topic has next to nothing to learn from.
    """
    known = set(taxonomy.ids)
    if any(row.topic == NOT_NEWS for one in sets for row in one.rows):
        known.add(NOT_NEWS)
    rows: dict[str, tuple[Labelled, str]] = {}
    outside: Counter[str] = Counter()
    for one in [*sets, taxonomy_set(taxonomy, phrase_weight)]:
        for row in one.rows:
            if row.topic in known:
                rows.setdefault(content_hash(row.title), (row, one.name))
            else:
                outside[row.topic] += 1
    topics = tuple(topic for topic in dict.fromkeys((*taxonomy.ids, NOT_NEWS)) if topic in known)
    kept = list(rows.values())
    _check(topics, [row for row, _ in kept])
    material = Material(tuple(row for row, _ in kept), tuple(name for _, name in kept), topics)
    return material, [Unusable(*item) for item in sorted(outside.items())]


def taxonomy_set(taxonomy: Taxonomy, weight: float) -> LabelledSet:
    """The taxonomy's examples, descriptions, names and keywords as labelled headlines."""
    rows = tuple(
        Labelled(phrase.text, phrase.language, taxonomy.ids[phrase.topic], weight=weight * phrase.weight)
        for phrase in phrases_of(taxonomy)
    )
    return LabelledSet(TAXONOMY, rows, origin=taxonomy.source)


def _check(topics: Sequence[str], rows: Sequence[Labelled]) -> None:
    count = Counter(row.topic for row in rows)
    poor = [topic for topic in topics if count[topic] < LEAST_A_TOPIC]
    if poor:
        raise UsageError(
            f"topics {', '.join(poor)}: expected at least {LEAST_A_TOPIC} headlines or phrases each to learn "
            f"from, got {', '.join(str(count[topic]) for topic in poor)}; label some, or give the taxonomy "
            "examples."
        )
