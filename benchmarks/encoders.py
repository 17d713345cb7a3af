"""Encoders side by side: topics, translations, stories, sections, speed; one table, one protocol, one run.

    python -m benchmarks.encoders [ENCODER ...] [--data FOLDER] [--as-written] [--json]

ENCODER is a name as for TOPICS_ENCODER; without any, the plain and the adapted encoder are compared. Texts
are given as the product gives them (their matching form), or as written. What the shipped adapter was
trained on is left out: SIB-200 rows of even id and half of the story groups (see ``training_sets``). ANT is
the exception: its headlines and leads did train, and 150 of a section as examples of a topic.
Figures over several seeds come with half of their 95 % interval.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.encode import in_turn
from benchmarks.encoder_measures import (
    SEEDS,
    best_story_score,
    cluster_agreement,
    interval,
    linear_probe,
    recall_at_1,
)
from benchmarks.public_sets import DEFAULT_FOLDER, Row, held_out_groups, measured_translations, read_set
from topics.settings import load_settings
from topics.text import embedding_text

if TYPE_CHECKING:
    from topics.embed.encoder import Encoder
    from topics.types import FloatArray

    Encode = Callable[[Sequence[Row]], FloatArray]

Figures = dict[str, tuple[float, float]]  # measure -> value, half of its interval (0 = one value)

ADAPTED_AND_PLAIN = ("packaged", "headlines")
LANGUAGES = {"arb": "arb_Arab", "ary": "ary_Arab", "fra": "fra_Latn", "eng": "eng_Latn"}
DIRECTIONS = (("ary", "fra"), ("arb", "eng"), ("fra", "arb"))
SPEED_TEXTS, SPEED_REPEATS = 1000, 3
MOST_PROBED = 7000  # headlines of a set: a regression on more takes minutes and says the same


def topics_and_translations(data: Path, encode: Encode) -> Figures:
    """SIB-200, odd ids: k-means against the seven labels, and the nearest sentence in another language."""
    rows = read_set(data, "sib200")
    chosen = {short: measured_translations(rows, lang) for short, lang in LANGUAGES.items()}
    vectors = {short: encode(some) for short, some in chosen.items()}
    figures: Figures = {}
    for short, some in chosen.items():
        values = cluster_agreement(vectors[short], [row["label"] for row in some])
        figures[f"SIB-200 {short}, k-means V-measure"] = interval(values)
    for query, answer in DIRECTIONS:
        recall = recall_at_1(vectors[query], vectors[answer])
        figures[f"SIB-200 {query} to {answer}, recall@1"] = (recall, 0.0)
    return figures


def stories(data: Path, encode: Encode) -> Figures:
    """Average linkage on centred cosine at the best threshold, B-cubed F1."""
    french = [row for row in read_set(data, "google_news_fr_stories") if row["label"] != "homepage"]
    sets = {
        "Google News fr": french,
        "UCI en, held-out half": held_out_groups(read_set(data, "uci_stories_en")),
        "ANS ar, held-out half": held_out_groups(read_set(data, "ans_story_groups_ar")),
    }
    return {
        f"{name}, stories B-cubed F1": (best_story_score(encode(rows), clusters_of(rows))[0], 0.0)
        for name, rows in sets.items()
    }


def clusters_of(rows: Sequence[Row]) -> list[str]:
    """The story of every row."""
    return [str(row["cluster"]) for row in rows]


def sections(data: Path, encode: Encode, seeds: int = SEEDS) -> Figures:
    """Logistic regression on vectors alone against the outlets' own sections."""
    figures: Figures = {}
    for shown, name in (("Hespress", "hespress_topics_2020"), ("ANT", "ant_multisource_ar")):
        rows = read_set(data, name)
        rows = rows[:: -(-len(rows) // MOST_PROBED)]
        scores = linear_probe(encode(rows), [row["label"] for row in rows], seeds)
        figures[f"{shown} sections, accuracy"] = interval([accuracy for accuracy, _ in scores])
        figures[f"{shown} sections, macro-F1"] = interval([f1 for _, f1 in scores])
    return figures


def speeds(data: Path, encoders: Sequence[Encoder]) -> list[Figures]:
    """Headlines a second, the encoders in turn on the same headlines."""
    rows = read_set(data, "hespress_topics_2020")[:SPEED_TEXTS]
    texts = [embedding_text(row["title"]) for row in rows]
    found = in_turn(encoders, texts, SPEED_REPEATS)
    return [{"Hespress, headlines a second": (len(texts) / seconds, 0.0)} for seconds, _ in found]


def measure(data: Path, encoder: Encoder, form: Callable[[str], str]) -> Figures:
    """Everything but speed."""
    encode = partial(_encode, encoder, form)
    return topics_and_translations(data, encode) | stories(data, encode) | sections(data, encode)


def _encode(encoder: Encoder, form: Callable[[str], str], rows: Sequence[Row]) -> FloatArray:
    return encoder.encode([form(row["title"]) for row in rows])


def table(columns: dict[str, Figures]) -> str:
    """The figures as Markdown: one row a measure, one column an encoder."""
    names = list(columns)
    lines = ["| measure | " + " | ".join(names) + " |", "|---|" + "---|" * len(names)]
    for measured in columns[names[0]]:
        cells = [_cell(*columns[name][measured]) for name in names]
        lines.append(f"| {measured} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _cell(value: float, half: float) -> str:
    shown = f"{value:.3f}" if value <= 1 else f"{value:.0f}"
    return f"{shown} ± {half:.3f}" if half else shown


def main() -> None:
    """Parse, measure, print."""
    from topics.embed.encoder import open_encoder

    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("encoders", nargs="*", metavar="ENCODER", default=list(ADAPTED_AND_PLAIN))
    parser.add_argument("--data", type=Path, default=DEFAULT_FOLDER, help="the folder of the public sets")
    parser.add_argument(
        "--as-written", action="store_true", help="texts as written, not as the product gives"
    )
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    form: Callable[[str], str] = str if options.as_written else embedding_text
    cache = load_settings().cache_dir
    encoders = {name: open_encoder(name, cache_dir=cache) for name in options.encoders}
    columns = {name: measure(options.data, encoder, form) for name, encoder in encoders.items()}
    for name, figures in zip(columns, speeds(options.data, list(encoders.values())), strict=True):
        columns[name] |= figures
    print(json.dumps(columns) if options.json else table(columns))


if __name__ == "__main__":
    main()
