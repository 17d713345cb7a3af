"""Models, drift, jobs and sources as HTML; everything that came from outside is escaped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from dashboard import reasons, troubles
from dashboard.desk_tables import isolated, plain_table, table
from dashboard.locales import number, percent
from dashboard.style import direction
from dashboard.tables import local_time
from dashboard.words import language_name, word
from topics.health import Quality, SourceHealth, Step
from topics.training.drift import Drift
from topics.training.gate import Finding, Verdict
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
    heads = [word(key, language) for key in ("measured_on", "language_of", "headlines_of", "accepted")]
    rows = [
        (
            reasons.set_told(one.set, language),
            language_name(one.language, language) if one.language else word("whole", language),
            "—" if one.headlines is None else number(one.headlines, language),
            percent(one.accepted, language, 1),
        )
        for one in found
    ]
    return plain_table(heads, rows, language)


def promotions(steps: Iterable[Step], language: str, timezone: str) -> str:
    """Who made which version the champion, the newest first."""
    heads = [word(key, language) for key in ("log_when", "log_who", "version", "why_change")]
    rows = [
        (
            local_time(one.change.when, timezone, language),
            isolated(one.change.who),
            f"{isolated(one.change.before)} {_arrow(language)} {isolated(one.change.version)}",
            isolated(_why(one, language) or "—"),
        )
        for one in steps
    ]
    return table(heads, rows, language)


def _why(step: Step, language: str) -> str:
    """What somebody wrote, or what the gate decided."""
    if step.verdict is None:
        return step.change.why
    told = reasons.verdict_told(step.verdict, language)
    forced = step.change.forced
    return word("gate_forced", language, verdict=told, why=forced) if forced else told


def gate_table(verdict: Verdict, language: str) -> str:
    """Every rule of the gate and what it found, what speaks against the candidate first."""
    keys = ("gate_rule", "measured_on", "gate_champion", "gate_candidate", "headlines_of", "gate")
    heads = [word(key, language) for key in keys]
    rows = [_finding(one, language) for one in reasons.ordered(verdict.findings)]
    told = escape(reasons.verdict_told(verdict, language))
    return f'<div dir="{direction(language)}"><b>{told}</b></div>{plain_table(heads, rows, language)}'


def _finding(one: Finding, language: str) -> tuple[str, ...]:
    figures = ("—" if figure is None else number(figure, language, 3) for figure in (one.before, one.after))
    return (
        reasons.rule_told(one, language),
        reasons.set_told(one.on, language) if one.on else "—",
        *figures,
        "—" if one.n is None else number(one.n, language),
        word("gate_ok" if one.ok else "gate_not_ok", language),
    )


def drifted(found: Drift, language: str) -> str:
    """The verdict and its reasons."""
    told = "".join(f"<li>{isolated(one)}</li>" for one in reasons.drift_told(found, language))
    verdict = escape(word(f"drift_{found.severity.value}", language))
    return f'<div dir="{direction(language)}"><b>{verdict}</b><ul class="reasons">{told}</ul></div>'


def job_table(jobs: Sequence[tuple[RunReport, JobState]], language: str, timezone: str) -> str:
    """Jobs, the newest first."""
    heads = [word(key, language) for key in ("job", "began", "seconds", "state", "error_said")]
    rows = [
        (
            isolated(one.job),
            local_time(one.started, timezone, language),
            isolated(_seconds(one, language)),
            escape(word(f"state_{state.value}", language)),
            isolated(troubles.job_told(one.error, one.run_id, language)[:LONGEST]),
        )
        for one, state in jobs
    ]
    return table(heads, rows, language)


def source_table(sources: Sequence[SourceHealth], language: str, timezone: str) -> str:
    """Sources, those that fail most first."""
    heads = [word(key, language) for key in ("outlet_of", "last_success", "failures", "error_said")]
    return table(heads, (_source(one, language, timezone) for one in sources), language)


def _seconds(report: RunReport, language: str) -> str:
    if report.finished is None:
        return "—"
    return number((report.finished - report.started).total_seconds(), language, 1)


def _source(one: SourceHealth, language: str, timezone: str) -> tuple[str, ...]:
    state = one.state
    success = state.last_success if state else None
    return (
        isolated(one.source.name),
        local_time(success, timezone, language) if success else "—",
        isolated(number(state.failures if state else 0, language)),
        isolated(troubles.source_told(state and state.last_error, one.code, language)[:LONGEST]),
    )


def _arrow(language: str) -> str:
    return "←" if direction(language) == "rtl" else "→"
