"""How often `topics compare` finds a difference where there is none, and where there is one.

    python -m benchmarks.comparisons [--data DIR] [--json]

Real headlines: whole desk-days (one outlet's day) are dealt to two sides at random, so that no key differs
but by chance; then half, or all, of a key's headlines are taken from one side. Keys are the sections of ANT,
and the words of ANT and of Saudi papers. Side by side: the score of Monroe et al. and ours, each with and
without the design effect.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks.public_sets import DEFAULT_FOLDER, read_set
from topics.cluster.title_words import title_words
from topics.service import open_service
from topics.settings import Settings
from topics.sources.files import read_file
from topics.trends.compare import LEAST, PRIOR, benjamini_hochberg
from topics.trends.overdispersion import Group, Spread, design_effect, grouped
from topics.types import Dimension, HeadlineFilter

LEVEL = 0.05
DEALS = {"sections": 60, "words": 4}  # random deals of a window
WINDOW = 28  # days
PLANTED = 12  # keys a deal that are halved or taken away, each alone
ENOUGH = 10  # headlines on the side that keeps them, of a key that is planted
PSEUDO = 100  # headlines of the paper's prior
BANDS = ((5, 10), (10, 30), (30, 10**9))

Row = tuple[str, object, tuple[str, ...]]
Test = Callable[[str, Group, Group, float], float]


@dataclass(frozen=True)
class Window:
    """Four weeks of one set."""

    name: str
    kind: str
    rows: list[Row]


def ours(key: str, this: Group, that: Group, effect: float) -> float:
    """The p-value of the likelihood ratio, with the prior."""
    from topics.trends.compare import _smoothed

    counts, totals = (this.count(key), that.count(key)), (this.total, that.total)
    return math.erfc(abs(_smoothed(counts, totals, effect, PRIOR)[1]) / math.sqrt(2))


def paper(key: str, this: Group, that: Group, effect: float) -> float:
    """The p-value of the log-odds ratio by its standard error (equations 16 to 22)."""
    share = (this.count(key) + that.count(key)) / (this.total + that.total)
    odds, variance = 0.0, 0.0
    for sign, group in ((1, this), (-1, that)):
        count = group.count(key) / effect + PSEUDO * share
        rest = (group.total - group.count(key)) / effect + PSEUDO * (1 - share)
        odds += sign * math.log(count / rest)
        variance += 1 / count + 1 / rest
    return math.erfc(abs(odds) / math.sqrt(2 * variance))


TESTS: dict[str, tuple[Test, bool]] = {
    "paper": (paper, False),
    "paper, design effect": (paper, True),
    "ratio": (ours, False),
    "ratio, design effect (ours)": (ours, True),
}


# --- sets ----------------------------------------------------------------------------------------


def windows(folder: Path) -> list[Window]:
    """Four weeks each of ANT by section and by word, and of Saudi papers by word."""
    found = []
    ant = _rows(folder, "ant_multisource_ar")
    first = datetime(2018, 3, 1, tzinfo=UTC).date()
    for number in range(4):
        days = {first + timedelta(days=WINDOW * number + day) for day in range(WINDOW)}
        own = [row for row in ant if row[1] in days]
        found.append(Window("ANT", "sections", [(source, day, (label,)) for source, day, _, label in own]))
        found.append(Window("ANT", "words", _worded(own)))
    found.append(Window("Saudi papers", "words", _worded(_rows(folder, "saudinewsnet_2015"))))
    return found


def _rows(folder: Path, name: str) -> list[tuple[str, object, str, str]]:
    return [
        (one["source"], datetime.fromisoformat(one["date"]).date(), one["title"], one.get("label", ""))
        for one in read_set(folder, name)
    ]


def _worded(rows: Sequence[tuple[str, object, str, str]]) -> list[Row]:
    words = title_words([title for _, _, title, _ in rows], [source for source, *_ in rows])
    return [(source, day, terms) for (source, day, _, _), terms in zip(rows, words.terms, strict=True)]


# --- deals ---------------------------------------------------------------------------------------


def deal(rows: Sequence[Row], seed: int) -> tuple[list[Row], list[Row]]:
    """Half of every outlet's days to each side."""
    chance = random.Random(seed)
    days: dict[str, set[object]] = defaultdict(set)
    for source, day, _ in rows:
        days[source].add(day)
    mine = set()
    for source in sorted(days):
        own = sorted(days[source], key=str)
        chance.shuffle(own)
        mine |= {(source, day) for day in own[::2]}
    return [row for row in rows if row[:2] in mine], [row for row in rows if row[:2] not in mine]


def p_values(this: Group, that: Group, keys: Sequence[str]) -> dict[str, dict[str, float]]:
    """Test -> key -> p-value."""
    spreads = (Spread(this), Spread(that))
    effects = {key: design_effect(key, spreads) for key in keys}
    return {
        name: {key: test(key, this, that, effects[key] if corrected else 1.0) for key in keys}
        for name, (test, corrected) in TESTS.items()
    }


