"""What speaks for two headlines telling one event: vectors, words, names, numbers, time, outlet.

Cosines of centred vectors speak across languages; words and their pieces only within one, the sounds of
names across scripts. A block of new headlines is compared with all open ones at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from topics.cluster.story_weights import HORIZON, StoryWeights

if TYPE_CHECKING:
    from topics.types import FloatArray

MOST_RARE = 1.5  # summed rarity beyond which more shared words prove nothing more
MOST_IN_GENERAL = 2.0
MOST_NUMBERS = 2
DAY = 86_400.0


@dataclass(frozen=True, slots=True, eq=False)
class Compared:
    """Columns of the open headlines, in their order; the last ones are new."""

    space: FloatArray  # (n, d) unit rows
    unrelated: float  # the usual product of rows that have nothing in common; 0 where they are centred
    families: Any  # (n,) int: Arabic and Darija are one
    outlets: Any  # (n,) int, −1 = unknown
    days: Any  # (n,) float64, NaN = unknown
    grams: Any  # ``MarkRows.weighted``, sparse (n, columns)
    stems: Any
    sounds: Any
    shared_stems: Any  # ``MarkRows.shared``
    rarities: Any  # ``MarkRows.plain``
    numbers: Any


def evidence(of: Compared, rows: slice, weights: StoryWeights) -> FloatArray:
    """Evidence that each of these rows and each of all rows are of one story. Shape: (rows, n) float32.

    Pairs further apart in time than the horizon have −inf. A time that is not known sets no limit.
    """
    found = cosines(of, rows)
    for name, values in pieces(of, rows).items():
        found += np.float32(getattr(weights, name)) * values
    found[apart(of, rows) > HORIZON.total_seconds() / DAY] = -np.inf
    return found


def cosines(of: Compared, rows: slice) -> FloatArray:
    """How close the vectors are; 0 where headlines have nothing in common. Shape: (rows, n) float32."""
    found: FloatArray = (of.space[rows] @ of.space.T - np.float32(of.unrelated)) / (1 - of.unrelated)
    return found.astype(np.float32)


def pieces(of: Compared, rows: slice) -> dict[str, FloatArray]:
    """What else speaks for or against one story, by the name of its weight. Shape of each: (rows, n)."""
    same = (of.families[rows, None] == of.families[None, :]).astype(np.float32)
    other = 1 - same
    outlets = of.outlets[rows, None]
    general = np.minimum(_products(of.rarities, rows), MOST_IN_GENERAL)
    shared = np.minimum(_products(of.numbers, rows), MOST_NUMBERS)
    some = np.diff(of.numbers.indptr) > 0
    return {
        "across": other,
        "cosine_across": other * cosines(of, rows),
        "grams": same * _products(of.grams, rows),
        "stems": same * _products(of.stems, rows),
        "rare": same * np.minimum(_products(of.shared_stems, rows), MOST_RARE),
        "rare_in_general": same * general,
        "rare_across": other * general,
        "sounds": other * _products(of.sounds, rows),
        "numbers": shared,
        "other_numbers": (some[rows, None] & some[None, :] & (shared == 0)).astype(np.float32),
        "day": np.nan_to_num(apart(of, rows)),
        "outlet": ((outlets == of.outlets[None, :]) & (outlets >= 0)).astype(np.float32),
    }


def apart(of: Compared, rows: slice) -> FloatArray:
    """Days between headlines, NaN where one's time is not known. Shape: (rows, n) float32."""
    found: FloatArray = np.abs(of.days[rows, None] - of.days[None, :]).astype(np.float32)
    return found


def chances_of(pairs: Any, evidence: Any, count: int, weights: StoryWeights) -> FloatArray:
    """The chance that each pair tells one event, given what both have with their best neighbours.

    Where everything is alike (the tenth match of a day) more is asked of a pair. Shape: pairs (2, m) places
    below ``count``, evidence (m,); returns (m,).
    """
    nearest = np.zeros(count, np.float32)
    for side in pairs:
        np.maximum.at(nearest, side, evidence)
    dense = weights.neighbour * np.minimum(nearest[pairs[0]], nearest[pairs[1]])
    logit = weights.sharpness * (evidence - dense - weights.centre)
    found: FloatArray = (1 / (1 + np.exp(-np.clip(logit, -30, 30)))).astype(np.float32)
    return found


def _products(sparse: Any, rows: slice) -> Any:
    return (sparse[rows] @ sparse.T).toarray()
