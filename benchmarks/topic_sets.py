"""Labelled headlines for ``topics train topics`` from the public sets whose licence lets weights be trained.

    python -m benchmarks.topic_sets [--data FOLDER] --out FOLDER

One file a set. Labels by reading count fully, sections of an outlet less, so that their noise and skew do not
drown the rest; SIB-200 is left out: its sentences are no headlines, and cost English three points. What
measures never trains: the labelled gold sets, and a fixed fifth of ANT.
"""

from __future__ import annotations

import argparse
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from benchmarks.public_sets import DEFAULT_FOLDER, Row, is_kept_back, read_set, write_set
from topics.text import content_hash, plain_form
from topics.training.labels import ReadLabel, StoryLabel, read_labels, read_story_labels

MEASURING = ("gold_topics_dev", "gold_fresh_2026", "ant_stories_dev")
SECTIONS = {  # set -> label of the set -> topic; other labels are no topics
    "ant_multisource_ar": {
        "sport": "sport", "economy": "economy", "culture": "culture", "technology": "science",
    },
    "ant_jawhara_tn": {
        "sport": "sport", "economy": "economy", "politic": "politics", "culture": "culture",
        "technology": "science",
    },
}  # fmt: skip
READ = ("ant_multisource_ar", "ant_jawhara_tn", "marsum_goud")
STORIES = ("uci_stories_en", "ans_story_groups_ar")
ORIGINS = {
    "read_labels": (
        "Apache-2.0; CC BY 4.0",
        "headlines of ANT, Jawhara and MArSum, labelled by reading",
    ),
    "read_stories": (
        "CC BY 4.0; Apache-2.0",
        "stories of UCI News Aggregator and ANS, labelled by reading",
    ),
    "ant_sections": ("Apache-2.0", "ANT corpus (Chouigui et al. 2017), sections that are topics"),
    "jawhara_sections": ("Apache-2.0", "ANT corpus, Jawhara, sections that are topics"),
}
WEIGHTS = {
    "read_labels": 1.3,
    "read_stories": 0.5,
    "ant_sections": 0.2,
    "jawhara_sections": 0.3,
}
MOST_A_SECTION = 800
MOST_A_STORY = 6


def measuring_titles(data: Path) -> set[str]:
    """Plain forms of the titles that never train, in whatever set they stand."""
    ant = read_set(data, "ant_multisource_ar")
    kept_back = {plain_form(row["title"]) for row in ant if is_kept_back(row["title"])}
    return kept_back | {plain_form(row["title"]) for name in MEASURING for row in read_set(data, name)}


def read_rows(data: Path, measuring: set[str]) -> Iterator[Row]:
    """Headlines that were labelled one by one."""
    labels = {label.hash: label for label in read_labels()}
    for name in READ:
        for row in distinct(read_set(data, name), measuring):
            label = labels.get(content_hash(row["title"]))
            if label is not None and label.set == name:
                yield labelled(row, label)


def story_rows(data: Path, measuring: set[str]) -> Iterator[Row]:
    """Headlines of stories that were labelled as a whole, a few of each."""
    labels = {(label.set, label.cluster): label for label in read_story_labels()}
    for name in STORIES:
        taken: Counter[str] = Counter()
        for row in distinct(read_set(data, name), measuring):
            key = str(row["cluster"])
            label = labels.get((name, key))
            if label is not None and taken[key] < MOST_A_STORY:
                taken[key] += 1
                yield {**labelled(row, label), "group": f"{name} {key}"}


def section_rows(data: Path, name: str, measuring: set[str]) -> Iterator[Row]:
    """Headlines of the sections that are topics, a bounded number of each; titles of two sections are out."""
    rows = read_set(data, name)
    sections: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        sections[plain_form(row["title"])].add(row["label"])
    read = {label.hash for label in read_labels()}
    taken: Counter[str] = Counter()
    for row in distinct(rows, measuring):
        topic = SECTIONS[name].get(row["label"])
        key = content_hash(row["title"])
        if topic is None or len(sections[plain_form(row["title"])]) > 1 or key in read:
            continue
        if taken[topic] < MOST_A_SECTION:
            taken[topic] += 1
            yield {"title": row["title"], "topic": topic, "lang": row["lang"]}


def labelled(row: Row, label: ReadLabel | StoryLabel) -> Row:
    """A row with its label by reading."""
    also = [label.also] if label.also else []
    return {"title": row["title"], "topic": label.topic, "also": also, "lang": row["lang"]}


def distinct(rows: Iterable[Row], measuring: set[str]) -> Iterator[Row]:
    """Rows whose title is new and measures nothing."""
    seen = set(measuring)
    for row in rows:
        key = plain_form(row["title"])
        if key not in seen:
            seen.add(key)
            yield row


def topic_sets(data: Path) -> Iterator[tuple[str, list[Row]]]:
    """Every set that trains, by name."""
    measuring = measuring_titles(data)
    yield "read_labels", list(read_rows(data, measuring))
    yield "read_stories", list(story_rows(data, measuring))
    yield "ant_sections", list(section_rows(data, "ant_multisource_ar", measuring))
    yield "jawhara_sections", list(section_rows(data, "ant_jawhara_tn", measuring))


def write(out: Path, name: str, rows: Iterable[Row]) -> Path:
    """One file, what the set is in its first line."""
    licence, origin = ORIGINS[name]
    path = out / f"{name}.jsonl"
    about = {"name": name, "licence": licence, "origin": origin}
    write_set(path, about, ({**row, "weight": WEIGHTS[name]} for row in rows))
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
    for name, rows in topic_sets(options.data):
        print(f"{write(options.out, name, rows)}  {len(rows)}")


if __name__ == "__main__":
    main()
