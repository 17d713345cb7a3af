"""Themes month by month: how many headlines that two neighbouring runs both hold keep their theme.

Every month a window of three months is fitted again, each run told of the one before, as the job does it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np

from benchmarks.theme_sets import Told
from topics.cluster.lineage import Before
from topics.cluster.themes import ThemeFit, assign_themes, fit_themes
from topics.types import LinkKind

MONTHS = 3  # of a window
LEAST = 100  # headlines of a window that is worth a fit


@dataclass(frozen=True, slots=True)
class Lives:
    """What became of headlines from run to run. Shares, of the headlines that both runs hold."""

    runs: int
    both: int  # headlines in two neighbouring runs, counted once a pair of runs
    same_id: float  # of those that have a theme in both: the id is the same
    same_or_linked: float  # … or a link between the two themes is kept
    split_or_merged: float  # of the kept links, how many are no continuation
    left_alone: float  # of those with a theme before: in none now
    unchanged: bool  # each fit again on the same headlines changes nothing, names included
    repeated: bool  # each fit from the same past is the same to the last bit
    outside: float  # of the headlines of all fits
    outside_later: float  # of the month after each fit, placed by it


@dataclass
class _Tally:
    """Counts over pairs of neighbouring runs."""

    runs: int = 0
    both: int = 0  # headlines that both runs hold
    placed: int = 0  # … with a theme before
    known: int = 0  # … and now
    kept: int = 0
    linked: int = 0
    links: int = 0
    changes: int = 0
    unchanged: bool = True
    repeated: bool = True
    outside: list[float] = field(default_factory=list)
    later: list[float] = field(default_factory=list)

    def compare(self, before: Before, held: set[str], found: ThemeFit, present: set[str]) -> None:
        """Count what became of the headlines that two neighbouring runs hold."""
        old, new = theme_of(before), theme_of(before_of(found))
        between = [link for link in found.links if link.from_id and link.to_id]
        pairs = {(link.from_id, link.to_id) for link in between}
        self.links += len(between)
        self.changes += sum(link.kind is not LinkKind.CONTINUES for link in between)
        self.both += len(held & present)
        self.placed += len(held & present & old.keys())
        for id in held & present & old.keys() & new.keys():
            self.known += 1
            self.kept += old[id] == new[id]
            self.linked += (old[id], new[id]) in pairs


def months(told: Told, encoder_id: str) -> Lives:
    """Fit every month, and see what became of the headlines."""
    tally, allocate = _Tally(), counter()
    before: Before | None = None
    held: set[str] = set()
    for window, coming in windows(told):
        found = fit(window, encoder_id, allocate, before)
        past = before_of(found)
        tally.runs += 1
        tally.repeated &= same_fit(found, fit(window, encoder_id, again(found, before), before))
        tally.unchanged &= same_themes(found, fit(window, encoder_id, counter(10**6), past))
        tally.outside.append(float((found.clustering.labels < 0).mean()))
        if coming.ids:
            tally.later.append(_outside(coming, found))
        if before is not None:
            tally.compare(before, held, found, set(window.ids))
        before, held = past, set(window.ids)
    return _lives(tally)


def _outside(coming: Told, found: ThemeFit) -> float:
    """Share of later headlines that no theme takes."""
    labels, _ = assign_themes(coming.vectors, coming.languages, found.themes, found.clustering.parameters)
    return float((labels < 0).mean())


def _lives(tally: _Tally) -> Lives:
    return Lives(
        runs=tally.runs,
        both=tally.both,
        same_id=tally.kept / max(1, tally.known),
        same_or_linked=tally.linked / max(1, tally.known),
        split_or_merged=tally.changes / max(1, tally.links),
        left_alone=1 - tally.known / max(1, tally.placed),
        unchanged=tally.unchanged,
        repeated=tally.repeated,
        outside=float(np.mean(tally.outside)),
        outside_later=float(np.mean(tally.later)),
    )


def windows(told: Told) -> Iterator[tuple[Told, Told]]:
    """Each window with the month that comes after it, in the order of time."""
    month_of = [(moment.year * 12 + moment.month) for moment in told.seen]
    for last in range(min(month_of) + MONTHS - 1, max(month_of) + 1):
        rows = [row for row, month in enumerate(month_of) if last - MONTHS < month <= last]
        if len(rows) >= LEAST:
            yield told.part(rows), told.part([row for row, month in enumerate(month_of) if month == last + 1])


def fit(
    told: Told, encoder_id: str, allocate: Callable[[int], list[str]], before: Before | None = None
) -> ThemeFit:
    """The themes of some headlines."""
    return fit_themes(
        told.batch(encoder_id),
        titles=dict(zip(told.ids, told.titles, strict=True)),
        languages=dict(zip(told.ids, told.languages, strict=True)),
        seen=dict(zip(told.ids, told.seen, strict=True)),
        run_id="run",
        allocate=allocate,
        before=before,
    )


def counter(last: int = 0) -> Callable[[int], list[str]]:
    """Hands out ids, each once."""

    def allocate(count: int) -> list[str]:
        nonlocal last
        first, last = last + 1, last + count
        return [f"T{number}" for number in range(first, last + 1)]

    return allocate


def again(found: ThemeFit, before: Before | None) -> Callable[[int], list[str]]:
    """Hands out the ids that this fit was given."""
    old = {theme.id for theme in before.themes} if before else set()
    given = sorted((theme.id for theme in found.themes if theme.id not in old), key=lambda id: int(id[1:]))
    return lambda count: given[:count]


def before_of(found: ThemeFit) -> Before:
    """A fit as the next one is told of it."""
    members: dict[str, list[str]] = {theme.id: [] for theme in found.themes}
    for id, label in zip(found.clustering.ids, found.clustering.labels.tolist(), strict=True):
        if label >= 0:
            members[found.themes[label].id].append(id)
    return Before(found.themes, members, parameters=found.clustering.parameters)


def theme_of(before: Before) -> dict[str, str]:
    """The theme of every headline that has one."""
    return {id: theme for theme, members in before.members.items() for id in members}


def same_themes(one: ThemeFit, two: ThemeFit) -> bool:
    """Are places, ids and all names the same?"""
    return np.array_equal(one.clustering.labels, two.clustering.labels) and [
        (theme.id, theme.name, dict(theme.names), theme.broader, theme.keywords) for theme in one.themes
    ] == [(theme.id, theme.name, dict(theme.names), theme.broader, theme.keywords) for theme in two.themes]


def same_fit(one: ThemeFit, two: ThemeFit) -> bool:
    """Is all of it the same, to the last bit?"""
    arrays = zip(one.themes, two.themes, strict=False)
    return (
        same_themes(one, two)
        and np.array_equal(one.clustering.strengths, two.clustering.strengths)
        and all(
            a.prototypes.tobytes() == b.prototypes.tobytes()
            and a.centroid.tobytes() == b.centroid.tobytes()
            and (a.threshold, a.core, a.examples) == (b.threshold, b.core, b.examples)
            for a, b in arrays
        )
        and one.links == two.links
    )
