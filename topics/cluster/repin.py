"""Pinned themes when the encoder changes: their prototypes are made anew from their headlines."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from topics.cluster.assign import closeness
from topics.cluster.floors import floors_and_cores
from topics.cluster.linkage import linked_into
from topics.cluster.sums import unit_means

if TYPE_CHECKING:
    from topics.types import FloatArray, Theme

MOST_LINKED = 2000  # headlines; linkage takes their square in memory


def in_space(theme: Theme, members: FloatArray, encoder_id: str) -> Theme | None:
    """A pinned theme with prototypes of this encoder; None where none of its headlines is left to tell.

    Shape: members (n, d) float32, unit rows: its headlines in the centred space of now.
    """
    if theme.encoder_id == encoder_id:
        return theme
    if not len(members):
        return None
    prototypes, floor, core = shape_of(members, len(theme.prototypes))
    centroid = unit_means(members, np.zeros(len(members), np.int32))[0]
    return replace(
        theme,
        encoder_id=encoder_id,
        prototypes=prototypes,
        centroid=centroid,
        threshold=floor,
        core=core,
    )


def shape_of(members: FloatArray, most: int) -> tuple[FloatArray, float, float]:
    """Prototypes (at most so many), floor and core of some headlines. Shape: (n, d) to (m, d) float32."""
    step = -(-len(members) // MOST_LINKED)
    some = members[::step]
    prototypes = unit_means(some, linked_into(some, most))
    near = closeness(members, prototypes, np.zeros(len(prototypes), np.int32), 1)
    floors, cores = floors_and_cores(near, np.zeros(len(members), np.int32))
    return prototypes, float(floors[0]), float(cores[0])
