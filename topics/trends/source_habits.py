"""What a source usually brings: its level, its weekdays, its hours, and how much its days vary.

Recent days count most (a day HALF_LIFE days back counts half); what it was out for does not count at all.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
    Ints = npt.NDArray[np.int64]

KNOWN = 7  # days with a source until it has a habit
HALF_LIFE, HALF_LIFE_WEEKDAY = 14.0, 4.0  # days, and days of that name, until one counts half
DISPERSION, PRIOR_DAYS = 0.1, 14.0  # of a source of which nothing is known, and how many days that weighs
PRIOR_WEEKS, PRIOR_PROFILE = (
    2.0,
    3.0,
)  # weeks that speak for equal weekdays; days that speak for everyone's hours
TOGETHER = 1000  # days whose fading is worked out in one go: more would leave the range of numbers
LEAST_SEEN = 0.25  # a day of which less was seen tells nothing
LEAST_SPREAD, MOST_SPREAD = 0.02, 2.0
_FADE, _FADE_WEEKDAY = 0.5 ** (1 / HALF_LIFE), 0.5 ** (1 / HALF_LIFE_WEEKDAY)
_ENOUGH = (1 - _FADE**KNOWN) / (1 - _FADE) - 1e-9


class Habit:
    """The habit of one source, learnt day by day.

    ``everyone`` are the parts of a day that come in its slots (one, or 24 hours), of all sources together.
    """

    def __init__(self, everyone: Sequence[float]) -> None:
        self._everyone = everyone
        self._sum = self._weight = 0.0  # of headlines and of days
        self._weekday, self._weekday_usual = [0.0] * 7, [0.0] * 7
        self._profile = [0.0] * len(everyone)
        self._spread = self._squares = 0.0

    @property
    def known(self) -> bool:
        """Is it long enough with us?"""
        return bool(self._weight >= _ENOUGH)

    def usual(self, weekday: int) -> list[float]:
        """Headlines in each slot of a day; zeros before it is known."""
        if not self.known:
            return [0.0] * len(self._everyone)
        level = self._sum / self._weight
        prior = PRIOR_WEEKS * level
        day = level
        if prior:
            day *= (self._weekday[weekday] + prior) / (self._weekday_usual[weekday] + prior)
        if len(self._profile) == 1:
            return [day]
        prior = PRIOR_PROFILE * level
        whole = sum(self._profile) + prior
        return [
            day * (own + prior * part) / whole if whole else 0.0
            for own, part in zip(self._profile, self._everyone, strict=True)
        ]

    def dispersion(self) -> float:
        """Of daily counts: the variance is mean + dispersion · mean²."""
        prior = PRIOR_DAYS * (self._sum / self._weight) ** 2 if self._weight else 0.0
        if not prior:
            return DISPERSION
        found = (self._spread + DISPERSION * prior) / (self._squares + prior)
        return min(max(found, LEAST_SPREAD), MOST_SPREAD)

    def learn(self, weekday: int, counts: Sequence[float], usual: Sequence[float], seen: float) -> None:
        """A day is over.

        Args:
            counts: headlines in each slot; where the source was out, what was usual.
            usual: what was usual in each slot.
            seen: the part of the day for which it was not out, 0.0 to 1.0.
        """
        if seen < LEAST_SEEN or not (self._weight or any(counts)):
            return
        number, expected = sum(counts), sum(usual)
        if self.known:
            met, usually = (
                (number, expected) if seen == 1 else (number - (1 - seen) * expected, seen * expected)
            )
            self._spread = _FADE * self._spread + (met - usually) ** 2 - usually
            self._squares = _FADE * self._squares + usually**2
            level = self._sum / self._weight
            self._weekday[weekday] = _FADE_WEEKDAY * self._weekday[weekday] + number
            self._weekday_usual[weekday] = _FADE_WEEKDAY * self._weekday_usual[weekday] + level
        self._sum = _FADE * self._sum + number * seen
        self._weight = _FADE * self._weight + seen
        if len(self._profile) > 1:
            self._profile = [_FADE * old + new for old, new in zip(self._profile, counts, strict=True)]


def usual_without_outages(counts: Ints, weekdays: Ints, everyone: Floats) -> Floats:
    """What ``Habit`` says before each day, of sources that were never out; all days and sources at once.

    Args:
        counts: headlines by source, day and slot. Shape: (s, d, k).
        weekdays: 0 to 6. Shape: (d,).
        everyone: parts of a day that come in its slots. Shape: (k,).

    Returns:
        Shape: (s, d, k).
    """
    number = counts.sum(axis=2).astype(np.float64)
    begun = (number > 0).cumsum(axis=1) > 0
    weight = _faded(begun.astype(np.float64), _FADE)
    level = _ratio(_faded(number, _FADE), weight)
    known = weight >= _ENOUGH
    day = np.where(known, level * _of_weekdays(number, level, known, weekdays), 0.0)
    if counts.shape[2] == 1:
        return day[:, :, None]
    profile = _faded(counts.astype(np.float64).swapaxes(1, 2), _FADE).swapaxes(1, 2)
    prior = PRIOR_PROFILE * level
    whole = profile.sum(axis=2) + prior
    return np.asarray((profile + prior[:, :, None] * everyone) * _ratio(day, whole)[:, :, None])


def _of_weekdays(number: Floats, level: Floats, known: npt.NDArray[np.bool_], weekdays: Ints) -> Floats:
    """How many times the level the day of a week is. Shape: (s, d)."""
    factor = np.ones_like(level)
    for weekday in range(7):
        days = np.flatnonzero(weekdays == weekday)
        met = _faded(np.where(known, number, 0.0)[:, days], _FADE_WEEKDAY)
        usual = _faded(np.where(known, level, 0.0)[:, days], _FADE_WEEKDAY)
        prior = PRIOR_WEEKS * level[:, days]
        factor[:, days] = _ratio(met + prior, usual + prior)
    return factor


def _faded(values: Floats, fade: float) -> Floats:
    """Before each place along the last axis, the sum of what came earlier, each step fading it."""
    before = np.zeros_like(values)
    carried = np.zeros(values.shape[:-1])
    for start in range(0, values.shape[-1], TOGETHER):
        part = values[..., start : start + TOGETHER]
        power = fade ** np.arange(part.shape[-1] + 1)
        sums = (part / power[:-1]).cumsum(axis=-1)
        before[..., start : start + TOGETHER] = carried[..., None] * power[:-1]
        before[..., start + 1 : start + TOGETHER] += sums[..., :-1] * power[:-2]
        carried = carried * power[-1] + sums[..., -1] * power[-2]
    return before


def _ratio(above: Floats, below: Floats) -> Floats:
    """0.0 where there is nothing to divide by."""
    return np.asarray(np.divide(above, below, out=np.zeros_like(above), where=below > 0))
