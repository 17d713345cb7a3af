"""Numbers and times as each language writes them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from dashboard import locales

MOMENT = datetime(2026, 8, 31, 23, 30, tzinfo=UTC)
ZONE = "Africa/Casablanca"


@pytest.mark.parametrize(
    ("language", "written"), [("ar", "1.234,5"), ("fr", "1\u202f234,5"), ("en", "1,234.5")]
)
def test_numbers(language: str, written: str) -> None:
    assert locales.number(1234.5, language, 1) == written


def test_a_sign_keeps_its_place_in_arabic() -> None:
    assert locales.signed(-3.2, "ar", 1) == "\u2066−3,2\u2069"
    assert locales.signed(3, "fr") == "\u2066+3\u2069"
    assert locales.signed(0, "en") == "\u2066±0\u2069"


def test_shares_and_changes() -> None:
    assert [locales.percent(0.125, language) for language in ("ar", "fr", "en")] == [
        "12%",
        "12\u202f%",
        "12%",
    ]
    assert locales.change(0.5, "en") == "\u2066\u2066+50\u2069%\u2069"
    assert locales.times(2.04, "fr") == "\u2066×2,0\u2069"


@pytest.mark.parametrize(
    ("language", "written"),
    [("ar", "1 شتنبر 2026"), ("fr", "1 sept. 2026"), ("en", "1 Sep 2026")],
)
def test_a_day_is_the_newsrooms(language: str, written: str) -> None:
    assert locales.day(MOMENT, ZONE, language) == written


def test_a_stamp_isolates_its_clock() -> None:
    assert locales.stamp(MOMENT, ZONE, "ar") == "1 شتنبر، \u206600:30\u2069"
