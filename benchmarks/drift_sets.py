"""Headlines for drift, a bounded number of each day, encoded and filed as the product does it, once.

Vectors are kept in a folder, so that a second run takes seconds.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import numpy as np

from benchmarks.public_sets import Row, read_set
from benchmarks.theme_sets import moment
from topics.text import content_hash, embedding_text, headline_id

if TYPE_CHECKING:
    from topics.embed.encoder import Encoder
    from topics.service import Classifier
    from topics.types import BoolArray, FloatArray

ZONE = ZoneInfo("Africa/Casablanca")
FIRST = date(2018, 3, 1)  # ANT is whole from then on
WEEKS = 24
STORY = 60  # headlines of one event


@dataclass(frozen=True, slots=True, eq=False)
class Filed:
    """Headlines as a store would have them. All columns have one length n; vectors (n, d) float32."""

    days: tuple[date, ...]
    groups: tuple[str, ...]  # one piece of news
    sources: tuple[str, ...]
    languages: tuple[str, ...]
    topics: tuple[str, ...]
    abstained: BoolArray
    vectors: FloatArray

    def part(self, rows: Sequence[int]) -> Filed:
        """Some of them, in this order; a row may come twice."""
        columns = (self.days, self.groups, self.sources, self.languages, self.topics)
        kept = (tuple(column[row] for row in rows) for column in columns)
        places = np.asarray(rows, np.int64)
        return Filed(
            *kept, self.abstained[places], self.vectors[places] if len(self.vectors) else self.vectors
        )

    def but(self, **columns: Sequence[object]) -> Filed:
        """The same with other columns."""
        return replace(self, **{name: tuple(column) for name, column in columns.items()})


def joined(one: Filed, other: Filed) -> Filed:
    """Both, one after the other."""
    return Filed(
        (*one.days, *other.days),
        (*one.groups, *other.groups),
        (*one.sources, *other.sources),
        (*one.languages, *other.languages),
        (*one.topics, *other.topics),
        np.concatenate([one.abstained, other.abstained]),
        np.concatenate([one.vectors, other.vectors]),
    )


def sections(data: Path) -> Filed:
    """All of ANT in these weeks under its sections, without vectors (of no headline, so to say)."""
    last = FIRST + timedelta(weeks=WEEKS)
    rows = [row for row in read_set(data, "ant_multisource_ar") if FIRST <= _day(row) < last]
    return Filed(
        tuple(map(_day, rows)),
        tuple(content_hash(row["title"]) for row in rows),
        tuple(row["source"] for row in rows),
        tuple(row["lang"] for row in rows),
        tuple(row["label"] for row in rows),
        np.zeros(len(rows), bool),
        np.empty((0, 0), np.float32),
    )


def arabic(data: Path) -> list[Row]:
    """ANT over 24 weeks: five Arabic outlets, 2018."""
    last = FIRST + timedelta(weeks=WEEKS)
    rows = [row for row in read_set(data, "ant_multisource_ar") if FIRST <= _day(row) < last]
    return _a_day(rows, 11)


def moroccan(data: Path) -> list[Row]:
    """Hespress, July to September 2020."""
    rows = read_set(data, "hespress_topics_2020")
    return _a_day([row for row in rows if date(2020, 7, 1) <= _day(row) < date(2020, 10, 1)], 7)


def technology(data: Path) -> list[Row]:
    """English technology, July to September 2025."""
    rows = [row for row in read_set(data, "headlines_archive_en") if row["label"] == "technology"]
    return _a_day([row for row in rows if date(2025, 7, 1) <= _day(row) < date(2025, 9, 1)], 6)


def one_event(data: Path) -> list[Row]:
    """The largest story of the rival Arabic outlets, as it stands in the set."""
    found: dict[str, list[Row]] = defaultdict(list)
    for row in read_set(data, "ant_stories_dev"):
        found[str(row["cluster"])].append(row)
    largest = max(found.values(), key=len)
    return [{**row, "group": "one event"} for row in largest[:STORY]]


SETS: dict[str, Callable[[Path], list[Row]]] = {
    "arabic": arabic,
    "moroccan": moroccan,
    "technology": technology,
    "event": one_event,
}


def filed_sets(data: Path, cache: Path) -> dict[str, Filed]:
    """Every set, by name."""
    from topics.service import load_classifier, load_encoder
    from topics.settings import load_settings
    from topics.taxonomy import load_taxonomy

    settings = load_settings()
    encoder = load_encoder(settings)
    classifier = load_classifier(settings, load_taxonomy(settings.taxonomy), encoder)
    return {name: _filed(choose(data), encoder, classifier, cache) for name, choose in SETS.items()}


def _filed(rows: list[Row], encoder: Encoder, classifier: Classifier, cache: Path) -> Filed:
    from topics.embed.phrases import remembered

    titles = [row["title"] for row in rows]
    vectors = remembered(encoder, [embedding_text(title) for title in titles], cache)
    ids = [headline_id(row["source"], f"{number} {row['title']}") for number, row in enumerate(rows)]
    languages = tuple(row["lang"] for row in rows)
    said = classifier.predict(ids, titles, vectors, languages)
    best = said.probabilities.argmax(axis=1)
    return Filed(
        tuple(map(_day, rows)),
        tuple(row.get("group") or content_hash(row["title"]) for row in rows),
        tuple(row["source"] for row in rows),
        languages,
        tuple(said.topics[place] for place in best),
        said.abstained,
        vectors,
    )


def _day(row: Row) -> date:
    return moment(row["date"]).astimezone(ZONE).date()


def _a_day(rows: list[Row], most: int) -> list[Row]:
    """At most so many of each day, by a hash of the title: always the same ones, in order of days."""
    days: dict[date, list[Row]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: hashlib.sha256(row["title"].encode()).digest()):
        day = days[_day(row)]
        if len(day) < most:
            day.append(row)
    return [row for day in sorted(days) for row in days[day]]
