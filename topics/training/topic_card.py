"""The card of a topic model: facts for machines (``about``) and the same as a page for people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import Any

from topics.classify.topic_model import TopicModel
from topics.training.calibrating import Calibration
from topics.training.card import table, write_page
from topics.training.labelled import LabelledSet
from topics.training.material import Material
from topics.training.topic_recipe import TopicRecipe

LIBRARIES = ("numpy", "scipy", "scikit-learn")
DESCRIBED = ("name", "licence", "origin", "headlines", "weight")
MEASURED = ("headlines", "accepted")
FOR_WHAT = (
    "To file news headlines under these topics, in the languages that it learnt from and in others by",
    "transfer. It sees a headline alone, not the article; it does not know whether a headline is true, and",
    "was not made for decisions about people. Below the abstention threshold it says that it is unsure.",
)


def about(
    material: Material, sets: Sequence[LabelledSet], calibration: Calibration, recipe: TopicRecipe
) -> dict[str, Any]:
    """What a model learnt from and what it reached on headlines that were left out in turn."""
    used = Counter(material.sets)
    weight: Counter[str] = Counter()
    for row, name in zip(material.rows, material.sets, strict=True):
        weight[name] += row.weight  # type: ignore[assignment]
    described = {one.name: one for one in sets}
    return {
        "sets": [
            {
                "name": name,
                "licence": described[name].licence if name in described else "",
                "origin": described[name].origin if name in described else "the taxonomy's own phrases",
                "headlines": count,
                "weight": round(float(weight[name]), 1),
                "sha256": described[name].sha256 if name in described else "",
            }
            for name, count in used.items()
        ],
        "headlines_by_language": dict(sorted(Counter(row.language for row in material.rows).items())),
        "headlines_by_topic": {
            topic: sum(row.topic == topic for row in material.rows) for topic in material.topics
        },
        "held_out": calibration.figures,
        "recipe": asdict(recipe),
        "libraries": {name: version(name) for name in LIBRARIES},
    }


def write_topic_card(model: TopicModel, folder: Path) -> None:
    """Write the card of a topic model."""
    write_page(page(model), folder)


def page(model: TopicModel) -> str:
    """The card as Markdown."""
    facts = model.about
    return "\n".join(
        [
            f"# A model of {len(model.topics)} topics",
            "",
            f"It likens a headline, by the vectors of `{model.encoder_id}`, to the "
            f"{len(model.references.topics)} that it learnt from, and weighs its words; "
            f"digest `{model.digest}`. Topics: {', '.join(model.topics)}.",
            "",
            "## Trained on",
            "",
            *table(DESCRIBED, [[one[key] for key in DESCRIBED] for one in facts["sets"]]),
            "",
            "Languages: " + _listed(facts["headlines_by_language"]) + ".",
            "",
            "Topics: " + _listed(facts["headlines_by_topic"]) + ".",
            "",
            "No text is in the model: of each headline it keeps a rounded vector, its topic and a hash. Heed",
            "the licence of each set when you share it.",
            "",
            "## For what, and for what not",
            "",
            *FOR_WHAT,
            "",
            "## On headlines that were left out in turn",
            "",
            *table(
                ("headlines of", *MEASURED),
                [[name, *(row[key] for key in MEASURED)] for name, row in facts["held_out"].items()],
            ),
            "",
            "Accepted: the topic is the headline's own or a second one that its reader named. "
            f"Abstains below {model.abstain_below}.",
            "",
        ]
    )


def _listed(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {count}" for name, count in counts.items())
