"""Every text is there in every language, with the same blanks to fill in."""

from __future__ import annotations

from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from string import Formatter
from zoneinfo import ZoneInfo

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from dashboard import data, wording
from dashboard.cards import theme_past
from dashboard.comparisons import side
from dashboard.front_cards import silences
from dashboard.wording.nouns import NOUNS
from dashboard.words import LANGUAGE_NAMES, LANGUAGES, WORDS, counted, language_name
from tests.dashboard.conftest import APP
from topics.front_page import Silence
from topics.types import HeadlineFilter, LinkKind, ThemeLink


@pytest.mark.parametrize("key", WORDS)
def test_a_text_is_there_in_every_language_with_the_same_blanks(key: str) -> None:
    texts = WORDS[key]
    assert set(texts) == set(LANGUAGES)
    blanks = {frozenset(name for _, name, _, _ in Formatter().parse(text) if name) for text in texts.values()}
    assert len(blanks) == 1


def test_a_language_without_a_name_shows_its_code() -> None:
    assert language_name("ar", "fr") == "arabe"
    assert language_name("tzm", "fr") == "tzm"
    assert all(set(names) == set(LANGUAGES) for names in LANGUAGE_NAMES.values())


@pytest.mark.parametrize(
    ("n", "said"),
    [(0, "0 عناوين"), (1, "عنوان واحد"), (2, "عنوانان"), (3, "3 عناوين"), (10, "10 عناوين"),
     (11, "11 عنوانا"), (99, "99 عنوانا"), (100, "100 عنوان"), (103, "103 عناوين"), (1234, "1.234 عنوانا")],
)  # fmt: skip
def test_arabic_nouns_follow_their_numbers(n: int, said: str) -> None:
    assert counted("headline", n, "ar") == said


def test_french_and_english_nouns_follow_theirs() -> None:
    assert [counted("headline", n, "fr") for n in (0, 1, 2)] == ["0 titre", "1 titre", "2 titres"]
    assert [counted("headline", n, "en") for n in (0, 1, 1234)] == [
        "0 headlines", "1 headline", "1,234 headlines",
    ]  # fmt: skip


def test_every_noun_has_every_form() -> None:
    for forms in NOUNS.values():
        assert {language: len(some) for language, some in forms.items()} == {"ar": 5, "fr": 2, "en": 2}


def test_no_page_says_a_key_anew() -> None:
    folder = Path(wording.__file__).parent
    names = {path.stem for path in folder.glob("*.py")} - {"__init__", "nouns"}
    modules = [import_module(f"dashboard.wording.{name}") for name in names]
    assert sum(len(module.WORDS) for module in modules) == len(WORDS)


@pytest.mark.parametrize(
    ("n", "said"),
    [(1, "مرة واحدة"), (2, "مرتين متتاليتين"), (3, "3 مرات متتالية"), (11, "11 مرة متتالية")],
)
def test_times_in_a_row_follow_their_number(n: int, said: str) -> None:
    assert said in silences([Silence("صدى", None, n)], 5, "ar", "UTC")


@pytest.mark.parametrize(
    ("language", "whole", "part"),
    [("ar", "تفرع إلى", "تفرع عن"), ("fr", "scindé, dont", "issu de"), ("en", "split into", "split from")],
)
@pytest.mark.usefixtures("store")
def test_a_split_is_told_from_either_side(language: str, whole: str, part: str) -> None:
    now = datetime(2026, 5, 20, tzinfo=UTC)
    link = ThemeLink(LinkKind.SPLIT, "T1", "T2", 9, 0.5, 1.0, "r", now)
    assert f"{whole} <" in theme_past([link], [], "T1", language, "UTC")
    assert f"{part} <" in theme_past([link], [], "T2", language, "UTC")


def test_a_span_is_named_by_its_last_day(monkeypatch: pytest.MonkeyPatch) -> None:
    zone = ZoneInfo("Africa/Casablanca")
    week = HeadlineFilter(since=datetime(2026, 5, 4, tzinfo=zone), until=datetime(2026, 5, 11, tzinfo=zone))
    monkeypatch.setattr(data, "timezone", lambda: zone.key)
    assert side(week, "before", "en") == "4 May – 10 May"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.usefixtures("store")
def test_a_tab_is_named_in_the_readers_language(language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    named: list[str] = []
    monkeypatch.setattr(st, "set_page_config", lambda **told: named.append(told["page_title"]))
    app = AppTest.from_file(str(APP), default_timeout=30)
    app.query_params["lang"] = language
    assert not app.run().exception
    assert set(named) == {WORDS["app"][language]}
