"""Dates as outlets write them: RFC 822, ISO 8601, seconds since 1970, and days in words of four languages.

A date that can't be true (before 1990, more than two days ahead) is None; an unknown time is never "now".
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

from topics.text import match_form

EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
AHEAD = timedelta(days=2)

_MONTHS = {
    1: "january jan janvier janv enero ene يناير كانون_الثاني جانفي ينايير",
    2: "february feb février fév fevr févr fevrier febrero فبراير شباط فيفري فبراير",
    3: "march mar mars marzo مارس آذار",
    4: "april apr avril avr abril abr أبريل ابريل نيسان أفريل",
    5: "may mai mayo مايو ماي أيار",
    6: "june jun juin junio يونيو حزيران جوان يونيه",
    7: "july jul juillet juil julio يوليو يوليوز تموز جويلية يوليه",
    8: "august aug août aout agosto ago أغسطس غشت آب أوت",
    9: "september sep sept septembre septiembre سبتمبر شتنبر أيلول",
    10: "october oct octobre octubre أكتوبر اكتوبر تشرين_الأول",
    11: "november nov novembre noviembre نوفمبر نونبر تشرين_الثاني",
    12: "december dec décembre déc decembre diciembre dic ديسمبر دجنبر كانون_الأول",
}
_MONTH = {
    match_form(name.replace("_", " ")): number for number, names in _MONTHS.items() for name in names.split()
}
_NAMES = "|".join(sorted(map(re.escape, _MONTH), key=len, reverse=True))
_CLOCK = re.compile(r"(?<!\d)([01]?\d|2[0-3])[:h]([0-5]\d)(?::([0-5]\d))?(?!\d)")
_DAY_MONTH_YEAR = re.compile(
    rf"(?<!\d)(\d{{1,2}})(?:er|st|nd|rd|th)?(?: de| of)?[\s\-/.,]+({_NAMES})\.?(?: de)?[\s\-/.,]+(\d{{4}})"
)
_MONTH_DAY_YEAR = re.compile(rf"({_NAMES})\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+(\d{{4}})")
_NUMBERS = re.compile(r"(?<!\d)(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})(?!\d)")
_YEAR_FIRST = re.compile(r"(?<!\d)(\d{4})[/.\-](\d{1,2})[/.\-](\d{1,2})(?!\d)")
_AGO = re.compile(
    r"(?:منذ|قبل|il y a|hace)?\s*(\d{1,3})?\s*"
    r"(دقيقه|دقائق|دقيقتين|ساعه|ساعات|ساعتين|يوم|ايام|يومين|minutes?|min|heures?|h|hours?|jours?|days?|minutos?|horas?|dias?|días?)"
    r"(?:\s+ago)?"
)
_UNITS = {
    "د": timedelta(minutes=1), "m": timedelta(minutes=1),
    "س": timedelta(hours=1), "h": timedelta(hours=1),
    "ي": timedelta(days=1), "ا": timedelta(days=1), "j": timedelta(days=1), "d": timedelta(days=1),
}  # fmt: skip
_RELATIVE = ("منذ", "قبل", "il y a", "hace", "ago")


def parse_date(value: Any, *, now: datetime) -> datetime | None:
    """The UTC time that a source wrote, or None where it is missing, unreadable or can't be true.

    A time without a zone is taken as UTC; days before months where a date is only numbers. Never raises.
    """
    try:
        moment = _parsed(value, now)
        if moment is None:
            return None
        aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        utc = aware.astimezone(UTC)
    except (ValueError, TypeError, OverflowError, OSError):
        return None
    return utc if EARLIEST <= utc <= now + AHEAD else None


def _parsed(value: Any, now: datetime) -> datetime | None:
    if isinstance(value, datetime):
        return value
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day, tzinfo=UTC)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _epoch(float(value))
    if not isinstance(value, str) or not value.strip():
        return None
    text = match_form(value)[:100]
    if re.fullmatch(r"\d{9,13}(?:\.\d+)?", text):
        return _epoch(float(text))
    for read in (_iso, _mail, _in_words):
        moment = read(value.strip() if read is _mail else text)
        if moment is not None:
            return moment
    return _relative(text, now)


def _epoch(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds / 1000 if seconds > 1e11 else seconds, UTC)


def _iso(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text.upper())
    except ValueError:
        return None


def _mail(text: str) -> datetime | None:
    """RFC 822, as RSS has it; a clock of 24:00 and names of zones that nobody uses are not."""
    try:
        return parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError):
        return None


def _in_words(text: str) -> datetime | None:
    day = _day(text)
    if day is None:
        return None
    clock = _CLOCK.search(text)
    hour, minute, second = (int(part or 0) for part in clock.groups()) if clock else (0, 0, 0)
    return datetime(*day, hour, minute, second, tzinfo=UTC)


def _day(text: str) -> tuple[int, int, int] | None:
    if found := _DAY_MONTH_YEAR.search(text):
        return int(found[3]), _MONTH[found[2]], int(found[1])
    if found := _MONTH_DAY_YEAR.search(text):
        return int(found[3]), _MONTH[found[1]], int(found[2])
    if found := _YEAR_FIRST.search(text):
        return int(found[1]), int(found[2]), int(found[3])
    if found := _NUMBERS.search(text):
        return int(found[3]), int(found[2]), int(found[1])
    return None


def _relative(text: str, now: datetime) -> datetime | None:
    """«منذ 3 ساعات», "il y a 2 h", "5 minutes ago"."""
    found = _AGO.search(text) if any(word in text for word in _RELATIVE) else None
    if found is None:
        return None
    dual = found[2].endswith("ين")
    return now - (2 if dual else int(found[1] or 1)) * _UNITS[found[2][0]]
