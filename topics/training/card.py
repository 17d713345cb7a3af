"""The model card of an adapter: facts for machines (``about``) and the same as a page for people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from topics.embed.adapter import Adapter
from topics.training.examples import NOT_STATED, TrainingSet
from topics.training.pairs import PairSet
from topics.training.recipe import Recipe
from topics.whole_file import replace_file

if TYPE_CHECKING:
    from topics.training.adaptation import Outcome

PAGE = "README.md"
LATER = ("adapter", "digest")  # of an outcome: known only when the adapter is written
LIBRARIES = ("torch", "sentence-transformers", "transformers", "peft")
DESCRIBED = ("name", "licence", "origin", "groups", "texts")
FOR_WHAT = (
    "To compare headlines and their leads, in the kinds and languages of the sets above: topics, themes and",
    "stories. It says nothing of whether a headline is true, and was not measured on longer texts, on other",
    "languages, or on decisions about people. The losses below compare it with its base on held-out pairs of",
    "the same sets; on text of another kind it can be worse than its base: measure before you rely on it.",
)
HAND_WRITTEN = "<!-- what follows is written by hand and stays -->"


def about(
    outcome: Outcome, sets: Sequence[TrainingSet], pairs: Sequence[PairSet], recipe: Recipe
) -> dict[str, Any]:
    """Where an adapter comes from and what it reached."""
    return {
        "sets": [
            {
                "name": one.name,
                "kind": one.kind,
                "licence": one.licence,
                "origin": one.origin,
                "groups": len(one.groups),
                "texts": one.texts,
                "sha256": one.sha256,
            }
            for one in sets
        ],
        "pairs": {one.name: {"trained": len(one.train), "held_out": len(one.held_out)} for one in pairs},
        "recipe": asdict(recipe),
        "training": {key: value for key, value in asdict(outcome).items() if key not in LATER},
        "libraries": {name: version(name) for name in LIBRARIES},
    }


def write_card(adapter: Adapter, folder: Path) -> None:
    """Write the card of an adapter."""
    write_page(page(adapter), folder)


def write_page(text: str, folder: Path) -> None:
    """Write a card's page; what people added below the mark stays."""
    path = folder / PAGE
    old = path.read_text(encoding="utf-8") if path.exists() else ""
    _, mark, kept = old.partition(HAND_WRITTEN)
    text += "\n" + (mark + kept if mark else HAND_WRITTEN + "\n")
    replace_file(path, text.encode())  # what people added is never half gone


def page(adapter: Adapter) -> str:
    """The card as Markdown."""
    facts = adapter.about
    training = facts["training"]
    return "\n".join(
        [
            f"# {adapter.name}: {adapter.base.name} adapted to headlines",
            "",
            f"A low-rank adapter (rank {facts['recipe']['rank']}) for `{adapter.base.name}` at revision "
            f"`{adapter.base.revision}`; digest `{adapter.digest}`. It joins its base when an encoder is "
            "opened; its vectors are comparable with no other encoder's.",
            "",
            "## Trained on",
            "",
            *table(
                ("set", *DESCRIBED[1:]),
                [[one[key] for key in DESCRIBED] for one in facts["sets"]],
            ),
            "",
            *_licences(facts["sets"]),
            "",
            "## For what, and for what not",
            "",
            *FOR_WHAT,
            "",
            "## Contrastive loss on held-out pairs",
            "",
            *table(
                ("set", "pairs trained", "pairs held out", "before", "after"),
                [
                    [name, counts["trained"], counts["held_out"], *_losses(training, name)]
                    for name, counts in facts["pairs"].items()
                ],
            ),
            "",
            f"{training['steps']} steps in {training['seconds'] / 60:.1f} minutes, peak memory "
            f"{training['peak_gib']} GiB; {training['languages_removed']} directions that only told the "
            f"language of a text were removed. Seed {facts['recipe']['seed']}; "
            + ", ".join(f"{name} {one}" for name, one in facts["libraries"].items())
            + ".",
            "",
        ]
    )


def _licences(sets: Sequence[Mapping[str, Any]]) -> list[str]:
    """What whoever passes the adapter on has to heed."""
    silent = [one["name"] for one in sets if one["licence"] == NOT_STATED]
    heed = "The text is not in the adapter. Heed the licence of each set, and of the base, when you share it."
    return [heed, f"Not stated, so ask before you do: {', '.join(silent)}."] if silent else [heed]


def _losses(training: Mapping[str, Any], name: str) -> list[str]:
    return [f"{training[when][name]:.3f}" if name in training[when] else "" for when in ("before", "after")]


def table(head: Sequence[str], rows: Sequence[Sequence[Any]]) -> list[str]:
    """A Markdown table, line by line."""
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    return lines + ["| " + " | ".join(str(cell) for cell in row) + " |" for row in rows]
