"""Bursts: rises of a key that its habits, what outlets bring and chance do not explain.

A rise begins where its evidence stands out among all keys of that hour or day, and goes on while some window
is still above what was expected: one burst, not a new one every hour. When it began is read off the levels of
Kleinberg's automaton around the bin in which it stood out.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import log10
from typing import TYPE_CHECKING

import numpy as np

from topics.trends.evidence import Evidence, Rules, weigh
from topics.trends.intensity import intensity
from topics.types import Bin, Burst

if TYPE_CHECKING:
    from datetime import datetime

    import numpy.typing as npt

    from topics.trends.tally import Tally

CALM = {Bin.HOUR: 6, Bin.DAY: 1}  # bins without a raised window after which a rise is over
REST = {Bin.HOUR: 24, Bin.DAY: 3}  # bins within which one that rises again is the same rise
BACK_DAYS = 7  # a rise may have begun so long before it stood out
LEAST_CHANCE = 1e-300


@dataclass(frozen=True, slots=True)
class Rise:
    """A burst in places: bins are numbered from the first of the tally."""

    row: int  # of the key
    told: int  # bin at whose end it first stood out
    strongest: int  # bin at whose end its evidence was strongest
    end: int  # last bin that it went on in
    going_on: bool  # at the end of the tally


def find_bursts(
    tally: Tally,
    *,
    rules: Rules | None = None,
    others: int = 0,
    since: datetime | None = None,
    lasting: bool = False,
) -> list[Burst]:
    """Bursts of a tally, the strongest first.

    Nothing is told in the first two weeks of a store: what is usual must be known first. Sixteen weeks
    before what is asked for make the answer independent of where the tally begins.

    Args:
        rules: when a rise is told; None = as shipped.
        others: keys that were looked at but are too small to be in the tally.
        since: only those that went on at this moment or later.
        lasting: only those that go on at the end of the tally.
    """
    if not tally.keys or not tally.starts:
        return []
    evidence = weigh(tally, rules or Rules(), others=others)
    rises = [rise for rise in find_rises(evidence, tally.every) if rise.going_on or not lasting]
    bursts = [_burst(tally, evidence, rise) for rise in rises]
    return sorted(
        (burst for burst in bursts if since is None or burst.until > since),
        key=lambda burst: (-burst.score, burst.key, burst.since),
    )


def find_rises(evidence: Evidence, every: Bin) -> list[Rise]:
    """Rises in the order of keys and of time."""
    found = []
    for row in np.flatnonzero(evidence.stands_out.any(axis=1)):
        found += _rises_of(int(row), evidence, every)
    return found


def _rises_of(row: int, evidence: Evidence, every: Bin) -> list[Rise]:
    """The rises of one key: from where it stands out to where it has been calm for a while."""
    out, up = evidence.stands_out[row], evidence.stands_out[row] | evidence.still_up[row]
    spans: list[tuple[int, int]] = []
    place, bins = 0, len(out)
    while place < bins:
        ahead = np.flatnonzero(out[place:])
        if not len(ahead):
            break
        told = place + int(ahead[0])
        last = _last_up(up, told, CALM[every])
        if spans and told - spans[-1][1] <= REST[every]:
            spans[-1] = (spans[-1][0], last)
        else:
            spans.append((told, last))
        place = last + 1
    return [
        Rise(
            row,
            told,
            told + int(evidence.chance[row, told : last + 1].argmin()),
            last,
            last + CALM[every] >= bins,
        )
        for told, last in spans
    ]


def _last_up(up: npt.NDArray[np.bool_], start: int, calm: int) -> int:
    """The last raised bin before more than ``calm`` bins in a row are not."""
    places = start + np.flatnonzero(up[start:])
    gaps = np.flatnonzero(np.diff(places) > calm)
    return int(places[gaps[0]] if len(gaps) else places[-1])


def _burst(tally: Tally, evidence: Evidence, rise: Rise) -> Burst:
    first, last = _extent(tally, evidence, rise)
    counts = evidence.counts[rise.row, first : last + 1]
    expected = evidence.expected[rise.row, first : last + 1]
    of_outlets = tally.counts[rise.row, :, first : last + 1].sum(axis=1)
    order = [place for place in np.argsort(-of_outlets, kind="stable") if of_outlets[place]]
    chance = max(LEAST_CHANCE, float(evidence.chance[rise.row, rise.strongest]))
    return Burst(
        by=tally.by,
        key=tally.keys[rise.row],
        every=tally.every,
        since=tally.starts[first],
        until=tally.end(last),
        peak=tally.starts[first + int((counts - expected).argmax())],
        count=int(counts.sum()),
        expected=float(expected.sum()),
        p_value=chance,
        score=-log10(chance),
        outlets=tuple(tally.sources[place] for place in order),
    )


def _extent(tally: Tally, evidence: Evidence, rise: Rise) -> tuple[int, int]:
    """First and last bin: those that the automaton finds raised, around where the rise stood out."""
    window = int(evidence.width[rise.row, rise.told])
    begin = max(0, rise.told + 1 - max(window, BACK_DAYS * tally.bins_a_day))
    raised = _raised(tally, evidence, rise.row, begin, rise.end + 1)
    told = rise.told - begin
    first = max(0, told + 1 - window)
    inside = np.flatnonzero(raised[first : told + 1])
    if len(inside):
        first += int(inside[0])
        while first > 0 and raised[first - 1]:
            first -= 1
    if rise.going_on:
        return begin + first, len(tally.starts) - 1
    return begin + first, begin + max(told, int(np.flatnonzero(raised)[-1]) if raised.any() else told)


def _raised(tally: Tally, evidence: Evidence, row: int, begin: int, end: int) -> npt.NDArray[np.bool_]:
    """Which bins the automaton holds for raised. Shape: (end − begin,)."""
    counts, expected = evidence.counts[row, begin:end], evidence.expected[row, begin:end]
    others = np.maximum(tally.totals[:, begin:end].sum(axis=0) - counts, 0.0)
    share = expected / np.maximum(others + expected, 1e-9)
    return intensity(counts, others + counts, base=share) > 0
