"""What one group of headlines covers more than another, by any key: topic, theme, story, outlet, word.

The log-odds ratio with an informative Dirichlet prior of Monroe, Colaresi & Quinn 2008 ("Fightin' Words:
lexical feature selection and evaluation for identifying the content of political conflict"), of headlines
instead of words. Their score divides it by its standard error, which fails where one group has no such
headline; here it is the signed root of the likelihood ratio of the same smoothed counts. Counts are corrected
for desks that repeat themselves (see ``overdispersion``), p-values for many keys (Benjamini & Hochberg 1995).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from topics.trends.overdispersion import Group, Spread, design_effect

LEAST = 5  # headlines of both groups together that a key needs
PRIOR = 0.5  # headlines with the key that are added to each group, with as many others as its share asks for
SIDES = 1.959964  # standard errors to either side of a 95 % interval


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a group's headlines, with its 95 % interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Difference:
    """How much more one group covers a key than the other; negative numbers: less."""

    key: str
    this: int  # headlines
    that: int
    this_share: Share
    that_share: Share
    this_outlets: int
    that_outlets: int
    effect: float  # how many headlines count as one, from 1 on; see ``overdispersion``
    log_odds: float  # natural logarithm of the odds ratio, with the prior
    z: float
    p_value: float  # two-sided, before correction
    q_value: float  # after it: of all keys up to this one, the share that is expected to be by chance

    def is_significant(self, level: float = 0.05) -> bool:
        """Is it beyond chance, at this rate of false discoveries?"""
        return self.q_value <= level


def compare(this: Group, that: Group, *, least: int = LEAST, prior: float = PRIOR) -> list[Difference]:
    """Every key of at least so many headlines; what ``this`` covers more first, what ``that`` does last.

    Swapping the groups swaps every sign. With a group that has no headlines nothing is compared.
    """
    if not this.totals or not that.totals:
        return []
    spreads = (Spread(this), Spread(that))
    keys = [
        key for key in this.counts.keys() | that.counts.keys() if this.count(key) + that.count(key) >= least
    ]
    found = [_difference(key, this, that, design_effect(key, spreads), prior) for key in keys]
    found.sort(key=lambda one: (-one.z, one.key))
    corrected = benjamini_hochberg([one.p_value for one in found])
    return [replace(one, q_value=q) for one, q in zip(found, corrected, strict=True)]


def benjamini_hochberg(p_values: Sequence[float]) -> list[float]:
    """q-values in the order of the p-values (Benjamini & Hochberg 1995)."""
    order = sorted(range(len(p_values)), key=lambda place: -p_values[place])
    found = [1.0] * len(p_values)
    least = 1.0
    for rank, place in zip(range(len(p_values), 0, -1), order, strict=True):
        least = min(least, p_values[place] * (len(p_values) / rank))
        found[place] = least
    return found


def _difference(key: str, this: Group, that: Group, effect: float, prior: float) -> Difference:
    counts, totals = (this.count(key), that.count(key)), (this.total, that.total)
    log_odds, z = _smoothed(counts, totals, effect, prior)
    p_value = math.erfc(abs(z) / math.sqrt(2))
    return Difference(
        key,
        this=counts[0],
        that=counts[1],
        this_share=share_of(counts[0], totals[0], effect),
        that_share=share_of(counts[1], totals[1], effect),
        this_outlets=this.outlets(key),
        that_outlets=that.outlets(key),
        effect=effect,
        log_odds=log_odds,
        z=z,
        p_value=p_value,
        q_value=p_value,
    )


def _smoothed(
    counts: tuple[int, int], totals: tuple[int, int], effect: float, prior: float
) -> tuple[float, float]:
    """Log-odds ratio and z of two counts, each divided by the design effect and with the prior added."""
    together = sum(counts) / sum(totals)
    if together >= 1:  # every headline of both: no difference
        return 0.0, 0.0
    others = prior * (1 - together) / together
    cells = [
        (count / effect + prior, (total - count) / effect + others)
        for count, total in zip(counts, totals, strict=True)
    ]
    (one, rest), (two, remainder) = cells
    log_odds = math.log(one) - math.log(rest) - math.log(two) + math.log(remainder)
    return log_odds, math.copysign(math.sqrt(max(0.0, _deviance(cells))), log_odds)


def _deviance(cells: Sequence[tuple[float, float]]) -> float:
    """Twice the logarithm of the likelihood ratio of two shares against one."""
    rows = [sum(row) for row in cells]
    columns = [sum(column) for column in zip(*cells, strict=True)]
    everything = sum(rows)
    terms = [
        cell * math.log(cell * everything / (row * column))
        for row, pair in zip(rows, cells, strict=True)
        for cell, column in zip(pair, columns, strict=True)
    ]
    return 2 * math.fsum(terms)


def share_of(count: int, total: int, effect: float = 1.0) -> Share:
    """A share with Wilson's 95 % interval of the corrected counts (Wilson 1927)."""
    if not total:
        return Share(0.0, 0.0, 1.0)
    value, number = count / total, total / effect
    scale = 1 + SIDES**2 / number
    middle = (value + SIDES**2 / (2 * number)) / scale
    reach = SIDES * math.sqrt(value * (1 - value) / number + (SIDES / (2 * number)) ** 2) / scale
    return Share(value, max(0.0, min(value, middle - reach)), min(1.0, max(value, middle + reach)))
