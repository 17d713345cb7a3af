"""Drift: whether what comes in is still what it was. Pure: two periods in, a verdict with evidence out.

Six things are compared: the shares of topics, languages and outlets, where headlines lie in the encoder's
space, how often the model abstains, and how often editors changed its topic. Each is told with its
size, which does not grow with few headlines, and with the chance of so much by an exchange of days.

- A piece of news counts once: a headline of a story of m weighs 1/m, so a burst of one story is no drift.
- *Some*: the chance is below ``level`` shared among all that is compared, the size is at least the smaller
  bound, and more than that of any week against the rest in the period compared with.
- *Strong*: besides, the size is at least the larger bound, and ``clearly`` times what is usual.
- Outlets come and go while news stays what it is: their mix alone is never strong.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

from topics.training.exchanging import Energy, Mix, Rate, Shift, Statistic, energy_of, shift
from topics.training.incoming import Days, Incoming, Side, side_of

if TYPE_CHECKING:
    import numpy.typing as npt

    from topics.types import BoolArray

    Places = npt.NDArray[np.int64]

TOLD = 4  # keys of a mix that moved most
EXAMPLES = 5
COMPARED = 2000  # headlines of each period whose places are compared at most


class Severity(StrEnum):
    """How much drift."""

    NONE = "none"
    SOME = "some"
    STRONG = "strong"

    @property
    def rank(self) -> int:
        """0 none, 1 some, 2 strong."""
        return list(Severity).index(self)


@dataclass(frozen=True, slots=True)
class Bounds:
    """Sizes from which a difference is some drift and strong drift, and what else it takes.

    0.018 and 0.045 bits are about .1 and .25 of the population stability index (Siddiqi 2006, "Credit Risk
    Scorecards"), which for small differences is 8 ln 2 times the divergence.
    """

    mix: tuple[float, float] = (0.018, 0.045)  # bits
    places: tuple[float, float] = (0.005, 0.015)  # coefficient of energy distance
    abstained: tuple[float, float] = (0.05, 0.15)  # difference of shares
    corrected: tuple[float, float] = (0.03, 0.10)
    level: float = 0.01
    clearly: float = 2.0
    least_news: int = 30  # pieces of each period
    least_days: tuple[int, int] = (3, 14)  # of now, and of what it is compared with


@dataclass(frozen=True, slots=True)
class Moved:
    """A share before and now."""

    key: str
    before: float
    now: float


@dataclass(frozen=True, slots=True)
class Measure:
    """One thing that was compared."""

    name: str  # "topics", "languages", "sources", "places", "abstained", "corrected"
    severity: Severity
    shift: Shift
    moved: tuple[Moved, ...] = ()  # what moved most; of a rate, the rate


@dataclass(frozen=True, slots=True)
class TooLittle:
    """A period that tells nothing."""

    period: str  # "now" or "before"
    news: int  # pieces that it has
    days: int
    least_news: int
    least_days: int

    @property
    def words(self) -> str:
        """In a line."""
        return (
            f"too little to tell drift: {self.period} has {self.news} pieces of news on {self.days} days, "
            f"expected {self.least_news} on {self.least_days}"
        )


@dataclass(frozen=True, slots=True)
class Drift:
    """The verdict."""

    severity: Severity
    reasons: tuple[str, ...]  # in words, the strongest first
    now: Side
    before: Side
    measures: tuple[Measure, ...] = ()  # empty where there is too little to tell
    unlike: tuple[int, ...] = ()  # where something drifted: new headlines most unlike what came before
    lacking: TooLittle | None = None  # why nothing can be told

    @property
    def drifted(self) -> bool:
        """Something did."""
        return self.severity is not Severity.NONE

    @property
    def found(self) -> tuple[Measure, ...]:
        """What drifted, the strongest first."""
        drifted = [one for one in self.measures if one.severity is not Severity.NONE]
        return tuple(sorted(drifted, key=lambda one: -one.severity.rank))


def find_drift(incoming: Incoming, *, bounds: Bounds | None = None, seed: int = 0) -> Drift:
    """Compare two periods. The same input and seed give the same answer."""
    asked = bounds or Bounds()
    now, before = side_of(incoming, incoming.now), side_of(incoming, ~incoming.now)
    if said := _too_little(now, before, asked):
        return Drift(Severity.NONE, (said.words,), now, before, lacking=said)
    compared = _compared(incoming, asked)
    level = asked.level / len(compared)
    measures = tuple(_measure(one, asked, level, seed) for one in compared)
    found = [one for one in measures if one.severity is not Severity.NONE]
    found.sort(key=lambda one: -one.severity.rank)
    return Drift(
        found[0].severity if found else Severity.NONE,
        tuple(map(in_words, found)) or ("nothing drifted",),
        now,
        before,
        measures,
        _unlike(incoming) if found else (),
    )


def sample(now: BoolArray, seed: int) -> Places:
    """Headlines whose places are compared: all of a period, or so many at random, rising. Shape: (m,)."""
    rng = np.random.default_rng(seed)
    sides = [rng.permutation(np.flatnonzero(side))[:COMPARED] for side in (now, ~now)]
    return np.sort(np.concatenate(sides))


_WORDS = {
    "topics": "shares of topics",
    "languages": "shares of languages",
    "sources": "shares of outlets",
    "places": "headlines lie elsewhere in the encoder's space",
    "abstained": "how often the model abstains",
    "corrected": "how often editors change the topic",
}


def in_words(one: Measure) -> str:
    """What was found of one thing, in a line."""
    told = ", ".join(f"{each.key} {each.before:.1%} → {each.now:.1%}" for each in one.moved)
    size = f"{one.shift.value:.3f}, between weeks before up to {one.shift.usual:.3f}"
    return f"{_WORDS[one.name]}{': ' + told if told else ''} ({size}; p = {one.shift.p_value:.4f})"


# --- what is compared ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Compared:
    """A distance, and the sizes that count."""

    name: str
    statistic: Statistic
    now: BoolArray  # (b,) which days are of the newer period
    sizes: tuple[float, float]
    keys: tuple[str, ...] = ()  # of a mix


def _compared(incoming: Incoming, bounds: Bounds) -> list[_Compared]:
    """Everything that both periods have."""
    every = Days.of(incoming, np.arange(len(incoming.days)))
    filed = Days.of(incoming, incoming.filed())
    found = [_mix("languages", every, incoming.languages, bounds.mix)]
    found.append(_mix("sources", every, incoming.sources, bounds.mix))
    found.append(_rate("corrected", every, incoming.corrected, bounds.corrected))
    if filed.both:
        found.append(_mix("topics", filed, incoming.topics, bounds.mix))
        found.append(_rate("abstained", filed, incoming.abstained, bounds.abstained))
    placed = Days.of(incoming, incoming.placed.astype(np.int64))
    if placed.both:
        energy = energy_of(incoming.vectors, placed.weights, placed.day, len(placed.now))
        found.append(_Compared("places", energy, placed.now, bounds.places))
    return sorted(found, key=lambda one: list(_WORDS).index(one.name))


def _mix(name: str, days: Days, keys: Sequence[str | None], sizes: tuple[float, float]) -> _Compared:
    names, table = days.sums([str(keys[row]) for row in days.rows])
    return _Compared(name, Mix(table), days.now, sizes, names)


def _rate(name: str, days: Days, has: BoolArray, sizes: tuple[float, float]) -> _Compared:
    return _Compared(name, Rate(days.ratio(has[days.rows]), rise=name == "corrected"), days.now, sizes)


def _measure(one: _Compared, bounds: Bounds, level: float, seed: int) -> Measure:
    found = shift(one.statistic, one.now, seed)
    return Measure(one.name, _severity(one, found, bounds, level), found, _moved(one))


def _severity(one: _Compared, found: Shift, bounds: Bounds, level: float) -> Severity:
    some, strong = one.sizes
    if found.p_value > level or found.value < some or found.value <= found.usual:
        return Severity.NONE
    clear = found.value >= strong and found.value >= bounds.clearly * found.usual
    return Severity.STRONG if clear and one.name != "sources" else Severity.SOME


def _moved(one: _Compared) -> tuple[Moved, ...]:
    """The keys whose share moved most; of a rate, the rate."""
    if isinstance(one.statistic, Energy):
        return ()
    assert isinstance(one.statistic, Mix | Rate)
    table = one.statistic.table
    before, now = table[~one.now].sum(axis=0), table[one.now].sum(axis=0)
    if isinstance(one.statistic, Rate):
        return (Moved("share", float(before[0] / before[1]), float(now[0] / now[1])),)
    before, now = before / before.sum(), now / now.sum()
    order = np.argsort(-np.abs(now - before), kind="stable")[:TOLD]
    return tuple(Moved(one.keys[place], float(before[place]), float(now[place])) for place in order)


# --- inside ----------------------------------------------------------------------------------------


def _too_little(now: Side, before: Side, bounds: Bounds) -> TooLittle | None:
    """Why nothing can be told."""
    for name, side, days in (("now", now, bounds.least_days[0]), ("before", before, bounds.least_days[1])):
        if side.news < bounds.least_news or side.days < days:
            return TooLittle(name, side.news, side.days, bounds.least_news, days)
    return None


def _unlike(incoming: Incoming) -> tuple[int, ...]:
    """New headlines that lie farthest in the direction from the old ones to the new; each piece once."""
    now = incoming.now[incoming.placed]
    if not now.any() or now.all():
        return ()
    new, old = incoming.vectors[now], incoming.vectors[~now]
    score = new @ (new.mean(axis=0) - old.mean(axis=0))
    found: dict[str, int] = {}
    for row in incoming.placed[now][np.argsort(-score, kind="stable")].tolist():
        found.setdefault(incoming.groups[row], row)
    return tuple(found.values())[:EXAMPLES]
