"""Pairs and groups for ``topics train encoder`` from the public sets whose licence lets weights be trained.

    python -m benchmarks.training_sets [--data FOLDER] --out FOLDER

One file a set. What measures never trains: titles of the labelled gold set and of the labelled stories,
SIB-200 rows of odd id, a fixed half of the story groups and a fixed fifth of ANT stay out.
"""

from __future__ import annotations

import argparse
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from benchmarks.public_sets import (
    DEFAULT_FOLDER,
    Row,
    held_out_groups,
    is_held_out,
    is_kept_back,
    read_set,
    write_set,
)
from topics.text import content_hash, plain_form
from topics.training.labels import read_labels

OURS = {"sports": "sport", "science/technology": "science", "entertainment": "culture"}
SECTIONS = {
    "sport": "sport",
    "economy": "economy",
    "culture": "culture",
    "technology": "science",
    "politic": "politics",
}
NO_TOPICS = {"not_news", "unclear"}
MOST_A_TOPIC = 150  # headlines of one set: Arabic sport must not be all that sport means
TOPICS = {"sib200_topics", "headline_topics"}  # sets whose groups share a topic, not a meaning
MEASURING = ("gold_topics_dev", "gold_fresh_2026", "ant_stories_dev")
STORIES = ("ans_story_groups_ar", "uci_stories_en")
ORIGINS = {  # set -> (licence, origin), as the sets' own pages state them
    "ant_multisource_ar": (
        "Apache-2.0",
        "ANT corpus (Chouigui et al. 2017): headlines, leads",
    ),
    "marsum_goud": ("CC BY 4.0", "MArSum: headlines and leads in Moroccan Darija"),
    "sib200": ("Apache-2.0; text of FLORES-200 CC BY-SA 4.0", "SIB-200 (Adelani et al. 2023), even ids"),
    "ans_story_groups_ar": ("Apache-2.0", "ANS (Khouja 2020), half of the groups"),
    "uci_stories_en": ("CC BY 4.0", "UCI News Aggregator (Gasparetti 2016), half of the groups"),
    "sib200_topics": ("Apache-2.0; text of FLORES-200 CC BY-SA 4.0", "SIB-200, even ids, by topic"),
    "headline_topics": (
        "Apache-2.0; CC BY 4.0",
        "ANT and MArSum headlines, labelled by reading or by section",
    ),
    "iptc_mediatopics": ("CC BY 4.0", "IPTC Media Topics: Arabic and English names of one concept"),
}


def lead_pairs(rows: Iterable[Row], measuring: set[str]) -> Iterator[Row]:
    """Headline and lead of one article; a headline that several outlets share counts once."""
    seen = set(measuring)
    for row in rows:
        key = plain_form(row["title"])
        if row.get("abstract") and key not in seen:
            seen.add(key)
            yield {"anchor": row["title"], "positive": row["abstract"]}


def translations(rows: Iterable[Row]) -> Iterator[Row]:
    """One sentence in all its languages; even ids only."""
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if int(row["id"]) % 2 == 0:
            found[row["id"]].append(row)
    for key, some in found.items():
        yield {
            "group": key,
            "texts": [row["title"] for row in some],
            "languages": [row["lang"] for row in some],
        }


def sentence_topics(rows: Iterable[Row]) -> Iterator[Row]:
    """The same sentences by topic; where a topic is one of ours, under our name."""
    even = (row for row in rows if int(row["id"]) % 2 == 0)
    yield from groups((OURS.get(row["label"], row["label"]), row["title"]) for row in even)


def stories(rows: Iterable[Row]) -> Iterator[Row]:
    """Headlines of one event; the half of the groups that may train."""
    yield from groups((row["cluster"], row["title"]) for row in rows if not is_held_out(row["cluster"]))


def headline_topics(data: Path, measuring: set[str]) -> Iterator[Row]:
    """Headlines by topic: those labelled by reading, and of each outlet's sections that are topics a few."""
    labels = {label.hash: label.topic for label in read_labels() if label.topic not in NO_TOPICS}
    found: list[tuple[str, str]] = []
    for name in ("marsum_goud", "ant_multisource_ar", "ant_jawhara_tn"):
        taken: Counter[str] = Counter()
        for row in read_set(data, name):
            topic = labels.get(content_hash(row["title"])) or SECTIONS.get(row.get("label", ""))
            if topic and taken[topic] < MOST_A_TOPIC and plain_form(row["title"]) not in measuring:
                taken[topic] += 1
                found.append((topic, row["title"]))
    yield from groups(found)


def concepts(rows: Iterable[Row]) -> Iterator[Row]:
    """The name of a media topic in two languages."""
    for row in rows:
        if row.get("label_ar") and row.get("name_en"):
            yield {"anchor": row["label_ar"], "positive": row["name_en"]}


def groups(members: Iterable[tuple[Any, str]]) -> Iterator[Row]:
    """Texts gathered by key; a group of one tells nothing."""
    found: dict[str, list[str]] = defaultdict(list)
    for key, text in members:
        if text not in found[str(key)]:
            found[str(key)].append(text)
    yield from ({"group": key, "texts": texts} for key, texts in found.items() if len(texts) > 1)


def training_sets(data: Path) -> Iterator[tuple[str, list[Row]]]:
    """Every set that trains, by name."""
    measuring = {plain_form(row["title"]) for name in MEASURING for row in read_set(data, name)}
    ant = read_set(data, "ant_multisource_ar")
    measuring |= {plain_form(row["title"]) for row in ant if is_kept_back(row["title"])}
    for name in STORIES:
        measuring |= {plain_form(row["title"]) for row in held_out_groups(read_set(data, name))}
    for name in ("ant_multisource_ar", "marsum_goud"):
        yield name, list(lead_pairs(read_set(data, name), measuring))
    sentences = read_set(data, "sib200")
    odd = {plain_form(row["title"]) for row in sentences if int(row["id"]) % 2}
    sentences = [row for row in sentences if plain_form(row["title"]) not in odd]
    yield "sib200", list(translations(sentences))
    yield "sib200_topics", list(sentence_topics(sentences))
    for name in STORIES:
        rows = [row for row in read_set(data, name) if plain_form(row["title"]) not in measuring]
        yield name, list(stories(rows))
    yield "headline_topics", list(headline_topics(data, measuring))
    yield "iptc_mediatopics", list(concepts(read_set(data, "iptc_mediatopics")))


def write(out: Path, name: str, rows: Iterable[Row]) -> Path:
    """One file, what the set is in its first line."""
    licence, origin = ORIGINS[name]
    path = out / f"{name}.jsonl"
    kind = "topic" if name in TOPICS else "same"
    write_set(path, {"name": name, "licence": licence, "origin": origin, "kind": kind}, rows)
    return path


def main() -> None:
    """Write the files and say how many rows each has."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, default=DEFAULT_FOLDER, help="the folder of the public sets")
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    for name, rows in training_sets(options.data):
        print(f"{write(options.out, name, rows)}  {len(rows)}")


if __name__ == "__main__":
    main()
