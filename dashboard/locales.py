"""Numbers and times as readers of each language write them (CLDR: ar-MA, fr, en).

The Maghreb writes 0 to 9 in Arabic too. What has a sign or a colon is isolated, so that it keeps its order in
Arabic text.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

GROUP = {"ar": ".", "fr": "\u202f", "en": ","}
DECIMAL = {"ar": ",", "fr": ",", "en": "."}


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
    swap = str.maketrans({",": GROUP[language], ".": DECIMAL[language], "-": "−"})
    return plain.translate(swap)


def signed(value: float, language: str, digits: int = 0) -> str:
    """A change, with its sign before it in either direction of writing."""
    sign = "+" if value > 0 else "−" if value < 0 else "±"
    return f"{LEFT}{sign}{number(abs(value), language, digits)}{END}"


def change(share: float, language: str) -> str:
    """By how much more or less, as per cent."""
    return f"{LEFT}{signed(100 * share, language)}{percent_sign(language)}{END}"


def percent_sign(language: str) -> str:
    """The sign, with the space that the language puts before it."""
    return "\u202f%" if language == "fr" else "%"


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
    return f"{local.day} {name} {local.year}" if year else f"{local.day} {name}"


def clock(moment: datetime, timezone: str) -> str:
    """The hour of a moment in the newsroom's zone."""
    return f"{LEFT}{moment.astimezone(ZoneInfo(timezone)):%H:%M}{END}"


def stamp(moment: datetime, timezone: str, language: str, *, year: bool = False) -> str:
    """Day and hour of a moment in the newsroom's zone."""
    comma = "،" if language == "ar" else ","
    return f"{day(moment, timezone, language, year=year)}{comma} {clock(moment, timezone)}"


def vega_locale(language: str) -> dict[str, Any]:
    """The same for charts: what Vega's ``config.locale`` takes."""
    names, days, short = list(MONTHS[language]), list(DAYS[language]), list(SHORT[language])
    number = {
        "decimal": DECIMAL[language],
        "thousands": GROUP[language],
        "grouping": [3],
        "currency": ["", ""],
        "percent": "\u202f%" if language == "fr" else "%",
        "minus": "−",
    }
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
