"""How much more a key's count varies than a fair draw would: headlines are no coin flips.

A desk's day is one block: what it published under a key that day belongs together. The design effect compares
how counts vary from block to block with what a binomial lets expect; a count and its total divided by it
behave like a binomial's (Rao & Scott 1992, "A simple method for the analysis of clustered binary data").
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass, field

Block = tuple[str, Hashable]  # an outlet, and its day (or any stretch of time)


@dataclass(slots=True)
class Group:
    """Headlines that are compared with others: how many of them in each block, and under which keys."""

    totals: dict[Block, int] = field(default_factory=dict)  # every headline, those without a key too
    counts: dict[str, dict[Block, int]] = field(default_factory=dict)
    total: int = 0  # of all blocks

    def count(self, key: str) -> int:
        """Headlines with a key."""
        return sum(self.counts.get(key, {}).values())

    def outlets(self, key: str) -> int:
        """How many outlets have a headline with a key."""
        return len({outlet for outlet, _ in self.counts.get(key, {})})

    def add(self, block: Block, keys: Collection[str], number: int = 1) -> None:
        """Count headlines of one block that have all of these keys."""
        self.total += number
        self.totals[block] = self.totals.get(block, 0) + number
        for key in keys:
            own = self.counts.setdefault(key, {})
            own[block] = own.get(block, 0) + number


def grouped(rows: Iterable[tuple[str, Hashable, Collection[str]]]) -> Group:
    """A group of single headlines: (outlet, block of time, keys, each once)."""
    group = Group()
    for outlet, block, keys in rows:
        group.add((outlet, block), keys)
    return group


@dataclass(slots=True)
class _Outlet:
    """The blocks of one outlet: how many, the sum and the sum of squares of their totals."""

    blocks: int = 0
    total: int = 0
    squares: int = 0


class Spread:
    """How counts of one group vary from block to block, around each outlet's own mean.

    Variance of a ratio by linearisation, outlets as strata (Woodruff 1971, "A simple method for approximating
    the variance of a complicated estimate"). An outlet with one block tells no variation and is left out.
    """

    def __init__(self, group: Group) -> None:
        self._group = group
        self._total = group.total
        found: dict[str, _Outlet] = {}
        for (outlet, _), number in group.totals.items():
            own = found.setdefault(outlet, _Outlet())
            own.blocks += 1
            own.total += number
            own.squares += number * number
        self._outlets = {name: own for name, own in found.items() if own.blocks > 1}
        self._headlines = sum(own.total for own in self._outlets.values())
        self._volume = sum(_within(own.squares, own.total, own.blocks) for own in self._outlets.values())

    def of(self, key: str) -> tuple[float, float]:
        """The variance of a key's count that is seen, and that of a binomial of the same share."""
        cells = self._group.counts.get(key, {})
        share = sum(cells.values()) / self._total if self._total else 0.0
        seen = share * share * self._volume
        for outlet, (count, squares, products) in _sums(cells, self._group.totals).items():
            own = self._outlets.get(outlet)
            if own is not None:
                square, product = count * count, count * own.total
                scale = own.blocks / (own.blocks - 1)
                seen += scale * (squares - square / own.blocks)
                seen -= scale * 2 * share * (products - product / own.blocks)
        return seen, self._headlines * share * (1 - share)


def design_effect(key: str, spreads: Collection[Spread]) -> float:
    """How many headlines count as one, at least 1; from how the key varies within each group."""
    pairs = [spread.of(key) for spread in spreads]
    usual = sum(binomial for _, binomial in pairs)
    return max(1.0, sum(seen for seen, _ in pairs) / usual) if usual > 0 else 1.0


def _within(squares: int, total: int, blocks: int) -> float:
    return blocks / (blocks - 1) * (squares - total * total / blocks)


def _sums(cells: Mapping[Block, int], totals: Mapping[Block, int]) -> dict[str, tuple[int, int, int]]:
    """Outlet -> sum of a key's counts, of their squares, and of their products with the blocks' totals."""
    found: dict[str, tuple[int, int, int]] = {}
    for block, count in cells.items():
        one, two, three = found.get(block[0], (0, 0, 0))
        found[block[0]] = (one + count, two + count * count, three + count * totals[block])
    return found
