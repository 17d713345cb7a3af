"""A topic model's card: the same facts for machines and for people, and what people added stays."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from tests.classify.models import small_model
from topics.training.calibrating import Calibration
from topics.training.card import HAND_WRITTEN
from topics.training.labelled import Labelled, LabelledSet
from topics.training.material import TAXONOMY, Material
from topics.training.topic_card import about, page, write_topic_card
from topics.training.topic_recipe import TopicRecipe

ROWS = (
    Labelled("but dans le derby", "fr", "sport", weight=0.5),
    Labelled("مباراة حاسمة", "ar", "sport", weight=0.25),
    Labelled("pluie au nord", "fr", "weather"),
    Labelled("météo", "fr", "weather", weight=0.1),
)
DESK = LabelledSet("desk", ROWS, "CC-BY-4.0", "our desk", "0" * 64)
UNUSED = LabelledSet("unused", ROWS, "secret", "nobody")
MATERIAL = Material(ROWS, ("desk", "desk", "desk", TAXONOMY), ("sport", "weather", "not_news"))
CALIBRATION = Calibration(
    {"": 5.0, "fr": 6.0}, 0.45,
    {"all": {"headlines": 4, "accepted": 0.75}, "fr": {"headlines": 3, "accepted": 0.6667}},
)  # fmt: skip
RECIPE = TopicRecipe(seed=4)


def facts() -> dict[str, object]:
    return about(MATERIAL, [DESK, UNUSED], CALIBRATION, RECIPE)


def test_the_facts_name_what_was_learnt_from() -> None:
    desk, taxonomy = facts()["sets"]
    assert desk == {
        "name": "desk", "licence": "CC-BY-4.0", "origin": "our desk", "headlines": 3, "weight": 1.8,
        "sha256": "0" * 64,
    }  # fmt: skip
    assert (taxonomy["name"], taxonomy["headlines"], taxonomy["weight"]) == (TAXONOMY, 1, 0.1)
    assert taxonomy["origin"] == "the taxonomy's own phrases"


def test_the_facts_count_languages_and_topics() -> None:
    assert facts()["headlines_by_language"] == {"ar": 1, "fr": 3}
    assert facts()["headlines_by_topic"] == {"sport": 2, "weather": 2, "not_news": 0}


def test_the_facts_say_how_it_was_made_and_what_it_reached() -> None:
    assert facts()["recipe"] == asdict(RECIPE)
    assert facts()["held_out"] == CALIBRATION.figures
    assert {"numpy", "scipy", "scikit-learn"} <= set(facts()["libraries"])


def test_the_facts_are_json_and_hold_no_headline() -> None:
    text = json.dumps(facts(), ensure_ascii=False)
    assert json.loads(text) == facts()
    assert not any(row.title in text for row in ROWS)


def test_the_page_says_it_to_people() -> None:
    text = page(small_model(about=facts(), digest="0123456789ab", abstain_below=0.45))
    assert "# A model of 3 topics" in text and "`fake`" in text and "`0123456789ab`" in text
    assert "Topics: sport, weather, not_news." in text
    assert "| desk | CC-BY-4.0 | our desk | 3 | 1.8 |" in text
    assert "Languages: ar 1, fr 3." in text and "Topics: sport 2, weather 2, not_news 0." in text
    assert "| all | 4 | 0.75 |" in text and "| fr | 3 | 0.6667 |" in text
    assert "Abstains below 0.45." in text
    for heading in ("Trained on", "For what, and for what not", "On headlines that were left out in turn"):
        assert f"## {heading}\n" in text
    assert not any(row.title in text for row in ROWS)


@pytest.mark.parametrize("times", [1, 2])
def test_what_people_added_stays(tmp_path: Path, times: int) -> None:
    model = small_model(about=facts(), digest="0123456789ab")
    write_topic_card(model, tmp_path)
    path = tmp_path / "README.md"
    path.write_text(path.read_text(encoding="utf-8") + "Ask Amina.\n", encoding="utf-8")
    for _ in range(times):
        write_topic_card(replace(model, digest="fedcba987654"), tmp_path)
    text = path.read_text(encoding="utf-8")
    assert "fedcba987654" in text and "0123456789ab" not in text
    assert text.count(HAND_WRITTEN) == 1 and text.endswith("Ask Amina.\n")
    assert [one.name for one in tmp_path.iterdir()] == ["README.md"]
