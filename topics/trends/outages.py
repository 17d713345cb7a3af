"""Which sources were out, and when: silence beyond a source's own habit is an outage, not "no news".

A run of bins with next to nothing is an outage where the source's habit makes so little improbable. Counts
vary more than chance alone: those of a day are taken as negative binomial with the source's own dispersion,
hours of a day as rising and falling together, days as independent. After END days silence is the habit: a
source that ended is not out for ever, and is a new one if it comes back.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from topics.trends.source_habits import Habit, usual_without_outages

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
    Ints = npt.NDArray[np.int64]
    Bools = npt.NDArray[np.bool_]

IMPROBABLE = 1e-4  # probability of so little, below which a run of bins is an outage
NEXT_TO_NOTHING = 0.25  # of what is usual in a bin
ALIKE = 4  # weeks whose days of the same name are looked at
END = 14  # days of silence after which a source has ended
ALL_HOURS = list(range(24))
# A silence of n headlines is not improbable where fewer than LEAST + FOR_EACH · n are usual: not even by
# Poisson's law, under which so few are rarer than under ours.
LEAST, FOR_EACH = -math.log(IMPROBABLE), 1.5


@dataclass(frozen=True, slots=True, eq=False)
class Clock:
    """When bins are, by the local clock. Shape: (b,) each; ``hours`` is None where a bin is a day."""

    days: Ints  # a number of the local day, rising
    weekdays: Ints  # 0 to 6
    hours: Ints | None = None  # 0 to 23; one may be missing on a day, or come twice

    def runs(self) -> Iterator[tuple[int, int]]:
        """First bin and end of each day."""
        ends = (np.flatnonzero(np.diff(self.days, append=self.days[-1:] + 1)) + 1).tolist()
        return zip([0, *ends[:-1]], ends, strict=True)


def find_outages(
    counts: Ints, clock: Clock, *, over: int | None = None, failing: Mapping[int, int] | None = None
) -> tuple[Floats, Bools]:
    """What each source usually brings in each bin, and in which bins it was out.

    What is said of a bin rests on what came before it and on the rest of the silence that it is in.

    Args:
        counts: headlines by source and bin, every bin of a span. Shape: (s, b).
        clock: of the bins.
        over: how many bins are over (None = all); later ones go on with an outage, and do no more.
        failing: place of a source whose reading fails -> first bin since.

    Returns:
        usual (s, b), 0.0 where a source has no habit, and out (s, b).
    """
    last = counts.shape[1] if over is None else over
    everyone = _everyone(counts, clock)
    usual, out = _as_if_never_out(counts, clock, everyone), np.zeros(counts.shape, bool)
    for source in np.flatnonzero(_suspicious(counts[:, :last], usual[:, :last])).tolist():
        watch = _Watch(counts[source].tolist(), clock, everyone.tolist(), last)
        for first, end in clock.runs():
            watch.day(first, end)
        usual[source], out[source] = watch.usual, watch.out
    for source, since in (failing or {}).items():
        expected = usual[source, since:]
        out[source, since:] |= (expected > 0) & (counts[source, since:] <= NEXT_TO_NOTHING * expected)
    return usual, out


def _everyone(counts: Ints, clock: Clock) -> Floats:
    """The parts of a day that come in its slots, of all sources together. Shape: (1,) or (24,)."""
    if clock.hours is None:
        return np.ones(1)
    by_hour = np.bincount(clock.hours, counts.sum(axis=0), 24) + 1e-9
    return np.asarray(by_hour / by_hour.sum())


def _as_if_never_out(counts: Ints, clock: Clock, everyone: Floats) -> Floats:
    """What is usual where no source was ever out. Shape: (s, b)."""
    if clock.hours is None:
        return usual_without_outages(counts[:, :, None], clock.weekdays, everyone)[:, :, 0]
    day = np.cumsum(np.diff(clock.days, prepend=clock.days[:1]) > 0)
    first = np.flatnonzero(np.diff(clock.days, prepend=clock.days[:1] - 1))
    by_slot = np.zeros((len(first) * 24, len(counts)), np.int64)
    np.add.at(by_slot, day * 24 + clock.hours, counts.T)
    of_days = by_slot.T.reshape(len(counts), len(first), 24)
    return usual_without_outages(of_days, clock.weekdays[first], everyone)[:, day, clock.hours]


def _suspicious(counts: Ints, usual: Floats) -> Bools:
    """Sources with a silence in which more was usual than could be missing by chance. Shape: (s,)."""
    quiet = counts <= NEXT_TO_NOTHING * usual
    missed = np.where(quiet, usual - FOR_EACH * counts, 0.0).cumsum(axis=1)
    last = np.maximum.accumulate(np.where(quiet, 0, np.arange(1, counts.shape[1] + 1)), axis=1)
    before = np.take_along_axis(np.pad(missed, ((0, 0), (1, 0))), last, axis=1)
    return np.asarray((missed - before > LEAST).any(axis=1))


class _Watch:
    """Goes through the bins of one source."""

    def __init__(self, counts: list[int], clock: Clock, everyone: list[float], over: int) -> None:
        self.counts, self.over, self.everyone = counts, over, everyone
        self.weekdays = clock.weekdays.tolist()
        self.slots = [0] * len(counts) if clock.hours is None else clock.hours.tolist()
        self.usual, self.out = [0.0] * len(counts), [False] * len(counts)
        self.habit = Habit(everyone)
        self.waiting: list[tuple[int, int]] = []  # days that a silence has touched which may be none
        self.totals: list[int] = []  # of days, from its first headline on
        self.part = 1.0  # of what is usual today, what a silence can be missing
        self._stop()

    def _stop(self) -> None:
        self.begin = -1  # first bin of the silence; −1 = none
        self.sure = False  # it is an outage
        self.met = 0  # headlines in it …
        self.missed = self.squares = self.today = (
            0.0  # … and what is usual: all, squared by days, of this day
        )
        self.days = 0

    def day(self, first: int, end: int) -> None:
        """One local day."""
        cap = self._cap()
        if (total := sum(self.counts[first:end])) or self.totals:
            self.totals.append(total)
        by_slot = self.habit.usual(self.weekdays[first])
        usual = sum(by_slot)
        self.part = min(1.0, cap / usual) if usual else 0.0
        self.usual[first:end] = [by_slot[slot] for slot in self.slots[first:end]]
        if self.habit.known:
            for bin in range(first, end):
                quiet = self.counts[bin] <= NEXT_TO_NOTHING * self.usual[bin]
                if bin >= self.over:
                    self.out[bin] = quiet and self.sure
                elif quiet:
                    self._listen(bin)
                elif self.begin >= 0:
                    self._stop()
        if end <= self.over:
            self._end_day(first, end)

    def _cap(self) -> float:
        """What the last days of this name brought, on the mean: a source that rests on Sundays is not out."""
        alike = self.totals[-7 : -7 * ALIKE - 1 : -7]
        return sum(alike) / len(alike) if alike else math.inf

    def _listen(self, bin: int) -> None:
        """One more bin of a silence."""
        if self.begin < 0:
            self.begin = bin
        usual = self.usual[bin] * self.part
        self.met += self.counts[bin]
        self.missed += usual
        self.today += usual
        if not self.sure and self._is_doubtful() and self._is_improbable():
            self.sure = True
            self.out[self.begin : bin] = [True] * (bin - self.begin)
        self.out[bin] = self.sure

    def _is_doubtful(self) -> bool:
        return self.missed - FOR_EACH * self.met > LEAST

    def _is_improbable(self) -> bool:
        spread = self.habit.dispersion() * (self.squares + self.today**2) / self.missed**2
        return chance_of_so_few(self.met, self.missed, spread) < IMPROBABLE

    def _end_day(self, first: int, end: int) -> None:
        self.waiting.append((first, end))
        if self.begin >= 0:
            self.days += 1
            self.squares += self.today**2
            self.today = 0.0
            if self._is_doubtful() and self.days >= END:
                self._stop()
                self.habit, self.waiting = Habit(self.everyone), []
            if self._is_doubtful() and not self.sure:
                return  # what these days are will be seen
        for day in self.waiting:
            self._learn(*day)
        self.waiting = []

    def _learn(self, first: int, end: int) -> None:
        if len(self.everyone) == 1:
            if not self.out[first]:
                self.habit.learn(self.weekdays[first], self.counts[first:end], self.usual[first:end], 1.0)
            return
        span = slice(first, end)
        if not any(self.out[span]) and self.slots[span] == ALL_HOURS:
            self.habit.learn(self.weekdays[first], self.counts[span], self.usual[span], 1.0)
            return
        counts, usual = [0.0] * 24, [0.0] * 24
        expected = missed = 0.0
        for bin in range(first, end):
            counts[self.slots[bin]] += self.usual[bin] if self.out[bin] else self.counts[bin]
            usual[self.slots[bin]] += self.usual[bin]
            expected += self.usual[bin]
            missed += self.usual[bin] if self.out[bin] else 0.0
        seen = 1 - missed / expected if expected else 1.0
        self.habit.learn(self.weekdays[first], counts, usual, seen)


def chance_of_so_few(number: int, mean: float, dispersion: float) -> float:
    """Of a negative binomial count (variance mean + dispersion · mean²): that it is ``number`` or less."""
    size = 1 / max(dispersion, 1e-9)
    start = size * math.log(size / (size + mean)) - math.lgamma(size)
    step = math.log(mean / (size + mean))
    return sum(
        math.exp(start + math.lgamma(n + size) - math.lgamma(n + 1) + n * step) for n in range(number + 1)
    )
