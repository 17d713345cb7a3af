"""Rises and falls as the facts of a JSON column, and back."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any

from topics.types import Bin, Burst, Dimension, Fall

_TIMES = ("since", "until", "peak")


def burst_facts(one: Burst) -> dict[str, Any]:
    """A rise by the names of its fields."""
    return {**asdict(one), **{field: getattr(one, field).isoformat() for field in _TIMES}}


def to_burst(facts: dict[str, Any]) -> Burst:
    """The rise that these facts are of."""
    times = {field: datetime.fromisoformat(facts[field]) for field in _TIMES}
    return Burst(
        **{
            **facts,
            **times,
            "by": Dimension(facts["by"]),
            "every": Bin(facts["every"]),
            "outlets": tuple(facts["outlets"]),
            "headlines": tuple(facts["headlines"]),
        }
    )


def fall_facts(one: Fall) -> dict[str, Any]:
    """A fall by the names of its fields."""
    return asdict(one)


def to_fall(facts: dict[str, Any]) -> Fall:
    """The fall that these facts are of."""
    return Fall(**{**facts, "by": Dimension(facts["by"])})
