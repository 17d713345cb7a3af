"""How the table of usual spellings is made."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from benchmarks.spellings import SETS, counted_spellings, read_texts, usable, vocabulary_spellings
from benchmarks.training_sets import MEASURING


def put(folder: Path, name: str, rows: Sequence[Mapping[str, object]]) -> None:
    (folder / f"{name}.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")


def test_the_most_frequent_spelling_wins_and_a_lone_word_is_left_out() -> None:
    texts = ["إلى المملكة", "الى المملكة", "إلى المملكه", "أُسـود", "أسود", "2026 Rabat مفرَد"]
    assert counted_spellings(texts) == {"الي": "إلى", "المملكه": "المملكة", "اسود": "أسود"}


def test_spellings_that_are_as_frequent_are_chosen_alike_every_time() -> None:
    texts = ["أحمد", "احمد", "إحمد"]
    assert counted_spellings(texts) == counted_spellings(texts[::-1]) == {"احمد": "أحمد"}


def test_the_likeliest_whole_word_of_the_vocabulary_wins() -> None:
    pieces = [
        ("▁paris", -13.0), ("▁Paris", -11.0), ("▁PARIS", -12.0), ("Onu", -9.0), ("▁ONU", -14.0), ("▁", -2.0),
        ("▁l'", -8.0), ("▁pluie", -11.0), ("▁Pluie", -12.0),
    ]  # fmt: skip
    assert vocabulary_spellings(pieces) == {"paris": "Paris", "onu": "ONU", "pluie": "pluie"}


def test_capitals_count_only_where_they_tell_something() -> None:
    """Not at the beginning of a title or of a quotation, and not In A Title Like This."""
    texts = ["Gare de Rabat : Ville close au public", "La gare de Rabat rouvre ce lundi : Ville en fête"]
    texts += ["Une ville «Ville ouverte»", "La Gare De La Ville"]
    assert counted_spellings(texts) == {"de": "de", "rabat": "Rabat"}


@pytest.mark.parametrize(
    ("word", "is_usable"),
    [
        ("Paris", True), ("إلى", True), ("فڭيڭ", True), ("Россия", True), ("Ελλάδα", True), ("2026", False),
        ("N", False), ("", False), ("ایران", False), ("aujourd'hui", False), ("5G", False),
    ],
)  # fmt: skip
def test_words_of_plain_letters_are_usable(word: str, is_usable: bool) -> None:
    assert usable(word) == is_usable


def test_what_measures_is_not_counted(tmp_path: Path) -> None:
    for name in MEASURING:
        put(tmp_path, name, [{"title": f"عنوان يقيس {name}"}])
    for name in SETS:
        rows = [{"title": f"عنوانٌ يقيسُ {MEASURING[0]} - Hespress", "abstract": "سري"}]
        put(tmp_path, name, [*rows, {"title": f"عنوان {name}", "abstract": "ملخص"}, {"title": "بلا ملخص"}])
    put(tmp_path, "sib200", [{"title": f"phrase {number}", "id": str(number)} for number in range(4)])
    texts = list(read_texts(tmp_path))
    counted = [text for name in SETS for text in (f"عنوان {name}", "ملخص", "بلا ملخص", "")]
    counted += ["phrase 0", "phrase 2"]
    assert texts[: len(counted)] == counted
    assert len(texts) > len(counted) + 1000, "our own headlines are counted too"
