"""Which version is champion, candidate and previous, and how that came about: values, and one file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from topics.errors import ModelError
from topics.sealed import Kind, card_text, read_card
from topics.whole_file import replace_file, sync_folder

SHIPPED = "shipped"  # the model that comes with the package, under a name like a version's
FILE = "aliases.json"
HISTORY_KEPT = 100  # promotions and rollbacks
KIND = Kind(
    card=FILE,
    stem="",
    noun="the names of versions",
    advice=f"remove it ({SHIPPED!r} serves then) and promote a version again",
    error=ModelError,
    form=1,
    largest_card=1 << 20,
    largest_weights=0,
)


class Step(StrEnum):
    """How a version became the champion."""

    PROMOTE = "promote"
    ROLLBACK = "rollback"


@dataclass(frozen=True, slots=True)
class Promotion:
    """One change of the champion."""

    when: datetime  # UTC
    step: Step
    version: str  # the champion from then on
    before: str  # the champion until then
    who: str
    why: str = ""
    forced: str | None = None  # why the gate was overruled


@dataclass(frozen=True, slots=True)
class Aliases:
    """The names that versions go by."""

    champion: str = SHIPPED  # serves
    candidate: str | None = None  # the last that was stored and not promoted
    previous: str | None = None  # what a rollback goes back to
    history: tuple[Promotion, ...] = ()  # the newest last

    @property
    def kept(self) -> set[str]:
        """Versions that are never thrown away."""
        return {name for name in (self.champion, self.candidate, self.previous) if name is not None}

    def of(self, version: str) -> list[str]:
        """The names of one version."""
        names = {"champion": self.champion, "candidate": self.candidate, "previous": self.previous}
        return [name for name, one in names.items() if one == version]


def promoted(
    aliases: Aliases, version: str, *, who: str, why: str, when: datetime, forced: str | None = None
) -> Aliases:
    """The names after a promotion: the champion until now becomes the previous one."""
    step = Promotion(when, Step.PROMOTE, version, aliases.champion, who, why, forced)
    return replace(
        _led_by(aliases, step), candidate=None if aliases.candidate == version else aliases.candidate
    )


def rolled_back(aliases: Aliases, *, who: str, why: str, when: datetime) -> Aliases:
    """The names after a rollback: champion and previous change places, so that it can be undone.

    Raises:
        ValueError: there is no previous champion.
    """
    if aliases.previous is None:
        raise ValueError("expected a previous champion")
    return _led_by(aliases, Promotion(when, Step.ROLLBACK, aliases.previous, aliases.champion, who, why))


def _led_by(aliases: Aliases, step: Promotion) -> Aliases:
    history = (*aliases.history, step)[-HISTORY_KEPT:]
    return replace(aliases, champion=step.version, previous=step.before, history=history)


# --- the file ----------------------------------------------------------------------------------------


def read_aliases(folder: Path) -> Aliases:
    """The names in a folder of versions; where there are none, the shipped model is the champion.

    Raises:
        ModelError: the file is damaged, or can't be read.
    """
    path = folder / FILE
    if not path.exists():
        return Aliases()
    fields = read_card(path, KIND)
    try:
        return Aliases(
            champion=str(fields["champion"]),
            candidate=_name(fields["candidate"]),
            previous=_name(fields["previous"]),
            history=tuple(map(_promotion, fields["history"])),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise ModelError(
            f"{path}: expected the fields of {KIND.noun}, got others ({error!r}); {KIND.advice}."
        ) from error


def write_aliases(folder: Path, aliases: Aliases) -> None:
    """Put the names in place in one step.

    Raises:
        OSError: they can't be written; the former ones still are there.
    """
    fields = asdict(aliases)
    fields["history"] = [{**one, "when": one["when"].isoformat()} for one in fields["history"]]
    replace_file(folder / FILE, card_text(KIND, fields))
    sync_folder(folder)


def _name(value: Any) -> str | None:
    return None if value is None else str(value)


def _promotion(fields: Mapping[str, Any]) -> Promotion:
    when = datetime.fromisoformat(fields["when"]).astimezone(UTC)
    return Promotion(**{**fields, "when": when, "step": Step(fields["step"])})
