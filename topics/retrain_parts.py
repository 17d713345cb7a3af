"""What the retraining job works with: where versions lie, what editors said, a lock, and what is wished."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from topics.types import Correction, ModelManifest

if TYPE_CHECKING:
    from topics.classify.topic_model import TopicModel


class Version(Protocol):
    """A version of the classifier."""

    @property
    def name(self) -> str: ...
    @property
    def folder(self) -> Path: ...
    @property
    def manifest(self) -> ModelManifest | None: ...


class Versions(Protocol):
    """Where versions lie; ``topics.registry`` is one."""

    @property
    def folder(self) -> Path:
        """Where reports and the lock go too."""
        ...

    def champion(self) -> Version:
        """The version that serves."""
        ...

    def load_champion(self) -> tuple[Version, TopicModel]:
        """The version that serves, and its model."""
        ...

    def find(self, name: str) -> Version:
        """A version by name; UsageError where there is none."""
        ...

    def candidate(self) -> Version | None:
        """The last version that was stored, until it is promoted."""
        ...

    def given_up(self) -> Version | None:
        """The newer version that the champion took the place of again; None where it took none's."""
        ...

    def load(self, version: Any) -> TopicModel:
        """Its model, checked; ModelError where it is damaged."""
        ...

    def tidy(self) -> list[str]:
        """Remove what killed processes left."""
        ...

    def workplace(self) -> AbstractContextManager[Path]:
        """An empty folder to build in; what a killed process leaves of it, the next one removes."""
        ...

    def store(self, build: Callable[[Path], Any], *, now: datetime) -> Version:
        """Make a version and name it the candidate."""
        ...

    def promote(
        self,
        name: str,
        who: str,
        why: str = "",
        *,
        now: datetime,
        forced: str | None = None,
        instead_of: str | None = None,
    ) -> Version:
        """Let a version serve, if the champion still is the one that it was held against."""
        ...


class Log(Protocol):
    """What editors said; ``store.corrections`` is one."""

    def latest(self) -> Sequence[Correction]:
        """The word that holds on each headline."""
        ...

    def conflicts(self) -> Sequence[Sequence[Correction]]:
        """Words of different editors that name different topics for one headline."""
        ...


@dataclass(frozen=True, slots=True)
class Parts:
    """What the job works with, beside the service."""

    versions: Versions
    log: Log
    alone: Callable[[Path, str], AbstractContextManager[Any]]  # a lock with an owner: path, what is done
    draft: Callable[..., Any]  # makes what ``Versions.store`` wants of a builder


@dataclass(frozen=True, slots=True)
class Wish:
    """How a retraining shall be done."""

    dry_run: bool = False
    force: str | None = None  # why a candidate shall serve that the gate refuses
    since: datetime | None = None
    min_corrections: int = 1
    data: Path | None = None  # folder of open sets, as ``benchmarks.topic_sets`` writes them
    gold: tuple[Path, ...] = ()
    weight: float = 2.0  # of one correction beside a headline labelled by reading
    calm: str = ""  # why there is no drift, where that ends the job
