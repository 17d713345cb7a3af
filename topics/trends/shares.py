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


def with_stand_ins(counts: Ints, coverage: Coverage, slots: int, first: int) -> tuple[Floats, Floats]:
    """Headlines by key and bin, and of all keys, with stand-ins for the sources that were out.

    Args:
        counts: by key (those without one too), source and bin, in the coverage's order of sources and bins.
            Shape: (k, s, b).
        coverage: of the same bins.
        slots: bins of a day.
        first: the first bin that is asked for; earlier ones are history.

    Returns:
        Shape: (k, b − first) and (b − first,). A bin in which no source was alive stays as it was counted.
    """
    out = coverage.out
    alive = np.where(out, 0, counts)
    keyed, whole = counts.sum(axis=1).astype(float), counts.sum(axis=(0, 1)).astype(float)
    past = np.concatenate([np.zeros((*counts.shape[:2], 1)), alive.cumsum(axis=2)], axis=2)
    own = np.concatenate(
        [np.zeros((out.shape[0], 1)), np.where(out, 0, coverage.counts).cumsum(axis=1)], axis=1
    )
    for bin in np.flatnonzero(coverage.missing() > 0).tolist():
        if bin < first or not alive[:, :, bin].any():
            continue
        gone = out[:, bin] & (coverage.usual[:, bin] > 0)
        begin = _last_with(gone, out, bin)
        since = max(0, begin - HISTORY * slots)
        before = past[:, :, begin] - past[:, :, since]
        part = _ratio(
            before.sum(axis=0), own[:, begin] - own[:, since]
        )  # of a source, what the filter leaves
        added = _stand_ins(before, alive[:, :, bin].astype(float), coverage.usual[:, bin] * part, gone)
        keyed[:, bin] = alive[:, :, bin].sum(axis=1) + added
        whole[bin] = keyed[:, bin].sum()
    return keyed[:, first:], whole[first:]


def _last_with(gone: npt.NDArray[np.bool_], out: npt.NDArray[np.bool_], bin: int) -> int:
    """The first bin of the time in which some of the sources that are gone were out."""
    while bin > 0 and out[gone, bin - 1].any():
        bin -= 1
    return bin


def _stand_ins(before: Floats, now: Floats, usual: Floats, gone: npt.NDArray[np.bool_]) -> Floats:
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
