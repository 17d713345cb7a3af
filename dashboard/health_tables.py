"""Models, drift, jobs and sources as HTML; everything that came from outside is escaped."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape
from typing import Any

from dashboard.desk_tables import isolated, plain_table, table
from dashboard.style import direction
from dashboard.tables import local_time
from dashboard.words import language_name, word
from topics.health import SourceHealth
from topics.registry.aliases import Promotion
from topics.training.drift import Drift
from topics.types import JobState, RunReport

LONGEST = 300  # characters of an error


def fact(name: str, value: str, language: str) -> str:
    """One name and what it stands for."""
    return (
        f'<div class="fact" dir="{direction(language)}"><div class="about">{escape(name)}</div>'
        f"<b>{isolated(value)}</b></div>"
    )


def quality_table(metrics: Mapping[str, Any], language: str) -> str:
    """The share of accepted topics by set and language, as it was measured."""
    heads = [word(key, language) for key in ("measured_on", "language_of", "count", "accepted")]
    return plain_table(heads, _qualities(metrics, language), language)


def _qualities(metrics: Mapping[str, Any], language: str) -> Iterator[tuple[str, ...]]:
    for name, measured in metrics.items():
        if not isinstance(measured, Mapping):
            continue
        rows = {"": measured.get("overall"), **(measured.get("languages") or {})}
        for code, figures in rows.items():
            if isinstance(figures, Mapping) and isinstance(figures.get("accepted"), int | float):
                said = language_name(code, language) if code else word("whole", language)
                count = figures.get("headlines", "—")
                number = f"{count:,}" if isinstance(count, int) else str(count)
                yield name, said, number, f"{figures['accepted']:.1%}"


def promotions(history: Iterable[Promotion], language: str, timezone: str) -> str:
    """Who made which version the champion, the newest first."""
    heads = [word(key, language) for key in ("log_when", "log_who", "version", "why_change")]
    rows = [
        (
            local_time(one.when, timezone),
            isolated(one.who),
            f"{isolated(one.before)} {_arrow(language)} {isolated(one.version)}",
            isolated(one.why or "—"),
        )
        for one in history
    ]
    return table(heads, rows, language)


def drifted(found: Drift, language: str) -> str:
    """The verdict and its reasons."""
    reasons = "".join(f"<li>{escape(one)}</li>" for one in found.reasons)
    verdict = escape(word(f"drift_{found.severity.value}", language))
    return (
        f'<div dir="{direction(language)}"><b>{verdict}</b><ul class="reasons" dir="ltr">{reasons}</ul></div>'
    )


def job_table(jobs: Sequence[tuple[RunReport, JobState]], language: str, timezone: str) -> str:
    """Jobs, the newest first."""
    heads = [word(key, language) for key in ("job", "began", "seconds", "state", "error_said")]
    rows = [
        (
            isolated(one.job),
            local_time(one.started, timezone),
            isolated(f"{(one.finished - one.started).total_seconds():,.1f}" if one.finished else "—"),
            escape(word(f"state_{state.value}", language)),
            isolated((one.error or "")[:LONGEST]),
        )
        for one, state in jobs
    ]
    return table(heads, rows, language)


def source_table(sources: Sequence[SourceHealth], language: str, timezone: str) -> str:
    """Sources, those that fail most first."""
    heads = [word(key, language) for key in ("outlet", "last_success", "failures", "error_said")]
    return table(heads, (_source(one, timezone) for one in sources), language)


def _source(one: SourceHealth, timezone: str) -> tuple[str, ...]:
    state = one.state
    success = state.last_success if state else None
    return (
        isolated(one.source.name),
        local_time(success, timezone) if success else "—",
        isolated(state.failures if state else 0),
        isolated(((state.last_error if state else None) or "")[:LONGEST]),
    )


def _arrow(language: str) -> str:
    return "←" if direction(language) == "rtl" else "→"
