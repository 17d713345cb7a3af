"""Ways to file headlines side by side, each on the same rows: ours, what it must beat, and how fast it is.

    python -m benchmarks.topics [--data FOLDER] [--sets NAME ...] [--with-setfit] [--json]

On headlines all ways learn from what ``topics train topics`` learns from: the files of
``benchmarks.topic_sets``, our own headlines and the taxonomy's phrases. On SIB-200 they learn from its other
sentences, with its seven labels as the taxonomy. Figures come with their 95 % bootstrap interval. "by
description" and "by phrases" learn from no labels. The encoder is the one that TOPICS_ENCODER names.

--with-setfit adds an encoder tuned by contrast on at most 16 headlines a topic, and logistic regression on
its vectors of all rows. It is slow: a body is tuned for every model that is trained (one for the headlines,
ten for SIB-200) and all rows are encoded anew. --setfit-steps bounds its tuning, --seed fixes its draws.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.encode import timed
from benchmarks.public_sets import DEFAULT_FOLDER, read_set
from benchmarks.topic_cases import CASES, learnt_sets
from benchmarks.topic_lesson import Answer, EachOnce, Lesson, Way, asked
from benchmarks.topic_measures import OURS, Columns, Figures, behind, table
from benchmarks.topic_rivals import WAYS
from benchmarks.topic_setfit import STEPS, setfit
from benchmarks.topic_sib import PLANS, sib_figures, sib_rows, sib_taxonomy
from benchmarks.topic_speed import TEXTS, speeds
from topics.service import load_encoder, phrase_encoder
from topics.settings import load_settings
from topics.taxonomy import load_taxonomy
from topics.training.labelled import LabelledSet
from topics.training.material import Material, gather
from topics.training.topic_recipe import TopicRecipe

if TYPE_CHECKING:
    from topics.embed.encoder import Encoder
    from topics.settings import Settings

SPEED = "speed"
SPEED_SET = "hespress_topics_2020"
SETS = (*CASES, *PLANS, SPEED)


@dataclass(frozen=True, slots=True)
class Result:
    """What was found on one set."""

    name: str
    about: str
    columns: Columns

    def shown(self) -> str:
        """Heading, table, and where ours is not the best."""
        lines = [f"## {self.name}", "", f"{self.about}.", "", table(self.columns), ""]
        worse = [f"- {line}" for line in behind(self.columns)]
        if len(self.columns) > 1:
            lines += (
                ["Where ours is not the best:", "", *worse, ""] if worse else ["No other way is better.", ""]
            )
        return "\n".join(lines)


class Learnt:
    """The ways as they have learnt from headlines; each learns once, when it is first asked."""

    def __init__(self, lesson: Lesson, ways: dict[str, Way]) -> None:
        self.lesson = lesson
        self._ways = ways
        self._answers: dict[str, Answer] = {}

    def __getitem__(self, name: str) -> Answer:
        if name not in self._answers:
            seconds, self._answers[name] = timed(lambda: self._ways[name](self.lesson))
            tell(f"{name}: learnt in {seconds:.0f} s")
        return self._answers[name]


def tell(message: str) -> None:
    """Progress, beside the tables."""
    print(message, file=sys.stderr, flush=True)


def measure_headlines(data: Path, name: str, learnt: Learnt, ways: Sequence[str]) -> Result:
    """All ways on one set of headlines."""
    case = CASES[name](data)
    some = asked([row.title for row in case.rows], learnt.lesson.encode)
    columns = {way: case.figures(case.rows, learnt[way](some)) for way in ways}
    return Result(name, f"{len(case.rows)} headlines: {case.about}", columns)


def measure_sib(data: Path, name: str, lesson: Lesson, ways: dict[str, Way]) -> Result:
    """All ways on SIB-200; the lesson's material is not used."""
    plan, rows = PLANS[name], sib_rows(data)
    lesson.encode([row.title for row in rows])  # in one go, so that it is kept on disk as one
    columns: dict[str, Figures] = {}
    for way, learn in ways.items():
        seconds, columns[way] = timed(partial(sib_figures, learn, rows, lesson, plan))
        tell(f"{way}: {name} in {seconds:.0f} s")
    measured = sum(row.language in plan.measured for row in rows)
    return Result(name, f"{measured} sentences, each left out once: {plan.about}", columns)


def measure_speed(data: Path, learnt: Learnt, encoder: Encoder) -> Result:
    """Our way alone."""
    titles = [row["title"] for row in read_set(data, SPEED_SET)[:TEXTS]]
    found = speeds(learnt[OURS], encoder, titles)
    return Result(SPEED, f"{len(titles)} headlines of {SPEED_SET}, the best of several rounds", {OURS: found})


def results(
    data: Path,
    sets: Sequence[str],
    ways: dict[str, Way],
    settings: Settings,
    recipe: TopicRecipe,
    gathered: Callable[[Path], list[LabelledSet]] = learnt_sets,
) -> Iterator[Result]:
    """One set after the other; ``gathered`` gives what is learnt from on headlines."""
    encoder = load_encoder(settings)
    encode = EachOnce(phrase_encoder(settings, encoder))
    chosen = [name for name in SETS if name in sets]
    if any(name not in PLANS for name in chosen):
        taxonomy = load_taxonomy()
        material, _ = gather(gathered(data), taxonomy, phrase_weight=recipe.phrase)
        tell(f"{len(material.rows)} headlines and phrases to learn from")
        learnt = Learnt(Lesson(material, taxonomy, encode, encoder.encoder_id, recipe), ways)
    for name in chosen:
        if name in CASES:
            yield measure_headlines(data, name, learnt, list(ways))
        elif name in PLANS:
            nothing = Lesson(Material((), (), ()), sib_taxonomy(), encode, encoder.encoder_id, recipe)
            yield measure_sib(data, name, nothing, ways)
        else:
            yield measure_speed(data, learnt, encoder)


def ways_of(settings: Settings, with_setfit: bool, seed: int, steps: int) -> dict[str, Way]:
    """The ways that are compared, ours first."""
    from topics.embed.encoder import find_origin
    from topics.embed.sentence_transformer import load_model

    def open_body() -> Any:
        return load_model(find_origin(settings.encoder, settings.cache_dir))

    return WAYS | ({"SetFit style": setfit(open_body, seed=seed, steps=steps)} if with_setfit else {})


def main() -> None:
    """Parse, measure, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, default=DEFAULT_FOLDER, help="the folder of the public sets")
    parser.add_argument("--sets", nargs="+", choices=SETS, default=SETS, metavar="NAME", help=", ".join(SETS))
    parser.add_argument(
        "--with-setfit", action="store_true", help="also a SetFit-style head: slow, see above"
    )
    parser.add_argument(
        "--setfit-steps", type=int, default=STEPS, metavar="N", help="steps of its tuning, at most"
    )
    parser.add_argument("--seed", type=int, default=0, help="of folds, draws and tuning")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    settings = load_settings()
    ways = ways_of(settings, options.with_setfit, options.seed, options.setfit_steps)
    for result in results(options.data, options.sets, ways, settings, TopicRecipe(seed=options.seed)):
        print(json.dumps(asdict(result)) if options.json else result.shown(), flush=True)


if __name__ == "__main__":
    main()
