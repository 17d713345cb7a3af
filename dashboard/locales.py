"""Numbers and times as readers of each language write them (CLDR: ar-MA, fr, en).

The Maghreb writes 0 to 9 in Arabic too; a reader may choose ٠ to ٩, with CLDR's signs for them (``ar``).
What has a sign or a colon is isolated, so that it keeps its order in Arabic text.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from dashboard.digits import NUMERALS, SHAPES, arabic, shaped

GROUP = {"ar": ".", "fr": "\u202f", "en": ","}
DECIMAL = {"ar": ",", "fr": ",", "en": "."}
ARABIC_GROUP, ARABIC_DECIMAL, ARABIC_PERCENT = "\u066c", "\u066b", "\u066a"  # beside ٠ to ٩


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


MONTHS = {
    "ar": _words("يناير فبراير مارس أبريل ماي يونيو يوليوز غشت شتنبر أكتوبر نونبر دجنبر"),
    "fr": _words("janvier février mars avril mai juin juillet août septembre octobre novembre décembre"),
    "en": _words("January February March April May June July August September October November December"),
}
SHORT = {
    "ar": MONTHS["ar"],
    "fr": _words("janv. févr. mars avr. mai juin juil. août sept. oct. nov. déc."),
    "en": _words("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec"),
}
DAYS = {
    "ar": _words("الأحد الاثنين الثلاثاء الأربعاء الخميس الجمعة السبت"),
    "fr": _words("dimanche lundi mardi mercredi jeudi vendredi samedi"),
    "en": _words("Sunday Monday Tuesday Wednesday Thursday Friday Saturday"),
}
LEFT, END = "\u2066", "\u2069"  # an isolated piece that runs from left to right


def number(value: float, language: str, digits: int = 0) -> str:
    """A number with its groups and decimals."""
    plain = f"{value:,.{digits}f}"
    own = arabic(language)
    group, decimal = (ARABIC_GROUP, ARABIC_DECIMAL) if own else (GROUP[language], DECIMAL[language])
    written = plain.translate(str.maketrans({",": group, ".": decimal, "-": "−"}))
    return written.translate(SHAPES) if own else written


def signed(value: float, language: str, digits: int = 0) -> str:
    """A change, with its sign before it in either direction of writing."""
    sign = "+" if value > 0 else "−" if value < 0 else "±"
    return f"{LEFT}{sign}{number(abs(value), language, digits)}{END}"


def change(share: float, language: str) -> str:
    """By how much more or less, as per cent."""
    return f"{LEFT}{signed(100 * share, language)}{percent_sign(language)}{END}"


def percent_sign(language: str) -> str:
    """The sign, with the space that the language puts before it."""
    return ARABIC_PERCENT if arabic(language) else "\u202f%" if language == "fr" else "%"


def percent(share: float, language: str, digits: int = 0) -> str:
    """A share of 1 as per cent."""
    return f"{number(100 * share, language, digits)}{percent_sign(language)}"


def times(ratio: float, language: str) -> str:
    """How many times as much."""
    return f"{LEFT}×{number(ratio, language, 1)}{END}"


def day(moment: datetime, timezone: str, language: str, *, year: bool = True) -> str:
    """The day of a moment in the newsroom's zone."""
    local = moment.astimezone(ZoneInfo(timezone))
    name = SHORT[language][local.month - 1]
    return shaped(f"{local.day} {name} {local.year}" if year else f"{local.day} {name}", language)


def clock(moment: datetime, timezone: str, language: str) -> str:
    """The hour of a moment in the newsroom's zone."""
    return shaped(f"{LEFT}{moment.astimezone(ZoneInfo(timezone)):%H:%M}{END}", language)


def stamp(moment: datetime, timezone: str, language: str, *, year: bool = False) -> str:
    """Day and hour of a moment in the newsroom's zone."""
    comma = "،" if language == "ar" else ","
    return f"{day(moment, timezone, language, year=year)}{comma} {clock(moment, timezone, language)}"


def vega_locale(language: str) -> dict[str, Any]:
    """The same for charts: what Vega's ``config.locale`` takes."""
    names, days, short = list(MONTHS[language]), list(DAYS[language]), list(SHORT[language])
    own = arabic(language)
    number = {
        "decimal": ARABIC_DECIMAL if own else DECIMAL[language],
        "thousands": ARABIC_GROUP if own else GROUP[language],
        "grouping": [3],
        "currency": ["", ""],
        "percent": percent_sign(language),
        "minus": "−",
    } | ({"numerals": list(NUMERALS)} if own else {})
    time = {
        "dateTime": "%d/%m/%Y %H:%M",
        "date": "%d/%m/%Y",
        "time": "%H:%M",
        "periods": ["", ""],
        "days": days,
        "shortDays": days,
        "months": names,
        "shortMonths": short,
    }
    return {"number": number, "time": time}
