"""Headlines beside their answers, and the figures of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from topics.training.evaluation.figures import CurvePoint, Figures, ReliabilityBin
from topics.training.evaluation.resampling import counts, draws, estimate

if TYPE_CHECKING:
    import numpy.typing as npt

    Codes = npt.NDArray[np.int64]
    Values = npt.NDArray[np.float64]

BINS = 15
COVERAGES = (50, 70, 80, 90, 100)  # per cent
CURVE_POINTS = 200


@dataclass(frozen=True, slots=True, eq=False)
class Scored:
    """Headlines beside their answers, column by column."""

    primary: tuple[str, ...]
    answer: tuple[str, ...]
    accepted: Values  # (n,) 1.0 or 0.0
    probability: Values  # (n,)
    abstained: npt.NDArray[np.bool_]  # (n,)

    def __len__(self) -> int:
        return len(self.primary)

    def part(self, rows: list[int]) -> Scored:
        """These rows alone."""
        return Scored(
            tuple(self.primary[row] for row in rows),
            tuple(self.answer[row] for row in rows),
            self.accepted[rows],
            self.probability[rows],
            self.abstained[rows],
        )


def figures_of(scored: Scored, *, seed: int, resamples: int) -> Figures:
    """The figures of one language, or of all; at least one row."""
    bins = _bins(scored)
    curve = _risks(scored)
    answered = scored.accepted[~scored.abstained]
    topics = sorted(set(scored.primary))
    truth, answer = _codes(scored.primary, topics), _codes(scored.answer, topics)
    accuracies: list[Values] = []
    f1s: list[Values] = []
    for rows in draws(len(scored), seed=seed, resamples=resamples):
        accuracies.append(scored.accepted[rows].mean(axis=1))
        f1s.append(_macro_f1(truth[rows], answer[rows], len(topics)))
    return Figures(
        n=len(scored),
        accepted=estimate(float(scored.accepted.mean()), accuracies),
        macro_f1=estimate(float(_macro_f1(truth[None], answer[None], len(topics))[0]), f1s),
        calibration_error=sum(abs(one.accuracy - one.probability) * one.n for one in bins) / len(scored),
        bins=bins,
        risk_area=float(curve.mean()),
        risk_coverage=_curve(scored, curve),
        accuracy_at={str(percent): _accuracy_at(scored, percent) for percent in COVERAGES},
        abstained=float(scored.abstained.mean()),
        accepted_answered=float(answered.mean()) if len(answered) else None,
    )


def _codes(values: Sequence[str], topics: Sequence[str]) -> Codes:
    """The place of each value among the topics; one past the last for any other."""
    place = {topic: number for number, topic in enumerate(topics)}
    return np.array([place.get(value, len(topics)) for value in values], np.int64)


def _macro_f1(truth: Codes, answer: Codes, topics: int) -> Values:
    """Mean F1 over the topics that occur in each row. Shape: (m, n), (m, n) -> (m,)."""
    support = counts(truth, topics + 1)[:, :topics]
    predicted = counts(answer, topics + 1)[:, :topics]
    right = counts(np.where(truth == answer, truth, topics), topics + 1)[:, :topics]
    f1 = 2 * right / np.maximum(support + predicted, 1)
    occurs = support > 0  # a topic that a resample has not drawn measures nothing there
    return np.asarray((f1 * occurs).sum(axis=1) / occurs.sum(axis=1), np.float64)


def _bins(scored: Scored) -> tuple[ReliabilityBin, ...]:
    number = np.clip((scored.probability * BINS).astype(np.int64), 0, BINS - 1)
    return tuple(
        ReliabilityBin(
            low=one / BINS,
            high=(one + 1) / BINS,
            n=int((number == one).sum()),
            probability=float(scored.probability[number == one].mean()),
            accuracy=float(scored.accepted[number == one].mean()),
        )
        for one in np.unique(number).tolist()
    )


def _surest_first(scored: Scored) -> npt.NDArray[np.intp]:
    return np.argsort(-scored.probability)


def _accuracy_at(scored: Scored, percent: int) -> float:
    answered = max(1, int(len(scored) * percent / 100))
    return float(scored.accepted[_surest_first(scored)[:answered]].mean())


def _risks(scored: Scored) -> Values:
    """The risk when the 1, 2, … n surest headlines are answered. Shape: (n,)."""
    right = scored.accepted[_surest_first(scored)].cumsum()
    return np.asarray(1 - right / np.arange(1, len(scored) + 1), np.float64)


def _curve(scored: Scored, risks: Values) -> tuple[CurvePoint, ...]:
    n = len(scored)
    order = _surest_first(scored)
    shown = np.unique(np.linspace(1, n, min(n, CURVE_POINTS)).round().astype(np.int64))
    return tuple(
        CurvePoint(number / n, float(risks[number - 1]), float(scored.probability[order[number - 1]]))
        for number in shown.tolist()
    )
