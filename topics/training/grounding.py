"""What a model knows, as headlines that hold it in place while new ones are learnt."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from topics.classify.hashed_words import WIDTH, HashedWords
from topics.classify.likeness import Points
from topics.classify.topic_model import TopicModel, title_key
from topics.classify.trained import TrainedClassifier
from topics.training.bordered import Edge, bordered
from topics.training.labelled import Labelled
from topics.training.linear_head import Features, between, weights_of
from topics.training.topic_recipe import TopicRecipe
from topics.training.topic_training import word_lengths

if TYPE_CHECKING:
    import numpy.typing as npt

    from topics.types import FloatArray

    Matrix = npt.NDArray[np.float64]
    Encode = Callable[[Sequence[str]], FloatArray]

PLAIN = 1.0  # weight of a known headline where the model does not say it


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """Headlines as a model sees them. Rows of one length."""

    points: Points  # (n, d)
    places: npt.NDArray[np.int64]  # (n,) of each among the model's references; -1: it is not there
    features: Features
    weights: Matrix  # (n,)


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """New headlines, seen past those that a model knows."""

    base: TopicModel
    recipe: TopicRecipe
    new: Seen
    known: tuple[Labelled, ...]  # those with text that it has learnt
    fixed: Seen  # these, and those that the model keeps as vectors alone
    edge: Edge

    @classmethod
    def of(
        cls,
        base: TopicModel,
        rows: Sequence[Labelled],
        known: Sequence[Labelled],
        encode: Encode,
        recipe: TopicRecipe,
    ) -> Ground:
        """Solve for what is known. New headlines that are among the known ones hold nothing.

        Args:
            rows: new headlines, one a title, at least one.
            encode: gives (n, d) float32 unit rows.
        """
        told = {title_key(row.title) for row in rows}
        learnt = set(base.references.hashes.tolist()) - told
        kept = tuple(row for row in known if title_key(row.title) in learnt)
        named = told | {title_key(row.title) for row in kept}
        new = _seen(base, rows, encode, recipe)
        fixed = _without_text(base, named, recipe)
        if kept:
            fixed = _joined(_seen(base, kept, encode, recipe), fixed)
        edge = bordered(fixed.features, fixed.weights, new.features, recipe)
        return cls(base, recipe, new, kept, fixed, edge)

    def reach(self, rows: Sequence[Labelled], encode: Encode) -> Matrix:
        """What a coefficient of each new headline adds to the scores of others. Shape: (len(rows), m)."""
        others = _seen(self.base, rows, encode, self.recipe).features
        held = between(others, self.fixed.features, self.recipe) @ self.edge.through.astype(np.float32)
        found: Matrix = (between(others, self.new.features, self.recipe) - held).astype(np.float64)
        return found


def _seen(base: TopicModel, rows: Sequence[Labelled], encode: Encode, recipe: TopicRecipe) -> Seen:
    """Headlines whose text is at hand; those that the model has learnt stand where it learnt them."""
    titles = [row.title for row in rows]
    place = {key: number for number, key in enumerate(base.references.hashes.tolist())}
    places = np.array([place.get(title_key(title), -1) for title in titles], np.int64)
    learnt = base.references.points
    points = Points.of(TrainedClassifier(base).placed(encode(titles)), learnt.steps)
    points.marks[places >= 0] = learnt.marks[places[places >= 0]]
    said: Any = HashedWords(base.rarity).transform(titles).multiply(word_lengths(recipe)).tocsr()
    return Seen(points, places, Features(points.rows, said), weights_of(rows, recipe))


def _without_text(base: TopicModel, named: set[int], recipe: TopicRecipe) -> Seen:
    """Headlines that the model keeps as vectors alone: their words are not known, and say nothing.

    Only those that weigh most: their kernel takes memory, and the others' weights stay as they are anyway.
    """
    from scipy.sparse import csr_matrix

    kept = base.references
    rows = np.array([row for row, key in enumerate(kept.hashes.tolist()) if key not in named], np.int64)
    each = np.array([_usual_weight(base, name) for name in base.sets] or [PLAIN])
    weights = each[kept.sets[rows]] if len(rows) else np.zeros(0)
    most = np.sort(np.argsort(-weights, kind="stable")[: recipe.most_held])
    points = Points(kept.points.marks[rows[most]], kept.points.steps)
    features = Features(points.rows, csr_matrix((len(most), WIDTH)))
    return Seen(points, rows[most], features, weights[most])


def _usual_weight(base: TopicModel, name: str) -> float:
    """What a headline of a set counts, by what the model tells of it."""
    for one in base.about.get("sets", ()):
        if one.get("name") == name and one.get("headlines"):
            return float(one["weight"]) / float(one["headlines"])
    return PLAIN


def _joined(one: Seen, other: Seen) -> Seen:
    from scipy.sparse import vstack

    return Seen(
        Points(np.concatenate([one.points.marks, other.points.marks]), one.points.steps),
        np.concatenate([one.places, other.places]),
        Features(
            np.concatenate([one.features.near, other.features.near]),
            vstack([one.features.said, other.features.said], format="csr"),
        ),
        np.concatenate([one.weights, other.weights]),
    )
