"""SIB-200 with its seven labels as a taxonomy of its own: trained on four languages, and on English alone.

Sentences that are translations of one another are in one part, and five parts are left out in turn. The
shipped adapter has learnt from the sentences of even id, labels included; those of odd id are shown alone.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks.public_sets import read_set
from benchmarks.topic_lesson import Lesson, Way, asked, joined
from benchmarks.topic_measures import Figure, Figures, by_language
from topics.taxonomy import Taxonomy, load_taxonomy
from topics.training.labelled import Labelled, LabelledSet
from topics.training.material import gather
from topics.types import Predictions

TAXONOMY = Path(__file__).with_name("sib_topics.toml")
LANGUAGES = {"arb_Arab": "ar", "ary_Arab": "ary", "fra_Latn": "fr", "eng_Latn": "en"}
SHOWN = {"ar": "arb", "ary": "ary", "fr": "fra", "en": "eng"}
LABELS = {"science/technology": "science-technology"}  # others are their own ids
PARTS = 5


@dataclass(frozen=True, slots=True)
class Plan:
    """Languages that are learnt from, and those that are measured."""

    learnt: frozenset[str]
    measured: frozenset[str]
    about: str


PLANS = {
    "sib200": Plan(frozenset(SHOWN), frozenset(SHOWN), "accuracy; learnt from the same four languages"),
    "sib200_eng": Plan(frozenset({"en"}), frozenset({"ar", "ary"}), "accuracy; learnt from English alone"),
}


def sib_taxonomy() -> Taxonomy:
    """The seven labels, named and described."""
    return load_taxonomy(TAXONOMY)


def sib_rows(data: Path) -> tuple[Labelled, ...]:
    """Sentences in four languages; the id is the group."""
    return tuple(
        Labelled(
            row["title"],
            LANGUAGES[row["lang"]],
            LABELS.get(str(row["label"]), str(row["label"])),
            group=str(row["id"]),
        )
        for row in read_set(data, "sib200")
        if row["lang"] in LANGUAGES
    )


def part_of(row: Labelled) -> int:
    """The part that a sentence and its translations are left out with."""
    return int(row.group) % PARTS


def left_out(
    way: Way, rows: Sequence[Labelled], lesson: Lesson, learnt: Collection[str]
) -> tuple[list[Labelled], Predictions]:
    """Each row, and the answer of a model that saw neither it nor its translations.

    ``lesson`` gives all but the material.
    """
    measured: list[Labelled] = []
    answers: list[Predictions] = []
    for part in sorted({part_of(row) for row in rows}):
        own = [row for row in rows if part_of(row) == part]
        others = tuple(row for row in rows if part_of(row) != part and row.language in learnt)
        material, _ = gather(
            [LabelledSet("sib200", others)], lesson.taxonomy, phrase_weight=lesson.recipe.phrase
        )
        answers.append(
            way(replace(lesson, material=material))(asked([row.title for row in own], lesson.encode))
        )
        measured += own
    return measured, joined(answers)


def sib_figures(way: Way, rows: Sequence[Labelled], lesson: Lesson, plan: Plan) -> Figures:
    """Accuracy in each language that the plan measures, over all ids and over the odd ones."""
    found, predictions = left_out(way, rows, lesson, plan.learnt)
    kept = [place for place, row in enumerate(found) if row.language in plan.measured]
    odd = [place for place in kept if int(found[place].group) % 2]
    return _named(found, predictions, kept, "") | _named(found, predictions, odd, ", odd ids")


def _named(
    rows: Sequence[Labelled], predictions: Predictions, places: Sequence[int], suffix: str
) -> dict[str, Figure]:
    figures = by_language([rows[place] for place in places], at(predictions, places))
    return {f"{SHOWN[code]}{suffix}": figures[code] for code in SHOWN if code in figures}


def at(predictions: Predictions, places: Sequence[int]) -> Predictions:
    """The answers in these places."""
    return Predictions(
        tuple(predictions.ids[place] for place in places),
        predictions.topics,
        predictions.probabilities[list(places)],
        predictions.abstained[list(places)],
        predictions.model_id,
    )
