"""How the table of usual spellings is made."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from benchmarks.spellings import SETS, arabic_spellings, arabic_texts, usable, vocabulary_spellings
from benchmarks.training_sets import MEASURING


def put(folder: Path, name: str, rows: Sequence[Mapping[str, object]]) -> None:
    (folder / f"{name}.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")


def test_the_most_frequent_spelling_wins_and_a_lone_word_is_left_out() -> None:
    texts = ["إلى المملكة", "الى المملكة", "إلى المملكه", "أُسـود", "أسود", "2026 Rabat مفرَد"]
    assert arabic_spellings(texts) == {"الي": "إلى", "المملكه": "المملكة", "اسود": "أسود"}


def test_spellings_that_are_as_frequent_are_chosen_alike_every_time() -> None:
    texts = ["أحمد", "احمد", "إحمد"]
    assert arabic_spellings(texts) == arabic_spellings(texts[::-1]) == {"احمد": "أحمد"}


def test_the_likeliest_whole_word_of_the_vocabulary_wins() -> None:
    pieces = [
        ("▁paris", -13.0), ("▁Paris", -11.0), ("▁PARIS", -12.0), ("Onu", -9.0), ("▁ONU", -14.0), ("▁", -2.0),
        ("▁l'", -8.0), ("▁pluie", -11.0), ("▁Pluie", -12.0),
    ]  # fmt: skip
    assert vocabulary_spellings(pieces) == {"paris": "Paris", "onu": "ONU", "pluie": "pluie"}


@pytest.mark.parametrize(
    ("form", "word", "is_usable"),
    [
        ("paris", "Paris", True), ("الي", "إلى", True), ("paris", "paris", False), ("paris", "Pâris", False),
        ("الي", "على", False), ("aujourd'hui", "Aujourd'hui", False), ("", "", False),
    ],
)  # fmt: skip
def test_an_entry_says_something_and_is_found_again(form: str, word: str, is_usable: bool) -> None:
    assert usable(form, word) == is_usable


def test_what_measures_is_not_counted(tmp_path: Path) -> None:
    for name in MEASURING:
        put(tmp_path, name, [{"title": f"عنوان يقيس {name}"}])
    for name in SETS:
        rows = [{"title": f"عنوانٌ يقيسُ {MEASURING[0]} - Hespress", "abstract": "سري"}]
        put(tmp_path, name, [*rows, {"title": f"عنوان {name}", "abstract": "ملخص"}, {"title": "بلا ملخص"}])
    texts = list(arabic_texts(tmp_path))
    counted = [text for name in SETS for text in (f"عنوان {name}", "ملخص", "بلا ملخص", "")]
    assert texts[: len(counted)] == counted
    assert len(texts) > len(counted) + 1000, "our own headlines are counted too"
