"""Marks of one kind as sparse rows, weighted by how rare each mark is.

Marks are hashed to a fixed number of columns, so that a stream of any length takes the same memory.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from zlib import crc32

import numpy as np

COLUMNS = 1 << 20
UNSEEN = 300  # headlines without any of these marks that are counted in: a small window knows little


@dataclass(frozen=True, slots=True, eq=False)
class Frequencies:
    """In how many of some headlines each mark of a kind was met. Shape: met (COLUMNS,) int32."""

    met: Any
    headlines: int

    @classmethod
    def of(cls, rows: Iterable[Mapping[str, float]]) -> Frequencies:
        """Count the marks of headlines."""
        met = np.zeros(COLUMNS, np.int32)
        headlines = 0
        for marks in rows:
            met[np.unique(_columns(marks))] += 1
            headlines += 1
        return cls(met, headlines)

    def rarity(self, columns: Any) -> Any:
        """Inverse document frequency of the mark in each column. Shape: (n,) float32."""
        return np.log((self.headlines + UNSEEN + 1) / (self.met[columns] + 0.5)).astype(np.float32)

    @property
    def rarest(self) -> float:
        """The rarity of a mark that was met once."""
        return math.log(self.headlines + UNSEEN + 1)


@dataclass(slots=True)
class MarkRows:
    """Rows that come at the end and go from the beginning. A row depends on its headline alone."""

    frequencies: Frequencies
    _columns: list[Any] = field(default_factory=list)
    _plain: list[Any] = field(default_factory=list)
    _weighted: list[Any] = field(default_factory=list)
    _shared: list[Any] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self._columns)

    def append(self, rows: Iterable[Mapping[str, float]]) -> None:
        """Add the marks of headlines."""
        for marks in rows:
            columns = _columns(marks)
            amounts = np.fromiter(marks.values(), np.float32, len(marks))
            rarity = self.frequencies.rarity(columns)
            weights = amounts * rarity
            self._columns.append(columns)
            self._plain.append(amounts)
            self._weighted.append(weights / max(float(np.linalg.norm(weights)), 1e-9))
            self._shared.append(np.sqrt(rarity / self.frequencies.rarest))

    def keep(self, places: Iterable[int]) -> None:
        """Let go of all rows but these."""
        wanted = list(places)
        for rows in (self._columns, self._plain, self._weighted, self._shared):
            rows[:] = [rows[place] for place in wanted]

    def plain(self) -> Any:
        """The rows as they were given. Shape: sparse (n, COLUMNS) float32."""
        return self._stacked(self._plain)

    def weighted(self) -> Any:
        """Unit rows of TF-IDF. Shape: sparse (n, COLUMNS) float32."""
        return self._stacked(self._weighted)

    def shared(self) -> Any:
        """Rows whose products are the summed rarity of shared marks, 1 = one rare one. Shape: as above."""
        return self._stacked(self._shared)

    def _stacked(self, values: list[Any]) -> Any:
        from scipy.sparse import csr_matrix

        starts = np.concatenate([[0], np.cumsum([len(columns) for columns in self._columns])])
        columns = np.concatenate(self._columns) if self._columns else np.empty(0, np.int32)
        data = np.concatenate(values) if values else np.empty(0, np.float32)
        return csr_matrix((data, columns, starts.astype(np.int64)), shape=(len(self), COLUMNS))


def _columns(marks: Mapping[str, float]) -> Any:
    return np.fromiter((crc32(mark.encode()) % COLUMNS for mark in marks), np.int32, len(marks))
