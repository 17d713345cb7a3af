"""What an editor's merge or split makes of themes: values in, values out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from topics.cluster.assign import closeness
from topics.cluster.describing import EXAMPLES, by_closeness, most_central
from topics.cluster.floors import floors_and_cores
from topics.cluster.linkage import linked_into
from topics.cluster.naming import GroupName, name_groups
from topics.cluster.sums import unit_means
from topics.types import Theme

if TYPE_CHECKING:
    from collections.abc import Collection

    from topics.types import FloatArray, IntArray


@dataclass(frozen=True, slots=True, eq=False)
class Members:
    """Headlines of a theme, row by row. Shape: space (n, d) float32, centred unit rows."""

    ids: Sequence[str]
    titles: Sequence[str]
    languages: Sequence[str]
    space: FloatArray


def merged(theme: Theme, others: Sequence[Theme]) -> Theme:
    """One theme that has the prototypes and the headlines of all; id, name and examples are the first's."""
    every = (theme, *others)
    weights = np.array([max(one.size, 1) for one in every], np.float64)
    middle = (np.stack([one.centroid for one in every]) * weights[:, None]).sum(axis=0)
    central = {code: id for one in reversed(every) for code, id in one.central.items()}
    return replace(
        theme,
        centroid=(middle / max(float(np.linalg.norm(middle)), 1e-9)).astype(np.float32),
        prototypes=np.concatenate([one.prototypes for one in every]),
        threshold=min(one.threshold for one in every),
        core=min(one.core for one in every),
        central=central,
        size=sum(one.size for one in every),
        first_seen=min((one.first_seen for one in every if one.first_seen), default=None),
        last_seen=max((one.last_seen for one in every if one.last_seen), default=None),
        pinned=True,
    )


def split(
    theme: Theme, members: Members, parts: int, taken: Collection[str]
) -> tuple[list[Theme], list[list[str]]]:
    """The parts of a theme and the headlines of each, the largest first; all still have the theme's id.

    Prototypes that lie together stay together; of fewer prototypes than parts, new ones are made from the
    headlines. Fewer parts come back where no more can be told apart.
    """
    shapes = _shapes(theme.prototypes, members.space, parts)
    prototypes = np.concatenate(shapes)
    owners = np.repeat(np.arange(len(shapes), dtype=np.int32), [len(shape) for shape in shapes])
    near = closeness(members.space, prototypes, owners, len(shapes))
    labels = _largest_first(near.argmax(axis=1))
    rows = [np.flatnonzero(labels == part).tolist() for part in range(int(labels.max()) + 1)]
    chosen = [shapes[int(near[own[0]].argmax())] for own in rows]
    return _described(theme, members, labels, chosen, rows, taken)


def _shapes(prototypes: FloatArray, space: FloatArray, parts: int) -> list[FloatArray]:
    if len(prototypes) < parts:
        prototypes = unit_means(space, linked_into(space, parts))
    groups = linked_into(prototypes, parts)
    return [prototypes[groups == part] for part in range(int(groups.max()) + 1)]


def _largest_first(labels: IntArray) -> IntArray:
    _, inverse, sizes = np.unique(labels, return_inverse=True, return_counts=True)
    rank = np.argsort(np.argsort(-sizes, kind="stable"))
    return rank[inverse].astype(np.int32)


def _described(
    theme: Theme,
    members: Members,
    labels: IntArray,
    shapes: Sequence[FloatArray],
    rows: Sequence[list[int]],
    taken: Collection[str],
) -> tuple[list[Theme], list[list[str]]]:
    middles = unit_means(members.space, labels)
    central = [by_closeness(members.space, own, one) for own, one in zip(rows, middles, strict=True)]
    known = GroupName(theme.name, dict(theme.names), ())
    names = name_groups(members.titles, members.languages, central, before=[known], taken=taken)
    found = []
    for part, (name, own, shape) in enumerate(zip(names, central, shapes, strict=True)):
        near = closeness(members.space[own], shape, np.zeros(len(shape), np.int32), 1)
        floors, cores = floors_and_cores(near, np.zeros(len(own), np.int32))
        found.append(
            replace(
                theme,
                name=name.name,
                names=name.names,
                keywords=name.keywords,
                centroid=middles[part].copy(),
                prototypes=shape.copy(),
                threshold=min(theme.threshold, float(floors[0])),
                core=float(cores[0]),
                examples=tuple(members.ids[row] for row in own[:EXAMPLES]),
                central=most_central(members.ids, members.languages, own),
                size=len(own),
                pinned=True,
            )
        )
    return found, [[members.ids[row] for row in own] for own in rows]
