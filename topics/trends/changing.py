"""What changed inside a theme: its words period by period, and the headline that shows the change.

The class-based TF-IDF over time of Grootendorst 2022 ("BERTopic", section 3.3): a term weighs by its share of
the theme's headlines of a period, and by how rare it is among all headlines. Shares are of a period's own
volume, so that a loud week does not drown the others; the mean with the period before, if wanted, is his
evolutionary smoothing.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field

LEAST = 2  # headlines of a period in which a term must stand; one headline's word is no change
KEYWORDS = 8
GAINED = 24  # terms that say which headline shows a change
NEAR = 0.5  # share of the terms of two headlines from which one repeats the other
CALM = 3  # headlines as the theme is over all periods that are added to each: a thin period is no upheaval


@dataclass(frozen=True, slots=True)
class Period:
    """Headlines of a theme that appeared in one period, the oldest first: the terms of each."""

    terms: Sequence[Collection[str]]


@dataclass(frozen=True, slots=True)
class PeriodWords:
    """What a theme was about in one period, and what was new in it."""

    count: int  # headlines
    keywords: tuple[str, ...] = ()  # terms, the most telling of the period first
    rising: tuple[str, ...] = ()  # that weigh more than in the period before, most first
    fading: tuple[str, ...] = ()  # that weigh less, most first
    headline: int | None = None  # place, in the period, of the headline that shows the change


@dataclass(slots=True)
class _Past:
    """What the periods so far leave behind."""

    weights: Mapping[str, float] = field(default_factory=dict)  # of the last period with headlines
    raw: Mapping[str, float] = field(default_factory=dict)  # the same before smoothing
    telling: Collection[str] = ()  # terms that stood in enough of its headlines
    shown: list[Collection[str]] = field(default_factory=list)  # terms of the headlines that were chosen


def words_over_time(
    periods: Sequence[Period],
    rarity: Callable[[str], float],
    *,
    smooth: bool = False,
    says_same: Callable[[str, str], bool] = str.__eq__,
) -> list[PeriodWords]:
    """Words of every period, in the order given; one without headlines is empty, and changes nothing.

    Args:
        rarity: how much a term tells wherever it stands, such as log(1 + headlines / those that have it).
        smooth: let every period weigh half as the one before.
        says_same: may two terms not stand side by side as keywords?
    """
    usual = _usual(periods)
    past = _Past()
    found = []
    for period in periods:
        if not period.terms:
            found.append(PeriodWords(0))
            continue
        raw = _weights(period.terms, usual, rarity)
        weights = _mean(raw, past.raw) if smooth and past.raw else raw
        found.append(_told(period, weights, past, says_same))
        past.weights, past.raw, past.telling = weights, raw, _met_often(period.terms)
    return found


def _usual(periods: Sequence[Period]) -> dict[str, float]:
    """Term -> mean share over the periods that have headlines: each counts once, however loud."""
    loud = [period for period in periods if period.terms]
    shares: Counter[str] = Counter()
    for period in loud:
        for term, count in Counter(term for one in period.terms for term in set(one)).items():
            shares[term] += count / len(period.terms)  # type: ignore[assignment]
    return {term: share / len(loud) for term, share in shares.items()}


def _weights(
    headlines: Sequence[Collection[str]], usual: Mapping[str, float], rarity: Callable[[str], float]
) -> dict[str, float]:
    """Term -> share of the headlines, calmed, times its rarity; all weights of a period sum to 1."""
    inside = Counter(term for one in headlines for term in set(one))
    volume = len(headlines) + CALM
    weights = {term: (inside[term] + CALM * share) / volume * rarity(term) for term, share in usual.items()}
    whole = math.fsum(weights.values()) or 1.0
    return {term: weight / whole for term, weight in weights.items()}


def _mean(one: Mapping[str, float], other: Mapping[str, float]) -> dict[str, float]:
    return {term: (weight + other.get(term, 0.0)) / 2 for term, weight in one.items()}


def _told(
    period: Period, weights: Mapping[str, float], past: _Past, says_same: Callable[[str, str], bool]
) -> PeriodWords:
    telling = _met_often(period.terms)
    here = {term: weights[term] for term in telling}
    gains = {term: weight - past.weights.get(term, 0.0) for term, weight in weights.items()}
    losses = {term: -gains[term] for term in past.telling}
    place = _showing(period.terms, {term: gains[term] for term in telling}, past.shown)
    if place is None:  # nothing is said twice
        place = _showing(period.terms, gains, past.shown)
    if place is not None:
        past.shown.append(period.terms[place])
    return PeriodWords(
        len(period.terms),
        keywords=_best(here, says_same),
        rising=_best({term: gains[term] for term in telling}, says_same) if past.weights else (),
        fading=_best(losses, says_same),
        headline=place,
    )


def _met_often(headlines: Sequence[Collection[str]]) -> set[str]:
    """Terms of enough headlines; of the only headline all."""
    inside = Counter(term for one in headlines for term in set(one))
    least = min(LEAST, len(headlines))
    return {term for term, count in inside.items() if count >= least}


def _best(weights: Mapping[str, float], says_same: Callable[[str, str], bool]) -> tuple[str, ...]:
    """The heaviest terms, none saying the same as one before it."""
    chosen: list[str] = []
    for term in sorted(weights, key=lambda term: (-weights[term], term)):
        if len(chosen) == KEYWORDS or weights[term] <= 0:
            break
        if not any(says_same(term, other) for other in chosen):
            chosen.append(term)
    return tuple(chosen)


def _showing(
    headlines: Sequence[Collection[str]], gains: Mapping[str, float], shown: Sequence[Collection[str]]
) -> int | None:
    """The headline with most of the new weight that repeats none shown before; the earliest of equals."""
    telling = sorted((term for term in gains if gains[term] > 0), key=lambda term: (-gains[term], term))
    new = {term: gains[term] for term in telling[:GAINED]}
    weights = [math.fsum(new.get(term, 0.0) for term in set(one)) for one in headlines]
    for place in sorted(range(len(headlines)), key=lambda place: (-weights[place], place)):
        if weights[place] <= 0:
            return None
        if not any(_near(headlines[place], other) for other in shown):
            return place
    return None


def _near(one: Collection[str], other: Collection[str]) -> bool:
    """Do two headlines have most of their terms in common (Jaccard)?"""
    first, second = set(one), set(other)
    return len(first & second) >= NEAR * len(first | second)
