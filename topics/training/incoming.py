"""Headlines of two periods as columns, and as sums over days and pieces of news."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from topics.types.arrays import freeze

if TYPE_CHECKING:
    from datetime import date

    import numpy.typing as npt

    from topics.types import BoolArray, FloatArray, IntArray

    Matrix = npt.NDArray[np.float64]
    Places = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Incoming:
    """Headlines of two periods. All columns have one length n."""

    now: BoolArray  # (n,) True = of the newer period
    days: Sequence[date]  # local
    groups: Sequence[str]  # one piece of news: a story, or the same title again
    sources: Sequence[str]
    languages: Sequence[str]
    topics: Sequence[str | None]  # None = not filed by the model that serves
    abstained: BoolArray  # (n,)
    corrected: BoolArray  # (n,) an editor changed what a model had said
    vectors: FloatArray  # (m, d) unit rows
    placed: IntArray  # (m,) the headline that each vector is of, rising

    def __post_init__(self) -> None:
        for name in ("now", "abstained", "corrected"):
            freeze(getattr(self, name), "bool", (len(self.days),), name)
        freeze(self.vectors, "float32", (len(self.placed), None), "vectors")

    def filed(self) -> Places:
        """Headlines that the serving model has filed."""
        return np.array([row for row, topic in enumerate(self.topics) if topic is not None], np.int64)


@dataclass(frozen=True, slots=True)
class Side:
    """How much was looked at of one period."""

    headlines: int
    news: int  # pieces
    days: int


def side_of(incoming: Incoming, rows: BoolArray) -> Side:
    """The size of one period. Shape: rows (n,)."""
    places = np.flatnonzero(rows).tolist()
    groups, days = {incoming.groups[row] for row in places}, {incoming.days[row] for row in places}
    return Side(len(places), len(groups), len(days))


@dataclass(frozen=True, slots=True, eq=False)
class Days:
    """Some of the headlines, by day: r of them, on b days in their order, a day that is cut being two."""

    rows: Places  # (r,)
    day: Places  # (r,) number of the day
    now: BoolArray  # (b,) which days are of the newer period
    weights: Matrix  # (r,) every piece of news weighs one, shared among its headlines

    @classmethod
    def of(cls, incoming: Incoming, rows: Places) -> Days:
        """Count the days of these headlines."""
        found = [(bool(incoming.now[row]), incoming.days[row].toordinal()) for row in rows]
        number = {day: place for place, day in enumerate(sorted(set(found)))}
        groups = [incoming.groups[row] for row in rows]
        _, group, sizes = np.unique(groups, return_inverse=True, return_counts=True)
        return cls(
            rows,
            np.array([number[one] for one in found], np.int64),
            np.array([now for now, _ in number], bool),
            1.0 / sizes[group] if len(rows) else np.empty(0),
        )

    @property
    def both(self) -> bool:
        """There are headlines of both periods."""
        return bool(self.now.any() and not self.now.all())

    def sums(self, keys: Sequence[str]) -> tuple[tuple[str, ...], Matrix]:
        """The keys of these headlines, and the weight of each on each day. Shape: (b, k)."""
        names, key = np.unique(np.array(keys, object).astype(str), return_inverse=True)
        table = np.zeros((len(self.now), len(names)))
        np.add.at(table, (self.day, key), self.weights)
        return tuple(names.tolist()), table

    def ratio(self, has: BoolArray) -> Matrix:
        """Weight of the headlines that have something, and of all, on each day. Shape: (r,) → (b, 2)."""
        return np.stack(
            [
                np.bincount(self.day, self.weights * has, len(self.now)),
                np.bincount(self.day, self.weights, len(self.now)),
            ],
            axis=1,
        )
