"""What an alert says in three languages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.alerting import CITED, alert
from topics.trends.alert_text import LONGEST_NAME, WORDS, number, one_line
from topics.types import Dimension


def test_arabic() -> None:
    one = alert("ar", "الطقس")
    assert one.title == "ارتفاع في «الطقس»: عدد العناوين 34، والمتوقع 8.1"
    assert one.body.splitlines() == [
        "الباب: الطقس",
        "عدد العناوين: 34، والمتوقع: 8.1",
        "النسبة: ×4.2",
        "منذ 2026-03-25 10:00، والذروة 2026-03-25 10:00 (Africa/Casablanca)",
        "المنابر (3): جريدة الميناء، Le Courrier، Harbour News",
        "القاعدة: rises",
    ]


def test_french_and_english() -> None:
    french, english = alert("fr", "Météo"), alert("en", by=Dimension.THEME)
    assert french.title == "« Météo » en hausse : 34 titres, 8,1 attendus"
    assert french.body.splitlines()[0] == "Rubrique : Météo"
    assert english.title == "“Weather” is rising: 34 headlines, 8.1 expected"
    assert english.body.splitlines()[:2] == ["Theme: Weather", "Headlines: 34, expected: 8.1"]


@pytest.mark.parametrize("by", list(Dimension))
def test_every_dimension_has_its_word(by: Dimension) -> None:
    for language in ("ar", "fr", "en"):
        assert alert(language, by=by).body.splitlines()[0].endswith("Weather")
    assert all(set(words) == {"ar", "fr", "en"} for words in WORDS.values())


def test_headlines_stay_as_they_are_and_links_are_theirs() -> None:
    assert alert().cited == CITED
    assert alert().links == ("https://example.org/ar?a=1&b=2", "https://example.org/fr")


def test_what_nothing_let_expect_has_no_ratio() -> None:
    assert "Ratio" not in alert(expected=0.0).body + alert(expected=0.4).body
    assert alert(expected=0.003).title.endswith("34 headlines, 0 expected")
    assert alert(score=float("inf"), p_value=0.0).burst.score == 324.0


def test_many_outlets_are_counted_and_some_named() -> None:
    line = alert(outlets=tuple(f"Outlet {n}" for n in range(40))).body.splitlines()[4]
    assert line.startswith("Outlets (40): Outlet 0, ") and line.endswith("Outlet 7, …")


def test_a_long_name_is_cut_in_the_title_alone() -> None:
    one = alert(name="ط" * 300)
    assert one.title.count("ط") == LONGEST_NAME - 1
    assert one.name == "ط" * 300


@given(st.text())
def test_a_title_is_one_line_whatever_a_theme_is_called(name: str) -> None:
    one = alert("ar", name)
    assert len(one.title.splitlines()) == 1
    assert len(one.body.splitlines()) == 6
    assert one_line(one_line(name)) == one_line(name)


def test_marks_that_arabic_needs_stay() -> None:
    assert one_line("كلمة\u200cثانية\u200f\nسطر") == "كلمة\u200cثانية\u200f سطر"


def test_braces_in_a_name_are_no_places_to_fill() -> None:
    assert "{count} {name}" in alert(name="{count} {name}").title


def test_numbers_as_people_write_them() -> None:
    assert [number(value, "en") for value in (0.0, 0.04, 9.94, 9.96, 1234.5)] == [
        "0",
        "0",
        "9.9",
        "10",
        "1234",
    ]
    assert number(8.1, "fr") == "8,1"
