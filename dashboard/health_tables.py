"""Models, drift, jobs and sources as HTML; everything that came from outside is escaped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from dashboard.desk_tables import isolated, plain_table, table
from dashboard.style import direction
from dashboard.tables import local_time
from dashboard.words import language_name, word
from topics.health import Quality, SourceHealth
from topics.registry.aliases import Promotion
from topics.training.drift import Drift
from topics.types import JobState, RunReport

LONGEST = 300  # characters of an error


def fact(name: str, value: str, language: str) -> str:
    """One name and what it stands for."""
    return (
        f'<div class="standing" dir="{direction(language)}"><div class="about">{escape(name)}</div>'
        f"<b>{isolated(value)}</b></div>"
    )


def quality_table(found: Iterable[Quality], language: str) -> str:
    """The share of accepted topics by set and language, as it was measured."""
    heads = [word(key, language) for key in ("measured_on", "language_of", "count", "accepted")]
    rows = [
        (
            word("held_out", language) if one.set == "held_out" else one.set,
            language_name(one.language, language) if one.language else word("whole", language),
            "—" if one.headlines is None else f"{one.headlines:,}",
            f"{one.accepted:.1%}",
        )
        for one in found
    ]
    return plain_table(heads, rows, language)


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
    reasons = "".join(f"<li>{isolated(one)}</li>" for one in found.reasons)
    verdict = escape(word(f"drift_{found.severity.value}", language))
    return f'<div dir="{direction(language)}"><b>{verdict}</b><ul class="reasons">{reasons}</ul></div>'


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
