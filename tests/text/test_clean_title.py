"""The form in which a title is shown: as written, on one line, without rubbish."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.text.titles import HEADLINES, anything
from topics.text import clean_title


@given(anything)
def test_every_string_becomes_one_composed_line(raw: str) -> None:
    title = clean_title(raw)
    assert unicodedata.is_normalized("NFC", title)
    assert len(title.splitlines()) <= 1
    assert title == title.strip()
    assert title.encode().decode() == title  # no surrogates
    assert not any(unicodedata.category(char) == "Cc" for char in title)


@given(anything.filter(lambda raw: "&" not in raw))
def test_a_second_time_changes_nothing_without_entities(raw: str) -> None:
    assert clean_title(clean_title(raw)) == clean_title(raw)


@given(st.sampled_from(HEADLINES))
def test_letters_stay_as_they_were_written(title: str) -> None:
    assert clean_title(f"\ufeff\n {title}\u200f\r\n") == title


def test_tashkeel_tatweel_and_hamza_are_shown() -> None:
    assert clean_title("إِنَّ الأمـــطار ستعود آخرَ الأسبوع") == "إِنَّ الأمـــطار ستعود آخرَ الأسبوع"


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("Budget&nbsp;: d&eacute;bat &amp; vote", "Budget : débat & vote"),
        ("&#1575;&#1604;&#1594;&#1575;&#1576;&#1577;", "الغابة"),
        ("R&amp;amp;D", "R&amp;D"),
        ("&lt;b&gt;Direct&lt;/b&gt;", "<b>Direct</b>"),
        ("AT&T and H&M", "AT&T and H&M"),
        ("&#0;&#xD800;Port", "\ufffd\ufffdPort"),
    ],
)
def test_entities_are_decoded_once(raw: str, shown: str) -> None:
    assert clean_title(raw) == shown


def test_lines_tabs_and_odd_spaces_become_single_spaces() -> None:
    assert (
        clean_title("خبر\u2028أول\u2029ثان\x85ثالث\tرابع\r\nخامس\u00a0\u3000سادس")
        == "خبر أول ثان ثالث رابع خامس سادس"
    )


def test_joiners_inside_a_word_stay_and_embeddings_of_direction_go() -> None:
    assert clean_title("می\u200cخواهم") == "می\u200cخواهم"
    assert clean_title("\u202bعاجل\u202c \u2067خبر\u2069") == "عاجل خبر"


def test_letters_are_composed() -> None:
    assert clean_title("E\u0301te\u0301") == "Été"
    assert clean_title("ا\u0653ب") == "آب"
