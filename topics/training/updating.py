"""A trained model and what editors say since: the same model a step further, without the data behind it.

The model that there is stands for the data that it learnt from: corrections are fitted to what it gets wrong
of them, and headlines that it knows hold everything else in place. For squared loss this is no makeshift:
where those headlines are all that it learnt from, the result is the model of the old data and the new
together (recursive least squares; Plackett, "Some Theorems in Least Squares", 1950). What is missing here is
the text of the open data: of these a model keeps vectors alone, and rare sections not even those.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from topics.classify.hashed_words import WIDTH, HashedWords
from topics.classify.topic_model import STEPS, References, TopicModel, title_key
from topics.classify.trained import TrainedClassifier
from topics.training.bordered import Edge, bordered
from topics.training.labelled import Labelled
from topics.training.linear_head import Features, head_of, targets_of, weights_of
from topics.training.resharpening import resharpened
from topics.training.topic_recipe import TopicRecipe
from topics.training.topic_training import folds_of, word_lengths

if TYPE_CHECKING:
    import numpy.typing as npt

    from topics.types import FloatArray

    Matrix = npt.NDArray[np.float64]
    Encode = Callable[[Sequence[str]], FloatArray]

CORRECTIONS = "corrections"  # name of the set of what editors said, in a model and on its card
PLAIN = 1.0  # weight of a known headline where the model does not say it


@dataclass(frozen=True, slots=True, eq=False)
class _Rows:
    """Headlines as the model sees them. Rows of one length."""

    features: Features
    weights: Matrix  # (n,)


@dataclass(frozen=True, slots=True, eq=False)
class Updated:
    """A model a step further, and what it says of corrections that it was not told."""

    model: TopicModel  # not written yet
    learnt: int  # corrections that were new to it
    held_out: Matrix  # (n, k) scores of each correction by a fit without it and its group


def update_topics(
    base: TopicModel,
    corrections: Sequence[Labelled],
    known: Sequence[Labelled],
    encode: Encode,
    *,
    recipe: TopicRecipe,
    progress: Callable[[int], None] = lambda done: None,
) -> Updated:
    """Learn corrections on top of a model. Equal arguments, equal model.

    Args:
        base: what was learnt before; its space and the rarity of its words stay.
        corrections: one a title, of the model's topics.
        known: headlines that the base has learnt and whose text is at hand; with those that it keeps
            without text they hold it in place. What is corrected is not among them.
        encode: gives (n, d) float32 unit rows; asked for corrections and known headlines.
        progress: told the steps done, of 3.
    """
    if not corrections:
        return Updated(base, 0, np.zeros((0, len(base.topics))))
    told = {title_key(row.title): row for row in corrections}
    known = [row for row in known if title_key(row.title) not in told and row.topic in base.topics]
    classifier = TrainedClassifier(base)
    vectors = encode([row.title for row in (*corrections, *known)])
    new = _seen(classifier, corrections, vectors[: len(corrections)], recipe)
    old = _seen(classifier, known, vectors[len(corrections) :], recipe)
    progress(1)
    fixed = _joined(old, _without_text(base, {*told, *(title_key(row.title) for row in known)}, recipe))
    edge = bordered(fixed.features, fixed.weights, new.features, recipe)
    progress(2)
    before = classifier.scores([row.title for row in corrections], vectors[: len(corrections)])
    learnt = already_learnt(base, corrections)
    missed = targets_of(corrections, base.topics, recipe) - before
    missed[learnt] = 0.0  # it says of them what it was told
    held_out = before + _held_out(edge, missed, new.weights, corrections, recipe)
    model = _moved(base, edge, fixed.features, new, missed, recipe)
    model = replace(
        model,
        references=_more_references(base, new, corrections, recipe),
        sets=_with_corrections(base.sets),
        sharpness=resharpened(base, model, known, vectors[len(corrections) :], corrections, before, held_out),
        digest="",
    )
    progress(3)
    return Updated(model, int((~learnt).sum()), held_out)


def already_learnt(model: TopicModel, corrections: Sequence[Labelled]) -> npt.NDArray[np.bool_]:
    """Which corrections are among what a model was trained with, under the same topic. Shape: (n,)."""
    told = told_before(model)
    return np.array([told.get(title_key(row.title)) == row.topic for row in corrections], np.bool_)


def told_before(model: TopicModel) -> dict[int, str]:
    """The corrections that a model was trained with: key of the title -> topic."""
    if CORRECTIONS not in model.sets:
        return {}
    named = model.references
    own = named.sets == model.sets.index(CORRECTIONS)
    topics = [model.topics[place] for place in named.topics[own].tolist()]
    return dict(zip(named.hashes[own].tolist(), topics, strict=True))


def differing(model: TopicModel, corrections: Sequence[Labelled]) -> int:
    """Corrections that a model was told otherwise, not at all, or that hold no longer."""
    told, now = told_before(model), {title_key(row.title): row.topic for row in corrections}
    return sum(told.get(key) != now.get(key) for key in told.keys() | now.keys())


# --- what the model sees ---------------------------------------------------------------------------


def _seen(
    classifier: TrainedClassifier, rows: Sequence[Labelled], vectors: FloatArray, recipe: TopicRecipe
) -> _Rows:
    """Headlines whose text is at hand."""
    near = recipe.vector * classifier.placed(vectors)
    words = HashedWords(classifier.model.rarity).transform([row.title for row in rows])
    said: Any = words.multiply(word_lengths(recipe)).tocsr()
    weights = weights_of(rows, recipe) if rows else np.zeros(0)
    return _Rows(Features(near, said), weights)


def _without_text(base: TopicModel, named: set[int], recipe: TopicRecipe) -> _Rows:
    """Headlines that the model keeps as vectors alone: their words are not known, and say nothing."""
    from scipy.sparse import csr_matrix

    kept = base.references
    rows = np.array([row for row, key in enumerate(kept.hashes.tolist()) if key not in named], np.int64)
    near = recipe.vector * kept.vectors[rows].astype(np.float64) / STEPS
    each = np.array([_usual_weight(base, name) for name in base.sets] or [PLAIN])
    return _Rows(Features(near, csr_matrix((len(rows), WIDTH))), each[kept.sets[rows]])


def _usual_weight(base: TopicModel, name: str) -> float:
    """What a headline of a set counts, by what the model tells of it."""
    for one in base.about.get("sets", ()):
        if one.get("name") == name and one.get("headlines"):
            return float(one["weight"]) / float(one["headlines"])
    return PLAIN


def _joined(one: _Rows, other: _Rows) -> _Rows:
    from scipy.sparse import vstack

    return _Rows(
        Features(
            np.concatenate([one.features.near, other.features.near]),
            vstack([one.features.said, other.features.said], format="csr"),
        ),
        np.concatenate([one.weights, other.weights]),
    )


# --- what is learnt --------------------------------------------------------------------------------


def _held_out(
    edge: Edge, missed: Matrix, weights: Matrix, rows: Sequence[Labelled], recipe: TopicRecipe
) -> Matrix:
    """How far corrections that are left out in turn move the scores of those left out. Shape: (n, k)."""
    fold = folds_of(rows, recipe)
    found = np.zeros_like(missed)
    for number in range(recipe.folds):
        fit, left = np.flatnonzero(fold != number), np.flatnonzero(fold == number)
        if len(fit) and len(left):
            duals = edge.solve(missed[fit], weights[fit], recipe.penalty, fit)
            found[left] = edge.inner[np.ix_(left, fit)] @ duals
    return found


def _moved(
    base: TopicModel, edge: Edge, fixed: Features, new: _Rows, missed: Matrix, recipe: TopicRecipe
) -> TopicModel:
    """The base with its weights moved by what it missed."""
    duals = edge.solve(missed, new.weights, recipe.penalty)
    own, held = head_of(new.features, duals), head_of(fixed, -edge.through @ duals)
    lengths = word_lengths(recipe)[:, None]
    near = recipe.vector * (own.from_near + held.from_near)
    said = lengths * (own.from_said + held.from_said)
    return replace(
        base,
        from_vector=(base.from_vector + near).astype(np.float32),
        from_words=(base.from_words + said).astype(np.float32),
        bias=(base.bias + own.bias + held.bias).astype(np.float32),
    )


def _with_corrections(sets: tuple[str, ...]) -> tuple[str, ...]:
    return sets if CORRECTIONS in sets else (*sets, CORRECTIONS)


def _more_references(
    base: TopicModel, new: _Rows, corrections: Sequence[Labelled], recipe: TopicRecipe
) -> References:
    """The base's, less what is corrected, and the corrections."""
    own = np.array([title_key(row.title) for row in corrections], np.uint64)
    kept = ~np.isin(base.references.hashes, own)
    place = {topic: number for number, topic in enumerate(base.topics)}
    number = _with_corrections(base.sets).index(CORRECTIONS)
    near = np.round(new.features.near / recipe.vector * STEPS).astype(np.int8)
    topics = np.array([place[row.topic] for row in corrections], np.uint8)
    return References(
        vectors=np.concatenate([base.references.vectors[kept], near]),
        topics=np.concatenate([base.references.topics[kept], topics]),
        hashes=np.concatenate([base.references.hashes[kept], own]),
        sets=np.concatenate([base.references.sets[kept], np.full(len(own), number, np.uint8)]),
    )
