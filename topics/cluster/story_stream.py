"""The stream of stories: each new headline joins an open story or opens one.

The stream keeps the open headlines of the last days and the pairs of them that may be one event. What comes
in touches only the part of them that it is connected with; that part is linked anew, all at once. So the
result hangs little on the order of arrival: a late headline falls into place, and may bring two stories
together.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

import numpy as np

from topics.cluster.evidence import DAY, Compared, chances_of, evidence
from topics.cluster.linking import connected_groups, connected_parts
from topics.cluster.mark_rows import Frequencies, MarkRows
from topics.cluster.marks import KINDS, marks_of
from topics.cluster.story_weights import LEARNED, POSSIBLE, StoryWeights

if TYPE_CHECKING:
    from topics.types import FloatArray, IntArray

Reference = Mapping[str, Frequencies]  # by kind of mark

BLOCK = 512  # new headlines compared at once
FAMILY = {"ary": "ar"}  # told in one script with mostly the same words


@dataclass(frozen=True, slots=True, eq=False)
class Told:
    """One headline as the stream sees it."""

    id: str
    title: str  # without the name of its outlet
    language: str
    vector: FloatArray  # (d,) centred, unit
    seen: datetime | None = None
    outlet: str | None = None


@dataclass(slots=True)
class StoryStream:
    """The open headlines and how they hang together. Add headlines; forget what is over."""

    reference: Reference  # what is usual among the headlines of now
    granularity: float  # cohesion from which groups are one story; see ``GRANULARITIES``
    weights: StoryWeights = LEARNED
    unrelated: float = 0.0  # the usual product of vectors of headlines that have nothing in common
    told: list[Told] = field(default_factory=list)
    _marks: dict[str, MarkRows] = field(init=False)
    _codes: dict[str, int] = field(default_factory=dict)  # of languages and outlets
    _pairs: Any = field(default_factory=lambda: np.empty((2, 0), np.int64))  # places, the later first
    _evidence: Any = field(default_factory=lambda: np.empty(0, np.float32))  # of each pair

    def __post_init__(self) -> None:
        self._marks = {kind: MarkRows(counts) for kind, counts in self.reference.items()}

    def add(self, headlines: Sequence[Told]) -> list[list[Told]]:
        """Take headlines in and say how all that they touch is grouped now; lone ones are groups of one."""
        if not headlines:
            return []
        before = len(self.told)
        known = self._chances()
        self.take_in(headlines)
        chances = self._chances()
        groups = connected_groups(
            self._pairs,
            chances,
            len(self.told),
            least=self.granularity,
            cohesion=self.weights.cohesion,
            since=before,
            also=self._loosened(known, chances, before),
        )
        return [[self.told[place] for place in group] for group in groups]

    def forget(self, before: datetime) -> None:
        """Let go of the headlines that were seen earlier; what is left stays grouped as it was told."""
        wanted = np.array([one.seen is None or one.seen >= before for one in self.told], bool)
        if wanted.all():
            return
        places = np.flatnonzero(wanted)
        self.told = [self.told[place] for place in places]
        for rows in self._marks.values():
            rows.keep(places)
        kept = wanted[self._pairs].all(axis=0)
        moved = np.cumsum(wanted) - 1
        self._pairs, self._evidence = moved[self._pairs[:, kept]], self._evidence[kept]

    def take_in(self, headlines: Sequence[Told]) -> None:
        """Remember headlines and every pair that they may be one event with, without grouping any.

        For headlines whose groups are known already: they are grouped anew only when touched.
        """
        first = len(self.told)
        self.told.extend(headlines)
        marked = [marks_of(one.title) for one in headlines]
        for kind, rows in self._marks.items():
            rows.append(getattr(marks, kind) for marks in marked)
        if not headlines:
            return
        compared = self.compared()
        pairs, values = [self._pairs], [self._evidence]
        least = _least_evidence(self.weights)
        for start in range(first, len(self.told), BLOCK):
            block = slice(start, min(start + BLOCK, len(self.told)))
            found = evidence(compared, block, self.weights)
            later, earlier = np.nonzero(found >= least)
            later += start
            known = earlier < later
            pairs.append(np.stack([later[known], earlier[known]]))
            values.append(found[later[known] - start, earlier[known]])
        self._pairs, self._evidence = np.concatenate(pairs, axis=1), np.concatenate(values)

    def compared(self) -> Compared:
        """The open headlines as columns."""

        def code(name: str) -> int:
            return self._codes.setdefault(name, len(self._codes))

        told, marks = self.told, self._marks
        return Compared(
            space=np.stack([one.vector for one in told]),
            unrelated=self.unrelated,
            families=np.array([code(FAMILY.get(one.language, one.language)) for one in told]),
            outlets=np.array([code(f"outlet {one.outlet}") if one.outlet else -1 for one in told]),
            days=np.array([one.seen.timestamp() / DAY if one.seen else np.nan for one in told]),
            grams=marks["grams"].weighted(),
            stems=marks["stems"].weighted(),
            sounds=marks["sounds"].weighted(),
            shared_stems=marks["stems"].shared(),
            rarities=marks["rarities"].plain(),
            numbers=marks["numbers"].plain(),
        )

    def _chances(self) -> FloatArray:
        return chances_of(self._pairs, self._evidence, len(self.told), self.weights)

    def _loosened(self, known: FloatArray, chances: FloatArray, count: int) -> IntArray:
        """Places of parts as they were connected, where new neighbours made some pair less likely.

        Such a part may be in pieces now, some of them without a new headline. Shape: known (m,), the chances
        of the first m pairs before; chances (m + …,); ``count`` places were there.
        """
        pairs = self._pairs[:, : len(known)]
        fell = (chances[: len(known)] < known) & (known >= POSSIBLE)
        parts = connected_parts(pairs, known, count, least=self.granularity)
        return np.flatnonzero(np.isin(parts, parts[pairs[:, fell]])).astype(np.int32)


def reference_of(titles: Iterable[str]) -> Reference:
    """How often marks are met among headlines; a stream keeps it, so that no pair hangs on the order."""
    marked = [marks_of(title) for title in titles]
    return {kind: Frequencies.of(getattr(marks, kind) for marks in marked) for kind in KINDS}


def _least_evidence(weights: StoryWeights) -> float:
    """Evidence below which a pair has no possible chance, however few neighbours it has."""
    least = weights.centre + np.log(POSSIBLE / (1 - POSSIBLE)) / weights.sharpness
    return float(max(least, 0.0))
