"""The matching form: what writers vary without meaning it is gone, and nothing else."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.text.titles import HEADLINES, anything
from topics.text import match_form

TASHKEEL = "\u064b\u064c\u064d\u064e\u064f\u0650\u0651\u0652\u0670\u0653"
UNSEEN = "\u200b\u200c\u200d\u200e\u200f\u061c\u202a\u202b\u202c\u2066\u2067\u2069\u00ad\ufeff\ufe0f"
headlines = st.sampled_from(HEADLINES)


def inserted(mark: str, title: str, positions: list[int]) -> str:
    for position in sorted((one % (len(title) + 1) for one in positions), reverse=True):
        title = title[:position] + mark + title[position:]
    return title


positions = st.lists(st.integers(0, 200), min_size=1, max_size=8)


@given(anything)
def test_a_second_time_changes_nothing(title: str) -> None:
    form = match_form(title)
    assert match_form(form) == form


@given(anything)
def test_any_string_has_a_form_that_can_be_stored(title: str) -> None:
    form = match_form(title)
    assert form.encode().decode() == form
    assert form == " ".join(form.split())


def test_a_string_without_letters_has_an_empty_form() -> None:
    assert match_form("") == ""
    assert match_form(" \t\u200f\u00a0\ud800\ue000") == ""


@pytest.mark.parametrize("long", ["ا" * 200_000, "أَ" * 100_000, "a - " * 50_000, "\u0301" * 100_000])
def test_a_very_long_string_is_no_trouble(long: str) -> None:
    assert match_form(match_form(long)) == match_form(long)


@given(headlines, st.sampled_from(TASHKEEL), positions)
def test_tashkeel_does_not_count(title: str, mark: str, positions: list[int]) -> None:
    assert match_form(inserted(mark, title, positions)) == match_form(title)


@given(headlines, positions)
def test_tatweel_does_not_count(title: str, positions: list[int]) -> None:
    assert match_form(inserted("\u0640", title, positions)) == match_form(title)


@given(headlines, st.sampled_from(UNSEEN), positions)
def test_marks_without_width_do_not_count(title: str, mark: str, positions: list[int]) -> None:
    assert match_form(inserted(mark, title, positions)) == match_form(title)


@given(
    headlines, st.sampled_from([" ", "\u00a0", "\t", "\n", "\u2003", "\u202f", "\u3000"]), st.integers(1, 3)
)
def test_white_space_counts_once(title: str, space: str, times: int) -> None:
    assert match_form(space + title.replace(" ", space * times) + space) == match_form(title)


@given(headlines)
def test_case_and_composition_do_not_count(title: str) -> None:
    form = match_form(title)
    assert match_form(title.upper()) == match_form(title.lower()) == form
    assert match_form(unicodedata.normalize("NFD", title)) == form
    assert match_form(unicodedata.normalize("NFKC", title)) == form


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("أإآٱا", "ااااا"),
        ("مسؤول", "مسوول"),
        ("الطائرة", "الطايره"),
        ("مستشفى", "مستشفي"),
        ("الحكومة", "الحكومه"),
        ("گازوال ڭازوال", "كازوال كازوال"),
        ("ﻻعب ﻣﺤﻤﺪ", "لاعب محمد"),
    ],
)
def test_forms_of_a_letter_meet(one: str, other: str) -> None:
    assert match_form(one) == match_form(other)


@pytest.mark.parametrize("digits", ["٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹", "０１２３４５６７８９"])
def test_digits_of_every_script_are_the_same(digits: str) -> None:
    assert match_form(digits) == "0123456789"
    assert match_form("بنسبة ١٫٥٪") == match_form("بنسبة 1.5%")


def test_quotes_and_dashes_are_plain() -> None:
    assert match_form("«اتفاق» “اتفاق” „اتفاق‟") == '"اتفاق" "اتفاق" "اتفاق"'
    assert match_form("l’accord l‘accord lʼaccord l´accord") == "l'accord l'accord l'accord l'accord"
    assert match_form("2–1 2—1 2−1 2‑1") == "2-1 2-1 2-1 2-1"
    assert match_form("قريبا…") == match_form("قريبا...")


def test_what_carries_meaning_stays() -> None:
    assert match_form("Été à Fès : 40 °C !") == "été à fès : 40 °c !"
    assert match_form("من فاز؟ الرجاء، لا الوداد") == "من فاز؟ الرجاء، لا الوداد"
    different = ["سماء", "سما", "قلب", "كلب", "ذهب", "دهب", "maïs", "mais"]
    assert len(set(map(match_form, different))) == len(different)
