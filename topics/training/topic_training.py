"""Trains a topic model: labelled headlines become features, weights, probabilities and a model."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from topics.classify.hashed_words import WIDTH, WORDS, HashedWords, keys_of
from topics.classify.likeness import Points, steps_for
from topics.classify.packing import in_steps
from topics.classify.space import Space
from topics.classify.topic_model import References, TopicModel, title_key
from topics.training.calibrating import Calibration, calibrate
from topics.training.linear_head import Features, fit_duals, head_of, targets_of, weights_of
from topics.training.material import Material
from topics.training.topic_recipe import TopicRecipe

if TYPE_CHECKING:
    import numpy.typing as npt

    from topics.training.labelled import Labelled
    from topics.types import FloatArray

    Matrix = npt.NDArray[np.float64]
    Encode = Callable[[Sequence[str]], FloatArray]

LEAST_A_LANGUAGE = 50  # headlines; the mean of fewer says more of them than of their language


@dataclass(frozen=True, slots=True, eq=False)
class _Learnt:
    """What is known of the material before any topic is fitted. Rows of one length."""

    space: Space
    words: HashedWords
    points: Points  # (n, d)
    features: Features


def train_topics(
    material: Material,
    encode: Encode,
    *,
    encoder_id: str,
    recipe: TopicRecipe,
    progress: Callable[[int], None] = lambda done: None,
) -> tuple[TopicModel, Calibration]:
    """Train a model, and measure it on headlines that are left out in turn.

    ``encode`` gives (n, d) float32 unit rows and is called once; ``progress`` is told the fits done, of
    ``recipe.folds + 1``. Equal arguments, equal model.
    """
    learnt = _learn(material, encode, recipe)
    targets = targets_of(material.rows, material.topics, recipe)
    weights = weights_of(material.rows, recipe)
    kernel = learnt.features.kernel(recipe)
    scores = _held_out_scores(kernel, targets, weights, material, recipe, progress)
    calibration = calibrate(scores, material.rows, material.topics, recipe)
    head = head_of(learnt.features, fit_duals(kernel, targets, weights, recipe), recipe)
    progress(recipe.folds + 1)
    model = TopicModel(
        topics=material.topics,
        encoder_id=encoder_id,
        space=learnt.space,
        rarity=learnt.words.rarity,
        gamma=recipe.gamma,
        from_references=head.from_near.astype(np.float32),
        from_words=in_steps((word_lengths(recipe)[:, None] * head.from_said).astype(np.float32)),
        bias=head.bias.astype(np.float32),
        sharpness=calibration.sharpness,
        abstain_below=calibration.abstain_below,
        references=_references(learnt.points, material),
        sets=tuple(dict.fromkeys(material.sets)),
    )
    return model, calibration


def folds_of(rows: Sequence[Labelled], recipe: TopicRecipe) -> npt.NDArray[np.int64]:
    """The part that each row is left out with. Shape: (n,).

    Headlines of a group go together, and every part gets some of every topic.
    """
    order = np.random.default_rng(recipe.seed).permutation(len(rows))
    part: dict[str, int] = {}
    dealt: dict[str, int] = {}  # topic -> groups so far
    fold = np.zeros(len(rows), np.int64)
    for row in order.tolist():
        group, topic = rows[row].group or f"\0{row}", rows[row].topic
        if group not in part:
            part[group] = dealt.get(topic, 0) % recipe.folds
            dealt[topic] = dealt.get(topic, 0) + 1
        fold[row] = part[group]
    return fold


def _learn(material: Material, encode: Encode, recipe: TopicRecipe) -> _Learnt:
    titles = [row.title for row in material.rows]
    vectors = np.asarray(encode(titles), np.float64)
    keys = keys_of(titles)
    space = _space_of(vectors, material.rows)
    words = HashedWords.learn_keys(keys)
    said: Any = words.transform_keys(keys).multiply(word_lengths(recipe)).tocsr()
    placed = space.place(vectors)
    points = Points.of(placed, steps_for(placed))
    return _Learnt(space, words, points, Features(points.rows, said))


def _space_of(vectors: Matrix, rows: Sequence[Labelled]) -> Space:
    """What only tells the language, with topics held equal: languages come with topics of their own."""
    _, topic = np.unique([row.topic for row in rows], return_inverse=True)
    means = np.stack([vectors[topic == place].mean(axis=0) for place in range(topic.max() + 1)])
    alike = vectors - means[topic] + means.mean(axis=0)
    count = Counter(row.language for row in rows)
    told = [place for place, row in enumerate(rows) if count[row.language] >= LEAST_A_LANGUAGE]
    kept = told or list(range(len(rows)))
    return Space.of(alike[kept], [rows[place].language for place in kept])


def word_lengths(recipe: TopicRecipe) -> Matrix:
    lengths = np.full(WIDTH, recipe.parts)
    lengths[:WORDS] = recipe.words
    return lengths


def _held_out_scores(
    kernel: npt.NDArray[np.float32],
    targets: Matrix,
    weights: Matrix,
    material: Material,
    recipe: TopicRecipe,
    progress: Callable[[int], None],
) -> Matrix:
    """Scores of each row by a fit that saw neither it nor its group. Shape: (n, k)."""
    fold = folds_of(material.rows, recipe)
    found = np.zeros_like(targets)
    for number in range(recipe.folds):
        progress(number)
        fit, measured = np.flatnonzero(fold != number), np.flatnonzero(fold == number)
        if len(measured) and len(fit):
            duals = fit_duals(kernel[np.ix_(fit, fit)], targets[fit], weights[fit], recipe)
            found[measured] = kernel[np.ix_(measured, fit)] @ duals
    return found


def _references(points: Points, material: Material) -> References:
    """The headlines without their text."""
    names = list(dict.fromkeys(material.sets))
    return References(
        points=points,
        topics=np.array([material.topics.index(row.topic) for row in material.rows], np.uint8),
        hashes=np.array([title_key(row.title) for row in material.rows], np.uint64),
        sets=np.array([names.index(name) for name in material.sets], np.uint8),
    )
