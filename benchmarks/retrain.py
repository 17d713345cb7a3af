"""How much corrections teach, which ones, and what a night of it costs.

    python -m benchmarks.retrain curve [--data FOLDER] [--seeds N] [--json]
    python -m benchmarks.retrain cost [--corrections N]

curve: half of hespress_topics_2020, its four sections that are topics playing the editor, is the pool; 0, 50,
200 and 500 headlines of it are corrected, drawn by ``topics review``'s choice or at random, learnt on top of
the shipped model, and scored on the other half. The figure is the share that is filed under its section, of
all topics. What the corrections cost elsewhere is scored on our own headlines that only measure. Known rows
are solved for once, so that seeds cost seconds; vectors are kept in the cache folder.

cost: one update as ``topics retrain`` does it, in a process of its own: seconds and peak memory. Vectors are
kept in the cache folder; a first run makes them.
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.public_sets import DEFAULT_FOLDER
from benchmarks.topic_cases import hespress_case
from topics.classify.calibration import softmax
from topics.classify.topic_model import ANY_LANGUAGE, TopicModel, read_topic_model
from topics.classify.trained import TrainedClassifier
from topics.service import load_encoder, phrase_encoder
from topics.settings import load_settings
from topics.shipped import shipped_models
from topics.taxonomy import load_taxonomy
from topics.training.calibrating import accepted_of
from topics.training.candidate import known_headlines, recipe_of
from topics.training.grounding import Ground
from topics.training.labelled import Labelled, frozen_labelled
from topics.training.linear_head import targets_of
from topics.training.remembering import Remembering
from topics.training.topic_recipe import TopicRecipe
from topics.training.updating import update_topics

if TYPE_CHECKING:
    import numpy.typing as npt

    from topics.types import FloatArray, IntArray

    Matrix = npt.NDArray[np.float64]
    Rows = npt.NDArray[np.int64]
    Choice = Callable[[Matrix, int, int], Rows]  # scores of the pool, so many, seed -> rows of the pool

SIZES = (0, 50, 200, 500)
WEIGHT = 2.0  # of a correction, as the settings have it
NEIGHBOURS = 10
AT_ONCE = 50  # corrections after which the model is asked anew what it doubts


@dataclass(frozen=True, slots=True)
class Point:
    """One seed's share of rightly filed headlines after so many corrections."""

    choice: str
    seed: int
    corrections: int
    accepted: float  # of the other half
    ours: float  # of our own headlines that only measure


@dataclass(frozen=True, slots=True, eq=False)
class Stage:
    """Everything that no seed changes."""

    model: TopicModel
    recipe: TopicRecipe
    rows: tuple[Labelled, ...]  # of the outlet
    vectors: FloatArray  # (n, d) in the model's space
    before: Matrix  # (n, k) scores of the model
    ground: Ground  # known rows, solved for against all rows of the outlet
    ours: tuple[Labelled, ...]
    ours_before: Matrix
    ours_moved: Matrix  # (o, n): what one coefficient of each row of the outlet adds to a score of ours


def prepared(data: Path) -> tuple[TopicModel, TopicRecipe, tuple[Labelled, ...], Remembering]:
    """The shipped model, the outlet's rows, and vectors of everything."""
    settings = load_settings()
    encode = Remembering(phrase_encoder(settings, load_encoder(settings)))
    model = read_topic_model(shipped_models() / "topics")
    recipe = recipe_of(model, TopicRecipe())
    rows = hespress_case(data).rows
    for some in (known_headlines(model, load_taxonomy(), recipe), rows, frozen_labelled().rows):
        encode.learn([row.title for row in some])
    return model, recipe, rows, encode


def staged(data: Path) -> Stage:
    """Solve for the known rows once."""
    model, recipe, rows, encode = prepared(data)
    classifier = TrainedClassifier(model)
    ours = frozen_labelled().rows
    titles, theirs = [row.title for row in rows], [row.title for row in ours]
    known = known_headlines(model, load_taxonomy(), recipe)
    ground = Ground.of(model, rows, known, encode, recipe)
    tell("known rows are solved for")
    placed = classifier.placed(encode(titles)).astype(np.float32)
    return Stage(
        model,
        recipe,
        rows,
        placed,
        classifier.scores(titles, encode(titles)),
        ground,
        ours,
        classifier.scores(theirs, encode(theirs)),
        ground.reach(ours, encode),
    )


