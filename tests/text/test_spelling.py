"""The usual spelling: natural to read, the same for every way of writing a title, and undone by matching."""

from __future__ import annotations

import subprocess
import sys
import time
import unicodedata
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.text.titles import HEADLINES, anything, made_up
from topics.spelling import usual_spelling, usual_spellings
from topics.text import content_hash, embedding_text, match_form, plain_form

SIBLINGS = ("اأإآٱ", "يىئ", "وؤ", "هة", "كگڭ", "0٠۰", "1١۱", "7٧۷", "2٢۲", "'’‘ʼ", '"«»“”', "-–−")
MARKS = "\u064b\u064e\u0651\u0652\u0670\u0640\u200b\u200e\u200f\u202b\u202c\u2067\u2069\u00ad\ufeff"
TITLES = (
    *HEADLINES,
    "الأمطار تعود إلى المملكة بعد 127 يوما",
    "مسؤولة تُعلن «نتائج» الدورة الأولى، وأسئلة إلى الحكومة",
    "Le Roi reçoit l’ambassadeur de France à l'ONU",
    "“World Cup” 2027 – 1,200 fans in Rabat",
)
SEPARATORS = " -'\".,:_/#\u0301\u0307\u0345\u0654\u200d\u064f"


@st.composite
def words_of_the_table(draw: st.DrawFn) -> str:
    """Entries with signs between them that could grow onto their letters."""
    words = draw(st.lists(st.sampled_from(sorted(usual_spellings())), min_size=1, max_size=5))
    signs = draw(st.lists(st.text(st.sampled_from(SEPARATORS), max_size=2), min_size=5, max_size=5))
    return "".join(sign + word for sign, word in zip(signs, words, strict=False)) + signs[-1]


@st.composite
def variants(draw: st.DrawFn) -> tuple[str, str]:
    """A title, and the same title as others would write it."""
    title = draw(st.sampled_from(TITLES))
    written = [_sibling(draw, char) if draw(st.booleans()) else char for char in title]
    for place in draw(st.lists(st.integers(0, len(written) - 1), max_size=6)):
        written[place] += draw(st.sampled_from(MARKS))
    text = "".join(written)
    return title, draw(st.sampled_from([text, text.upper(), text.lower(), text.title(), f" {text}\u00a0"]))


def _sibling(draw: st.DrawFn, char: str) -> str:
    """Another letter or sign that is read as this one."""
    return draw(st.sampled_from(next((group for group in SIBLINGS if char in group), char)))


# --- the table ----------------------------------------------------------------------------------------


def test_every_entry_is_found_again_and_says_something() -> None:
    spellings = usual_spellings()
    assert len(spellings) > 20_000
    assert {form: match_form(word) for form, word in spellings.items()} == {form: form for form in spellings}
    assert [form for form, word in spellings.items() if form == word] == []


def test_entries_are_words_of_letters_and_digits_alone() -> None:
    """No mark, sign or space: neither the matching form nor the eye would find them again."""
    odd = [
        (form, word)
        for form, word in usual_spellings().items()
        if any(unicodedata.category(char)[0] not in "LN" for char in form + word)
    ]
    assert odd == []


def test_the_table_is_sorted_and_names_a_word_once() -> None:
    text = files("topics").joinpath("spellings.tsv").read_bytes().decode("utf-8")
    assert text.endswith("\n") and "\r" not in text
    rows = [line.split("\t") for line in text.removesuffix("\n").split("\n")]
    assert {len(row) for row in rows} == {2}
    forms = [form for form, _ in rows]
    assert forms == sorted(set(forms))
    assert len(usual_spellings()) == len(forms)


def test_the_table_is_read_when_it_is_first_asked_and_at_once() -> None:
    script = (
        "import sys, topics; assert 'topics.spelling' not in sys.modules\n"
        "import topics.text; from topics.spelling import usual_spellings as table\n"
        "assert table.cache_info().currsize == 0\n"
        "topics.text.content_hash('Titre'); assert table.cache_info().currsize == 0\n"
        "topics.text.embedding_text('Titre'); assert table.cache_info().currsize == 1"
    )
    subprocess.run([sys.executable, "-c", script], check=True)
    began = time.process_time()
    usual_spellings.__wrapped__()
    assert time.process_time() - began < 0.5  # a tenth of it on one busy core


# --- the spelling -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("form", "spelt"),
    [
        ("الامطار تعود الي المملكه", "الأمطار تعود إلى المملكة"),
        ("اسيله الي المسوولين", "أسئلة إلى المسؤولين"),
        ("مستشفي الاطفال", "مستشفى الأطفال"),
        ("maroc : la pluie revient", "Maroc : la pluie revient"),
        ("france : une équipe à paris", "France : une équipe à Paris"),
        ("les pluies reviennent en france", "Les pluies reviennent en France"),
        ("hassan ii et l'unesco", "Hassan II et l'Unesco"),
        ("élections : l'union attend", "Élections : l'Union attend"),
        ("2 - 1", "2 - 1"),
        ("", ""),
    ],
)
def test_words_are_spelt_as_they_mostly_are(form: str, spelt: str) -> None:
    assert match_form(form) == form
    assert usual_spelling(form) == spelt


def test_words_that_are_not_in_the_table_stay() -> None:
    assert usual_spelling("x qwrtpsdf كثقفغع") == "X qwrtpsdf كثقفغع"
    assert usual_spelling("«qwrtpsdf»") == "«qwrtpsdf»"


@given(anything)
def test_the_matching_form_of_the_usual_spelling_is_the_matching_form(title: str) -> None:
    form = match_form(title)
    assert match_form(usual_spelling(form)) == form


@given(words_of_the_table())
def test_so_it_is_whatever_stands_beside_a_word(title: str) -> None:
    form = match_form(title)
    assert match_form(usual_spelling(form)) == form
    assert usual_spelling(match_form(usual_spelling(form))) == usual_spelling(form)


@given(st.one_of(made_up, st.sampled_from(TITLES), words_of_the_table()))
def test_a_second_time_changes_nothing(title: str) -> None:
    text = embedding_text(title)
    assert embedding_text(text) == text


@given(variants())
def test_all_ways_of_writing_a_title_are_spelt_alike(pair: tuple[str, str]) -> None:
    title, variant = pair
    assert plain_form(variant) == plain_form(title)
    assert embedding_text(variant) == embedding_text(title)
    assert content_hash(variant) == content_hash(title)


@given(anything, anything)
def test_different_titles_stay_different(one: str, other: str) -> None:
    same = plain_form(one) == plain_form(other)
    assert (embedding_text(one) == embedding_text(other)) == same
