"""A champion and a candidate on the same headlines, headline by headline. Plain values, ready for JSON."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import comb
from typing import TYPE_CHECKING

import numpy as np

from topics.training.calibrating import accepted_of
from topics.training.evaluation.answers import answers_of
from topics.training.evaluation.figures import Estimate, Evaluation
from topics.training.evaluation.metrics import LEFT_OUT, evaluate_answers
from topics.training.evaluation.resampling import draws, estimate
from topics.training.labelled import Labelled, LabelledSet
from topics.types import NOT_NEWS, Predictions

if TYPE_CHECKING:
    import numpy.typing as npt

    Values = npt.NDArray[np.float64]

Answers = Callable[[Sequence[Labelled]], Predictions]  # what a model says of headlines
RESAMPLES = 2000
LEAST_LIKELY = 1e-6  # a probability below it counts as this much


@dataclass(frozen=True, slots=True)
class Paired:
    """One figure of both models on the same rows, and the interval of their difference."""

    n: int
    champion: float
    candidate: float
    difference: Estimate  # candidate less champion; resampled in pairs
    lost: int  # rows of which the candidate's figure is lower
    gained: int  # higher

    @property
    def lost_by_chance(self) -> float:
        """Probability of so many losses or more among the changes, were losses and gains as likely."""
        return by_chance(self.lost, self.gained)

    @property
    def gained_by_chance(self) -> float:
        """The same of the gains."""
        return by_chance(self.gained, self.lost)


@dataclass(frozen=True, slots=True)
class TopicChange:
    """The headlines of one topic: those filed under it, or under a second topic that a desk would take."""

    topic: str
    recall: Paired
    f1: tuple[float, float]  # champion, candidate; on the first topic alone


@dataclass(frozen=True, slots=True)
class Comparison:
    """Both models on one set."""

    name: str
    accepted: Paired  # of news
    languages: Mapping[str, Paired]  # the same by language
    topics: tuple[TopicChange, ...]  # ``NOT_NEWS`` among them where the set has it
    filed: Paired  # accepted, of all rows: news and what is none
    likelihood: Paired  # mean logarithm of the probability that the accepted topics get, of all rows
    dealt: float  # probability that labels dealt at random would suit the champion's answers as well
    champion: Evaluation
    candidate: Evaluation

    @property
    def calibration(self) -> tuple[float, float]:
        """Expected calibration error: champion, candidate."""
        return self.champion.overall.calibration_error, self.candidate.overall.calibration_error


def compare(
    rows: LabelledSet, champion: Answers, candidate: Answers, *, seed: int = 0, resamples: int = RESAMPLES
) -> Comparison | None:
    """Score both on every row of a set that has a topic; None where none has."""
    return compare_predictions(
        rows, champion(rows.rows), candidate(rows.rows), seed=seed, resamples=resamples
    )


def compare_predictions(
    rows: LabelledSet, before: Predictions, after: Predictions, *, seed: int = 0, resamples: int = RESAMPLES
) -> Comparison | None:
    """The same for what both said, in the order of the rows."""
    news = [number for number, row in enumerate(rows.rows) if row.topic not in LEFT_OUT]
    known = {row.topic for row in rows.rows} & set(before.topics) - {NOT_NEWS}
    if not news or not known:
        return None
    right = [_accepted(rows.rows, one) for one in (before, after)]
    likely = [_log_likelihood(rows.rows, one) for one in (before, after)]
    languages = sorted({rows.rows[number].language for number in news})
    topics = [topic for topic in before.topics if any(row.topic == topic for row in rows.rows)]

    def paired(values: Sequence[Values], places: Sequence[int]) -> Paired:
        own = list(places)
        return pair(values[0][own], values[1][own], seed=seed, resamples=resamples)

    found = [
        evaluate_answers(rows.rows, answers_of(one), seed=seed, resamples=resamples)
        for one in (before, after)
    ]
    f1 = [{one.topic: one.f1 for one in each.topics} for each in found]
    changes = []
    for topic in topics:
        own = [number for number, row in enumerate(rows.rows) if row.topic == topic]
        both = (f1[0].get(topic, 0.0), f1[1].get(topic, 0.0))
        changes.append(TopicChange(topic, paired(right, own), both))
    return Comparison(
        rows.name,
        paired(right, news),
        {code: paired(right, [n for n in news if rows.rows[n].language == code]) for code in languages},
        tuple(changes),
        paired(right, range(len(rows.rows))),
        paired(likely, range(len(rows.rows))),
        dealt_by_chance(rows.rows, before, seed=seed, rounds=resamples),
        *found,
    )


def pair(before: Values, after: Values, *, seed: int, resamples: int) -> Paired:
    """Both means, and the interval of their difference under one draw of rows for both."""
    moved = after - before
    resampled = [moved[rows].mean(axis=1) for rows in draws(len(moved), seed=seed, resamples=resamples)]
    difference = estimate(float(moved.mean()), resampled)
    lost, gained = int((moved < 0).sum()), int((moved > 0).sum())
    return Paired(len(moved), float(before.mean()), float(after.mean()), difference, lost, gained)


def by_chance(lost: int, gained: int) -> float:
    """One-sided sign test: probability of ``lost`` or more losses among so many changes (McNemar 1947)."""
    changed = lost + gained
    return float(sum(comb(changed, number) for number in range(lost, changed + 1)) / 2**changed)


def dealt_by_chance(rows: Sequence[Labelled], predictions: Predictions, *, seed: int, rounds: int) -> float:
    """A permutation test: how often labels dealt anew among the rows suit the answers as well as they do."""
    accepted = accepted_of(rows, predictions.topics)
    best = predictions.probabilities.argmax(axis=1)
    suited = int(accepted[np.arange(len(rows)), best].sum())
    random = np.random.default_rng(seed)
    as_well = sum(int(accepted[random.permutation(len(rows)), best].sum()) >= suited for _ in range(rounds))
    return (as_well + 1) / (rounds + 1)


def _accepted(rows: Sequence[Labelled], predictions: Predictions) -> Values:
    """1 where the most probable topic is one that a desk would take, else 0. Shape: (n,)."""
    best = predictions.probabilities.argmax(axis=1)
    return np.asarray(accepted_of(rows, predictions.topics)[np.arange(len(rows)), best], np.float64)


def _log_likelihood(rows: Sequence[Labelled], predictions: Predictions) -> Values:
    """Shape: (n,). Natural logarithm of what the accepted topics get together."""
    accepted = accepted_of(rows, predictions.topics)
    likely = (predictions.probabilities.astype(np.float64) * accepted).sum(axis=1)
    return np.asarray(np.log(np.maximum(likely, LEAST_LIKELY)), np.float64)
