"""Stories: how well, how fast, and how little they hang on the order of arrival; one command.

    python -m benchmarks.stories [--data FOLDER] [--only scores|stream|order ...] [--json]

scores: B-cubed F1 on sets whose stories are known, each at its best granularity and at the default, beside
average linkage of plain signals (TF-IDF of words, centred vectors, half of each), each at its own best
threshold and at the one that is best for all sets together. The shipped weights were learnt on these sets:
``benchmarks.story_learning --each`` shows what weights do that were learnt without a set.
stream: 29,390 headlines of 14 Saudi papers in time order. order: the same first days, shuffled within hours.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.encoder_measures import b_cubed, centred
from benchmarks.public_sets import DEFAULT_FOLDER, read_set
from benchmarks.story_sets import StorySet, story_sets
from topics.cluster.centring import Centring
from topics.cluster.stories import group_stories
from topics.cluster.story_stream import StoryStream, Told, reference_of
from topics.cluster.story_weights import GRANULARITIES, HORIZON
from topics.settings import load_settings
from topics.text import embedding_text, strip_outlet_suffix
from topics.tokens import content_tokens

if TYPE_CHECKING:
    from topics.embed.encoder import Encoder
    from topics.types import FloatArray

GRAINS = (0.01, 0.02, 0.03, 0.04, 0.06, 0.08, 0.1, 0.13, 0.16, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6)
THRESHOLDS = np.arange(0.0, 0.9, 0.01)  # likeness at which average linkage is cut
STREAM = "saudinewsnet_2015"
PORTION = 500
REFERENCE = 5_000  # first headlines, which say what is usual
SHOWN_AT = (10_000, 20_000, 29_000)
SHUFFLED, PIECE = 6_000, 20  # headlines of the order test, and how many arrive at once
LARGE = 200  # headlines of a story that is worth a look
SAMPLE = 12  # of its titles that are shown
PARTS = ("scores", "stream", "order")

Rows = list[dict[str, Any]]


# --- scores --------------------------------------------------------------------------------------


def scores(sets: Sequence[StorySet]) -> Rows:
    """One row a set: ours at its best and at the default granularity, and the plain signals."""
    curves = {name: [_curve_of_plain(one, signal) for one in sets] for name, signal in PLAIN.items()}
    rows: Rows = []
    for place, one in enumerate(sets):
        ours = {grain: _ours(one, grain) for grain in (*GRAINS, GRANULARITIES["normal"])}
        best = max(ours, key=lambda grain: ours[grain])
        row: dict[str, Any] = {
            "set": one.name,
            "headlines": len(one.titles),
            "stories": len(set(one.stories)),
            "ours, best": ours[best],
            "best at": best,
            "ours, default": ours[GRANULARITIES["normal"]],
        }
        for name, found in curves.items():
            common = np.mean(found, axis=0).argmax()
            row[f"{name}, best"] = found[place].max()
            row[f"{name}, one threshold"] = found[place][common]
        rows.append(row)
    return rows


def _ours(one: StorySet, granularity: float) -> float:
    labels = group_stories(
        one.vectors,
        one.titles,
        languages=one.languages,
        seen=one.seen,
        outlets=one.outlets,
        granularity=granularity,
    )
    found = [label if label >= 0 else f"alone {row}" for row, label in enumerate(labels.tolist())]
    return b_cubed(one.stories, found)


def _words(one: StorySet) -> Any:
    from sklearn.feature_extraction.text import TfidfVectorizer

    keys = [[token.key for token in content_tokens(title)] for title in one.titles]
    rows = TfidfVectorizer(analyzer=lambda row: keys[row], sublinear_tf=True).fit_transform(range(len(keys)))
    return (rows @ rows.T).toarray()


def _vectors(one: StorySet) -> Any:
    space = centred(one.vectors)
    return space @ space.T


PLAIN: dict[str, Callable[[StorySet], Any]] = {
    "words": _words,
    "vectors": _vectors,
    "half and half": lambda one: (_words(one) + _vectors(one)) / 2,
}


def _curve_of_plain(one: StorySet, signal: Callable[[StorySet], Any]) -> Any:
    from scipy.cluster.hierarchy import fcluster, linkage
    from scipy.spatial.distance import squareform

    distance = 1 - np.clip(signal(one), -1, 1).astype(np.float64)
    np.fill_diagonal(distance, 0)
    tree = linkage(squareform(distance, checks=False), "average")
    cuts = (fcluster(tree, 1 - threshold, "distance").tolist() for threshold in THRESHOLDS)
    return np.array([b_cubed(one.stories, groups) for groups in cuts])


# --- the stream ----------------------------------------------------------------------------------


def told_stream(data: Path, encoder: Encoder, most: int | None = None) -> list[Told]:
    """The headlines of the stream in time order, centred on the mean of the first ones."""
    rows = sorted(read_set(data, STREAM), key=lambda row: row["date"])[:most]
    titles = [strip_outlet_suffix(row["title"], (row["source"],)) for row in rows]
    vectors = encoder.encode([embedding_text(title) for title in titles])
    languages = [row["lang"] for row in rows]
    centring = Centring.fit(vectors[:REFERENCE], languages[:REFERENCE])
    space: FloatArray = centring.apply(vectors, languages)
    moments = [datetime.fromisoformat(f"{row['date']}+00:00") for row in rows]
    return [
        Told(str(number), title, row["lang"], space[number], moments[number], row["source"])
        for number, (title, row) in enumerate(zip(titles, rows, strict=True))
    ]


def stream(told: Sequence[Told]) -> dict[str, Any]:
    """Speed, memory at some points, and the largest stories with a sample of their titles."""
    import psutil

    process = psutil.Process()
    labels: dict[str, int] = {}
    memory: dict[str, int] = {}
    began = time.perf_counter()
    for done in _told_in_portions(told, PORTION, labels):
        for point in SHOWN_AT:
            if done >= point and str(point) not in memory:
                memory[str(point)] = round(process.memory_info().rss / 2**20)
    seconds = time.perf_counter() - began
    sizes = Counter(labels.values())
    large = {story: size for story, size in sizes.most_common() if size > LARGE}
    return {
        "headlines": len(told),
        "headlines_per_second": round(len(told) / seconds),
        "memory_mib": memory,
        "stories": sum(size > 1 for size in sizes.values()),
        "largest": [size for _, size in sizes.most_common(5)],
        "titles_of_large": {str(size): _titles(told, labels, story) for story, size in large.items()},
    }


def _told_in_portions(told: Sequence[Told], portion: int, labels: dict[str, int]) -> Iterator[int]:
    """Run the stream; ``labels`` holds each headline's group as it was last told."""
    reference = reference_of(one.title for one in told[:REFERENCE])
    running = StoryStream(reference, GRANULARITIES["normal"])
    number = 0
    for start in range(0, len(told), portion):
        some = told[start : start + portion]
        running.forget(min(one.seen for one in some if one.seen) - HORIZON)
        for group in running.add(some):
            number += 1
            labels |= {one.id: number for one in group}
        yield start + len(some)


