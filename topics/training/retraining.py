"""What one retraining found and decided: plain values, ready for JSON and for the card."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from topics.training.assessing import Effect, Flip
from topics.training.comparing import Comparison
from topics.training.gate import Evidence, Verdict, facts, losing

SHOWN_FLIPS = 60


class Outcome(StrEnum):
    """How a retraining ended."""

    PROMOTED = "promoted"
    FORCED = "forced"  # promoted although the gate refused it
    REFUSED = "refused"
    TRIED = "tried"  # a dry run: nothing was kept but the report
    NOTHING = "nothing to learn"


@dataclass(frozen=True, slots=True)
class Taught:
    """What a candidate learnt from."""

    corrections: int  # that teach
    new: int  # of these, that the champion has not learnt
    held_out: int  # that only measure
    headlines: int  # of open sets
    way: str  # "anew", or "on top of" a version
    notes: tuple[str, ...] = ()  # what was left out and why
    data_hash: str = ""
    judged_by: str = ""  # hash of what measures, with its labels, and of the rules; empty = not known


@dataclass(frozen=True, slots=True)
class Retraining:
    """One retraining."""

    outcome: Outcome
    created: datetime
    champion: str  # the version that served when it began
    version: str | None  # the candidate; None where none was kept
    taught: Taught
    reason: str  # in words, one line
    verdict: Verdict | None = None
    evidence: Evidence | None = None
    effects: Sequence[Effect] = ()
    flips: Sequence[Flip] = ()
    recent: int = 0  # headlines of the store that were looked at for flips
    forced: str | None = None  # why it serves although the gate refused it
    seconds: float = 0.0
    stages: Mapping[str, float] = field(default_factory=dict)  # name -> seconds
    places: Mapping[str, str] = field(default_factory=dict)  # "json", "html" -> where the report lies


def row(found: Retraining) -> dict[str, Any]:
    """As JSON values; curves and single mistakes are left to the card."""
    values: dict[str, Any] = {
        "outcome": found.outcome.value,
        "created": found.created.isoformat(timespec="seconds"),
        "champion": found.champion,
        "version": found.version,
        "reason": found.reason,
        "taught": asdict(found.taught),
        "seconds": round(found.seconds, 1),
        "stages": {name: round(value, 1) for name, value in found.stages.items()},
        "forced": found.forced,
        "places": dict(found.places),
    }
    if found.verdict is not None and found.evidence is not None:
        values["verdict"] = facts(found.verdict)
        values["topics_lost"] = losing(found.evidence)
        values["measured"] = _measured(found.evidence)
        values["effects"] = [asdict(one) for one in found.effects]
        values["flips"] = [asdict(one) for one in found.flips[:SHOWN_FLIPS]]
        values["flips_total"] = len(found.flips)
        values["recent"] = found.recent
    return values


def _measured(evidence: Evidence) -> dict[str, Any]:
    kept_back = {} if evidence.corrections is None else {"corrections": _compared(evidence.corrections)}
    before, after = evidence.invariance
    return {
        "sets": {one.name: _compared(one) for one in evidence.sets},
        **kept_back,
        "spelling": {"champion": asdict(before), "candidate": asdict(after)},
        "cost": dict(zip(("champion", "candidate"), map(asdict, evidence.cost), strict=True)),
    }


def _compared(found: Comparison) -> dict[str, Any]:
    return {
        "accepted": asdict(found.accepted),
        "filed": asdict(found.filed),
        "likelihood": asdict(found.likelihood),
        "calibration_error": list(found.calibration),
        "languages": {code: asdict(one) for code, one in found.languages.items()},
        "topics": [asdict(one) for one in found.topics],
        "confusion": {
            "champion": asdict(found.champion.confusion),
            "candidate": asdict(found.candidate.confusion),
        },
        "macro_f1": [found.champion.overall.macro_f1.value, found.candidate.overall.macro_f1.value],
        "risk_area": [found.champion.overall.risk_area, found.candidate.overall.risk_area],
    }
