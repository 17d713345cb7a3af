"""What a model knows, as headlines that hold it in place while new ones are learnt."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from topics.classify.hashed_words import WIDTH, HashedWords
from topics.classify.landmarks import STEPS
from topics.classify.topic_model import TopicModel, title_key
from topics.classify.trained import TrainedClassifier
from topics.training.bordered import Edge, between, bordered
from topics.training.labelled import Labelled
from topics.training.linear_head import Features, weights_of
from topics.training.nystrom import View
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

    placed: Matrix  # (n, d)
    features: Features
    weights: Matrix  # (n,)


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """New headlines, seen past those that a model knows."""

    base: TopicModel
    recipe: TopicRecipe
    view: View
    new: Seen
    known: tuple[Labelled, ...]  # those with text
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
        kept = tuple(row for row in known if title_key(row.title) not in told and row.topic in base.topics)
        named = told | {title_key(row.title) for row in kept}
        view = View.of(base.landmarks)
        new = _seen(base, view, rows, encode, recipe)
        fixed = _without_text(base, view, named, recipe)
        if kept:
            fixed = _joined(_seen(base, view, kept, encode, recipe), fixed)
        edge = bordered(fixed.features, fixed.weights, new.features, recipe)
        return cls(base, recipe, view, new, kept, fixed, edge)

    def reach(self, rows: Sequence[Labelled], encode: Encode) -> Matrix:
        """What a coefficient of each new headline adds to the scores of others. Shape: (len(rows), m)."""
        others = _seen(self.base, self.view, rows, encode, self.recipe).features
        held = between(others, self.fixed.features) @ self.edge.through.astype(np.float32)
        found: Matrix = (between(others, self.new.features) - held).astype(np.float64)
        return found


def _seen(
    base: TopicModel, view: View, rows: Sequence[Labelled], encode: Encode, recipe: TopicRecipe
) -> Seen:
    """Headlines whose text is at hand."""
    titles = [row.title for row in rows]
    placed = TrainedClassifier(base).placed(encode(titles))
    said: Any = HashedWords(base.rarity).transform(titles).multiply(word_lengths(recipe)).tocsr()
    return Seen(placed, Features(recipe.vector * view.features(placed), said), weights_of(rows, recipe))


def _without_text(base: TopicModel, view: View, named: set[int], recipe: TopicRecipe) -> Seen:
    """Headlines that the model keeps as vectors alone: their words are not known, and say nothing."""
    from scipy.sparse import csr_matrix

    kept = base.references
    rows = np.array([row for row, key in enumerate(kept.hashes.tolist()) if key not in named], np.int64)
    placed = kept.vectors[rows].astype(np.float64) / STEPS
    each = np.array([_usual_weight(base, name) for name in base.sets] or [PLAIN])
    features = Features(recipe.vector * view.features(placed), csr_matrix((len(rows), WIDTH)))
    return Seen(placed, features, each[kept.sets[rows]])


def _usual_weight(base: TopicModel, name: str) -> float:
    """What a headline of a set counts, by what the model tells of it."""
    for one in base.about.get("sets", ()):
        if one.get("name") == name and one.get("headlines"):
            return float(one["weight"]) / float(one["headlines"])
    return PLAIN


def _joined(one: Seen, other: Seen) -> Seen:
    from scipy.sparse import vstack

    return Seen(
        np.concatenate([one.placed, other.placed]),
        Features(
            np.concatenate([one.features.near, other.features.near]),
            vstack([one.features.said, other.features.said], format="csr"),
        ),
        np.concatenate([one.weights, other.weights]),
    )
