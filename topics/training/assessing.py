"""Everything that the gate and the report want to know of a champion and a candidate."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from topics.classify.packing import halved, packed
from topics.classify.topic_model import TopicModel
from topics.classify.trained import TrainedClassifier
from topics.text import content_hash
from topics.training.comparing import RESAMPLES, Comparison, compare
from topics.training.freezing import Frozen
from topics.training.gate import Cost, Evidence
from topics.training.invariance import invariance
from topics.training.labelled import Labelled, LabelledSet
from topics.training.updating import CORRECTIONS
from topics.types import Predictions

if TYPE_CHECKING:
    from topics.types import FloatArray

    Encode = Callable[[Sequence[str]], FloatArray]

FRESH = "newer corrections"
VARIED_EVERY = 4  # of the headlines that measure spelling one in so many is taken
TIMED = 1000  # headlines whose filing is timed …
ROUNDS = 3  # … so often, in turn with the champion …
MOST_ROUNDS = 12  # … or more often, while the candidate looks slower: the rest of a machine disturbs


@dataclass(frozen=True, slots=True)
class Recent:
    """A headline that the newsroom had lately."""

    title: str
    language: str


@dataclass(frozen=True, slots=True)
class Flip:
    """A headline that the candidate files elsewhere."""

    title: str
    language: str
    before: str
    after: str
    probability_before: float
    probability_after: float
    corrected: str | None  # what an editor filed it under


@dataclass(frozen=True, slots=True)
class Effect:
    """What corrections did to one topic."""

    topic: str
    corrections: int  # that teach it
    missed: int  # of these, that the champion files elsewhere
    learnt: int  # of those, that the candidate files here
    recent_before: int  # recent headlines under it by the champion
    recent_after: int


class Pair:
    """Champion and candidate, asked the same."""

    def __init__(self, champion: TopicModel, candidate: TopicModel, encode: Encode) -> None:
        self._models = (champion, candidate)
        self._classifiers = (TrainedClassifier(champion), TrainedClassifier(candidate))
        self._encode = encode

    def predict(self, titles: Sequence[str], languages: Sequence[str]) -> tuple[Predictions, Predictions]:
        """What both say; at least one title."""
        vectors = self._encode(titles)
        first, second = (one.predict(titles, titles, vectors, languages) for one in self._classifiers)
        return first, second

    def evidence(self, frozen: Frozen, *, seed: int, resamples: int = RESAMPLES) -> Evidence:
        """Both on everything that measures."""

        def compared(one: LabelledSet) -> Comparison | None:
            return compare(one, *self._answers(), seed=seed, resamples=resamples) if one.rows else None

        sets = [found for one in frozen.measuring if (found := compared(one)) is not None]
        kept_back = compared(LabelledSet(CORRECTIONS, frozen.held_out))
        fresh = kept_back  # compared once where they are the same
        if frozen.fresh != frozen.held_out:
            fresh = compared(LabelledSet(FRESH, frozen.fresh))
        first = frozen.measuring[0].rows if frozen.measuring else (*frozen.held_out, *frozen.taught)
        titles = [row.title for row in first]
        before, after = (invariance(one, titles[::VARIED_EVERY], self._encode) for one in self._classifiers)
        return Evidence(sets, kept_back, fresh, (before, after), self._cost(titles))

    def flips(self, recent: Sequence[Recent], corrections: Sequence[Labelled]) -> list[Flip]:
        """Recent and corrected headlines that change their topic: corrected ones first, then the surest."""
        said = {content_hash(row.title): row.topic for row in corrections}
        asked = {content_hash(row.title): (row.title, row.language) for row in corrections}
        asked |= {content_hash(one.title): (one.title, one.language) for one in recent}  # each headline once
        if not asked:
            return []
        titles, languages = zip(*asked.values(), strict=True)
        before, after = self.predict(titles, languages)
        best = [one.probabilities.argmax(axis=1) for one in (before, after)]
        rows = np.flatnonzero(best[0] != best[1]).tolist()
        keys = list(asked)
        found = [
            Flip(
                titles[row],
                languages[row],
                before.topics[best[0][row]],
                after.topics[best[1][row]],
                round(float(before.probabilities[row, best[0][row]]), 4),
                round(float(after.probabilities[row, best[1][row]]), 4),
                said.get(keys[row]),
            )
            for row in rows
        ]
        return sorted(found, key=lambda one: (one.corrected is None, -one.probability_after, one.title))

    def effects(self, recent: Sequence[Recent], taught: Sequence[Labelled]) -> list[Effect]:
        """What the corrections changed, the most corrected topic first; untouched topics are out."""
        told = self._best([row.title for row in taught])
        lately = [Counter(best) for best in self._best([one.title for one in recent])]
        topics = self._models[0].topics
        found = []
        for topic in topics:
            own = [number for number, row in enumerate(taught) if row.topic == topic]
            missed = [number for number in own if told[0][number] != topic]
            learnt = [number for number in missed if told[1][number] == topic]
            counts = [count[topic] for count in lately]
            if own or counts[0] != counts[1]:
                found.append(Effect(topic, len(own), len(missed), len(learnt), counts[0], counts[1]))
        return sorted(found, key=lambda one: (-one.corrections, topics.index(one.topic)))

    def _best(self, titles: Sequence[str]) -> tuple[list[str], list[str]]:
        if not titles:
            return [], []
        first, second = (
            [one.topics[place] for place in one.probabilities.argmax(axis=1).tolist()]
            for one in self.predict(titles, [""] * len(titles))
        )
        return first, second

    def _answers(self) -> tuple[Callable[[Sequence[Labelled]], Predictions], ...]:
        def answer(place: int) -> Callable[[Sequence[Labelled]], Predictions]:
            def asked(rows: Sequence[Labelled]) -> Predictions:
                titles = [row.title for row in rows]
                return self._classifiers[place].predict(
                    titles, titles, self._encode(titles), [row.language for row in rows]
                )

            return asked

        return answer(0), answer(1)

    def _cost(self, titles: Sequence[str]) -> tuple[Cost, Cost]:
        """Size, and processor time rather than the clock's: others may be at work here."""
        some = [titles[number % len(titles)] for number in range(TIMED)] if titles else []
        vectors = self._encode(some) if some else np.zeros((0, 0), np.float32)
        least = [float("inf"), float("inf")]
        for number in range(MOST_ROUNDS if some else 0):
            if number >= ROUNDS and least[1] <= least[0]:
                break
            for place, one in enumerate(self._classifiers):
                began = time.process_time()
                one.predict(some, some, vectors)
                least[place] = min(least[place], time.process_time() - began)
        seconds = [0.0 if value == float("inf") else value * 1000 / TIMED for value in least]
        first, second = (
            Cost(size_of(model), value) for model, value in zip(self._models, seconds, strict=True)
        )
        return first, second


