"""Themes against BERTopic on the same vectors, month by month, and one headline at a time; one run.

    python -m benchmarks.themes [--data FOLDER] [--json]

ANT: 24,917 headlines in six sections. Both get the default encoder's vectors, and the clock runs from there
to labels and names, in a new process as a job has it: what is compiled at first use counts, loading libraries
does not. Sections are coarser than themes, so V-measure ranks ways and does not grade them.
Months: Hespress and Jawhara, a window of three months fitted again each month.
BERTopic is no dependency: pip install bertopic==0.17.4. Without it ours is measured alone, and it says so.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict
from importlib import import_module
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from sklearn.metrics import homogeneity_score, v_measure_score

from benchmarks import theme_rivals
from benchmarks.encode import timed
from benchmarks.public_sets import DEFAULT_FOLDER, read_set
from benchmarks.theme_months import counter, fit, months
from benchmarks.theme_sets import Told, told
from topics.cluster.themes import ThemeFit, assign_themes
from topics.settings import load_settings

if TYPE_CHECKING:
    from topics.types import IntArray

ANT = "ant_multisource_ar"
MONTHLY = {"Hespress": "hespress_topics_2020", "Jawhara": "ant_jawhara_tn"}
ALONE = 5  # every so many-th headline is placed by itself
OURS = "ours"
TIME = "seconds, in a new process"
Figures = dict[str, Any]


def sections(all_of_it: Told, encoder_id: str) -> tuple[dict[str, Figures], ThemeFit]:
    """Themes of ANT against its sections: ours, and BERTopic's where it is there, each in a new process."""
    found, *seconds = in_new_process(_ours, all_of_it, encoder_id)
    label_of = dict(zip(found.clustering.ids, found.clustering.labels.tolist(), strict=True))
    labels = np.array([label_of[id] for id in all_of_it.ids], np.int32)
    ways = {OURS: scores(labels, all_of_it.labels, *seconds)}
    if theme_rivals.is_there():
        theirs, *slow = in_new_process(_theirs, all_of_it)
        ways[theme_rivals.its_name()] = scores(theirs, all_of_it.labels, *slow)
    return ways, found


def in_new_process(work: Callable[..., Any], *given: Any) -> Any:
    """What a function returns that runs where nothing was compiled or warmed up before."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(work, *given).result()


def _ours(all_of_it: Told, encoder_id: str) -> tuple[ThemeFit, float, float]:
    """Our themes, and the seconds of the first and of the second fit; libraries are loaded before."""
    for name in ("umap", "hdbscan", "sklearn.cluster", "scipy.optimize"):
        import_module(name)
    first, found = timed(lambda: fit(all_of_it, encoder_id, counter()))
    second, _ = timed(lambda: fit(all_of_it, encoder_id, counter()))
    return found, first, second


def _theirs(all_of_it: Told) -> tuple[IntArray, float, float]:
    """BERTopic's labels, and the seconds of the first and of the second fit; libraries are loaded before."""
    for name in ("umap", "hdbscan", "bertopic"):
        import_module(name)
    first, labels = timed(lambda: theme_rivals.bertopic(all_of_it.titles, all_of_it.vectors))
    second, _ = timed(lambda: theme_rivals.bertopic(all_of_it.titles, all_of_it.vectors))
    return labels, first, second


def scores(labels: IntArray, sections: Sequence[str], first: float, second: float) -> Figures:
    """What a grouping is like, over the headlines that have a theme. Shape: labels (n,), −1 = none."""
    placed = labels >= 0
    truth = np.array(sections)[placed]
    return {
        "themes": len(set(labels[placed].tolist())),
        "without theme": round(float(1 - placed.mean()), 4),
        "V-measure": round(float(v_measure_score(truth, labels[placed])), 4),
        "homogeneity": round(float(homogeneity_score(truth, labels[placed])), 4),
        TIME: round(first, 1),
        "seconds, once more in it": round(second, 1),
    }


def one_by_one(all_of_it: Told, found: ThemeFit) -> Figures:
    """Members placed by themselves from what is stored: their own theme, and as in a batch."""
    parameters = json.loads(json.dumps(found.clustering.parameters))
    row_of = {id: row for row, id in enumerate(all_of_it.ids)}
    rows = [row_of[id] for id in found.clustering.ids]
    batch, strengths = assign_themes(
        all_of_it.vectors[rows], [all_of_it.languages[row] for row in rows], found.themes, parameters
    )
    own = alone_as_batch = members = 0
    asked = range(0, len(rows), ALONE)
    for place in asked:
        row = rows[place]
        label, strength = assign_themes(
            all_of_it.vectors[row : row + 1], [all_of_it.languages[row]], found.themes, parameters
        )
        alone_as_batch += label[0] == batch[place] and strength[0] == strengths[place]
        if found.clustering.labels[place] >= 0:
            members += 1
            own += label[0] == found.clustering.labels[place]
    return {
        "placed one by one": len(asked),
        "members that get their own theme": round(int(own) / members, 4),
        "the same as in a batch, to the bit": round(int(alone_as_batch) / len(asked), 4),
    }


def measure(data: Path) -> dict[str, Any]:
    """All of it, with the default encoder."""
    from topics.embed.encoder import open_encoder

    encoder = open_encoder(load_settings().encoder, cache_dir=load_settings().cache_dir)
    ant = told(read_set(data, ANT), encoder)
    ways, found = sections(ant, encoder.encoder_id)
    lives = {
        name: asdict(months(told(read_set(data, file), encoder), encoder.encoder_id))
        for name, file in MONTHLY.items()
    }
    return {
        "encoder": encoder.encoder_id,
        "ant": ways,
        "largest": [{"name": one.name, "of": one.broader, "size": one.size} for one in found.themes[:10]],
        "one by one": one_by_one(ant, found),
        "months": lives,
    }


def show(figures: dict[str, Any]) -> str:
    """The figures as Markdown tables."""
    ways = figures["ant"]
    lines = [f"Encoder: {figures['encoder']}", "", "ANT, 24,917 headlines in six sections", ""]
    lines += _table({name: ways[name] for name in ways})
    if len(ways) == 1:
        lines += ["", "BERTopic is not installed (pip install bertopic==0.17.4): ours is measured alone."]
    else:
        mine, theirs = list(ways.values())
        lines += ["", f"Time in a new process, ours ÷ BERTopic: {mine[TIME] / theirs[TIME]:.2f}"]
    lines += ["", "The largest:"]
    lines += [f"  {one['size']:>5}  {one['name']}  [{one['of']}]" for one in figures["largest"]]
    lines += ["", "One by one (ANT)", "", *_table({"ours": figures["one by one"]})]
    lines += ["", "Month by month, windows of three months", "", *_table(figures["months"])]
    return "\n".join(lines)


def _table(columns: dict[str, Figures]) -> list[str]:
    names = list(columns)
    lines = ["| measure | " + " | ".join(names) + " |", "|---|" + "---|" * len(names)]
    for measured in columns[names[0]]:
        cells = [_cell(columns[name][measured]) for name in names]
        lines.append(f"| {measured.replace('_', ' ')} | " + " | ".join(cells) + " |")
    return lines


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "NO"
    return f"{value:.3f}" if isinstance(value, float) and value <= 1 else f"{value}"


def main() -> None:
    """Parse, measure, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, default=DEFAULT_FOLDER, help="the folder of the public sets")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    figures = measure(options.data)
    print(json.dumps(figures, ensure_ascii=False) if options.json else show(figures))


if __name__ == "__main__":
    main()
