"""Which new theme continues which old one, and what became of the others, by shared headlines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from topics.types import LinkKind, Theme, ThemeLink

if TYPE_CHECKING:
    from topics.types import FloatArray

LEAST_SHARED = 0.3  # Jaccard index, over the headlines that both runs could see
LEAST_COSINE = 0.65  # of centroids, where the two runs share no headline that could tell
BY_COSINE = 0.1  # what a cosine of 1 counts beside a Jaccard index of 1
BY_AGE = 1e-9  # what decides between equals: the older theme goes on
LEAST_LINK = 0.1  # share of either theme, and …
LEAST_HEADLINES = 2  # … headlines, from which a link is worth keeping


@dataclass(frozen=True, slots=True)
class Before:
    """What a fit knows of the run before: its themes, their headlines, and what editors called them."""

    themes: Sequence[Theme] = ()
    members: Mapping[str, Collection[str]] = field(default_factory=dict)  # theme id -> headline ids
    named: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # theme id -> language ("" = all)
    parameters: Mapping[str, Any] = field(default_factory=dict)  # of that run


def match_clusters(
    previous: Mapping[str, Collection[str]],
    current: Sequence[Collection[str]],
    cosines: Mapping[str, Sequence[float]] | None = None,
) -> dict[int, str]:
    """New group (index) -> id of the old group that it continues; each old one is continued once at most.

    Groups are compared by the headlines that both runs placed: what is new, or has left the window, says
    nothing of identity. ``cosines`` (of centroids, by old id) count beside that, and alone where no headline
    of either group was placed by the other run. The whole assignment is the best there is (Kuhn 1955, as
    scipy solves it); equals go by age of the id. The order of groups changes nothing.
    """
    ids = sorted(previous, key=_age)
    rows = sorted((min(members), index) for index, members in enumerate(current) if members)
    if not ids or not rows:
        return {}
    import numpy as np
    from scipy.optimize import linear_sum_assignment

    shared = _jaccard(previous, current)
    score = np.zeros((len(rows), len(ids)))
    for row, (_, index) in enumerate(rows):
        for column, id in enumerate(ids):
            cosine = cosines[id][index] if cosines else 0.0
            jaccard = shared(index, id)
            fits = cosine >= LEAST_COSINE if jaccard is None else jaccard >= LEAST_SHARED
            if fits:
                score[row, column] = (jaccard or 0.0) + BY_COSINE * (1 + cosine) - BY_AGE * column
    chosen = zip(*linear_sum_assignment(-score), strict=True)
    return {rows[row][1]: ids[column] for row, column in chosen if score[row, column] > 0}


def _jaccard(previous: Mapping[str, Collection[str]], current: Sequence[Collection[str]]) -> Any:
    """A function of (new index, old id): the index over shared headlines, None where none can tell."""
    overlaps = Overlaps(previous, dict(zip(map(str, range(len(current))), current, strict=True)))

    def of(index: int, id: str) -> float | None:
        new, count = str(index), overlaps.shared[id, str(index)]
        if not overlaps.old[id] and not overlaps.new[new]:
            return None
        return count / max(1, overlaps.old[id] + overlaps.new[new] - count)

    return of


class Overlaps:
    """How many headlines went from each old group to each new one, of those that both runs placed."""

    def __init__(
        self, previous: Mapping[str, Collection[str]], current: Mapping[str, Collection[str]]
    ) -> None:
        now = {member: id for id, members in current.items() for member in members}
        self.shared: Counter[tuple[str, str]] = Counter(
            (id, now[member]) for id, members in previous.items() for member in members if member in now
        )
        self.old: Counter[str] = Counter()
        self.new: Counter[str] = Counter()
        for (old, new), count in self.shared.items():
            self.old[old] += count
            self.new[new] += count


def links(
    previous: Mapping[str, Collection[str]], current: Mapping[str, Collection[str]], run_id: str
) -> list[ThemeLink]:
    """What became of every old theme, and where every new one came from, with the evidence.

    Small exchanges between themes are no history: see LEAST_LINK and LEAST_HEADLINES.
    """
    overlaps = Overlaps(previous, current)
    found = [*_between(overlaps, previous, current, run_id)]
    sources, ends = {link.to_id for link in found}, {link.from_id for link in found}
    fresh = sorted(current.keys() - sources, key=_age)
    ended = sorted(previous.keys() - ends, key=_age)
    found += [ThemeLink(LinkKind.NEW, None, id, 0, 0.0, 0.0, run_id) for id in fresh]
    found += [ThemeLink(LinkKind.RETIRED, id, None, 0, 0.0, 0.0, run_id) for id in ended]
    return found


def _between(
    overlaps: Overlaps,
    previous: Mapping[str, Collection[str]],
    current: Mapping[str, Collection[str]],
    run_id: str,
) -> Iterator[ThemeLink]:
    kept = sorted(previous.keys() & current.keys(), key=_age)
    pairs = {(id, id) for id in kept} | overlaps.shared.keys()
    for old, new in sorted(pairs, key=lambda pair: (_age(pair[0]), _age(pair[1]))):
        count = overlaps.shared[old, new]
        share_from, share_to = count / max(1, overlaps.old[old]), count / max(1, overlaps.new[new])
        if old == new:
            kind = LinkKind.CONTINUES
        elif count < LEAST_HEADLINES or max(share_from, share_to) < LEAST_LINK:
            continue
        else:
            kind = LinkKind.SPLIT if old in current else LinkKind.MERGED
        yield ThemeLink(kind, old, new, count, round(share_from, 4), round(share_to, 4), run_id)


def closeness_of_centroids(before: Sequence[Theme], centroids: FloatArray) -> dict[str, list[float]]:
    """Cosine of every old centroid with every new one, by old id. Shape: centroids (k, d) float32."""
    import numpy as np

    from topics.cluster.exact import cosines

    if not before or not len(centroids):
        return {theme.id: [0.0] * len(centroids) for theme in before}
    table = cosines(np.stack([theme.centroid for theme in before]), centroids)
    return {theme.id: row.tolist() for theme, row in zip(before, table, strict=True)}


def _age(id: str) -> tuple[int, str]:
    digits = "".join(filter(str.isdigit, id))
    return (int(digits) if digits else 0, id)
