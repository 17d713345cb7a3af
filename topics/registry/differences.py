"""What is known of a version, and how two of them differ. Pure: JSON values in, values out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from topics.registry.aliases import SHIPPED
from topics.registry.version import CLASSIFIER

if TYPE_CHECKING:
    from topics.classify.topic_model import TopicModel

LEFT_OUT = {"files", "answers", "version", "kind"}  # always others, and say nothing to people


@dataclass(frozen=True, slots=True)
class Difference:
    """One fact that two versions don't share; None = it has no such fact."""

    fact: str  # "metrics.frozen.overall.accepted"
    before: Any
    after: Any

    @property
    def change(self) -> float | None:
        """How much a number grew."""
        numbers = [value for value in (self.before, self.after) if _is_number(value)]
        return numbers[1] - numbers[0] if len(numbers) == 2 else None


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Difference]:
    """Every fact of two versions (as ``Registry.facts`` gives them) that is not the same, by name."""
    old, new = dict(flat(before)), dict(flat(after))
    return [
        Difference(fact, old.get(fact), new.get(fact))
        for fact in sorted(set(old) | set(new))
        if old.get(fact) != new.get(fact) and fact.split(".")[0] not in LEFT_OUT
    ]


def accepted(facts: Mapping[str, Any]) -> tuple[str, float] | None:
    """The first set that says one, and the share of its headlines that a version files as its readers would.

    Shares on two sets are not to be compared. Manifests have ``metrics`` by set, then ``overall``, then
    ``accepted``: a number, or one with an interval around it.
    """
    for name, measured in facts["metrics"].items():
        overall = measured.get("overall") if isinstance(measured, Mapping) else None
        found = overall.get("accepted") if isinstance(overall, Mapping) else None
        value = found.get("value") if isinstance(found, Mapping) else found
        if isinstance(value, int | float):
            return name, float(value)
    return None


def shipped_facts(model: TopicModel) -> dict[str, Any]:
    """What is known of the model that comes with the package, which has no manifest."""
    about = model.about
    held_out = dict(about.get("held_out", {}))
    overall = held_out.pop("all", {})
    return {
        "version": SHIPPED,
        "kind": CLASSIFIER,
        "created": None,
        "parent": None,
        "encoder_id": model.encoder_id,
        "topics": list(model.topics),
        "config": dict(about.get("recipe", {})),
        "seed": about.get("recipe", {}).get("seed"),
        "metrics": {"held_out": {"overall": overall, "languages": held_out}},
        "packages": dict(about.get("libraries", {})),
    }


def flat(facts: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    """Facts within facts, each under its whole name: ``metrics.frozen.overall.accepted``."""
    for key, value in facts.items():
        if isinstance(value, Mapping):
            yield from flat(value, f"{above}{key}.")
        else:
            yield f"{above}{key}", value


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
