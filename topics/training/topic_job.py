"""From labelled sets to a topic model in its folder."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from topics.classify.topic_model import TopicModel, write_topic_model
from topics.taxonomy import Taxonomy
from topics.training.labelled import LabelledSet
from topics.training.material import gather
from topics.training.topic_card import about, write_topic_card
from topics.training.topic_recipe import TopicRecipe
from topics.training.topic_training import train_topics

if TYPE_CHECKING:
    from topics.types import FloatArray


def make_topic_model(
    sets: Sequence[LabelledSet],
    taxonomy: Taxonomy,
    out: Path,
    *,
    encode: Callable[[Sequence[str]], FloatArray],
    encoder_id: str,
    recipe: TopicRecipe,
    progress: Callable[[int], None] = lambda done: None,
    tell: Callable[[str], None] = lambda message: None,
) -> TopicModel:
    """Train a model, write it to the folder ``out`` with its card, and return it.

    Args:
        encode: gives (n, d) float32 unit rows for titles.
        progress: told the fits done, of ``recipe.folds + 1``.
        tell: told in words what was left out.

    Raises:
        UsageError: a topic has next to nothing to learn from.
        ModelError: the folder can't be written.
    """
    material, unusable = gather(sets, taxonomy, phrase_weight=recipe.phrase)
    if unusable:
        named = ", ".join(f"{one.headlines} of {one.topic!r}" for one in unusable)
        tell(f"left out, because the taxonomy has no such topic: {named}")
    model, calibration = train_topics(
        material, encode, encoder_id=encoder_id, recipe=recipe, progress=progress
    )
    written = write_topic_model(replace(model, about=about(material, sets, calibration, recipe)), out)
    write_topic_card(written, out)
    return written
