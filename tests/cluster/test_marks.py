"""What a title can be recognised by: the same whatever way it is typed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.text.titles import HEADLINES, anything
from topics.cluster.marks import GRAM, KINDS, STEM, Marks, marks_of

PLAIN = "إصابة 25 شخصا في حريق بسوق الناظور"
NOTHING = Marks({}, {}, {}, {}, {})


def numbers(title: str) -> set[str]:
    return set(marks_of(title).numbers)


@pytest.mark.parametrize(
    "written",
    [
        "إِصَابَةُ 25 شَخْصًا فِي حَرِيقٍ بِسُوقِ النَّاظُور",
        "إصـــابة 25 شخصا في حريـــق بسوق النـاظور",
        "اصابة 25 شخصا في حريق بسوق الناظور",
        "أصابه 25 شخصا في حريق بسوق الناظور",
        "إصابة ٢٥ شخصا في حريق بسوق الناظور",
        "\u200fإصابة 25 شخصا\u200e في حريق \u202bبسوق الناظور\u202c",
        "  إصابة  25 شخصا   في\tحريق\u00a0بسوق الناظور ",
        "«إصابة 25 شخصا» في حريق بسوق الناظور!",
    ],
    ids=["tashkeel", "tatweel", "bare alef", "other seats", "arabic digits", "bidi marks", "spaces", "signs"],
)
def test_every_way_to_type_a_title_gives_the_same_marks(written: str) -> None:
    assert marks_of(written) == marks_of(PLAIN)


def test_case_gives_the_same_marks() -> None:
    assert marks_of("INCENDIE AU MARCHÉ DE NADOR") == marks_of("Incendie au marché de Nador")


def test_day_2_and_day_21_have_different_numbers() -> None:
    assert numbers("Festival: Day 2") == {"2"}
    assert numbers("Festival: Day 21") == {"21"}
    assert numbers("مهرجان: اليوم ٢") == {"2"}


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("الوداد يفوز 2-1 على الرجاء", {"2-1"}),
        ("الوداد يفوز ٢-١ على الرجاء", {"2-1"}),
        ("Inflation: 3,5 % en 2026", {"3,5", "2026"}),
        ("G20 leaders meet in Rabat", set()),
        ("لا أرقام هنا", set()),
    ],
)
def test_scores_amounts_and_years_are_numbers(title: str, expected: set[str]) -> None:
    assert numbers(title) == expected


def test_the_forms_of_a_word_share_its_beginning() -> None:
    one, other = marks_of("Les inondations menacent Larache"), marks_of("Inondation à Larache")
    assert {"inond", "larac"} <= set(one.stems) & set(other.stems)


def test_stop_words_and_numbers_are_no_stems() -> None:
    assert set(marks_of("Les 25 blessés de la gare").stems) == {"bless", "gare"}


def test_names_sound_alike_in_two_scripts() -> None:
    shared = set(marks_of("حريق في سوق الناظور").sounds) & set(marks_of("Incendie à Nador").sounds)
    assert shared == {"ndr"}


def test_a_rare_word_has_more_general_rarity_than_a_common_one() -> None:
    found = marks_of("المنتخب والزرافة").rarities
    assert found["منتخب"] < found["زرافه"] == 1.0


def test_pieces_met_again_count_more_but_not_twice() -> None:
    once, twice = marks_of("barrage"), marks_of("barrage barrage")
    assert once.grams["barr"] == 1
    assert 1 < twice.grams["barr"] < 2


@pytest.mark.parametrize("title", ["", " ", "؟؟؟", "\u200f", "!", "a"])
def test_a_title_with_nothing_in_it_has_no_marks(title: str) -> None:
    assert marks_of(title) == NOTHING


def test_the_longest_titles_work() -> None:
    title = ("حريق في سوق الناظور " * 30)[:512]
    found = marks_of(title)
    assert set(found.stems) >= {"حريق", "سوق", "ناظور"}
    assert all(map(set, (found.grams, found.rarities, found.sounds)))
    assert marks_of("x" * 512).stems == {"x" * STEM: 1.0}


@given(st.sampled_from(HEADLINES) | anything)
def test_marks_are_positive_and_grams_have_their_length(title: str) -> None:
    found = marks_of(title)
    for kind in KINDS:
        assert all(amount > 0 for amount in getattr(found, kind).values())
    assert all(len(gram) == GRAM for gram in found.grams)
    assert all(len(stem) <= STEM for stem in found.stems)
    assert set(found.stems) == set(found.rarities)
