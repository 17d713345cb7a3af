"""A store of a million headlines over a year: dates, outlets and groups are made, titles repeat.

Rows are written in bulk, past the search index, which series do not use.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from topics.sample.load import sample_headlines
from topics.store.store import open_store
from topics.taxonomy import load_taxonomy
from topics.types import NOT_NEWS

END = datetime(2026, 10, 1, tzinfo=UTC)
DAYS, OUTLETS, THEMES = 365, 24, 40
IN_THEME, IN_STORY, OF_STORY = 0.9, 0.35, 5  # shares of the headlines, and headlines of a story
OUT = (3, 200, 5)  # one outlet is out: which, from which day on, for how many
AT_ONCE = 50_000


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """Columns of n headlines, by time. Shape: (n,) each; minutes since the first day, and places in lists."""

    minute: Any
    outlet: Any
    topic: Any
    theme: Any  # −1 = none
    story: Any  # −1 = none


def draw(n: int, seed: int = 0) -> Rows:
    """Headlines as a newsroom gets them: fewer at night and at weekends, outlets with fields of their own."""
    rng = np.random.default_rng(seed)
    by_hour = 1.2 + np.sin((np.arange(24) - 9) / 24 * 2 * np.pi)
    by_day = np.where(np.arange(DAYS) % 7 < 5, 1.0, 0.7) * rng.gamma(50, 1 / 50, DAYS)
    day = rng.choice(DAYS, n, p=by_day / by_day.sum())
    hour = rng.choice(24, n, p=by_hour / by_hour.sum())
    minute = np.sort(day * 1440 + hour * 60 + rng.integers(0, 60, n))
    size = rng.gamma(2, 1, OUTLETS) + 0.3
    outlet = rng.choice(OUTLETS, n, p=size / size.sum())
    topics = len(load_taxonomy().ids) + 1
    spread = rng.dirichlet(np.full(topics, 0.8), OUTLETS).cumsum(axis=1)
    topic = (spread[outlet] < rng.random(n)[:, None]).sum(axis=1)
    theme = np.where(rng.random(n) < IN_THEME, (topic * 7 + rng.integers(0, 9, n)) % THEMES, -1)
    story = np.where(rng.random(n) < IN_STORY, np.arange(n) * IN_STORY / OF_STORY, -1).astype(int)
    which, first, days = OUT
    kept = ~((outlet == which) & (minute // 1440 >= first) & (minute // 1440 < first + days))
    return Rows(*(column[kept] for column in (minute, outlet, topic.clip(max=topics - 1), theme, story)))


def build(path: Path, n: int) -> int:
    """Write the store; returns how many headlines it has. Nothing of it is counted yet."""
    open_store(str(path)).close()
    rows = draw(n)
    titles = [one.title for one in sample_headlines(today=END.date(), timezone="UTC", now=END).headlines]
    topics = [*load_taxonomy().ids, NOT_NEWS]
    with closing(sqlite3.connect(path, isolation_level=None)) as file:
        file.execute("PRAGMA synchronous = OFF")
        file.execute("BEGIN")
        _groups(file, int(rows.story.max()) + 1, topics)
        for some in _portions(len(rows.minute)):
            _write(file, rows, some, titles, topics)
        file.execute("COMMIT")
    return len(rows.minute)


def headline_row(number: int, title: str, outlet: int, seen: datetime) -> tuple[Any, ...]:
    """A row of ``headline``."""
    written = f"{seen:%Y-%m-%d %H:%M:%S}.000000"
    return (f"{number:024x}", f"outlet {outlet}", title, "ar", written, written, written, f"{number:032x}")


def _portions(n: int) -> Iterator[range]:
    for start in range(0, n, AT_ONCE):
        yield range(start, min(n, start + AT_ONCE))


def _groups(file: sqlite3.Connection, stories: int, topics: list[str]) -> None:
    names = "[" + ",".join(f'"{topic}"' for topic in topics) + "]"
    file.execute("INSERT INTO model (id, topics, current) VALUES ('model', ?, 1)", [names])
    file.execute(
        "INSERT INTO run (id, encoder_id, parameters, created, current) "
        "VALUES ('run', 'none', '{}', '2026-10-01 00:00:00.000000', 1)"
    )
    file.executemany(
        "INSERT INTO theme (number, id, run_id, encoder_id, name, names, keywords, centroid, threshold, "
        "examples, size) VALUES (?, ?, 'run', 'none', ?, '{}', '[]', x'0000803f', 0.5, '[]', 1)",
        [(number, f"T{number}", f"theme {number}") for number in range(THEMES)],
    )
    file.executemany(
        "INSERT INTO story (number, id, size, central) VALUES (?, ?, 1, '{}')",
        [(number, f"S{number}") for number in range(stories)],
    )


def _write(file: sqlite3.Connection, rows: Rows, some: range, titles: list[str], topics: list[str]) -> None:
    first = END - timedelta(days=DAYS)
    ids = [f"{number:024x}" for number in some]
    file.executemany(
        "INSERT INTO headline (id, source, title, language, published, fetched, seen, content_hash) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            headline_row(
                number,
                f"{titles[number % len(titles)]} {number}",
                int(rows.outlet[number]),
                first + timedelta(minutes=int(rows.minute[number])),
            )
            for number in some
        ),
    )
    blob = np.full(len(topics), 1 / len(topics), "<f4").tobytes()
    file.executemany(
        "INSERT INTO prediction VALUES (?, 'model', ?, 0.9, 0, ?, NULL)",
        ((id, topics[rows.topic[number]], blob) for id, number in zip(ids, some, strict=True)),
    )
    themes = (rows.theme[number] for number in some)
    file.executemany(
        "INSERT INTO assignment VALUES (?, 'run', ?, 0.9)",
        ((id, f"T{theme}" if theme >= 0 else None) for id, theme in zip(ids, themes, strict=True)),
    )
    stories = (rows.story[number] for number in some)
    file.executemany(
        "INSERT INTO story_member VALUES (?, ?)",
        ((id, f"S{story}" if story >= 0 else None) for id, story in zip(ids, stories, strict=True)),
    )
