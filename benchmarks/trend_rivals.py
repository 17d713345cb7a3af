"""What others do, on the same streams: each a function from a tally by hour to (k, b) flags "alarm is on".

All are given what ours has: at least LEAST headlines, and an alarm that stays on or comes back within a day
is one alarm.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from topics.trends.expectation import last

if TYPE_CHECKING:
    import numpy.typing as npt

    from topics.trends.tally import Tally

    Flags = npt.NDArray[np.bool_]

LEAST = 5
HISTORY = 28 * 24
WEEK = 7 * 24


def three_sigma(tally: Tally) -> Flags:
    """An hour's count above the mean of the last 28 days' hours by three standard deviations."""
    counts = tally.counts.sum(axis=1).astype(np.float64)
    mean = _before(last(counts, HISTORY)) / HISTORY
    square = _before(last(counts**2, HISTORY)) / HISTORY
    return (counts >= LEAST) & (counts > mean + 3 * np.sqrt(np.maximum(square - mean**2, 0)))


def two_hours_against_a_week(tally: Tally) -> Flags:
    """Two hours' count above three times what two hours of the last seven days had."""
    counts = tally.counts.sum(axis=1)
    now = last(counts, 2)
    usual = _before(last(counts, WEEK)) * 2 / WEEK
    return (now >= LEAST) & (now > 3 * usual)


def bertrend(tally: Tally) -> Flags:
    """BERTrend's signals, re-stated from its paper (Boutaleb, Picault, Grosjean, FuturED 2024), by day.

    A topic's popularity is all its headlines so far; where none comes it decays by exp(−.01·Δ²), Δ days since
    the last. Of the popularities of all topics in the last 7 days the 10th and 50th percentile are bounds:
    below is noise, between is weak if popularity rises over the window and noise if not, above is strong. The
    alarm is on in the day after a topic came to a higher class.
    """
    keys, _, bins = tally.counts.shape
    daily = tally.counts.sum(axis=1).reshape(keys, bins // 24, 24).sum(axis=2)
    popularity = _popularity(daily)
    classes = np.zeros(daily.shape, np.int64)
    for day in range(7, daily.shape[1]):
        window = popularity[:, day - 6 : day + 1]
        low, high = np.percentile(window, [10, 50])
        rises = np.polyfit(np.arange(7), window.T, 1)[0] > 0
        now = window[:, -1]
        classes[:, day] = np.where(now > high, 2, np.where((now >= low) & rises, 1, 0))
    higher = np.zeros(daily.shape, np.bool_)
    higher[:, 1:] = classes[:, 1:] > classes[:, :-1]
    return at_the_end_of_days(higher, bins)


def _popularity(daily: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    found = np.zeros(daily.shape)
    so_far, silent = np.zeros(len(daily)), np.zeros(len(daily))
    for day in range(daily.shape[1]):
        silent = np.where(daily[:, day] > 0, 0, silent + 1)
        so_far = np.where(daily[:, day] > 0, so_far + daily[:, day], so_far * np.exp(-0.01 * silent**2))
        found[:, day] = so_far
    return found


def at_the_end_of_days(flags: Flags, bins: int) -> Flags:
    """Flags of days as they are known: at the end of the day's last hour."""
    found = np.zeros((len(flags), bins), np.bool_)
    found[:, 23::24] = flags
    return found


def _before(sums: npt.NDArray[np.floating]) -> npt.NDArray[np.float64]:
    """The same, one bin earlier: without the bin that is looked at."""
    found = np.zeros(sums.shape)
    found[:, 1:] = sums[:, :-1]
    return found


RIVALS = {
    "3 sigma on counts": three_sigma,
    "2 h against 7 days × 3": two_hours_against_a_week,
    "BERTrend's rule": bertrend,
}
