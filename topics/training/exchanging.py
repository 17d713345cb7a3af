"""How far two groups of days lie apart, beyond what days differ by anyhow.

Headlines of one day are not independent, so days change sides, not headlines (a permutation test of blocks).
What is left of a distance after taking off its mean over such exchanges does not grow with few headlines.
News also goes on for days, so a number of days in a row differ by more than days picked here and there: what
is usual is how far each run of days of the group compared with lies from the rest of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    from topics.types import BoolArray, FloatArray

    Matrix = npt.NDArray[np.float64]
    Places = npt.NDArray[np.int64]

EXCHANGES = 1999  # so that the least p-value is 0.0005
FEWER = 199  # to know a mean


class Statistic(Protocol):
    """A distance between two groups of b days, from sums over days."""

    def __call__(self, sides: BoolArray) -> Matrix:
        """Of p ways to divide the days. Shape: (p, b) → (p,)."""
        ...

    def part(self, days: Places) -> Statistic:
        """The same over some of the days."""
        ...


@dataclass(frozen=True, slots=True)
class Shift:
    """How far apart, and what to think of it."""

    value: float  # beyond the mean over exchanges of days
    usual: float  # of the run of days of the group compared with that is farthest from the rest, at least 0
    p_value: float  # of so far or farther by an exchange of days


def shift(statistic: Statistic, now: BoolArray, seed: int) -> Shift:
    """Shape: now (b,), days in their order; both sides have days with weight."""
    value, p_value = _beyond(statistic, now, seed, EXCHANGES)
    before = np.flatnonzero(~now)
    part, length = statistic.part(before), int(now.sum())
    usual = [
        _beyond(part, run, seed + number, FEWER)[0]
        for number, run in enumerate(_runs(len(before), length), start=1)
    ]
    return Shift(value, max([0.0, *usual]), p_value)


def _beyond(statistic: Statistic, now: BoolArray, seed: int, exchanges: int) -> tuple[float, float]:
    rng = np.random.default_rng(seed)
    sides = rng.permuted(np.repeat(now[None], exchanges, axis=0), axis=1)
    seen, others = float(statistic(now[None])[0]), statistic(sides)
    as_far = int((others >= seen - 1e-12).sum())
    return seen - float(others.mean()), (1 + as_far) / (1 + exchanges)


def _runs(days: int, length: int) -> list[BoolArray]:
    """Runs of days that follow one another, from the last one back; none where nothing else is left."""
    found = []
    for end in range(days, length - 1, -length):
        run = np.zeros(days, bool)
        run[end - length : end] = True
        if not run.all():
            found.append(run)
    return found


# --- distances -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, eq=False)
class Mix:
    """Jensen–Shannon divergence of shares, in bits (Lin 1991): 0 the same, 1 nothing in common."""

    table: Matrix  # (b, k) weight of each key on each day

    def __call__(self, sides: BoolArray) -> Matrix:
        """See ``Statistic``."""
        ones, others = shares_of(self.table, sides), shares_of(self.table, ~sides)
        middle = (ones + others) / 2
        found: Matrix = _entropy(middle) - (_entropy(ones) + _entropy(others)) / 2
        return found

    def part(self, days: Places) -> Mix:
        """See ``Statistic``."""
        return Mix(self.table[days])


@dataclass(frozen=True, slots=True, eq=False)
class Rate:
    """Difference of a share between the sides: its size, or with ``rise`` how much it grew."""

    table: Matrix  # (b, 2) weight of what has it, and of all
    rise: bool = False

    def __call__(self, sides: BoolArray) -> Matrix:
        """See ``Statistic``."""
        found = _ratio(self.table, sides) - _ratio(self.table, ~sides)
        return found if self.rise else np.abs(found)

    def part(self, days: Places) -> Rate:
        """See ``Statistic``."""
        return Rate(self.table[days], self.rise)


@dataclass(frozen=True, slots=True, eq=False)
class Energy:
    """The coefficient of energy distance (Székely & Rizzo 2013, "Energy statistics"): 0 the same, 1 the most.

    The part of the mean distance between the groups that is not there within them.
    """

    apart: Matrix  # (b, b) sum of weight × weight × distance
    weight: Matrix  # (b,)

    def __call__(self, sides: BoolArray) -> Matrix:
        """See ``Statistic``."""
        ones = sides.astype(np.float64)
        one, other = ones @ self.weight, (1 - ones) @ self.weight
        within = np.einsum("pb,pb->p", ones @ self.apart, ones)
        between = ones @ self.apart.sum(axis=1) - within
        rest = self.apart.sum() - within - 2 * between
        across = _divided(2 * between, one * other)
        inside = _divided(within, one * one) + _divided(rest, other * other)
        return _divided(across - inside, across)

    def part(self, days: Places) -> Energy:
        """See ``Statistic``."""
        return Energy(self.apart[np.ix_(days, days)], self.weight[days])


def energy_of(vectors: FloatArray, weights: Matrix, day: Places, days: int) -> Energy:
    """Sums of Euclidean distances by day. Shape: vectors (n, d) unit rows, weights and day (n,)."""
    apart = np.zeros((days, days))
    for number in np.unique(day):
        own = np.flatnonzero(day == number)
        alike = vectors[own] @ vectors.T
        far = np.sqrt(np.maximum(0.0, 2.0 - 2.0 * alike.astype(np.float64)))
        far[np.arange(len(own)), own] = 0.0
        apart[number] = np.bincount(day, weights * (weights[own] @ far), days)
    return Energy(apart, np.bincount(day, weights, days).astype(np.float64))


def shares_of(table: Matrix, sides: BoolArray) -> Matrix:
    """Shares of the keys on one side. Shape: (b, k), (p, b) → (p, k)."""
    sums: Matrix = sides.astype(np.float64) @ table
    return _divided(sums, sums.sum(axis=1, keepdims=True))


def _ratio(table: Matrix, sides: BoolArray) -> Matrix:
    sums = sides.astype(np.float64) @ table
    return _divided(sums[:, 0], sums[:, 1])


def _entropy(shares: Matrix) -> Matrix:
    found: Matrix = -(shares * np.log2(np.where(shares > 0, shares, 1.0))).sum(axis=1)
    return found


def _divided(above: Matrix, below: Matrix) -> Matrix:
    return np.divide(above, below, out=np.zeros_like(above), where=below > 0)
