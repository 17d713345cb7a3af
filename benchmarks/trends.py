"""Rises: planted in streams of real rows, and found in 2018; false alarms, delays, rivals; one command.

    python -m benchmarks.trends [--data FOLDER] [--only planted ant speed coverage …] [--streams N] [--json]

planted: 200 streams of nine weeks drawn by weekday from ANT (five Arabic outlets, 2018) and an English
archive, by topic (sections, categories) and by theme, with rises of ×2, ×3, ×5 for 6, 24 and 72 hours in
keys of small, middle and large volume. "large" streams are scaled to 300 headlines an hour from 40 outlets;
in "wandering" ones each key's level wanders besides from day to day, as far as it does in ANT; "small" ones
have the sets' own volume. Streams of even seeds were tuned on, those of odd seeds are reported. Beside ours:
three sigma on counts, two hours against seven days × 3, BERTrend's rule as its paper tells it.
ant: the largest rises of themes that ANT had in 2018, by headlines above what was expected.
speed, coverage: ``benchmarks.trends_speed`` and ``benchmarks.trends_coverage``.
Themes of ANT are fitted as the product does it, once, and kept in --cache (a temporary folder).
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.public_sets import DEFAULT_FOLDER
from benchmarks.trend_ant import largest_rises, shown_rises
from benchmarks.trend_planted import OURS, false_alarms, measure, outages, table
from benchmarks.trend_sets import pools, themes_of_ant
from benchmarks.trend_streams import CLASSES, FACTORS, HOURS, Plant
from benchmarks.trends_coverage import measure_coverage
from benchmarks.trends_speed import measure_speed

SIZES: dict[str, tuple[float | None, bool, float]] = {  # headlines an hour, wandering, part of all streams
    "large": (300.0, False, 0.5),
    "wandering": (300.0, True, 0.3),
    "small": (None, False, 0.2),
}
STREAMS = 200
PLANTS = 9
OUTAGES = 5  # seeds
Report = dict[str, Any]


def planted(data: Path, cache: Path, streams: int, *, tuning: bool = False) -> Report:
    """Recall, delay and false alarms of each size of stream, and what outages do."""
    sources = pools(data, themes_of_ant(data, cache)[1])
    found: Report = {}
    for name, (per_hour, wanders, part) in SIZES.items():
        began = time.perf_counter()
        number = max(1, round(streams * part / len(sources)))
        seeds = range(0 if tuning else 1, 2 * number, 2)
        figures = measure(sources, seeds, per_hour=per_hour, plants=PLANTS, wanders=wanders)
        found[name] = {
            "streams": number * len(sources),
            "false alarms a week over 100 keys": {way: false_alarms(one) for way, one in figures.items()},
            "by volume": {
                kind: {**table(figures, _kind(3, 24, kind))[OURS], "false": false_alarms(figures[OURS], kind)}
                for kind in CLASSES
            },
            "rises": {
                f"×{factor}, {hours} h": table(figures, _kind(factor, hours))
                for factor in FACTORS
                for hours in HOURS
            },
            "seconds": round(time.perf_counter() - began, 1),
        }
    found["outages"] = outages(sources, range(1, 2 * OUTAGES, 2), per_hour=SIZES["large"][0])
    return found


def _kind(factor: int, hours: int, volume: str | None = None) -> Callable[[Plant], bool]:
    return lambda one: one.factor == factor and one.hours == hours and volume in (None, one.volume)


def show(report: Report) -> str:
    """The figures as Markdown."""
    lines: list[str] = []
    if "planted" in report:
        lines += _planted(report["planted"])
    if "ant" in report:
        lines += ["", "Largest rises of themes, ANT 2018", "", *shown_rises(report["ant"])]
    for name in ("speed", "coverage"):
        if name in report:
            lines += ["", name, "", json.dumps(report[name], ensure_ascii=False)]
    return "\n".join(lines)


def _planted(found: Report) -> list[str]:
    lines = []
    for size in SIZES:
        part = found[size]
        ways = list(part["false alarms a week over 100 keys"])
        lines += ["", f"{size}: {part['streams']} streams, {part['seconds']} s", ""]
        lines += ["| rise | " + " | ".join(ways) + " |", "|---|" + "---|" * len(ways)]
        for kind, rows in part["rises"].items():
            lines.append(f"| {kind} | " + " | ".join(_cell(rows[way]) for way in ways) + " |")
        alarms = part["false alarms a week over 100 keys"]
        cells = [f"{one['a week']:.2f} [{one['from']:.2f}, {one['to']:.2f}]" for one in alarms.values()]
        lines += ["| false alarms a week over 100 keys | " + " | ".join(cells) + " |", ""]
        for kind, one in part["by volume"].items():
            lines.append(
                f"ours, {kind} keys: ×3, 24 h {_cell(one)}; {one['false']['a week']:.2f} false a week"
            )
    return [*lines, "", f"Rises made by outages: {found['outages']}"]


def _cell(row: Report) -> str:
    delay = row["median delay, hours"]
    low, high = row["interval"]
    return f"{row['recall']:.2f} [{low:.2f}, {high:.2f}]" + ("" if delay is None else f", {delay:g} h")


def main() -> None:
    """Parse, measure, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, default=DEFAULT_FOLDER, help="the folder of the public sets")
    parser.add_argument("--cache", type=Path, default=Path(tempfile.gettempdir()) / "topics-trends")
    parser.add_argument("--only", nargs="+", choices=["planted", "ant", "speed", "coverage"])
    parser.add_argument("--streams", type=int, default=STREAMS, help="of each volume")
    parser.add_argument("--tuning", action="store_true", help="the seeds that were tuned on")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    ways: dict[str, Callable[[], Report]] = {
        "planted": lambda: planted(options.data, options.cache, options.streams, tuning=options.tuning),
        "ant": lambda: largest_rises(options.data, options.cache),
        "speed": lambda: measure_speed(options.cache),
        "coverage": lambda: measure_coverage(options.data),
    }
    report = {name: ways[name]() for name in options.only or ["planted", "ant"]}
    print(json.dumps(report, ensure_ascii=False) if options.json else show(report))


if __name__ == "__main__":
    main()
