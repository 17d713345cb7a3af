"""Levels of intensity over time: Kleinberg's automaton.

J. Kleinberg, "Bursty and hierarchical structure in streams", KDD 2002, section 4: batches of which some
documents are relevant. State i emits relevant ones at ``base · scale^i``; a step up of one state costs
γ·ln n, a step down nothing; the cheapest sequence of states is found exactly.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

SCALE = 2.0
GAMMA = 1.0
MOST = 0.9999  # of the chance of a state


def intensity(
    counts: npt.ArrayLike,
    totals: npt.ArrayLike,
    *,
    base: npt.ArrayLike | None = None,
    scale: float = SCALE,
    gamma: float = GAMMA,
    states: int = 2,
) -> npt.NDArray[np.int8]:
    """The level of every bin: 0 = the usual one. Shape: all (b,).

    Args:
        counts: headlines of the key.
        totals: headlines of all keys, at least as many.
        base: the usual share of the key in each bin; None = its share of the whole.
        scale: how many times the share of a level is that of the one below.
        gamma: how dear it is to rise; larger means fewer and longer rises.
        states: levels, the usual one among them.
    """
    relevant, total = np.asarray(counts, np.float64), np.asarray(totals, np.float64)
    if not len(relevant):
        return np.zeros(0, np.int8)
    share = relevant.sum() / max(total.sum(), 1.0) if base is None else np.asarray(base, np.float64)
    chance = np.clip(
        np.multiply.outer(scale ** np.arange(states), np.broadcast_to(share, total.shape)), 1e-9, MOST
    )
    cost = -(relevant * np.log(chance) + (total - relevant) * np.log1p(-chance))
    return _cheapest(cost - cost.min(axis=0), gamma * np.log(max(2, len(relevant))))


def _cheapest(cost: npt.NDArray[np.float64], step: float) -> npt.NDArray[np.int8]:
    """The cheapest sequence of states (Viterbi). Shape: cost (states, b)."""
    states, bins = cost.shape
    rise = step * np.maximum(np.subtract.outer(np.arange(states), np.arange(states)), 0)  # [to, from]
    so_far = cost[:, 0] + rise[:, 0]
    came_from = np.zeros((states, bins), np.int8)
    for place in range(1, bins):
        ways = so_far[None, :] + rise
        came_from[:, place] = ways.argmin(axis=1)
        so_far = ways.min(axis=1) + cost[:, place]
    found = np.zeros(bins, np.int8)
    found[-1] = so_far.argmin()
    for place in range(bins - 1, 0, -1):
        found[place - 1] = came_from[found[place], place]
    return found
