"""Shares of coverage that an outage does not move.

For each source that is out, what it usually brings stands in (direct standardisation): its usual volume,
times how lively the others are, spread over keys as it usually spreads them. Where the others write more of a
key than usual, so do the stand-ins, by as much as the others' headlines can tell.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from topics.trends.coverage import Coverage

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
    Ints = npt.NDArray[np.int64]

HISTORY = 28  # days before an outage that say how a source spreads its headlines over keys
PRIOR = 10.0  # headlines of everyone's spread that are added to a source's own
EVIDENCE = 20.0  # headlines of a key until what the others do counts half
LIVELY = 10.0  # headlines that speak for a usual day
CALMEST, LIVELIEST = 0.25, 4.0


def stand_ins(counts: Ints, coverage: Coverage, slots: int, first: int) -> Floats:
    """Headlines that would be there more, by key and bin, if no source were out.

    Args:
        counts: by key (those without one too), source and bin, in the coverage's order of sources and bins.
            Shape: (k, s, b).
        coverage: of the same bins.
        slots: bins of a day.
        first: the first bin that is asked for; earlier ones are history.

    Returns:
        Shape: (k, b). 0.0 where nothing was out, and where everything was.
    """
    out = coverage.out
    alive = np.where(out, 0, counts)
    added = np.zeros((len(counts), out.shape[1]))
    past = _so_far(alive)
    own = _so_far(np.where(out, 0, coverage.counts))
    for bin in np.flatnonzero(coverage.missing()[first:] > 0).tolist():
        bin += first
        if not alive[:, :, bin].any():
            continue
        gone = coverage.gone(bin)
        begin = coverage.begin_of(bin)
        since = max(0, begin - HISTORY * slots)
        before = past[:, :, begin] - past[:, :, since]
        part = _ratio(
            before.sum(axis=0), own[:, begin] - own[:, since]
        )  # of a source, what the filter leaves
        wanted = _of_those_gone(before, alive[:, :, bin], coverage.usual[:, bin] * part, gone)
        added[:, bin] = wanted - np.where(out[:, bin], counts[:, :, bin], 0).sum(axis=1)
    return added


def _so_far(table: Ints) -> Floats:
    """Sums before each bin, and of all. Shape: (…, b + 1)."""
    return np.concatenate([np.zeros((*table.shape[:-1], 1)), table.cumsum(axis=-1)], axis=-1)


def _of_those_gone(before: Floats, now: Ints, usual: Floats, gone: npt.NDArray[np.bool_]) -> Floats:
    """Headlines of each key that the sources which are gone would bring. Shape: (k,)."""
    others = ~gone & (usual > 0)
    everyone = before.sum(axis=1) + now.sum(axis=1)
    spread = (before + PRIOR * everyone[:, None] / max(1.0, everyone.sum())) / (before.sum(axis=0) + PRIOR)
    expected = spread[:, others] @ now[:, others].sum(axis=0)
    news = (now[:, others].sum(axis=1) + EVIDENCE) / (expected + EVIDENCE)
    wanted = spread[:, gone] * news[:, None]
    lively = (now[:, others].sum() + LIVELY) / (usual[others].sum() + LIVELY)
    volume = usual[gone] * np.clip(lively, CALMEST, LIVELIEST)
    return np.asarray((wanted / wanted.sum(axis=0)) @ volume)


def _ratio(above: Floats, below: Floats) -> Floats:
    return np.asarray(np.divide(above, below, out=np.zeros_like(above), where=below > 0))
