"""Stories: one event, days, across outlets and languages; of many headlines at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

import numpy as np

from topics.cluster.centring import Centring
from topics.cluster.story_stream import StoryStream, Told, reference_of
from topics.cluster.story_weights import GRANULARITIES, LEARNED, StoryWeights

if TYPE_CHECKING:
    from topics.types import FloatArray, IntArray

ENOUGH = 30  # headlines whose mean may be taken off
UNRELATED = 0.80  # cosine of unrelated headlines, where nobody says what it is in the encoder's space


def group_stories(
    vectors: FloatArray,
    titles: Sequence[str],
    *,
    languages: Sequence[str],
    seen: Sequence[datetime | None] | None = None,
    outlets: Sequence[str | None] | None = None,
    unrelated: float = UNRELATED,
    granularity: float = GRANULARITIES["normal"],
    weights: StoryWeights = LEARNED,
) -> IntArray:
    """The story of each headline, −1 = alone; stories are numbered by their first headline.

    Shape: vectors (n, d) float32, unit rows; returns (n,) int32. The order of rows changes no group.

    Args:
        titles: without the names of outlets.
        seen: times that are unknown set no limit.
        unrelated: the usual cosine of headlines that have nothing in common; it counts where there are too
            few headlines to take their mean off.
        granularity: cohesion from which headlines are one story, from 0 (broad) to 1 (narrow).
    """
    centred = len(vectors) >= ENOUGH
    space = Centring.fit(vectors, languages).apply(vectors, languages) if centred else vectors
    rows = [
        Told(
            id=str(row),
            title=title,
            language=languages[row],
            vector=space[row],
            seen=seen[row] if seen else None,
            outlet=outlets[row] if outlets else None,
        )
        for row, title in enumerate(titles)
    ]
    rows.sort(key=lambda one: (one.seen is None, one.seen and one.seen.timestamp(), one.title, one.language))
    labels = np.full(len(titles), -1, np.int32)
    stream = StoryStream(reference_of(titles), granularity, weights, unrelated=0.0 if centred else unrelated)
    groups = stream.add(rows)
    shared = sorted(sorted(int(one.id) for one in group) for group in groups if len(group) > 1)
    for number, members in enumerate(shared):
        labels[members] = number
    return labels


def granularity_of(asked: str) -> float | None:
    """The cohesion behind a name or a number; None where it is neither."""
    if asked in GRANULARITIES:
        return GRANULARITIES[asked]
    try:
        value = float(asked)
    except ValueError:
        return None
    return value if 0 < value < 1 else None
