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
from typing import TYPE_CHECKING

import numpy as np

from topics.classify.likeness import Points
from topics.classify.topic_model import References, TopicModel, title_key
from topics.classify.trained import TrainedClassifier
from topics.training.grounding import Ground
from topics.training.labelled import Labelled
from topics.training.linear_head import head_of, targets_of
from topics.training.resharpening import resharpened
from topics.training.topic_recipe import TopicRecipe
from topics.training.topic_training import folds_of, word_lengths

if TYPE_CHECKING:
    import numpy.typing as npt

    from topics.types import FloatArray

    Matrix = npt.NDArray[np.float64]
    Encode = Callable[[Sequence[str]], FloatArray]

CORRECTIONS = "corrections"  # name of the set of what editors said, in a model and on its card


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
        progress: told the steps done, of 2.
    """
    if not corrections:
        return Updated(base, 0, np.zeros((0, len(base.topics))))
    ground = Ground.of(base, corrections, known, encode, recipe)
    progress(1)
    titles = [row.title for row in corrections]
    before = TrainedClassifier(base).scores(titles, encode(titles))
    learnt = already_learnt(base, corrections)
    missed = targets_of(corrections, base.topics, recipe) - before
    missed[learnt] = 0.0  # it says of them what it was told
    held_out = before + _held_out(ground, missed, corrections)
    model = _moved(ground, missed, corrections)
    model = replace(
        model,
        sharpness=resharpened(base, model, ground.known, encode, corrections, before, held_out),
        digest="",
    )
    progress(2)
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


# --- what is learnt --------------------------------------------------------------------------------


def _held_out(ground: Ground, missed: Matrix, rows: Sequence[Labelled]) -> Matrix:
    """How far corrections that are left out in turn move the scores of those left out. Shape: (n, k)."""
    edge, recipe = ground.edge, ground.recipe
    fold = folds_of(rows, recipe)
    found = np.zeros_like(missed)
    for number in range(recipe.folds):
        fit, left = np.flatnonzero(fold != number), np.flatnonzero(fold == number)
        if len(fit) and len(left):
            duals = edge.solve(missed[fit], ground.new.weights[fit], recipe.penalty, fit)
            found[left] = edge.inner[np.ix_(left, fit)] @ duals
    return found


def _moved(ground: Ground, missed: Matrix, corrections: Sequence[Labelled]) -> TopicModel:
    """The base with its weights moved by what it missed, and with the corrections among its references."""
    base, recipe, edge = ground.base, ground.recipe, ground.edge
    duals = edge.solve(missed, ground.new.weights, recipe.penalty)
    own = head_of(ground.new.features, duals, recipe)
    held = head_of(ground.fixed.features, -edge.through @ duals, recipe)
    said = word_lengths(recipe)[:, None] * (own.from_said + held.from_said)
    sets = _with_corrections(base.sets)
    references, places = _with_references(ground, corrections, sets.index(CORRECTIONS))
    near = np.zeros((len(references.topics), len(base.topics)))
    near[: len(base.from_references)] = base.from_references
    np.add.at(near, places, own.from_near)
    np.add.at(near, ground.fixed.places, held.from_near)
    return replace(
        base,
        references=references,
        sets=sets,
        from_references=near.astype(np.float32),
        from_words=(base.from_words + said).astype(np.float32),
        bias=(base.bias + own.bias + held.bias).astype(np.float32),
    )


def _with_corrections(sets: tuple[str, ...]) -> tuple[str, ...]:
    return sets if CORRECTIONS in sets else (*sets, CORRECTIONS)


def _with_references(
    ground: Ground, corrections: Sequence[Labelled], number: int
) -> tuple[References, npt.NDArray[np.int64]]:
    """The base's and the corrections, and the place of each correction among them.

    What is corrected keeps its place and gets the editor's topic.
    """
    base, new = ground.base.references, ground.new
    added = np.flatnonzero(new.places < 0)
    places = new.places.copy()
    places[added] = len(base.topics) + np.arange(len(added))
    own = np.array([title_key(row.title) for row in corrections], np.uint64)
    topic = {name: place for place, name in enumerate(ground.base.topics)}
    found = References(
        points=Points(np.concatenate([base.points.marks, new.points.marks[added]]), base.points.steps),
        topics=np.concatenate([base.topics, np.zeros(len(added), np.uint8)]),
        hashes=np.concatenate([base.hashes, own[added]]),
        sets=np.concatenate([base.sets, np.zeros(len(added), np.uint8)]),
    )
    found.topics[places] = [topic[row.topic] for row in corrections]
    found.sets[places] = number
    return found, places