class Pupil:
    """A model that learns rows of one half and is scored on the other."""

    def __init__(self, stage: Stage, seed: int) -> None:
        self.stage = stage
        order = np.random.default_rng(seed).permutation(len(stage.rows))
        self.pool, self.other = order[: len(order) // 2], order[len(order) // 2 :]
        self._targets = targets_of(stage.rows, stage.model.topics, stage.recipe) - stage.before
        self._accepted = accepted_of(stage.rows, stage.model.topics)
        self._ours = accepted_of(stage.ours, stage.model.topics)

    def scores(self, learnt: Rows, asked: Rows) -> Matrix:
        """Scores of rows of the outlet once others are learnt."""
        stage = self.stage
        if not len(learnt):
            return stage.before[asked]
        return stage.before[asked] + stage.ground.edge.inner[np.ix_(asked, learnt)] @ self._duals(learnt)

    def shares(self, learnt: Rows) -> tuple[float, float]:
        """Rightly filed of the other half, and of ours."""
        best = self.scores(learnt, self.other).argmax(axis=1)
        theirs = self._accepted[self.other, best].mean()
        moved = self.stage.ours_moved[:, learnt] @ self._duals(learnt) if len(learnt) else 0.0
        found = (self.stage.ours_before + moved).argmax(axis=1)
        return float(theirs), float(self._ours[np.arange(len(found)), found].mean())

    def _duals(self, learnt: Rows) -> Matrix:
        weights = np.full(len(learnt), WEIGHT)
        return self.stage.ground.edge.solve(self._targets[learnt], weights, self.stage.recipe.penalty, learnt)


def at_random(pupil: Pupil, count: int, seed: int) -> Rows:
    """Any headlines of the pool."""
    return np.random.default_rng(seed + 1000).permutation(pupil.pool)[:count]


def by_review(pupil: Pupil, count: int, seed: int) -> Rows:
    """What ``topics review`` proposes, in portions: the model is asked anew after each."""
    from topics.training.reviewing import choose

    stage = pupil.stage
    learnt = np.zeros(0, np.int64)
    while len(learnt) < count:
        left = np.setdiff1d(pupil.pool, learnt)
        scores = pupil.scores(learnt, pupil.pool)
        place = np.searchsorted(np.sort(pupil.pool), left)
        own = scores[np.argsort(pupil.pool)][place]
        probabilities = softmax(own * _sharpness(stage, left)[:, None]).astype(np.float32)
        chosen = choose(
            probabilities, stage.vectors[left], _neighbours(stage, left, pupil.pool, scores),
            min(AT_ONCE, count - len(learnt)), seed, taken=stage.vectors[learnt],
        )  # fmt: skip
        if not len(chosen):
            break
        learnt = np.concatenate([learnt, left[np.asarray(chosen, np.int64)]])
    return learnt


def _sharpness(stage: Stage, rows: Rows) -> Matrix:
    known = stage.model.sharpness
    return np.array([known.get(stage.rows[row].language, known[ANY_LANGUAGE]) for row in rows])


def _neighbours(stage: Stage, asked: Rows, pool: Rows, scores: Matrix) -> IntArray:
    """Topics of the nearest headlines of the pool, as the model files them. Shape: (n, NEIGHBOURS)."""
    best = scores.argmax(axis=1).astype(np.int32)
    nearest = np.argsort(-(stage.vectors[asked] @ stage.vectors[pool].T), axis=1)[:, 1 : NEIGHBOURS + 1]
    found: IntArray = best[nearest]
    return found


CHOICES = {"review": by_review, "random": at_random}


def curve(data: Path, seeds: int) -> list[Point]:
    """Every choice, seed and size."""
    stage = staged(data)
    found: list[Point] = []
    for seed in range(seeds):
        pupil = Pupil(stage, seed)
        for name, choice in CHOICES.items():
            drawn = choice(pupil, max(SIZES), seed)
            found += [Point(name, seed, size, *pupil.shares(drawn[:size])) for size in SIZES]
        tell(f"seed {seed} done")
    return found


def shown(points: Sequence[Point]) -> str:
    """The curve as a table, and how many random corrections give what review's give."""
    lines = ["| corrections | review | random | ours, review | ours, random |", "|---|---|---|---|---|"]
    mean: dict[str, list[float]] = {name: [] for name in CHOICES}
    for size in SIZES:
        own = {
            name: [one for one in points if (one.choice, one.corrections) == (name, size)] for name in CHOICES
        }
        for name, each in own.items():
            mean[name].append(float(np.mean([one.accepted for one in each])))
        cells = [_spread([one.accepted for one in own[name]]) for name in CHOICES]
        cells += [_spread([one.ours for one in own[name]]) for name in CHOICES]
        lines.append(f"| {size} | " + " | ".join(cells) + " |")
    for target in SIZES[1:]:
        gain = mean["random"][SIZES.index(target)]
        needed = float(np.interp(gain, np.maximum.accumulate(mean["review"]), SIZES))
        lines.append(
            f"\nwhat {target} random corrections give, review gives with {needed:.0f} ({needed / target:.0%})"
        )
    return "\n".join(lines)


def _spread(values: Sequence[float]) -> str:
    return f"{np.mean(values):.3f} ± {np.std(values):.3f}"


def cost(data: Path, corrections: int) -> dict[str, float]:
    """Seconds and memory of one update, vectors at hand."""
    model, recipe, rows, encode = prepared(data)
    said = [Labelled(row.title, row.language, row.topic, row.also, WEIGHT) for row in rows[:corrections]]
    began, worked = time.perf_counter(), time.process_time()
    update_topics(model, said, known_headlines(model, load_taxonomy(), recipe), encode, recipe=recipe)
    return {
        "corrections": corrections,
        "seconds": round(time.perf_counter() - began, 1),
        "processor_seconds": round(time.process_time() - worked, 1),
        "peak_gib": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20, 2),
    }


def tell(message: str) -> None:
    """Progress, beside the tables."""
    print(message, file=sys.stderr, flush=True)


def main() -> None:
    """Parse, measure, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("what", choices=("curve", "cost"))
    parser.add_argument("--data", type=Path, default=DEFAULT_FOLDER, help="the folder of the public sets")
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--corrections", type=int, default=500, help="of the cost")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    if options.what == "cost":
        print(json.dumps(cost(options.data, options.corrections)))
        return
    points = curve(options.data, options.seeds)
    print(json.dumps([asdict(one) for one in points]) if options.json else shown(points), flush=True)


if __name__ == "__main__":
    main()
