"""Why, in the reader's language: of the review's queue, of drift, of the gate. Plain text, to be escaped."""

from __future__ import annotations

from collections.abc import Sequence

from dashboard.data import key_name, timezone, topic_name
from dashboard.locales import day, number, percent
from dashboard.words import counted, language_name, word
from topics.review_reasons import AtOdds, OfNewSource, OfNewTheme, Reason, StandsFor, Unsure
from topics.training.drift import Drift, Measure, TooLittle
from topics.training.gate import Finding, Verdict
from topics.types import Dimension

COMMAS = {"ar": "، "}
SEMICOLONS = {"ar": "؛ ", "fr": " ; ", "en": "; "}
SETS = {"frozen": "held_out", "held_out": "held_out", "corrections": "gate_corrections"}  # -> what to call it


def why(one: Reason, language: str) -> str:
    """Why a headline is proposed for review."""
    match one:
        case Unsure() | StandsFor():
            key = "why_unsure" if isinstance(one, Unsure) else "why_stands_for"
            return word(
                key,
                language,
                first=_topic(one.first, language),
                sure=percent(one.sure, language),
                second=_topic(one.second, language),
                less=percent(one.less, language),
            )
        case AtOdds():
            return word(
                "why_at_odds",
                language,
                known=counted("headline", one.known, language),
                count=number(one.count, language),
                topic=_topic(one.topic, language),
                filed=_topic(one.filed, language),
            )
        case OfNewTheme():
            return word("why_new_theme", language, name=key_name(Dimension.THEME, one.id, language))
        case OfNewSource():
            return word("why_new_source", language, name=one.name, when=day(one.first, timezone(), language))


def drift_told(found: Drift, language: str) -> list[str]:
    """Why a verdict on drift is what it is, the strongest first."""
    if found.lacking is not None:
        return [_lacking(found.lacking, language)]
    return [_measure(one, language) for one in found.found] or [word("drift_nothing", language)]


def _lacking(one: TooLittle, language: str) -> str:
    return word(
        "drift_lacking",
        language,
        period=word(f"drift_{one.period}", language),
        news=counted("news", one.news, language),
        days=counted("day", one.days, language),
        least=counted("news", one.least_news, language),
        least_days=counted("day", one.least_days, language),
    )


def _measure(one: Measure, language: str) -> str:
    moved = [
        word(
            "drift_moved",
            language,
            what=_key(one.name, each.key, language),
            before=percent(each.before, language, 1),
            now=percent(each.now, language, 1),
        )
        for each in one.moved
    ]
    size = word(
        "drift_size",
        language,
        size=number(max(0.0, one.shift.value), language, 3),
        usual=number(one.shift.usual, language, 3),
        chance=number(one.shift.p_value, language, 4),
    )
    measure = word(f"drift_{one.name}", language)
    if not moved:
        return f"{measure} ({size})"
    told = SEMICOLONS[language].join(moved)
    return word("drift_told", language, measure=measure, moved=told, size=size)


def _key(measure: str, key: str, language: str) -> str:
    """What a share is of."""
    if measure == "topics":
        return _topic(key, language)
    if measure == "languages":
        return language_name(key, language)
    return key if measure == "sources" else word("share", language)


def verdict_told(verdict: Verdict, language: str) -> str:
    """The gate's verdict in a line; of a refusal with the rules that speak against it."""
    if verdict.passed:
        return word("gate_passed", language)
    rules = dict.fromkeys(rule_told(one, language) for one in verdict.findings if not one.ok)
    return word("gate_refused", language, rules=COMMAS.get(language, ", ").join(rules))


def rule_told(one: Finding, language: str) -> str:
    """A rule of the gate, and what of it is meant: a topic, a language."""
    what = _topic(one.topic, language) if one.topic else ""
    what = what or (language_name(one.language, language) if one.language else "")
    name = word(f"gate_{one.rule}", language)
    return f"{name} ({what})" if what else name


def set_told(name: str, language: str) -> str:
    """What a set of headlines is called that was measured on; a file of the newsroom's by its own name."""
    return word(SETS[name], language) if name in SETS else name


def ordered(findings: Sequence[Finding]) -> list[Finding]:
    """What speaks against it first."""
    return sorted(findings, key=lambda one: one.ok)


def _topic(topic: str, language: str) -> str:
    return topic_name(topic, language) or topic