def known(this: Group, that: Group) -> list[str]:
    """Keys of enough headlines."""
    keys = sorted(this.counts.keys() | that.counts.keys())
    return [key for key in keys if this.count(key) + that.count(key) >= LEAST]


def band(count: int) -> str:
    """The size of a key."""
    low, high = next(pair for pair in BANDS if pair[0] <= count < pair[1])
    return f"{low}–{high - 1}" if high < 10**9 else f"{low}+"


def false_finds(found: Sequence[Window]) -> dict[str, dict[str, list[float]]]:
    """ "set kind band" -> test -> p-values where nothing differs."""
    told: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for window in found:
        for seed in range(DEALS[window.kind]):
            this, that = map(grouped, deal(window.rows, seed))
            keys = known(this, that)
            for name, values in p_values(this, that, keys).items():
                for key, value in values.items():
                    size = band(this.count(key) + that.count(key))
                    told[f"{window.name} {window.kind} {size}"][name].append(value)
    return told


def recalls(found: Sequence[Window], keep: float) -> dict[str, dict[str, list[bool]]]:
    """ "set kind band" -> test -> was a key found, of which one side keeps only so much?"""
    told: dict[str, dict[str, list[bool]]] = defaultdict(lambda: defaultdict(list))
    for window in found:
        chance = random.Random(7)
        for seed in range(DEALS[window.kind] // 10 or 1):
            mine, others = deal(window.rows, seed)
            this, whole = grouped(mine), grouped(others)
            keys = known(this, whole)
            able = [key for key in keys if this.count(key) >= ENOUGH]
            for planted in chance.sample(able, min(PLANTED, len(able))):
                that = grouped(
                    (source, day, tuple(k for k in own if k != planted) if chance.random() >= keep else own)
                    for source, day, own in others
                )
                size = band(this.count(planted) + whole.count(planted))
                for name, values in p_values(this, that, keys).items():
                    corrected = benjamini_hochberg([values[key] for key in keys])
                    hit = corrected[keys.index(planted)] <= LEVEL
                    told[f"{window.name} {window.kind} {size}"][name].append(hit)
    return told


# --- speed ---------------------------------------------------------------------------------------


def speed(folder: Path) -> dict[str, float]:
    """Seconds of a comparison over the Saudi papers in a store, by word and by outlet."""
    with tempfile.TemporaryDirectory() as place:
        lines = Path(place) / "rows.jsonl"
        kept = [
            {"title": row["title"], "source": row["source"], "published": row["date"], "language": "ar"}
            for row in read_set(folder, "saudinewsnet_2015")
        ]
        lines.write_text("\n".join(map(json.dumps, kept)), encoding="utf-8")
        with open_service(Settings(db=f"{place}/news.db")) as service:
            service.store.headlines.add(read_file(lines, now=datetime(2015, 9, 1, tzinfo=UTC)).headlines)
            span = service.span()
            assert span is not None
            middle = span[0] + (span[1] - span[0]) / 2
            took = {"headlines": float(service.count(HeadlineFilter()))}
            for name, by in (("words", None), ("outlets", Dimension.SOURCE)):
                began = time.process_time()
                service.compare(HeadlineFilter(since=middle), HeadlineFilter(until=middle), by)
                took[name] = time.process_time() - began
    return took


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, default=DEFAULT_FOLDER)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    found = windows(options.data)
    by_chance = _rates({place: _below(tests) for place, tests in false_finds(found).items()})
    recall = {str(keep): _rates(recalls(found, keep)) for keep in (0.5, 0.0)}
    figures = {"by chance at p < .05": by_chance, "found at q < .05": recall, "seconds": speed(options.data)}
    if options.json:
        print(json.dumps(figures, ensure_ascii=False))
        return
    _tell("differs by chance, p < .05", by_chance)
    for keep, places in recall.items():
        _tell(f"found at q < .05 where one side keeps {keep} of it", places)
    print(figures["seconds"])


def _below(tests: dict[str, list[float]]) -> dict[str, list[bool]]:
    return {name: [value < LEVEL for value in values] for name, values in tests.items()}


def _rates(places: dict[str, dict[str, list[bool]]]) -> dict[str, dict[str, float]]:
    return {
        place: {"keys": len(tests["paper"]), **{name: sum(hits) / len(hits) for name, hits in tests.items()}}
        for place, tests in sorted(places.items())
    }


def _tell(heading: str, places: dict[str, dict[str, float]]) -> None:
    print(f"\n{heading}: " + " | ".join(TESTS))
    for place, tests in places.items():
        print(f"  {place:28} n={tests['keys']:<6}" + " ".join(f"{tests[name]:8.3f}" for name in TESTS))


if __name__ == "__main__":
    main()
