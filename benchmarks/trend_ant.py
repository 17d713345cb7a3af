"""The largest rises of themes in ANT, 2018, by day, with a headline of each."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.public_sets import Row
from benchmarks.theme_sets import moment
from benchmarks.trend_sets import ZONE, themes_of_ant
from topics.trends.bursts import find_bursts
from topics.trends.series import count_series
from topics.trends.tally import Tally, tally
from topics.trends.telling import most_telling
from topics.types import Bin, Burst, Dimension, Observations

SINCE = datetime(2018, 2, 14, tzinfo=UTC)
UNTIL = datetime(2018, 10, 21, tzinfo=UTC)
SHOWN = 10


def largest_rises(data: Path, cache: Path) -> dict[str, Any]:
    """The rises with most headlines above what was expected, the largest first."""
    rows, labels, names = themes_of_ant(data, cache)
    when = [moment(row["date"]) for row in rows]
    found = find_bursts(ant_by_day(rows, labels, when))
    found.sort(key=lambda burst: burst.expected - burst.count)
    return {
        "rises": len(found),
        "largest": [_told(burst, rows, labels, when, names) for burst in found[:SHOWN]],
        "surest": [
            f"{names[int(one.key)]} {one.score:.1f}" for one in sorted(found, key=lambda b: -b.score)[:SHOWN]
        ],
    }


def ant_by_day(rows: list[Row], labels: np.ndarray[Any, np.dtype[np.int64]], when: list[datetime]) -> Tally:
    """ANT by theme, outlet and day of Casablanca."""
    zone = str(ZONE)
    ends = Observations([SINCE, UNTIL - timedelta(hours=1)], ["", ""])
    starts = count_series(ends, Bin.DAY, zone, since=SINCE, until=UNTIL)[0].starts
    seconds = np.array([int(start.timestamp()) for start in starts])
    at = np.array([int(one.timestamp()) for one in when])
    inside = (at >= seconds[0]) & (at < int(UNTIL.timestamp()))
    place = np.searchsorted(seconds, at[inside], side="right") - 1
    outlets = sorted({row["source"] for row in rows})
    source = np.array([outlets.index(row["source"]) for row in rows])[inside]
    keys = [None, *(str(number) for number in range(int(labels.max()) + 1))]
    columns = (labels[inside] + 1, source, seconds[place], np.ones(len(place), np.int64))
    return tally(Dimension.THEME, Bin.DAY, zone, starts, keys, outlets, columns)


def _told(
    burst: Burst,
    rows: list[Row],
    labels: np.ndarray[Any, np.dtype[np.int64]],
    when: list[datetime],
    names: list[str],
) -> dict[str, Any]:
    own = [
        row
        for row in np.flatnonzero(labels == int(burst.key)).tolist()
        if burst.since <= when[row] < burst.until
    ]
    at_peak = [row for row in own if burst.peak <= when[row] < burst.peak + timedelta(days=1)] or own
    titles = [rows[row]["title"] for row in at_peak]
    best = most_telling(titles, [rows[row]["source"] for row in at_peak], ["ar"] * len(at_peak), shown=1)
    return {
        "theme": names[int(burst.key)],
        "since": f"{burst.since.astimezone(ZONE):%Y-%m-%d}",
        "until": f"{burst.until.astimezone(ZONE):%Y-%m-%d}",
        "peak": f"{burst.peak.astimezone(ZONE):%Y-%m-%d}",
        "count": burst.count,
        "expected": round(burst.expected, 1),
        "score": round(burst.score, 1),
        "outlets": len(burst.outlets),
        "headline": titles[best[0]],
    }


def shown_rises(found: dict[str, Any]) -> list[str]:
    """As a Markdown table."""
    lines = [
        "| theme | since | until | peak | headlines | expected | score | at its peak |",
        "|---|" + "---|" * 7,
    ]
    for one in found["largest"]:
        cells = [
            one[name]
            for name in ("theme", "since", "until", "peak", "count", "expected", "score", "headline")
        ]
        lines.append("| " + " | ".join(map(str, cells)) + " |")
    return [*lines, "", f"{found['rises']} rises in all; the surest: {', '.join(found['surest'])}"]
