"""What an alert says, in Arabic, French or English. Headlines stay as they were written."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from unicodedata import category
from zoneinfo import ZoneInfo

from topics.trends.alerts import Due
from topics.types import Alert, Burst, Cited

LONGEST_NAME = 120  # characters of a name in a title
SHOWN_OUTLETS = 8
LEAST_EXPECTED = 0.5  # headlines; times nearly nothing is no figure to read
SMALLEST = 324.0  # −log10 of the smallest positive float
BREAKS = {"Cc", "Zl", "Zp", "Cs"}  # Unicode categories
WORDS: dict[str, dict[str, str]] = {
    "title": {
        "ar": "ارتفاع في «{name}»: عدد العناوين {count}، والمتوقع {expected}",
        "fr": "« {name} » en hausse : {count} titres, {expected} attendus",
        "en": "“{name}” is rising: {count} headlines, {expected} expected",
    },
    "topic": {"ar": "الباب: {name}", "fr": "Rubrique : {name}", "en": "Topic: {name}"},
    "theme": {"ar": "موضوع متداول: {name}", "fr": "Thème : {name}", "en": "Theme: {name}"},
    "story": {"ar": "القصة: {name}", "fr": "Histoire : {name}", "en": "Story: {name}"},
    "source": {"ar": "المنبر: {name}", "fr": "Média : {name}", "en": "Outlet: {name}"},
    "language": {"ar": "اللغة: {name}", "fr": "Langue : {name}", "en": "Language: {name}"},
    "count": {
        "ar": "عدد العناوين: {count}، والمتوقع: {expected}",
        "fr": "Titres : {count}, attendus : {expected}",
        "en": "Headlines: {count}, expected: {expected}",
    },
    "ratio": {"ar": "النسبة: ×{ratio}", "fr": "Rapport : ×{ratio}", "en": "Ratio: ×{ratio}"},
    "since": {
        "ar": "منذ {since}، والذروة {peak} ({zone})",
        "fr": "Depuis le {since}, au plus fort le {peak} ({zone})",
        "en": "Since {since}, strongest at {peak} ({zone})",
    },
    "outlets": {
        "ar": "المنابر ({n}): {names}",
        "fr": "Médias ({n}) : {names}",
        "en": "Outlets ({n}): {names}",
    },
    "rule": {"ar": "القاعدة: {rule}", "fr": "Règle : {rule}", "en": "Rule: {rule}"},
}
COMMA = {"ar": "، ", "fr": ", ", "en": ", "}


def write_alert(found: Due, *, name: str, cited: Sequence[Cited], timezone: str, now: datetime) -> Alert:
    """The alert of a burst that is due; ``name`` is the key's, in the rule's language."""
    burst, rule = _finite(found.burst), found.rule
    language = rule.language
    facts = {
        "name": one_line(name),
        "count": str(burst.count),
        "expected": number(burst.expected, language),
        "ratio": number(burst.ratio, language),
        "since": _clock(burst.since, timezone),
        "peak": _clock(burst.peak, timezone),
        "zone": timezone,
        "n": str(len(burst.outlets)),
        "names": _outlets(burst, language),
        "rule": rule.name,
    }
    shown = ("count", "ratio", "since", "outlets", "rule")
    kept = [key for key in shown if key != "ratio" or burst.expected >= LEAST_EXPECTED]
    return Alert(
        id=found.alert_id,
        rule=rule.name,
        burst=burst,
        name=facts["name"],
        language=language,
        title=WORDS["title"][language].format_map(facts | {"name": _short(facts["name"])}),
        body="\n".join(WORDS[key][language].format_map(facts) for key in (burst.by.value, *kept)),
        cited=tuple(cited),
        created=now,
    )


def _finite(burst: Burst) -> Burst:
    """JSON has no infinity: a p too small for a float counts as the smallest one."""
    return burst if math.isfinite(burst.score) else replace(burst, score=SMALLEST)


def number(value: float, language: str) -> str:
    """As people write it: one digit after the mark below ten, none above, nearly nothing as 0."""
    text = f"{value:.1f}" if 0.05 <= value < 9.95 else f"{value:.0f}"
    return text.replace(".", ",") if language == "fr" else text


def one_line(text: str) -> str:
    """Without line breaks and control characters; marks that Arabic needs stay."""
    return " ".join("".join(" " if category(sign) in BREAKS else sign for sign in text).split())


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_NAME else text[: LONGEST_NAME - 1] + "…"


def _clock(moment: datetime, timezone: str) -> str:
    return f"{moment.astimezone(ZoneInfo(timezone)):%Y-%m-%d %H:%M}"


def _outlets(burst: Burst, language: str) -> str:
    shown = [one_line(outlet) for outlet in burst.outlets[:SHOWN_OUTLETS]]
    return COMMA[language].join([*shown, *(["…"] if len(burst.outlets) > SHOWN_OUTLETS else [])])
