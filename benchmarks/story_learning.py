"""Learns the weights of ``topics/cluster/story_weights.py`` on sets whose stories are known.

    python -m benchmarks.story_learning [--data FOLDER] [--without ORIGIN ...] [--steps 400] [--seed 0]

A random local search: a few weights are moved at a time, and what groups better stays. What counts is
B-cubed F1, of each set at its best granularity and of all at one. --without leaves sets out (a name of
``benchmarks.story_sets``, such as uci_stories_en or authored), so that they can judge; --each leaves out each
origin in turn and shows how the weights found without it do on it.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.encoder_measures import b_cubed
from benchmarks.public_sets import DEFAULT_FOLDER
from benchmarks.story_sets import StorySet, some_stories, story_sets
from topics.cluster.centring import Centring
from topics.cluster.evidence import chances_of, cosines, pieces
from topics.cluster.linking import cut, merges
from topics.cluster.story_stream import StoryStream, Told, reference_of
from topics.cluster.story_weights import LEARNED, POSSIBLE, StoryWeights
from topics.settings import load_settings

if TYPE_CHECKING:
    from topics.types import FloatArray

GRAINS = (0.01, 0.02, 0.03, 0.04, 0.06, 0.08, 0.1, 0.13, 0.16, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.75)
MOST = 1200  # headlines of a set that are learnt from
LEAST_AT_ONE = 0.81  # a set below it at the common granularity counts double
MOVED = {"sharpness": 0.25, "cohesion": 0.15}  # standard deviation of a move; of the others …
USUALLY = 0.06
LIMITS = {"sharpness": (2.0, 14.0), "cohesion": (0.0, 1.6), "neighbour": (0.0, 0.6)}
START = StoryWeights(
    across=0.3, cosine_across=0.3, grams=0.32, stems=0.2, rare=0.05, rare_in_general=0.08, sounds=0.35,
    numbers=0.05, other_numbers=-0.03, day=-0.27, outlet=-0.05, neighbour=0.35, centre=0.48, sharpness=8.0,
)  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Prepared:
    """Every pair of a set with all that speaks for or against it."""

    name: str
    origin: str
    stories: tuple[str, ...]
    pairs: Any  # (2, m), the later first
    cosines: FloatArray  # (m,)
    pieces: dict[str, FloatArray]  # of each weight, (m,)

    def curve(self, weights: StoryWeights) -> Any:
        """B-cubed F1 at each of GRAINS."""
        evidence = self.cosines.copy()
        for name, values in self.pieces.items():
            evidence += np.float32(getattr(weights, name)) * values
        count = len(self.stories)
        near = evidence > 0
        pairs = self.pairs[:, near]
        chances = chances_of(pairs, evidence[near], count, weights)
        dense = np.zeros((count, count))
        possible = chances >= POSSIBLE
        dense[tuple(pairs[:, possible])] = chances[possible]
        history = merges(dense + dense.T, GRAINS[0], weights.cohesion)
        return np.array([b_cubed(self.stories, cut(history, count, grain).tolist()) for grain in GRAINS])


def prepared(one: StorySet) -> Prepared:
    """Compare every pair of a set once."""
    space = Centring.fit(one.vectors, one.languages).apply(one.vectors, one.languages)
    stream = StoryStream(reference_of(one.titles), 0.5)
    told = [
        Told(str(row), title, one.languages[row], space[row], one.seen[row], one.outlets[row])
        for row, title in enumerate(one.titles)
    ]
    stream.take_in(told)
    compared = stream.compared()
    rows = slice(0, len(told))
    later, earlier = np.tril_indices(len(told), -1)
    found = {name: values[later, earlier] for name, values in pieces(compared, rows).items()}
    near = cosines(compared, rows)[later, earlier]
    return Prepared(one.name, one.origin, one.stories, np.stack([later, earlier]), near, found)


def worth(curves: Sequence[Any], origins: Sequence[str]) -> tuple[float, float]:
    """How good weights are: mean of the best and of the common scores, every origin counting once.

    Returns it and the common granularity.
    """
    share = np.array([1 / list(origins).count(origin) for origin in origins])
    share /= share.sum()
    best = float(share @ [curve.max() for curve in curves])
    table = np.stack(curves)
    common = share @ table - 0.5 * np.maximum(0, LEAST_AT_ONE - table.min(axis=0))
    return (best + float(common.max())) / 2, GRAINS[int(common.argmax())]


def learn(sets: Sequence[Prepared], steps: int, seed: int) -> tuple[StoryWeights, float, float]:
    """Weights, what they are worth, and their common granularity."""
    rng = np.random.default_rng(seed)
    origins = [one.origin for one in sets]
    best = START
    value, grain = worth([one.curve(best) for one in sets], origins)
    for _ in range(steps):
        tried = _moved(best, rng)
        now, at = worth([one.curve(tried) for one in sets], origins)
        if now > value:
            best, value, grain = tried, now, at
    return best, value, grain


def _moved(weights: StoryWeights, rng: np.random.Generator) -> StoryWeights:
    """Weights with one to three of them moved a little."""
    names = [field.name for field in fields(weights)]
    new = {}
    for name in rng.choice(names, size=rng.integers(1, 4), replace=False):
        step = rng.normal() * MOVED.get(name, USUALLY) * rng.choice([1, 0.3])
        value = getattr(weights, name)
        moved = value * np.exp(step) if name == "sharpness" else value + step
        low, high = LIMITS.get(name, (-np.inf, np.inf))
        new[str(name)] = round(float(np.clip(moved, low, high)), 3)
    return replace(weights, **new)


def main() -> None:
    """Learn, and print the weights."""
    from topics.service import load_encoder

    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, default=DEFAULT_FOLDER, help="the folder of the public sets")
    parser.add_argument("--without", nargs="*", default=[], metavar="ORIGIN")
    parser.add_argument("--each", action="store_true", help="leave each origin out in turn")
    parser.add_argument("--shipped", action="store_true", help="only show what the shipped weights do")
    parser.add_argument("--steps", type=int, default=400)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    encoder = load_encoder(load_settings())
    whole = list(story_sets(options.data, encoder))
    full = [prepared(one) for one in whole]
    small = [prepared(some_stories(one, MOST, options.seed)) for one in whole]
    origins = list(dict.fromkeys(one.origin for one in full))
    leaving = [[origin] for origin in origins] if options.each else [options.without]
    for out in leaving:
        learnt = [one for one in small if one.origin not in out]
        if options.shipped:
            weights, grain = LEARNED, worth([one.curve(LEARNED) for one in full], [o.origin for o in full])[1]
        else:
            weights, _, grain = learn(learnt, options.steps, options.seed)
        judged = [one for one in full if one.origin in out] if options.each else full
        for one in judged:
            print(json.dumps(_told(one, weights, grain, out)))
        print(json.dumps({"without": out, "grain": grain, "weights": asdict(weights)}), flush=True)


def _told(one: Prepared, weights: StoryWeights, grain: float, out: Sequence[str]) -> dict[str, Any]:
    curve = one.curve(weights)
    return {
        "set": one.name,
        "learnt_without_it": one.origin in out,
        "best": round(float(curve.max()), 4),
        "best_at": GRAINS[int(curve.argmax())],
        "common": round(float(curve[GRAINS.index(grain)]), 4),
        "common_at": grain,
    }


if __name__ == "__main__":
    main()
