"""The sets that topics are measured on: rows with what they should be filed under."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.public_sets import Row, is_kept_back, read_set
from benchmarks.topic_measures import Figures, best_of, news_and_not_news, topics_and_sureness
from benchmarks.topic_sets import SECTIONS, topic_sets, write
from topics.text import plain_form
from topics.training.labelled import Labelled, LabelledSet, authored_labelled, read_labelled
from topics.types import Predictions

HESPRESS = {"sport": "sport", "economie": "economy", "politique": "politics", "faits-divers": "security"}
ANT = SECTIONS["ant_multisource_ar"]


@dataclass(frozen=True, slots=True)
class Case:
    """Headlines that readers or outlets have filed, and what is measured on them."""

    rows: tuple[Labelled, ...]
    figures: Callable[[Sequence[Labelled], Predictions], Figures]
    about: str


def learnt_sets(data: Path) -> list[LabelledSet]:
    """The files of ``benchmarks.topic_sets`` and our own headlines, as ``topics train topics`` reads them."""
    with TemporaryDirectory() as folder:
        written = [write(Path(folder), name, rows) for name, rows in topic_sets(data)]
        return [*(read_labelled(path)[0] for path in written), authored_labelled()]


def gold_case(data: Path) -> Case:
    """Headlines labelled by hand with the 17 topics."""
    gold, _ = read_labelled(data / "gold_topics_dev.jsonl")
    return Case(gold.rows, topics_and_sureness, "labelled by hand; nothing of it is learnt from")


def fresh_case(data: Path) -> Case:
    """A feed as it arrives, with what is no news."""
    gold, _ = read_labelled(data / "gold_fresh_2026.jsonl")
    return Case(gold.rows, news_and_not_news, "a feed as it arrives, outlets' names on; labelled by hand")


def hespress_case(data: Path) -> Case:
    """Four sections of an outlet that trains nothing."""
    rows = by_section(read_set(data, "hespress_topics_2020"), HESPRESS)
    figures = partial(best_of, tuple(HESPRESS.values()))
    return Case(rows, figures, "an outlet's sections; the best of four topics")


def ant_case(data: Path) -> Case:
    """The fixed fifth of ANT that trains no topic model."""
    kept_back = [row for row in read_set(data, "ant_multisource_ar") if is_kept_back(row["title"])]
    figures = partial(best_of, tuple(ANT.values()))
    return Case(by_section(kept_back, ANT), figures, "outlets' sections, the fifth kept back; best of four")


CASES: dict[str, Callable[[Path], Case]] = {
    "gold_topics_dev": gold_case,
    "gold_fresh_2026": fresh_case,
    "hespress_topics_2020": hespress_case,
    "ant_multisource_ar": ant_case,
}


def by_section(rows: Sequence[Row], topics: dict[str, str]) -> tuple[Labelled, ...]:
    """Headlines of the sections that are topics, each once; those that stand under two of them are out."""
    filed: dict[str, set[str]] = defaultdict(set)
    first: dict[str, Row] = {}
    for row in rows:
        if row["label"] in topics:
            key = plain_form(row["title"])
            filed[key].add(topics[row["label"]])
            first.setdefault(key, row)
    return tuple(
        Labelled(row["title"], row["lang"], topics[row["label"]])
        for key, row in first.items()
        if len(filed[key]) == 1
    )
