"""How quickly series answer, and what an outage does to shares.

Speed: a store of a million headlines over a year, 24 outlets, one of them out for five days; a year by day
for all topics, one theme by hour for 30 days, and what 1,000 new headlines cost. Medians of REPEATS.

Coverage: of the Arabic set of rival outlets, each outlet is dropped for five days, at many places; how many
shares of keys leave the 95 % sampling interval that they had with it, beside the same of naive shares.

Run: python -m benchmarks.trends_speed [--data DIR] [--store FILE] [--only speed coverage] [--predicted]
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from benchmarks.public_sets import DEFAULT_FOLDER
from benchmarks.trends_coverage import measure_coverage, predicted_topics
from benchmarks.trends_store import END, OUTLETS, THEMES, build
from topics.service import TopicsService, open_service
from topics.settings import Settings
from topics.store.story_rows import Placed
from topics.taxonomy import load_taxonomy
from topics.text import content_hash
from topics.types import Bin, Dimension, Headline, HeadlineFilter, Predictions

HEADLINES, NEW, REPEATS = 1_000_000, 1_000, 9


def measure_speed(folder: Path, headlines: int = HEADLINES, store: Path | None = None) -> dict[str, Any]:
    """Milliseconds a question, in a store that is built in ``folder`` (or kept at ``store``)."""
    path = store or folder / "speed.db"
    figures: dict[str, Any] = {}
    if not path.exists():
        begun = path.with_suffix(".begun")
        begun.unlink(missing_ok=True)
        figures["built, s"] = _seconds(lambda: build(begun, headlines))[0]
        begun.rename(path)  # a build that was stopped is never taken for a store
    with open_service(Settings(db=str(path))) as service:
        figures |= _median("counted from nothing", [_seconds(lambda: _refresh(service))])
        figures["headlines"] = service.count(HeadlineFilter())
        for name, ask in _questions(service).items():
            figures |= _median(name, [_seconds(ask) for _ in range(REPEATS)])
        figures |= _updates(service)
        figures["MB"] = path.stat().st_size / 1e6
    return figures


def _questions(service: TopicsService) -> dict[str, Callable[[], object]]:
    year, month = END - timedelta(days=365), END - timedelta(days=30)
    return {
        "a year by day, all topics": lambda: service.series(
            Dimension.TOPIC, Bin.DAY, HeadlineFilter(since=year)
        ),
        "one theme by hour, 30 days": lambda: service.series(
            Dimension.THEME, Bin.HOUR, HeadlineFilter(since=month, themes=("T7",))
        ),
        "all themes by hour, 30 days": lambda: service.series(
            Dimension.THEME, Bin.HOUR, HeadlineFilter(since=month)
        ),
        "topics by source and hour, 28 days, as columns": lambda: service.counts(
            Dimension.TOPIC, Bin.HOUR, HeadlineFilter(since=END - timedelta(days=28))
        ),
    }


def _updates(service: TopicsService) -> dict[str, float]:
    """What new headlines of the last hours cost: written with all that is said of them, and counted."""
    written, counted = [], []
    for number in range(REPEATS):
        written.append(_seconds(lambda number=number: _arrive(service, number)))
        counted.append(_seconds(lambda: _refresh(service)))
    return _median(f"{NEW} new headlines written", written) | _median(f"{NEW} new headlines counted", counted)


def _arrive(service: TopicsService, number: int) -> None:
    import numpy as np

    rng = np.random.default_rng(number)
    topics = tuple(load_taxonomy().ids)
    first = 24 * 60 * number  # each time another nine hours, so that these do not fill up
    items = [_item(f"{number}-{place}", first + int(rng.integers(0, 540)), place) for place in range(NEW)]
    ids = tuple(item.id for item in items)
    probabilities = rng.dirichlet(np.ones(len(topics)), NEW).astype(np.float32)
    service.store.headlines.add(items)
    service.store.predictions.save(Predictions(ids, topics, probabilities, np.zeros(NEW, bool), "model"))
    service.store.themes.assign("run", [(id, f"T{n % THEMES}", 0.9) for n, id in enumerate(ids)])
    service.store.stories.save(Placed({id: f"S{n % 50}" for n, id in enumerate(ids)}, {}), created=END)


def _item(name: str, minutes: int, place: int) -> Headline:
    seen, outlet = END - timedelta(minutes=minutes), f"outlet {place % OUTLETS}"
    title = f"A headline that comes late, {name}"
    return Headline(f"new-{name}", outlet, title, "ar", seen, content_hash(title), published=seen)


def _refresh(service: TopicsService) -> int:
    return service.store.rollups.refresh(service.settings.timezone)


def _seconds(work: Callable[[], object]) -> tuple[float, float]:
    """By the clock, and of this process: they differ where others keep the machine busy."""
    began, spent = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - began, time.process_time() - spent


def _median(name: str, seconds: list[tuple[float, float]]) -> dict[str, float]:
    clock, spent = (1000 * statistics.median(column) for column in zip(*seconds, strict=True))
    return {f"{name}, ms": clock, f"{name}, ms of the processor": spent}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, default=DEFAULT_FOLDER)
    parser.add_argument("--headlines", type=int, default=HEADLINES)
    parser.add_argument("--store", type=Path, help="keep the store here")
    parser.add_argument("--only", nargs="*", choices=["speed", "coverage"], default=["speed", "coverage"])
    parser.add_argument("--predicted", action="store_true", help="by the shipped model's topics, too")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    found: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as folder:
        if "speed" in given.only:
            found["speed"] = measure_speed(Path(folder), given.headlines, given.store)
        if "coverage" in given.only:
            topics = {"predicted topics": predicted_topics(given.data)} if given.predicted else {}
            found["coverage"] = measure_coverage(given.data, topics)
    if given.json:
        print(json.dumps(found))
        return
    for part, figures in found.items():
        print(part)
        for name, value in figures.items():
            print(f"  {name:<60} {value:>12,.4g}")


if __name__ == "__main__":
    main()
