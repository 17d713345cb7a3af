"""What bursts are looked for in: headlines by key, outlet and bin, with the clock of every bin."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

import numpy as np

from topics.errors import ShapeError
from topics.types import Bin, Dimension

if TYPE_CHECKING:
    import numpy.typing as npt

    from topics.types import BoolArray, IntArray


class Clock(NamedTuple):
    """What a wall clock shows at the start of each bin. Shape: all (b,) int64."""

    day: npt.NDArray[np.int64]  # 0 = the day of the first bin
    weekday: npt.NDArray[np.int64]  # 0 = Monday
    hour: npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Tally:
    """Headlines of k keys in s outlets over b bins in a row. Shape: counts (k, s, b), totals and out (s, b).

    ``totals`` has the headlines without a key too. ``out``: an outlet brought nothing that can be counted
    (a failed fetch, a silence beyond its habit); what stands there is left out of everything.

    Raises:
        ShapeError: arrays that do not fit one another.
    """

    by: Dimension
    every: Bin  # hour or day
    timezone: str  # in which bins were cut
    keys: tuple[str, ...]
    sources: tuple[str, ...]
    starts: tuple[datetime, ...]  # UTC, without a gap
    counts: IntArray
    totals: IntArray
    out: BoolArray

    def __post_init__(self) -> None:
        outlets = (len(self.sources), len(self.starts))
        for name, shape in (("counts", (len(self.keys), *outlets)), ("totals", outlets), ("out", outlets)):
            array = getattr(self, name)
            if array.shape != shape:
                raise ShapeError(f"{name}: expected shape {shape}, got {array.shape}; count it anew.")
            array.flags.writeable = False
        if self.every not in (Bin.HOUR, Bin.DAY):
            raise ShapeError(f"every: expected hours or days, got {self.every}; bursts need no wider bins.")

    @property
    def bins_a_day(self) -> int:
        """Bins of a day whose clock does not change."""
        return 24 if self.every is Bin.HOUR else 1

    def end(self, place: int) -> datetime:
        """When a bin ends (UTC)."""
        if place + 1 < len(self.starts):
            return self.starts[place + 1]
        if self.every is Bin.HOUR:
            return self.starts[place] + timedelta(hours=1)
        zone = ZoneInfo(self.timezone)
        next_noon = self.starts[place].astimezone(zone).replace(hour=12, fold=0) + timedelta(days=1)
        return next_noon.replace(hour=0).astimezone(self.starts[place].tzinfo)

    @cached_property
    def clock(self) -> Clock:
        """Day, weekday and hour of each bin in the time zone."""
        zone = ZoneInfo(self.timezone)
        local = [start.astimezone(zone) for start in self.starts]
        first = local[0].toordinal() if local else 0
        return Clock(
            np.array([one.toordinal() - first for one in local], np.int64),
            np.array([one.weekday() for one in local], np.int64),
            np.array([one.hour for one in local], np.int64),
        )

    @cached_property
    def opened(self) -> int:
        """The day of the first headline, counted from the first bin's; what lies before is not known."""
        there = self.totals.any(axis=0)
        return int(self.clock.day[there.argmax()]) if there.any() else len(self.starts)

    def until(self, moment: datetime) -> Tally:
        """The bins that are over at a moment: what was known then."""
        known = sum(self.end(place) <= moment for place in range(len(self.starts)))
        return replace(
            self,
            starts=self.starts[:known],
            counts=self.counts[:, :, :known],
            totals=self.totals[:, :known],
            out=self.out[:, :known],
        )

    def with_rest(self) -> Tally:
        """With one more key, named "", for the headlines that are of none: now every headline has one."""
        rest = self.totals - self.counts.sum(axis=0, dtype=np.int32)
        return replace(self, keys=(*self.keys, ""), counts=np.concatenate([self.counts, rest[None]]))


def tally(
    by: Dimension,
    every: Bin,
    timezone: str,
    starts: Sequence[datetime],
    keys: Sequence[str | None],
    sources: Sequence[str],
    columns: tuple[npt.NDArray[np.integer], ...],
    out: BoolArray | None = None,
) -> Tally:
    """Spread filled cells over all bins; keys that occur nowhere are left out.

    Args:
        starts: of the bins, UTC, in order.
        keys, sources: distinct; a key of None stands for headlines without one.
        columns: of n cells: place in ``keys``, place in ``sources``, seconds since 1970 at which the bin
            starts, headlines. Cells outside ``starts`` are left out. Shape: each (n,).
        out: outlets that could bring nothing. Shape: (s, b).
    """
    key, source, start, count = columns
    seconds = np.array([int(one.timestamp()) for one in starts], np.int64)
    place = np.searchsorted(seconds, start)
    inside = (place < len(seconds)) & (np.take(seconds, place, mode="clip") == start) if len(seconds) else []
    cells = np.zeros((len(keys), len(sources), len(seconds)), np.int32)
    np.add.at(cells, (key[inside], source[inside], place[inside]), count[inside])
    named = [row for row, name in enumerate(keys) if name is not None and cells[row].any()]
    return Tally(
        by,
        every,
        timezone,
        tuple(str(keys[row]) for row in named),
        tuple(sources),
        tuple(starts),
        cells[named],
        cells.sum(axis=0, dtype=np.int32),
        np.zeros(cells.shape[1:], np.bool_) if out is None else out,
    )
