"""How things stand: versions of the model, jobs, sources, drift; and who may change the champion."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import TYPE_CHECKING, Any

from topics.embed.encoder import space_of
from topics.errors import UsageError
from topics.job_record import latest
from topics.registry.aliases import Aliases, Promotion
from topics.registry.version import Version
from topics.service import registry_of
from topics.types import FetchState, JobState, RunReport, Source

if TYPE_CHECKING:
    from topics.registry.registry import Registry
    from topics.service import TopicsService
    from topics.training.gate import Verdict

CARDS = ("report.html", "README.md")  # what tells of a version
LARGEST = 4 << 20  # bytes of a card that are shown
RUNS = 20
LOOKED_AT = 500  # newest problems among which a source's last one is looked for


@dataclass(frozen=True, slots=True)
class Models:
    """Versions of the classifier, by the names that they go by."""

    aliases: Aliases
    champion: Version
    versions: tuple[Version, ...]  # newest first; without the shipped one


@dataclass(frozen=True, slots=True)
class Quality:
    """How good a version was found on one set, in one language."""

    set: str
    language: str  # empty = all
    accepted: float  # share of topics that a reader accepts, 0 to 1
    headlines: int | None  # None where it was not written down


@dataclass(frozen=True, slots=True)
class SourceHealth:
    """A source and its last fetch."""

    source: Source
    state: FetchState | None  # None: never fetched
    code: str = ""  # the stable short name of its last error; empty = none, or not known any more


@dataclass(frozen=True, slots=True)
class Step:
    """One change of the champion."""

    change: Promotion
    verdict: Verdict | None  # the gate's, where that is why; None where somebody decided


def models(service: TopicsService) -> Models | None:
    """What could serve; None where the settings name a folder instead.

    Raises:
        ModelError: the names of the versions are damaged.
    """
    if service.settings.model is not None:
        return None
    registry = registry_of(service.settings)
    return Models(registry.aliases(), registry.champion(), tuple(registry.versions()))


def quality(service: TopicsService, name: str) -> list[Quality]:
    """What was measured of a version, by set: all languages first, then each.

    Raises:
        UsageError: there is no such version.
        ModelError: it can't be read.
    """
    sets = registry_of(service.settings).facts(name).get("metrics") or {}
    return [
        found
        for key, measured in sets.items()
        if isinstance(measured, Mapping)
        for found in _of(key, measured)
    ]


def _of(name: str, measured: Mapping[str, Any]) -> Iterator[Quality]:
    """Of one set. A share stands alone, among other figures, or with its interval."""
    for language, figures in (("", measured.get("overall")), *dict(measured.get("languages") or {}).items()):
        known = figures if isinstance(figures, Mapping) else {"accepted": figures}
        share = known.get("accepted")
        value = share.get("value") if isinstance(share, Mapping) else share
        count = known.get("headlines", known.get("n"))
        if isinstance(value, int | float):
            yield Quality(name, language, float(value), count if isinstance(count, int) else None)


def card(version: Version) -> tuple[str, bytes] | None:
    """Name and bytes of the page that tells of a version; None where it has none that can be shown."""
    for name in CARDS:
        path = version.folder / name
        if path.is_file() and not path.is_symlink() and path.stat().st_size <= LARGEST:
            return name, path.read_bytes()
    return None


def gate(version: Version) -> Verdict | None:
    """What the gate found of a version; None where no retraining made it, or its report can't be read."""
    return _verdict(_report(version))


def _verdict(report: Mapping[str, Any]) -> Verdict | None:
    from topics.training.gate import Finding, Verdict

    told = report.get("verdict")
    if not isinstance(told, dict) or not isinstance(told.get("findings"), list):
        return None
    known = {field.name for field in fields(Finding)}
    try:
        found = [Finding(**{key: one[key] for key in one.keys() & known}) for one in told["findings"]]
    except (AttributeError, KeyError, TypeError):
        return None
    return Verdict(tuple(found)) if found else None


def _report(version: Version) -> dict[str, Any]:
    from topics.training.retraining_files import read_report

    return read_report(version.folder)


def steps(found: Models, most: int) -> list[Step]:
    """The last changes of the champion, the newest first."""
    versions = {one.name: one for one in found.versions}
    return [
        Step(one, _decided(one, versions.get(one.version))) for one in found.aliases.history[: -most - 1 : -1]
    ]


def _decided(step: Promotion, version: Version | None) -> Verdict | None:
    """The gate's verdict, where the reason that was logged is the one of its report."""
    if version is None or not step.why:
        return None
    report = _report(version)
    return _verdict(report) if report.get("reason") == step.why else None


def jobs(service: TopicsService, now: datetime) -> list[tuple[RunReport, JobState]]:
    """The newest jobs and how they stand."""
    return latest(service.store, RUNS, now=now)


def sources(service: TopicsService) -> list[SourceHealth]:
    """Every source with what its last fetch left, those that fail most first."""
    states = service.store.sources.states()
    codes = {one.message: one.code for one in reversed(service.store.problems.recent(LOOKED_AT))}
    found = [
        SourceHealth(one, state, codes.get((state and state.last_error) or "", ""))
        for one in service.store.sources.list()
        for state in [states.get(one.name)]
    ]
    return sorted(found, key=lambda one: (-(one.state.failures if one.state else 0), one.source.name))


def promote(service: TopicsService, name: str, *, who: str, why: str, now: datetime) -> Version:
    """Make a version the champion, where it fits what is used here.

    Raises:
        UsageError: there is no such version, or nobody is named.
        ModelError: it does not verify, or does not fit.
    """
    return _registry(service, who).promote(name, who, why, now=now)


def rollback(service: TopicsService, *, who: str, why: str, now: datetime) -> Version:
    """Make the previous champion the champion again. Raises as ``promote``."""
    return _registry(service, who).rollback(who, why, now=now)


def _registry(service: TopicsService, who: str) -> Registry:
    if not who.strip():
        raise UsageError("expected the name of who decides, got none; sign in first.")
    settings = service.settings
    return registry_of(
        settings,
        topics=service.taxonomy.ids,
        encoder_id=space_of(settings.encoder, settings.cache_dir),
    )
