"""How soon planted rises are told, and how often nothing is: ours and others on the same streams."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.trend_rivals import RIVALS
from benchmarks.trend_streams import DAYS, FIRST_DAY, Plant, Pool, Stream, by_day, stream, with_outage
from topics.trends.bursts import find_rises
from topics.trends.evidence import Rules, weigh

if TYPE_CHECKING:
    import numpy.typing as npt

    from topics.trends.tally import Tally

    Told = list[tuple[int, int]]  # key, bin at whose end it was told

REST = 24  # hours within which an alarm that comes back is the same
GRACE = 6  # hours after the end of a rise in which telling it still counts
AFTER = 72  # hours after its end in which an alarm is its echo, not a false one
OURS, OURS_BY_DAY = "ours, by hour", "ours, by day"


@dataclass
class Figures:
    """What one way did."""

    found: list[tuple[Plant, int | None]] = field(default_factory=list)  # delay in hours, None = not told
    false: list[str] = field(default_factory=list)  # volume of the key
    key_weeks: dict[str, float] = field(default_factory=dict)  # looked at, by volume


def measure(
    pools: Sequence[Pool], seeds: Sequence[int], *, per_hour: float | None, plants: int, wanders: bool = True
) -> dict[str, Figures]:
    """All ways on streams of all pools, one a seed and pool."""
    figures: dict[str, Figures] = {}
    for seed in seeds:
        for source in pools:
            made = stream(source, seed, per_hour=per_hour, plants=plants, wanders=wanders)
            for name, told in ways(made.tally):
                _score(figures.setdefault(name, Figures()), made, told)
    return figures


def ways(tally: Tally) -> Iterator[tuple[str, Told]]:
    """What each way tells of a stream."""
    yield OURS, ours(tally)
    yield OURS_BY_DAY, [(key, day * 24 + 23) for key, day in ours(by_day(tally))]
    for name, rule in RIVALS.items():
        yield name, _edges(rule(tally))


def ours(tally: Tally, rules: Rules | None = None) -> Told:
    """Key and bin of every rise, as the product tells them."""
    return [(rise.row, rise.told) for rise in find_rises(weigh(tally, rules or Rules()), tally.every)]


def _edges(on: npt.NDArray[np.bool_]) -> Told:
    """Where an alarm goes on that was not on for a day."""
    told = []
    for key in np.flatnonzero(on.any(axis=1)):
        places = np.flatnonzero(on[key])
        fresh = np.diff(places, prepend=places[0] - REST - 1) > REST
        told += [(int(key), int(place)) for place in places[fresh]]
    return told


def _score(figures: Figures, made: Stream, told: Told) -> None:
    for plant in made.plants:
        hits = [
            place + 1 - plant.start
            for key, place in told
            if key == plant.key and plant.start <= place < plant.end + GRACE
        ]
        figures.found.append((plant, min(hits, default=None)))
    for key, place in told:
        explained = any(one.key == key and one.start <= place < one.end + AFTER for one in made.plants)
        if place >= FIRST_DAY * 24 and not explained:
            figures.false.append(made.volume[key])
    weeks = (DAYS - FIRST_DAY) / 7
    for volume in made.volume:
        figures.key_weeks[volume] = figures.key_weeks.get(volume, 0.0) + weeks


def outages(pools: Sequence[Pool], seeds: Sequence[int], *, per_hour: float | None) -> dict[str, Any]:
    """Rises that an outage makes: told with it, not without. A real outlet, all its copies, two days."""
    found = {"told": 0, "not told": 0, "streams": 0}
    for seed in seeds:
        for source in pools:
            made = stream(source, seed, per_hour=per_hour, wanders=False)
            copies = source.copies if per_hour else 1
            outlets = seed % source.outlets * copies + np.arange(copies)
            begin = (FIRST_DAY + 5 + seed % 7) * 24 + 5 * (seed % 5)
            clean = ours(made.tally)
            for name, is_told in (("told", True), ("not told", False)):
                hurt = ours(with_outage(made.tally, outlets, slice(begin, begin + 48), told=is_told))
                found[name] += sum(not _near(one, clean) for one in hurt if one[1] >= begin)
            found["streams"] += 1
    return found


def _near(one: tuple[int, int], others: Told) -> bool:
    return any(key == one[0] and abs(place - one[1]) <= REST for key, place in others)


def table(figures: dict[str, Figures], chosen: Callable[[Plant], bool]) -> dict[str, Any]:
    """Recall, delay and false alarms of each way, over some of the rises."""
    return {name: _row(one, chosen) for name, one in figures.items()}


def _row(one: Figures, chosen: Callable[[Plant], bool]) -> dict[str, Any]:
    delays = [delay for plant, delay in one.found if chosen(plant)]
    hits = [delay for delay in delays if delay is not None]
    low, high = wilson(len(hits), len(delays))
    return {
        "rises": len(delays),
        "recall": round(len(hits) / max(1, len(delays)), 3),
        "interval": [round(low, 3), round(high, 3)],
        "median delay, hours": float(np.median(hits)) if hits else None,
    }


def false_alarms(one: Figures, volume: str | None = None) -> dict[str, float]:
    """A week over 100 keys, with the 95 % interval of a Poisson count."""
    number = sum(volume is None or kind == volume for kind in one.false)
    weeks = sum(value for kind, value in one.key_weeks.items() if volume is None or kind == volume) / 100
    spread = 1.96 * np.sqrt(number + 1)
    return {
        "number": number,
        "a week": round(number / weeks, 3),
        "from": round(float(max(0.0, number - spread) / weeks), 3),
        "to": round(float((number + 1 + spread) / weeks), 3),
    }


def wilson(hits: int, of: int) -> tuple[float, float]:
    """The 95 % interval of a share."""
    if not of:
        return 0.0, 1.0
    share, z = hits / of, 1.96
    middle = share + z * z / (2 * of)
    spread = z * np.sqrt(share * (1 - share) / of + z * z / (4 * of * of))
    return float((middle - spread) / (1 + z * z / of)), float((middle + spread) / (1 + z * z / of))
