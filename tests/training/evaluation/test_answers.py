"""Predictions made earlier find their headlines, and what does not fit is told."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.training.evaluation.predicted import gold, predictions
from topics.errors import InputError, UsageError
from topics.training.evaluation.answers import answers_of, read_answers

GOLD = gold(["sport", "economy", "health"])


def written(folder: Path, *rows: Any) -> Path:
    """A file of these rows; a text is a line as it stands."""
    path = folder / "predictions.jsonl"
    lines = [row if isinstance(row, str) else json.dumps(row, ensure_ascii=False) for row in rows]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def row(topic: str, probability: float = 0.9, **more: Any) -> dict[str, Any]:
    return {"topic": topic, "probability": probability, **more}


def test_rows_are_joined_by_title_in_any_order(tmp_path: Path) -> None:
    rows = [row(f"t{place}", title=f"Titre {place}") for place in (2, 0, 1, 7)]
    answers, problems = read_answers(written(tmp_path, *rows), GOLD)
    assert (answers.topics, problems) == (("t0", "t1", "t2"), [])
    assert answers.known == ("t0", "t1", "t2", "t7") and answers.model_id == "predictions.jsonl"


def test_a_title_is_found_as_it_was_written(tmp_path: Path) -> None:
    """The gold has its titles cleaned; ``topics classify`` gives them back letter by letter."""
    rows = [row("a", title=" Titre  2 "), row("b", title="Titre\u200b 1"), row("c", title="Titre&#32;0")]
    assert read_answers(written(tmp_path, *rows), GOLD)[0].topics == ("c", "b", "a")


def test_rows_without_titles_are_taken_in_order(tmp_path: Path) -> None:
    rows = [row("a", alternatives=[{"topic": "z", "probability": 0.1}]), row("b", model="m-1"), row("c")]
    answers, _ = read_answers(written(tmp_path, *rows), GOLD)
    assert answers.topics == ("a", "b", "c")
    assert answers.known == ("a", "b", "c", "z") and answers.model_id == "m-1"


def test_one_title_twice_is_answered_twice_where_order_tells(tmp_path: Path) -> None:
    twice = [*GOLD[:1], *GOLD[:1]]
    rows = [row("a", title="Titre 0"), row("b", title="Titre 0")]
    assert read_answers(written(tmp_path, *rows), twice)[0].topics == ("a", "b")
    assert read_answers(written(tmp_path, *rows), GOLD[:1])[0].topics == ("b",)


def test_a_headline_without_a_row_has_no_answer(tmp_path: Path) -> None:
    rows = [row("a", title="Titre 0", abstained=True), row("", 0.0, title="Titre 1")]
    answers, problems = read_answers(written(tmp_path, *rows), GOLD)
    assert answers.topics == ("a", "", "")
    assert answers.abstained.tolist() == [True, True, True]
    assert answers.probabilities.tolist() == [0.9, 0.0, 0.0]
    assert ["got none for 1" in one.message for one in problems] == [True]


@pytest.mark.parametrize(
    "line",
    ["{", "[1]", '"text"', '{"topic": "a"}', '{"topic": 3, "probability": 0.5}', "[" * 100_000,
     '{"topic": "a", "probability": 1.5}', '{"topic": "a", "probability": NaN}',
     '{"topic": "a", "probability": 0.5, "alternatives": [3]}'],
)  # fmt: skip
def test_a_bad_line_is_told_with_its_place(tmp_path: Path, line: str) -> None:
    answers, problems = read_answers(written(tmp_path, line, row("a", title="Titre 0")), GOLD)
    assert answers.topics == ("a", "", "")
    assert problems[0].position == "line 1" and "expected a topic and its probability" in problems[0].message


def test_what_belongs_to_no_headline_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="none of their titles"):
        read_answers(written(tmp_path, row("a", title="Another")), GOLD)
    with pytest.raises(UsageError, match="got 2 rows without titles"):
        read_answers(written(tmp_path, row("a"), row("b")), GOLD)
    with pytest.raises(InputError, match="expected predictions such as"):
        read_answers(written(tmp_path, "{", ""), GOLD)
    with pytest.raises(InputError, match="unreadable file"):
        read_answers(tmp_path / "missing.jsonl", GOLD)


def test_probabilities_can_be_rounded_as_they_are_printed() -> None:
    found = predictions([[0.123456, 0.876544]], ["sport", "economy"])
    assert answers_of(found, digits=4).probabilities.tolist() == [0.8765]
    assert answers_of(found).topics == ("economy",)
    equal = predictions([[0.5, 0.5]], ["sport", "economy"])
    assert answers_of(equal).topics == (equal.ranked(0)[0][0],) == ("sport",)
