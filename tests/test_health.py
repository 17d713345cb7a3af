"""How things stand: what is told of versions, sources and jobs, and who may make a version the champion."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.registry.versions import builder, fitting
from topics import health
from topics.errors import ModelError, UsageError
from topics.registry.registry import Registry
from topics.service import TopicsService, open_service
from topics.settings import Settings
from topics.training.gate import Finding, Verdict, facts
from topics.types import FetchState, JobState, Problem, RunReport, Source

NOW = datetime(2026, 5, 20, 9, tzinfo=UTC)
REFUSED = Verdict(
    (
        Finding("overall", True, "ours: as good", on="ours", before=0.9, after=0.9, n=792),
        Finding("topics", False, "ours, topic weather: worse", "weather", on="ours", before=0.9, after=0.6),
    )
)
WHY = "the gate refused it: ours, topic weather: worse"


@pytest.fixture
def service(tmp_path: Path) -> Iterator[TopicsService]:
    places = {"db": str(tmp_path / "topics.db"), "models": tmp_path / "models", "cache_dir": tmp_path / "c"}
    with open_service(Settings(**places)) as one:
        yield one


@pytest.fixture
def registry(service: TopicsService) -> Registry:
    return Registry(service.settings.models)


def report(**told: Any) -> dict[str, bytes]:
    """Beside a version: what a retraining left."""
    return {"report.json": json.dumps(told).encode()}


def test_without_versions_the_shipped_model_serves(service: TopicsService) -> None:
    found = health.models(service)
    assert found is not None
    assert (found.champion.name, found.versions, found.aliases.history) == ("shipped", (), ())
    assert {one.set for one in health.quality(service, "shipped")} == {"held_out"}
    assert {"", "ar", "fr"} <= {one.language for one in health.quality(service, "shipped")}
    assert health.gate(found.champion) is None
    assert health.steps(found, 5) == []


def test_a_folder_that_the_settings_name_leaves_nothing_to_choose(tmp_path: Path) -> None:
    with open_service(Settings(db=str(tmp_path / "topics.db"), model=tmp_path)) as one:
        assert health.models(one) is None


def test_quality_is_told_whole_and_by_language(service: TopicsService, registry: Registry) -> None:
    version = registry.store(builder(1), now=NOW)
    assert health.quality(service, version.name) == [
        health.Quality("frozen", "", 0.81, None),
        health.Quality("frozen", "ar", 0.9, None),
    ]
    with pytest.raises(UsageError):
        health.quality(service, "no-such-version")


def test_the_card_of_a_version_is_its_report_else_its_text(registry: Registry) -> None:
    plain = registry.store(builder(1), now=NOW)
    assert health.card(plain) == ("README.md", b"# A model\n")
    told = registry.store(builder(2, {"report.html": b"<p>"}), now=NOW)
    assert health.card(told) == ("report.html", b"<p>")


def test_a_card_that_leads_elsewhere_or_is_huge_is_not_shown(registry: Registry, tmp_path: Path) -> None:
    version = registry.store(builder(1), now=NOW)
    card = version.folder / "README.md"
    card.write_bytes(b"x" * (health.LARGEST + 1))
    assert health.card(version) is None
    (tmp_path / "secret").write_text("secret")
    card.unlink()
    card.symlink_to(tmp_path / "secret")
    assert health.card(version) is None


def test_what_the_gate_found_is_read_back(registry: Registry) -> None:
    version = registry.store(builder(1, report(verdict=facts(REFUSED))), now=NOW)
    assert health.gate(version) == REFUSED


def test_a_report_of_an_earlier_version_has_no_figures(registry: Registry) -> None:
    old = [{"rule": "overall", "ok": True, "words": "as good", "topic": "", "unheard": 1}]
    version = registry.store(builder(1, report(verdict={"findings": old})), now=NOW)
    assert health.gate(version) == Verdict((Finding("overall", True, "as good"),))


@pytest.mark.parametrize(
    "damaged",
    [b"{", b"[]", b'{"verdict": 3}', b'{"verdict": {"findings": [3]}}', b'{"verdict": {"findings": []}}',
     b'{"verdict": {"findings": [{"rule": "overall"}]}}'],
)  # fmt: skip
def test_a_report_that_can_not_be_read_is_none(registry: Registry, damaged: bytes) -> None:
    version = registry.store(builder(1), now=NOW)
    (version.folder / "report.json").write_bytes(damaged)
    assert health.gate(version) is None


def test_a_change_tells_the_gates_verdict_where_that_was_why(
    service: TopicsService, registry: Registry
) -> None:
    version = registry.store(builder(1, report(reason=WHY, verdict=facts(REFUSED))), now=NOW)
    registry.promote(version.name, "Salma", WHY, now=NOW, forced="we need it")
    registry.rollback("Omar", "weather is wrong", now=NOW + timedelta(hours=1))
    registry.promote(version.name, "Salma", "once more", now=NOW + timedelta(hours=2))
    found = health.models(service)
    assert found is not None
    told = health.steps(found, 5)
    assert [one.change.who for one in told] == ["Salma", "Omar", "Salma"]
    assert [one.verdict for one in told] == [None, None, REFUSED]
    assert [one.change.why for one in health.steps(found, 1)] == ["once more"]


def test_a_version_that_fits_is_promoted_and_rolled_back(service: TopicsService, registry: Registry) -> None:
    version = registry.store(fitting(1), now=NOW)
    assert health.promote(service, version.name, who="Salma", why="better", now=NOW).name == version.name
    assert registry.aliases().champion == version.name
    health.rollback(service, who="Omar", why="worse", now=NOW)
    found = [(one.who, one.version, one.why) for one in registry.aliases().history]
    assert found == [("Salma", version.name, "better"), ("Omar", "shipped", "worse")]


def test_nobody_changes_nothing(service: TopicsService, registry: Registry) -> None:
    version = registry.store(fitting(1), now=NOW)
    with pytest.raises(UsageError, match="expected the name of who decides"):
        health.promote(service, version.name, who=" ", why="", now=NOW)
    with pytest.raises(UsageError, match="expected the name of who decides"):
        health.rollback(service, who="", why="", now=NOW)
    assert registry.aliases().champion == "shipped"


def test_what_does_not_fit_is_not_promoted(service: TopicsService, registry: Registry) -> None:
    version = registry.store(builder(1), now=NOW)
    with pytest.raises(ModelError, match="expected"):
        health.promote(service, version.name, who="Salma", why="", now=NOW)
    assert registry.aliases().champion == "shipped"


def test_sources_that_fail_most_come_first_with_the_code_of_why(service: TopicsService) -> None:
    store = service.store
    for name, failures, message in (("a", 0, None), ("b", 2, "no answer"), ("c", 5, "gone"), ("d", 0, "odd")):
        store.sources.add(Source(name, f"https://example.org/{name}"))
        store.sources.save_state(name, FetchState(last_error=message, failures=failures))
    store.problems.add("r1", [Problem("c", "", "gone", "http-500"), Problem("b", "", "no answer", "timeout")])
    store.problems.add("r2", [Problem("c", "", "gone", "http-410")])
    found = health.sources(service)
    assert [one.source.name for one in found] == ["c", "b", "a", "d"]
    assert [one.code for one in found] == ["http-410", "timeout", "", ""]


def test_a_source_that_was_never_read_has_no_state(service: TopicsService) -> None:
    service.store.sources.add(Source("a", "https://example.org/a"))
    (found,) = health.sources(service)
    assert (found.source.name, found.code) == ("a", "")
    assert found.state is None or found.state.last_attempt is None


def test_jobs_are_told_newest_first_with_how_they_stand(service: TopicsService) -> None:
    done = RunReport("run", "r1", NOW, NOW + timedelta(seconds=9), True)
    failed = RunReport("run", "r2", NOW + timedelta(hours=1), NOW + timedelta(hours=1), False, error="gone")
    for one in (done, failed):
        service.store.reports.save(one)
    found = health.jobs(service, NOW + timedelta(hours=2))
    assert [(report.run_id, state) for report, state in found] == [
        ("r2", JobState.FAILED),
        ("r1", JobState.ENDED),
    ]
