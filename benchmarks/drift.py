"""Drift: what is flagged, and that usual weeks are not; one command.

    python -m benchmarks.drift [--data FOLDER] [--cache FOLDER] [--draws N] [--json]

moroccan: 28 days before and 7 now, drawn at random from the days of Hespress (July to September 2020); then
with a part of the week's headlines replaced by English technology.
arabic: the real weeks of five Arabic outlets from March to August 2018, each against the four before it; then
with more sport, without an outlet, and with 60 headlines of one event on top.
sections: the same weeks with all 21,000 headlines, by their sections in the place of topics, without vectors.
Some 2,900 headlines are encoded and filed as the product does it, once; vectors are kept in --cache.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path

import numpy as np

from benchmarks.drift_sets import FIRST, WEEKS, Filed, filed_sets, joined, sections
from benchmarks.public_sets import DEFAULT_FOLDER
from topics.training.drift import Drift, Severity, find_drift
from topics.training.incoming import Incoming

DRAWS = 20
BEFORE = 4  # weeks compared with
NOW, PAST = 7, 28  # days
CACHE = Path("build/drift")
Sets = dict[str, Filed]
Pair = tuple[Filed, Filed]  # before, now


@dataclass(frozen=True, slots=True)
class Flagged:
    """How often a kind of week was called drift."""

    week: str
    n: int
    some: int  # at least some
    strong: int
    by: dict[str, int]  # measure -> how often it was at least some
    sizes: dict[str, float]  # measure -> its size in the median


# --- weeks -----------------------------------------------------------------------------------------


def drawn(pool: Filed, seed: int) -> Pair:
    """28 days of a pool and 7 other ones, drawn at random, on days that follow one another."""
    days = np.random.default_rng(seed).permutation(sorted(set(pool.days)))[: PAST + NOW].tolist()
    place = {day: FIRST + timedelta(days=number) for number, day in enumerate(days)}
    found = []
    for some in (days[:PAST], days[PAST:]):
        part = pool.part([row for row, day in enumerate(pool.days) if day in set(some)])
        found.append(part.but(days=[place[day] for day in part.days]))
    return found[0], found[1]


def replaced(now: Filed, others: Filed, part: float, seed: int) -> Filed:
    """A part of the headlines gives way to others, on the same days."""
    rng = np.random.default_rng(seed)
    gone = np.sort(rng.permutation(len(now.days))[: round(part * len(now.days))])
    kept = np.setdiff1d(np.arange(len(now.days)), gone)
    coming = others.part(rng.permutation(len(others.days))[: len(gone)].tolist())
    return joined(now.part(kept.tolist()), coming.but(days=[now.days[row] for row in gone]))


def real_weeks(pool: Filed, first: int | None = None) -> Iterator[Pair]:
    """Each week with the four before it, or with the four from ``first`` on."""
    number = np.array([(day - FIRST).days // 7 for day in pool.days])
    for week in range(BEFORE if first is None else first + 2 * BEFORE, WEEKS):
        start = week - BEFORE if first is None else first
        before = np.flatnonzero((number >= start) & (number < start + BEFORE))
        yield pool.part(before.tolist()), pool.part(np.flatnonzero(number == week).tolist())


def is_whole(before: Filed, now: Filed) -> bool:
    """Every outlet brings at least a quarter of what it did in the mean week before."""
    usual, seen = Counter(before.sources), Counter(now.sources)
    return all(seen[name] >= count / BEFORE / 4 for name, count in usual.items())


def without(now: Filed, source: str) -> Filed:
    """An outlet that left."""
    return now.part([row for row, name in enumerate(now.sources) if name != source])


def fewer_others(now: Filed, topic: str, seed: int) -> Filed:
    """Only half of what is of other topics, so that one topic nearly doubles its share."""
    rng = np.random.default_rng(seed)
    return now.part([row for row, name in enumerate(now.topics) if name == topic or rng.random() < 0.5])


def with_event(now: Filed, event: Filed, *, grouped: bool) -> Filed:
    """One event on top, told by several outlets on three days; not grouped: each as news by itself."""
    days = sorted(set(now.days))[2:5]
    added = event.but(days=[days[row % len(days)] for row in range(len(event.days))])
    return joined(now, added if grouped else added.but(groups=list(map(str, range(len(event.days))))))


# --- figures ---------------------------------------------------------------------------------------


def incoming(before: Filed, now: Filed) -> Incoming:
    """Both periods as the product compares them."""
    both = joined(before, now)
    n, placed = len(both.days), len(both.vectors)
    return Incoming(
        np.arange(n) >= len(before.days), both.days, both.groups, both.sources, both.languages, both.topics,
        both.abstained, np.zeros(n, bool), both.vectors, np.arange(placed, dtype=np.int32),
    )  # fmt: skip


def flagged(week: str, pairs: Iterator[Pair] | list[Pair]) -> Flagged:
    """Judge every week of a kind."""
    found = [find_drift(incoming(before, now)) for before, now in pairs]
    by: Counter[str] = Counter()
    for one in found:
        by.update(each.name for each in one.measures if each.severity is not Severity.NONE)
    return Flagged(
        week,
        len(found),
        sum(one.drifted for one in found),
        sum(one.severity is Severity.STRONG for one in found),
        dict(by.most_common()),
        _sizes(found),
    )


def _sizes(found: list[Drift]) -> dict[str, float]:
    sizes: dict[str, list[float]] = {}
    for one in found:
        for each in one.measures:
            sizes.setdefault(each.name, []).append(each.shift.value)
    return {name: round(float(np.median(values)), 4) for name, values in sizes.items()}


def moroccan(sets: Sets, number: int) -> Iterator[Flagged]:
    """Weeks drawn from Hespress, and what takes their place."""
    draws = [(seed, *drawn(sets["moroccan"], seed)) for seed in range(number)]
    yield flagged("Moroccan Arabic → the same", [(before, now) for _, before, now in draws])
    for part in (0.1, 0.25, 0.5, 1.0):
        yield flagged(
            f"Moroccan Arabic → {part:.0%} English technology",
            [(old, replaced(new, sets["technology"], part, seed)) for seed, old, new in draws],
        )
    yield flagged(
        "Moroccan Arabic → five outlets of other countries",
        [(old, replaced(new, sets["arabic"], 1.0, seed)) for seed, old, new in draws],
    )


def arabic(sets: Sets) -> Iterator[Flagged]:
    """Real weeks, and what happens to them."""
    pool, event = sets["arabic"], sets["event"]
    weeks = list(real_weeks(pool))
    yield flagged("five outlets, the week that came", weeks)
    whole = [pair for pair in weeks if is_whole(*pair)]
    yield flagged("… of these, weeks in which no outlet is out", whole)
    yield flagged("… against the first four weeks", real_weeks(pool, 0))
    changes: dict[str, Callable[[int, Filed], Filed]] = {
        "… sport nearly twice its share": lambda seed, new: fewer_others(new, "sport", seed),
        "… without its largest outlet": lambda _, new: without(new, "skynews"),
        "… without its smallest outlet": lambda _, new: without(new, "BBC"),
        "… one event told 60 times": lambda _, new: with_event(new, event, grouped=True),
        "… the same, if stories were not known": lambda _, new: with_event(new, event, grouped=False),
    }
    for name, change in changes.items():
        yield flagged(name, [(old, change(seed, new)) for seed, (old, new) in enumerate(whole)])


def all_of_them(data: Path) -> Iterator[Flagged]:
    """The same weeks with every headline."""
    weeks = list(real_weeks(sections(data)))
    yield flagged("all their headlines, by section", weeks)
    yield flagged("… of these, weeks in which no outlet is out", [pair for pair in weeks if is_whole(*pair)])


def measured(data: Path, cache: Path, draws: int) -> list[Flagged]:
    """Everything."""
    sets = filed_sets(data, cache)
    return [*moroccan(sets, draws), *arabic(sets), *all_of_them(data)]


def show(found: list[Flagged]) -> str:
    """A table."""
    lines = [
        "| week | n | some or strong | strong | because of | sizes in the median |",
        "|---|---|---|---|---|---|",
    ]
    for one in found:
        by = ", ".join(f"{name} {count}" for name, count in one.by.items())
        sizes = ", ".join(f"{name} {value:.3f}" for name, value in one.sizes.items() if name != "corrected")
        lines.append(f"| {one.week} | {one.n} | {one.some} | {one.strong} | {by} | {sizes} |")
    return "\n".join(lines)


def main() -> None:
    """Parse, measure, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, default=DEFAULT_FOLDER, help="the folder of the public sets")
    parser.add_argument("--cache", type=Path, default=CACHE, help="where vectors are kept")
    parser.add_argument("--draws", type=int, default=DRAWS, help="weeks drawn at random")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    found = measured(options.data, options.cache, options.draws)
    print(json.dumps([asdict(one) for one in found], ensure_ascii=False) if options.json else show(found))


if __name__ == "__main__":
    main()
