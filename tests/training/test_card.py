"""The model card: the same facts for machines and for people, and what people added stays."""

from __future__ import annotations

from pathlib import Path

from topics.embed.adapter import Adapter, Base
from topics.training.adaptation import Outcome
from topics.training.card import HAND_WRITTEN, about, page, write_card
from topics.training.examples import Group, TrainingSet
from topics.training.pairs import Pair, PairSet
from topics.training.recipe import Recipe

GROUPS = (Group("1", ("a", "b")), Group("2", ("c", "d", "e")))
SETS = (
    TrainingSet("leads", "same", GROUPS, "CC-BY-4.0", "our desk", "0" * 64),
    TrainingSet("found", "same", GROUPS),
)
PAIRS = tuple(
    PairSet(name, 20.0, (Pair("a", "b", "1"),) * 3, (Pair("c", "d", "2"),)) for name in ("leads", "found")
)
OUTCOME = Outcome(7, 90.0, 1.5, {"leads": 0.5, "found": 0.4}, {"leads": 0.25, "found": 0.3}, 2, "mine", "abc")


def card() -> Adapter:
    return Adapter(
        "mine", Base("packaged", "base", "r1"), {}, about=about(OUTCOME, SETS, PAIRS, Recipe(seed=4))
    )


def test_the_facts_name_sets_licences_and_what_was_reached() -> None:
    facts = card().about
    first = facts["sets"][0]
    assert (first["licence"], first["groups"], first["texts"], first["sha256"]) == (
        "CC-BY-4.0",
        2,
        5,
        "0" * 64,
    )
    assert facts["pairs"]["leads"] == {"trained": 3, "held_out": 1}
    assert facts["recipe"]["seed"] == 4
    assert facts["training"]["steps"] == 7 and "digest" not in facts["training"]
    assert {"torch", "transformers", "peft"} <= set(facts["libraries"])


def test_the_page_says_it_to_people() -> None:
    text = page(card())
    assert "| leads | CC-BY-4.0 | our desk | 2 | 5 |" in text
    assert "| leads | 3 | 1 | 0.500 | 0.250 |" in text
    assert "ask before you do: found." in text
    assert "For what, and for what not" in text and "Seed 4" in text


def test_what_people_added_stays(tmp_path: Path) -> None:
    write_card(card(), tmp_path)
    path = tmp_path / "README.md"
    path.write_text(path.read_text(encoding="utf-8") + "Ask Amina.\n", encoding="utf-8")
    write_card(card(), tmp_path)
    text = path.read_text(encoding="utf-8")
    assert text.count(HAND_WRITTEN) == 1 and text.endswith("Ask Amina.\n")
    assert [one.name for one in tmp_path.iterdir()] == ["README.md"]
