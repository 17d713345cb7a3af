"""What an evaluation finds: plain values, ready for JSON. Shares lie between 0 and 1."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure and its 95 % bootstrap interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class ReliabilityBin:
    """Headlines whose probability lies in one fifteenth of the scale."""

    low: float  # of the bin, inclusive
    high: float
    n: int
    probability: float  # mean of what was claimed
    accuracy: float  # share that was accepted: equal to ``probability`` where calibration is perfect


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """What remains wrong when only the surest headlines are answered."""

    coverage: float  # share that is answered
    risk: float  # share of these that is wrong
    probability: float  # of the least sure one among them


@dataclass(frozen=True, slots=True)
class Figures:
    """How well one language, or all together, is filed."""

    n: int
    accepted: Estimate  # share filed under the first or an equally good second topic
    macro_f1: Estimate  # on the first topic, mean over the topics of these headlines
    calibration_error: float  # expected, 15 bins
    bins: tuple[ReliabilityBin, ...]  # those that hold headlines
    risk_area: float  # mean risk over every coverage: 0 is perfect
    risk_coverage: tuple[CurvePoint, ...]  # at most 200 points, coverage rising to 1
    accuracy_at: Mapping[str, float]  # per cent of headlines answered, surest first -> accepted
    abstained: float  # share that the model marked as not sure
    accepted_answered: float | None  # accepted among the others; None where it always abstained


@dataclass(frozen=True, slots=True)
class TopicFigures:
    """One topic, on the first topic of each headline alone."""

    topic: str
    support: int  # headlines of the gold
    predicted: int
    precision: float | None  # None where it was never predicted
    recall: float | None  # None where the gold has none
    f1: float


@dataclass(frozen=True, slots=True)
class Confusion:
    """How often each topic was taken for each. Shape: counts (len(gold), len(predicted))."""

    gold: tuple[str, ...]  # first topics, most frequent first
    predicted: tuple[str, ...]  # the same, then those that were only predicted; "" = no answer
    counts: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class NotNews:
    """How well what is no news is found among everything."""

    support: int
    predicted: int
    precision: float | None  # None where nothing was called so
    recall: float


@dataclass(frozen=True, slots=True)
class Mistake:
    """A headline that was filed under a topic that no reader chose."""

    title: str
    language: str
    gold: str
    also: tuple[str, ...]
    predicted: str  # "" = no answer
    probability: float
    abstained: bool


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Everything that was measured. What is no news is left out of all but ``not_news``."""

    model_id: str
    overall: Figures
    languages: Mapping[str, Figures]  # by code, most headlines first
    topics: tuple[TopicFigures, ...]  # of the gold, most frequent first, then those only predicted
    confusion: Confusion
    not_news: NotNews | None  # None where the gold has no such rows
    mistakes: tuple[Mistake, ...]  # the surest first, at most 50
    mistakes_total: int
    unknown_topics: tuple[str, ...]  # of the gold, that the model does not have: always wrong
    left_out: Mapping[str, int]  # rows without a topic, by what their reader called them
    seed: int
    resamples: int
