"""What an outage does to shares: outlets of a real set are dropped for some days, and put back.

A share is compared with what it was with the outlet, and with the 95 % interval (Wilson) that the headlines
of that day give it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.public_sets import Row, read_set
from benchmarks.theme_sets import moment
from topics.bins import QUARTER, bins_of, quarter_of
from topics.trends.coverage import Coverage, clock_of
from topics.trends.outages import find_outages
from topics.trends.shares import stand_ins
from topics.types import Bin

SET, ZONE = "ant_multisource_ar", "Africa/Casablanca"
SINCE, UNTIL = datetime(2018, 2, 1, tzinfo=UTC), datetime(2018, 10, 21, tzinfo=UTC)
DAYS, EVERY, LEAD = 5, 3, 28  # days of an outage; every third day one begins; days before the first
Z = 1.959964


@dataclass(frozen=True, slots=True, eq=False)
class Cube:
    """Headlines by key, outlet and day. Shape: counts (k, s, b)."""

    keys: tuple[str, ...]
    sources: tuple[str, ...]
    starts: Any
    counts: Any


def measure_coverage(data: Path, topics: dict[str, list[str]] | None = None) -> dict[str, float]:
    """Figures by section labels, and by what else is given: name -> a key for each row of the set."""
    rows = read_set(data, SET)
    ways = {"sections": [row["label"] for row in rows], **(topics or {})}
    found: dict[str, float] = {}
    for way, keys in ways.items():
        found |= {f"{way}: {name}": value for name, value in dropped(cube_of(rows, keys)).items()}
    return found


def predicted_topics(data: Path) -> list[str]:
    """What the shipped model says of each row of the set; about a minute of encoding."""
    from topics.service import load_classifier, load_encoder
    from topics.settings import Settings
    from topics.taxonomy import load_taxonomy
    from topics.text import embedding_text

    settings = Settings()
    titles = [row["title"] for row in read_set(data, SET)]
    encoder = load_encoder(settings)
    vectors = encoder.encode([embedding_text(title) for title in titles])
    model = load_classifier(settings, load_taxonomy(settings.taxonomy), encoder)
    ids = [str(place) for place in range(len(titles))]
    found = model.predict(ids, titles, vectors, languages=["ar"] * len(titles))
    return [found.topics[best] for best in found.probabilities.argmax(axis=1)]


def cube_of(rows: list[Row], keys: list[str]) -> Cube:
    """Headlines of the dense months, by local day."""
    bins = bins_of(Bin.DAY, ZONE)
    starts = bins.between(quarter_of(SINCE), quarter_of(UNTIL))
    day = {start: place for place, start in enumerate(starts)}
    names, sources = sorted(set(keys)), sorted({row["source"] for row in rows})
    counts = np.zeros((len(names), len(sources), len(starts)), np.int64)
    for row, key in zip(rows, keys, strict=True):
        place = day.get(bins.start(quarter_of(moment(row["date"]))))
        if place is not None:
            counts[names.index(key), sources.index(row["source"]), place] += 1
    return Cube(tuple(names), tuple(sources), np.array(starts, np.int64) * QUARTER, counts)


def dropped(cube: Cube) -> dict[str, float]:
    """Each outlet dropped for DAYS days, wherever it was there before and another outlet is left."""
    before = covered(cube, cube.counts)
    with_it = {"with stand-ins": shares(cube.counts, before), "naive": plain(cube.counts)}
    moved: dict[str, list[tuple[Any, Any]]] = {way: [] for way in with_it}
    noticed, alone = [], 0
    for source in range(len(cube.sources)):
        for first in range(LEAD, cube.counts.shape[2] - DAYS, EVERY):
            span = slice(first, first + DAYS)
            if before.out[source, span].any() or not before.usual[source, span].all():
                continue
            counts = cube.counts.copy()
            counts[:, source, span] = 0
            if not counts.sum(axis=(0, 1))[span].all() or not covered(cube, counts).share()[span].all():
                alone += 1
                continue
            after = covered(cube, counts)
            noticed.append(after.out[source, span].mean())
            without = {"with stand-ins": shares(counts, after), "naive": plain(counts)}
            for way, was in with_it.items():
                moved[way].append(_moved(was[:, span], without[way][:, span], cube.counts[:, :, span]))
    return {
        "outages": len(noticed),
        "left out, as no other outlet was there": alone,
        "days of outages that were noticed": float(np.mean(noticed)),
        "keys × days": float(len(noticed) * DAYS * len(cube.keys)),
        **_figures("with stand-ins", moved["with stand-ins"]),
        **_figures("naive", moved["naive"]),
    }


def _moved(was: Any, now: Any, counts: Any) -> tuple[Any, Any]:
    """Whether shares left the interval they had, and how far they went, in half-widths. Shape: (k, d)."""
    low, high = interval(was, np.maximum(counts.sum(axis=(0, 1)), 1))
    return (now < low) | (now > high), np.abs(now - was) / ((high - low) / 2)


def _figures(name: str, moved: list[tuple[Any, Any]]) -> dict[str, float]:
    outside = np.concatenate([out.ravel() for out, _ in moved])
    by = np.concatenate([half.ravel() for _, half in moved])
    return {
        f"{name}: outside the 95 % interval": float(outside.mean()),
        f"{name}: outages in which a key is out by more than half the interval, mean of its days": _means(
            moved
        ),
        f"{name}: worst, half-widths": float(by.max()),
    }


def _means(moved: list[tuple[Any, Any]]) -> float:
    """Keys of an outage whose mean distance is above a half-width."""
    return float(np.mean([(half.mean(axis=1) > 1).any() for _, half in moved]))


def covered(cube: Cube, counts: Any) -> Coverage:
    """Outages as the product finds them."""
    bins = bins_of(Bin.DAY, ZONE)
    by_source = counts.sum(axis=0)
    clock = clock_of([start // QUARTER for start in cube.starts.tolist()], bins)
    usual, out = find_outages(by_source, clock)
    return Coverage(Bin.DAY, ZONE, cube.sources, cube.starts, by_source, usual, out)


def shares(counts: Any, coverage: Coverage) -> Any:
    """With stand-ins. Shape: (k, b)."""
    table = counts.sum(axis=1) + stand_ins(counts, coverage, 1, 0)
    return table / np.maximum(table.sum(axis=0), 1e-9)


def plain(counts: Any) -> Any:
    """Of what was counted. Shape: (k, b)."""
    table = counts.sum(axis=1)
    return table / np.maximum(table.sum(axis=0), 1)


def interval(share: Any, number: Any) -> tuple[Any, Any]:
    """Wilson's 95 % interval of a share of ``number``."""
    middle = (share + Z * Z / 2 / number) / (1 + Z * Z / number)
    half = Z / (1 + Z * Z / number) * np.sqrt(share * (1 - share) / number + Z * Z / 4 / number**2)
    return middle - half, middle + half