def _titles(told: Sequence[Told], labels: dict[str, int], story: int) -> list[str]:
    members = [one.title for one in told if labels[one.id] == story]
    return members[:: max(1, len(members) // SAMPLE)][:SAMPLE]


def order(told: Sequence[Told], seed: int = 0) -> dict[str, Any]:
    """How many pair decisions change when headlines arrive shuffled within each hour, a few at a time."""
    shuffled = list(told)
    rng = np.random.default_rng(seed)
    hours = [one.seen.replace(minute=0, second=0, microsecond=0) if one.seen else None for one in told]
    start = 0
    for stop in range(1, len(told) + 1):
        if stop == len(told) or hours[stop] != hours[start]:
            places = start + rng.permutation(stop - start)
            shuffled[start:stop] = [told[place] for place in places]
            start = stop
    first, second = ({}, {})  # type: dict[str, int], dict[str, int]
    for _ in _told_in_portions(told, PIECE, first):
        pass
    for _ in _told_in_portions(shuffled, PIECE, second):
        pass
    one, other = _pairs(first), _pairs(second)
    return {
        "headlines": len(told),
        "pairs_together": len(one),
        "changed": len(one ^ other),
        "share_changed": round(len(one ^ other) / max(1, len(one | other)), 4),
    }


def _pairs(labels: dict[str, int]) -> set[tuple[str, str]]:
    members: dict[int, list[str]] = {}
    for headline, story in sorted(labels.items()):
        members.setdefault(story, []).append(headline)
    return {(a, b) for some in members.values() for place, a in enumerate(some) for b in some[:place]}


# --- the command ---------------------------------------------------------------------------------


def table(rows: Rows) -> str:
    """Rows as Markdown."""
    names = list(rows[0])
    lines = ["| " + " | ".join(names) + " |", "|" + "---|" * len(names)]
    for row in rows:
        cells = [f"{value:.3f}" if isinstance(value, float) else str(value) for value in row.values()]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def main() -> None:
    """Parse, measure, print."""
    from topics.service import load_encoder

    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, default=DEFAULT_FOLDER, help="the folder of the public sets")
    parser.add_argument("--only", nargs="+", choices=PARTS, default=PARTS)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    encoder = load_encoder(load_settings())
    found: dict[str, Any] = {}
    if "scores" in options.only:
        found["scores"] = scores(list(story_sets(options.data, encoder)))
    if {"stream", "order"} & set(options.only):
        told = told_stream(options.data, encoder, None if "stream" in options.only else SHUFFLED)
        if "stream" in options.only:
            found["stream"] = stream(told)
        if "order" in options.only:
            found["order"] = order(told[:SHUFFLED])
    if options.json:
        print(json.dumps(found, ensure_ascii=False))
        return
    for name, figures in found.items():
        print(f"\n## {name}\n")
        print(table(figures) if name == "scores" else json.dumps(figures, ensure_ascii=False, indent=2))


if __name__ == "__main__":
    main()
