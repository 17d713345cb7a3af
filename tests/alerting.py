"""Bursts, rules and alerts for tests."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from topics.alert_rules import AlertRules, Rule
from topics.trends.alert_text import write_alert
from topics.trends.alerts import Due, alert_id
from topics.types import Alert, Bin, Burst, Cited, Dimension

NOON = datetime(2026, 3, 25, 12, tzinfo=UTC)
CITED = (
    Cited("جريدة الميناء", "أمطار قوية تعيد الحياة إلى السدود", "ar", "https://example.org/ar?a=1&b=2"),
    Cited("Le Courrier", "Fortes pluies <b>attendues</b> & orages", "fr", "https://example.org/fr"),
    Cited("Harbour News", "Rain returns", "en"),
)


def burst(key: str = "weather", *, begin: float = -3, end: float = 0, **over: Any) -> Burst:
    """A burst that began and ended so many hours after NOON."""
    fields: dict[str, Any] = {
        "by": Dimension.TOPIC,
        "key": key,
        "every": Bin.HOUR,
        "since": NOON + timedelta(hours=begin),
        "until": NOON + timedelta(hours=end),
        "peak": NOON + timedelta(hours=begin),
        "count": 34,
        "expected": 8.1,
        "p_value": 1e-8,
        "score": 8.0,
        "outlets": ("جريدة الميناء", "Le Courrier", "Harbour News"),
    }
    return Burst(**(fields | over))


def rule(name: str = "rises", **over: Any) -> Rule:
    """A rule that most bursts here satisfy."""
    fields = {"name": name, "by": "topic", "least_score": 4, "channels": ["log"], "language": "en"}
    return Rule.model_validate(fields | over)


def rules(*some: Rule, **channels: dict[str, Any]) -> AlertRules:
    """A file of rules; without channels there is one for lines on standard output."""
    named = channels or {"log": {"kind": "jsonl"}}
    return AlertRules.model_validate({"channel": named, "rule": some or (rule(),)})


def alert(language: str = "en", name: str = "Weather", key: str = "weather", **over: Any) -> Alert:
    """An alert as the job writes it."""
    found = burst(key, **over)
    wanted = rule(language=language)
    due = Due(wanted, found, alert_id(wanted.name, found))
    return write_alert(due, name=name, cited=CITED, timezone="Africa/Casablanca", now=NOON)
