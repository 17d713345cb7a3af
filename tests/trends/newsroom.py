"""Tallies of a newsroom that is made up: steady outlets with hours and weekdays, and rises put into them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import numpy.typing as npt

from topics.trends.tally import Tally
from topics.types import Bin, Dimension

MONDAY = datetime(2026, 1, 5, tzinfo=UTC)
OUTLETS = 5
HOURS = np.array([0.2] * 6 + [1.0] * 6 + [1.6] * 8 + [0.9] * 4)  # of a day, mean about 1


def newsroom(
    days: int = 49,
    per_day: tuple[float, ...] = (8.0, 24.0, 60.0, 120.0),
    *,
    seed: int = 0,
    outlets: int = OUTLETS,
    rises: tuple[tuple[int, int, int, float], ...] = (),  # key, first hour, hours, factor
    by: Dimension = Dimension.THEME,
) -> Tally:
    """A tally by hour: Poisson counts, fewer at night and on Sundays, each key in every outlet."""
    rng = np.random.default_rng(seed)
    hour = np.arange(days * 24)
    shape = (HOURS / HOURS.mean())[hour % 24] * np.where(hour // 24 % 7 == 6, 0.6, 1.0)
    mean = np.array(per_day)[:, None] / 24 * shape
    for key, first, length, factor in rises:
        mean[key, first : first + length] *= factor
    share = np.linspace(1, 2, outlets) / np.linspace(1, 2, outlets).sum()
    return tally_of(rng.poisson(mean[:, None, :] * share[None, :, None]), by=by)


def tally_of(
    counts: npt.ArrayLike,
    *,
    by: Dimension = Dimension.THEME,
    every: Bin = Bin.HOUR,
    out: npt.NDArray[np.bool_] | None = None,
) -> Tally:
    """A tally of counts alone. Shape: (keys, outlets, bins)."""
    cells = np.asarray(counts, np.int32)
    keys, outlets, bins = cells.shape
    width = timedelta(hours=1) if every is Bin.HOUR else timedelta(days=1)
    return Tally(
        by,
        every,
        "UTC",
        tuple(f"T{key}" for key in range(keys)),
        tuple(f"outlet {number}" for number in range(outlets)),
        tuple(MONDAY + place * width for place in range(bins)),
        cells.copy(),
        cells.sum(axis=0, dtype=np.int32),
        np.zeros((outlets, bins), np.bool_) if out is None else out,
    )
