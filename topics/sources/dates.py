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
_CLOCK = re.compile(
    r"(?<!\d)([01]?\d|2[0-3])[:h]([0-5]\d)(?::([0-5]\d))?(?!\d)"
    r"(?:\s*(am|pm|ص|م|صباحا|مساء)(?!\w))?(?:\s*(?:gmt|utc)?([+-])(\d{1,2}):?(\d{2})?(?!\d))?"
)
_AFTERNOON = {"pm", "م", "مساء"}
_DAY_MONTH_YEAR = re.compile(
    rf"(?<!\d)(\d{{1,2}})(?:er|st|nd|rd|th)?(?: de| of)?[\s\-/.,،]+({_NAMES})\.?(?: de)?[\s\-/.,،]+(\d{{4}})"
)
_MONTH_DAY_YEAR = re.compile(rf"({_NAMES})\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+(\d{{4}})")
_NUMBERS = re.compile(r"(?<!\d)(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})(?!\d)")
_YEAR_FIRST = re.compile(r"(?<!\d)(\d{4})[/.\-](\d{1,2})[/.\-](\d{1,2})(?!\d)")
_UNITS = {
    timedelta(minutes=1): "دقيقة دقائق دقيقتين minute minutes min minuto minutos",
    timedelta(hours=1): "ساعة ساعات ساعتين heure heures h hour hours hora horas",
    timedelta(days=1): "يوم أيام يوما يومين jour jours day days dia dias día días",
    timedelta(weeks=1): "أسبوع أسابيع أسبوعين semaine semaines week weeks semana semanas",
}
_UNIT = {match_form(name): width for width, names in _UNITS.items() for name in names.split()}
_AGO = re.compile(
    rf"(?:(?<!\w)(\d{{1,3}})\s*|(?<!\w))({'|'.join(sorted(_UNIT, key=len, reverse=True))})(?!\w)"
)
_RELATIVE = re.compile(r"(?:منذ|قبل|il y a|hace)\s|\sago$")


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
    mailed = _mail(value.strip())
    if mailed is not None and mailed.tzinfo:
        return mailed
    return _iso(text) or _in_words(text) or mailed or _relative(text, now)


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
    return datetime(*day, tzinfo=UTC) + (_since_midnight(clock) if clock else timedelta())


def _since_midnight(clock: re.Match[str]) -> timedelta:
    """In UTC: less the offset, where one is written."""
    hour, minute, second = (int(part or 0) for part in clock.groups()[:3])
    if clock[4]:
        hour = hour % 12 + 12 * (clock[4] in _AFTERNOON)
    offset = timedelta(hours=int(clock[6] or 0), minutes=int(clock[7] or 0))
    return timedelta(hours=hour, minutes=minute, seconds=second) - (-offset if clock[5] == "-" else offset)


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
    found = _AGO.search(text) if _RELATIVE.search(text) else None
    if found is None:
        return None
    dual = found[2].endswith("ين")
    return now - (2 if dual else int(found[1] or 1)) * _UNIT[found[2]]