def size_of(model: TopicModel) -> int:
    """Bytes of the arrays as they are written: wide ones in half precision or in bytes."""
    named = model.references
    full = (model.space.origin, model.space.axes, model.bias, named.points.steps)
    half = (model.rarity, model.from_references)
    kept = (packed(model.from_words)[0], halved(named.points.marks), named.topics, named.hashes, named.sets)
    return (
        4 * sum(one.size for one in full)
        + 2 * sum(one.size for one in half)
        + sum(one.nbytes for one in kept)
    )


def metrics_of(evidence: Evidence, place: int = 1) -> Mapping[str, object]:
    """Figures of one of the two (0 champion, 1 candidate) as a manifest keeps them."""
    found = {}
    corrections = [evidence.corrections] if evidence.corrections else []
    for one in (*evidence.sets, *corrections):
        whole = (one.champion, one.candidate)[place]
        found[one.name] = {
            "overall": {
                "n": whole.overall.n,
                "accepted": round(whole.overall.accepted.value, 4),
                "macro_f1": round(whole.overall.macro_f1.value, 4),
                "calibration_error": round(whole.overall.calibration_error, 4),
                "risk_area": round(whole.overall.risk_area, 4),
            },
            "languages": {code: round(each.accepted.value, 4) for code, each in whole.languages.items()},
            "topics": {each.topic: round(each.f1, 4) for each in whole.topics if each.support},
        }
    return found
