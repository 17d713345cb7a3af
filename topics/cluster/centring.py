"""Taking off what all headlines of a language share, so that distances speak of the news.

Vectors of multilingual encoders carry a large common part and one that only names the language. Subtracting
the mean of each language removes both (see ``docs/decisions/0004-themes.md`` for what it changes).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from topics.cluster.exact import unit_rows

if TYPE_CHECKING:
    from topics.types import FloatArray

LEAST_OWN = 10  # headlines of a language from which its own mean is trusted
SHRINKAGE = 10  # headlines that the mean of all counts for in the mean of one language
LEAST_TO_CENTRE = 10  # headlines; the mean of fewer is a headline itself
DECIMALS = 6  # as stored; fit and later placement use the same rounded values


@dataclass(frozen=True)
class Centring:
    """Means to subtract. Shape of each: (d,) float32."""

    common: FloatArray
    own: Mapping[str, FloatArray]  # language -> mean; others get the common one

    @classmethod
    def fit(cls, vectors: FloatArray, languages: Sequence[str]) -> Centring:
        """Means of these headlines. Shape: vectors (n, d) float32."""
        if len(vectors) < LEAST_TO_CENTRE:
            width = vectors.shape[1] if vectors.ndim == 2 else 0
            return cls(np.zeros(width, np.float32), {})
        common = vectors.mean(axis=0)
        codes = np.asarray(languages)
        own = {}
        for code in sorted(set(languages)):
            rows = vectors[codes == code]
            if len(rows) >= LEAST_OWN:
                own[code] = (rows.sum(axis=0) + SHRINKAGE * common) / (len(rows) + SHRINKAGE)
        return cls(_rounded(common), {code: _rounded(mean) for code, mean in own.items()})

    def apply(self, vectors: FloatArray, languages: Sequence[str]) -> FloatArray:
        """Centred unit rows; a row that is nothing but the mean stays as it was. Shape: (n, d) float32."""
        if not len(vectors):
            return vectors
        means = np.stack([self.own.get(code, self.common) for code in languages])
        return unit_rows(vectors - means, otherwise=vectors)

    def to_parameters(self) -> dict[str, Any]:
        """As JSON values."""
        return {
            "common": _listed(self.common),
            "own": {code: _listed(mean) for code, mean in self.own.items()},
        }

    @classmethod
    def from_parameters(cls, values: Mapping[str, Any]) -> Centring:
        """From what ``to_parameters`` gave."""
        own = {code: np.array(mean, np.float32) for code, mean in values["own"].items()}
        return cls(np.array(values["common"], np.float32), own)


def _rounded(mean: FloatArray) -> FloatArray:
    return np.round(mean.astype(np.float64), DECIMALS).astype(np.float32)


def _listed(mean: FloatArray) -> list[float]:
    return [round(float(value), DECIMALS) for value in mean]
