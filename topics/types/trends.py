"""What changes over time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from topics.types.arrays import freeze
from topics.types.words import Bin, Dimension

if TYPE_CHECKING:
    from topics.types.arrays import IntArray, LongArray


@dataclass(frozen=True, slots=True)
class Observations:
    """What is counted: when each headline appeared and under which key. Two columns of one length."""

    seen: Sequence[datetime]  # UTC
    keys: Sequence[str | None]  # None = no value for this headline; counts in the total only


@dataclass(frozen=True, slots=True, eq=False)
class Counts:
    """Headlines by key, source and bin; empty cells are left out. Shape: the four columns (n,)."""

    every: Bin
    timezone: str  # IANA name in which bins were cut
    keys: tuple[str | None, ...]  # distinct; None = headlines without a key
    sources: tuple[str, ...]  # distinct; empty where all sources are counted as one
    key: IntArray  # int32, place in ``keys``
    source: IntArray  # int32, place in ``sources``; −1 = all of them
    start: LongArray  # int64, seconds since 1970 (UTC) at which the bin starts
    count: IntArray  # int32, above 0

    def __post_init__(self) -> None:
        for name, dtype in (("key", "int32"), ("source", "int32"), ("start", "int64"), ("count", "int32")):
            freeze(getattr(self, name), dtype, (len(self.count),), name)


@dataclass(frozen=True, slots=True)
class TrendSeries:
    """Counts and shares of one key. All columns have one length; zero-filled."""

    key: str
    every: Bin
    timezone: str  # IANA name in which bins were cut
    starts: tuple[datetime, ...]  # UTC instant at which each bin starts
    counts: tuple[int, ...]
    shares: tuple[float, ...]  # of all headlines in the bin; 0.0 where the bin is empty
    masked: tuple[bool, ...] = ()  # bins in which sources that matter were out; () = not looked at
    coverage: tuple[float, ...] = ()  # share of the usual volume that the sources which were not out make

    @property
    def total(self) -> int:
        """All headlines of this key in the series."""
        return sum(self.counts)


@dataclass(frozen=True, slots=True)
class Burst:
    """A rise of one key that its own history does not explain."""

    by: Dimension
    key: str
    every: Bin  # width of the bins that were looked at
    since: datetime  # UTC start of the first bin of the rise
    until: datetime  # UTC end of the last bin of it that was looked at
    peak: datetime  # UTC start of its strongest bin
    count: int  # headlines from ``since`` to ``until``
    expected: float  # that history, weekday, hour and coverage let expect
    p_value: float  # one-sided, of so many or more without a rise; before correction
    score: float  # −log10 of ``p_value``: rises of all keys in one order
    outlets: tuple[str, ...]  # that made it, most headlines first
    headlines: tuple[str, ...] = ()  # ids of some that made it, the most telling first

    @property
    def ratio(self) -> float:
        """How many times the expected number."""
        return self.count / self.expected if self.expected else float("inf")


@dataclass(frozen=True, slots=True)
class Fall:
    """A key that is told less than usual, beyond chance and weekday."""

    by: Dimension
    key: str
    count: int  # headlines of the last 24 hours
    usual: float  # in as much time


@dataclass(frozen=True, slots=True)
class Movers:
    """What rises and what falls at a moment, over all news of the store."""

    moment: datetime  # UTC; the hours and days that were over by then are counted
    timezone: str  # IANA name in which they were cut
    rises: tuple[Burst, ...] = ()  # topics and themes, the strongest first
    falls: tuple[Fall, ...] = ()  # the clearest first
