"""A candidate from one night's data: trained anew where the open sets are at hand, else on top of a model."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from topics.classify.topic_model import TopicModel, write_topic_model
from topics.taxonomy import Taxonomy
from topics.training.calibrating import accepted_of
from topics.training.freezing import Frozen
from topics.training.labelled import Labelled, LabelledSet, authored_labelled
from topics.training.material import taxonomy_set
from topics.training.topic_card import write_topic_card
from topics.training.topic_job import make_topic_model
from topics.training.topic_recipe import TopicRecipe
from topics.training.updating import CORRECTIONS, update_topics

if TYPE_CHECKING:
    from topics.types import FloatArray

    Encode = Callable[[Sequence[str]], FloatArray]

LICENCE = "the newsroom's own"
ORIGIN = "what editors said"
STEPS = 2  # of an update


@dataclass(frozen=True, slots=True)
class Maker:
    """What every candidate is made with."""

    taxonomy: Taxonomy
    encode: Encode
    encoder_id: str
    recipe: TopicRecipe
    ours: bool  # train anew with our own headlines too: they are of the shipped topics
    progress: Callable[[str, int], Callable[[int], None]]  # begins a stage of so many steps
    tell: Callable[[str], None]

    def make(self, frozen: Frozen, base: TopicModel, out: Path) -> TopicModel:
        """Train, write to the folder ``out`` with its card, and return what was written.

        ``base`` is what is learnt on top of where the open sets are not at hand.

        Raises:
            UsageError: a topic has next to nothing to learn from.
            ModelError: the folder can't be written.
        """
        return self._anew(frozen, out) if frozen.open_sets else self._on_top(frozen, base, out)

    def _anew(self, frozen: Frozen, out: Path) -> TopicModel:
        said = [corrections_set(frozen)] if frozen.taught else []
        authored = [authored_labelled()] if self.ours else []
        return make_topic_model(
            [*said, *frozen.open_sets, *authored],  # of equal titles the first counts
            self.taxonomy,
            out,
            encode=self.encode,
            encoder_id=self.encoder_id,
            recipe=self.recipe,
            progress=self.progress("train", self.recipe.folds + 1),
            tell=self.tell,
        )

    def _on_top(self, frozen: Frozen, base: TopicModel, out: Path) -> TopicModel:
        recipe = recipe_of(base, self.recipe)
        updated = update_topics(
            base,
            frozen.taught,
            known_headlines(base, self.taxonomy, recipe),
            self.encode,
            recipe=recipe,
            progress=self.progress("train", STEPS),
        )
        accepted = accepted_of(frozen.taught, base.topics)
        best = updated.held_out.argmax(axis=1)
        right = float(accepted[np.arange(len(best)), best].mean()) if len(best) else 0.0
        about = _about(base, frozen, right)
        model = write_topic_model(replace(updated.model, about=about), out)
        write_topic_card(model, out)
        return model


def known_headlines(base: TopicModel, taxonomy: Taxonomy, recipe: TopicRecipe) -> list[Labelled]:
    """What a model has learnt of ours and of the taxonomy, as far as it says that it has; each title once."""
    learnt = set(base.sets)
    sets = [authored_labelled(), taxonomy_set(taxonomy, recipe.phrase)]
    rows = {row.title: row for one in reversed(sets) if one.name in learnt for row in one.rows}
    return list(rows.values())


def recipe_of(base: TopicModel, otherwise: TopicRecipe) -> TopicRecipe:
    """The figures that a model was trained with: its features keep their lengths."""
    named = {field.name for field in fields(TopicRecipe)}
    told = {key: value for key, value in base.about.get("recipe", {}).items() if key in named}
    return replace(otherwise, **told)


def corrections_set(frozen: Frozen) -> LabelledSet:
    """The corrections that teach, as a set beside others."""
    return LabelledSet(CORRECTIONS, frozen.taught, LICENCE, ORIGIN, frozen.data_hash)


def _about(base: TopicModel, frozen: Frozen, accepted: float) -> dict[str, Any]:
    """The base's facts, and what was learnt on top."""
    facts = dict(base.about)
    one = corrections_set(frozen)
    described = {
        "name": one.name,
        "licence": one.licence,
        "origin": one.origin,
        "headlines": len(one.rows),
        "weight": round(sum(row.weight for row in one.rows), 1),
        "sha256": one.sha256,
    }
    facts["sets"] = [*(each for each in facts.get("sets", ()) if each["name"] != CORRECTIONS), described]
    facts["headlines_by_language"] = _added(
        facts.get("headlines_by_language", {}), [row.language for row in one.rows]
    )
    facts["headlines_by_topic"] = _added(facts.get("headlines_by_topic", {}), [row.topic for row in one.rows])
    figures = {"headlines": len(one.rows), "accepted": round(accepted, 4)}
    facts["held_out"] = {**facts.get("held_out", {}), CORRECTIONS: figures}
    facts["learnt_on_top_of"] = base.digest
    return facts


def _added(counts: Mapping[str, int], keys: Sequence[str]) -> dict[str, int]:
    total = Counter(counts)
    total.update(keys)
    return dict(total)
