"""Numbers, plurals and dates, as readers write them."""

from __future__ import annotations

import tomllib
from datetime import UTC, datetime
from importlib.resources import files

import pytest

from topics.digest.words import LEFT_TO_RIGHT, languages, words_of
from topics.errors import UsageError

ZONE = "Africa/Casablanca"
CATEGORIES = {
    "ar": {"zero", "one", "two", "few", "many", "other"},
    "fr": {"one", "other"},
    "en": {"one", "other"},
}


def shape(value: object) -> object:
    """What of a table must be there in every language."""
    return {key: shape(one) for key, one in value.items()} if isinstance(value, dict) else type(value)


def test_every_language_has_every_word() -> None:
    tables = tomllib.loads(files("topics.digest").joinpath("words.toml").read_text(encoding="utf-8"))
    assert set(tables) == set(languages()) == set(CATEGORIES)
    plurals = ("headlines", "outlets", "times")
    for code, table in tables.items():
        assert {frozenset(table.pop(key)) for key in plurals} == {frozenset(CATEGORIES[code])}
        assert (len(table["months"]), len(table["weekdays"])) == (12, 7)
    assert shape(tables["ar"]) == shape(tables["fr"]) == shape(tables["en"])


@pytest.mark.parametrize(
    ("n", "ar", "fr", "en"),
    [
        (0, "لا عنوان", "0 titre", "0 headlines"),
        (1, "عنوان واحد", "1 titre", "1 headline"),
        (2, "عنوانان", "2 titres", "2 headlines"),
        (5, "5 عناوين", "5 titres", "5 headlines"),
        (11, "11 عنوانا", "11 titres", "11 headlines"),
        (100, "100 عنوان", "100 titres", "100 headlines"),
        (1204, "1.204 عناوين", "1\u202f204 titres", "1,204 headlines"),
    ],
)
def test_a_noun_has_the_form_that_goes_with_its_number(n: int, ar: str, fr: str, en: str) -> None:
    for code, expected in (("ar", ar), ("fr", fr), ("en", en)):
        assert words_of(code, ZONE).counted("headlines", n) == expected


def test_numbers_have_the_languages_separators() -> None:
    assert words_of("fr", ZONE).number(12345.67, 1) == "12\u202f345,7"
    assert words_of("ar", ZONE).number(12345.67, 1) == "12.345,7"
    assert words_of("en", ZONE).number(-12345.67, 1) == "−12,345.7"
    assert words_of("en", ZONE).number(-0.4) == "0"


@pytest.mark.parametrize(
    ("value", "expected"), [(0.04, "0"), (0.4, "0.4"), (2.0, "2"), (2.25, "2.2"), (98.7, "99")]
)
def test_a_mean_has_a_digit_only_where_it_is_small(value: float, expected: str) -> None:
    assert words_of("en", ZONE).about(value) == expected


def test_a_change_keeps_its_sign_on_its_side() -> None:
    assert words_of("fr", ZONE).change(1.23) == "+23\u00a0%"
    assert words_of("en", ZONE).change(0.92) == "−8%"
    assert words_of("ar", ZONE).change(1.23) == f"{LEFT_TO_RIGHT}+23%{LEFT_TO_RIGHT}"


def test_dates_are_those_of_the_newsrooms_calendar() -> None:
    moment = datetime(2026, 7, 31, 23, 30, tzinfo=UTC)  # already August in Casablanca
    assert words_of("ar", ZONE).moment(moment) == "السبت 1 غشت 2026 00:30"
    assert words_of("fr", ZONE).date(moment) == "samedi 1er août 2026"
    assert words_of("en", "UTC").date(moment) == "Friday 31 July 2026"
    assert words_of("fr", ZONE, year=2026).moment(moment) == "samedi 1er août 00:30"
    assert words_of("fr", ZONE, year=2027).moment(moment) == "samedi 1er août 2026 00:30"


def test_a_language_that_nobody_wrote_is_refused() -> None:
    with pytest.raises(UsageError, match="ar, fr, en"):
        words_of("de", ZONE)


def test_a_language_without_a_name_is_its_code() -> None:
    assert words_of("fr", ZONE).language("ary") == "darija"
    assert words_of("fr", ZONE).language("tzm") == "tzm"
