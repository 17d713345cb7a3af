"""Models and health: what is there is told; only admins change the champion, and the log says who did."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import data
from dashboard.words import word
from tests.dashboard.conftest import Clock
from tests.dashboard.desk import HOSTILE, at_home
from tests.registry.versions import NOW, builder, fitting
from topics.registry.registry import Registry
from topics.registry.version import Version
from topics.store.store import Store
from topics.types import FetchState, RunReport, Source

__all__ = ["at_home"]
Draw = Callable[[str], AppTest]


@pytest.fixture
def version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Version:
    """A candidate; its card holds a script."""
    monkeypatch.setenv("TOPICS_MODELS", str(tmp_path / "models"))
    registry = Registry(tmp_path / "models")
    return registry.store(builder(1, {"README.md": HOSTILE.encode()}), now=NOW)


@pytest.fixture
def fits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Version:
    """A candidate of this newsroom's topics and encoder."""
    monkeypatch.setenv("TOPICS_MODELS", str(tmp_path / "models"))
    return Registry(tmp_path / "models").store(fitting(1), now=NOW)


def html(app: AppTest) -> str:
    assert not app.exception
    return "".join(one.proto.body for one in app.get("html"))


def test_versions_and_their_quality_are_told(
    version: Version, page: Draw, at_home: Callable[[str], None]
) -> None:
    app = page("health")
    assert app.title[0].value == word("health", "en")
    app.selectbox(key="version").select(version.name).run()
    shown = html(app)
    assert version.name in shown
    assert "81.0%" in shown
    assert "90.0%" in shown
    assert "<script" not in shown
    assert word("no_sources", "en") in [one.value for one in app.info]
    assert word("no_runs", "en") in [one.value for one in app.info]


def test_a_change_needs_an_admin(version: Version, page: Draw, at_home: Callable[[str], None]) -> None:
    at_home("0.0.0.0")
    app = page("health")
    assert word("may_not_promote", "en") in [one.value for one in app.info]
    assert "promote" not in [one.key for one in app.button]


def test_a_change_needs_a_confirmation_and_what_does_not_fit_is_refused(
    version: Version, page: Draw, at_home: Callable[[str], None]
) -> None:
    app = page("health")
    app.selectbox(key="version").select(version.name).run()
    assert app.button(key="promote").disabled
    app.checkbox(key="sure").check().run()
    app.button(key="promote").click().run()
    assert not app.exception
    assert len(app.error) == 1  # it is of other topics than this newsroom's
    assert Registry(data.service().settings.models).aliases().champion == "shipped"


def test_a_rollback_is_logged_under_who_did_it(
    version: Version, page: Draw, at_home: Callable[[str], None]
) -> None:
    registry = Registry(data.service().settings.models)
    registry.promote(version.name, "Omar", now=NOW)
    app = page("health")
    assert "Omar" in html(app)
    app.checkbox(key="sure").check().run()
    app.text_input(key="why").input("sport went wrong").run()
    app.button(key="rollback").click().run()
    assert not app.exception
    assert [one.value for one in app.error] == []
    last = registry.aliases().history[-1]
    assert (last.who, last.why, last.version) == ("Salma", "sport went wrong", "shipped")


def test_an_admin_promotes_and_rolls_back_with_a_confirmation(
    fits: Version, page: Draw, at_home: Callable[[str], None]
) -> None:
    registry = Registry(data.service().settings.models)
    app = page("health")
    app.selectbox(key="version").select(fits.name).run()
    assert app.button(key="promote").disabled
    assert app.button(key="rollback").disabled
    app.text_input(key="why").input("it knows the harbours").run()
    app.checkbox(key="sure").check().run()
    app.button(key="promote").click().run()
    assert not app.exception and not app.error
    assert registry.aliases().champion == fits.name
    assert not app.checkbox(key="sure").value  # each change is confirmed anew
    assert app.button(key="rollback").disabled
    app.checkbox(key="sure").check().run()
    app.button(key="rollback").click().run()
    assert not app.exception and not app.error
    found = [(one.step.value, one.who, one.version, one.why) for one in registry.aliases().history]
    assert found == [
        ("promote", "Salma", fits.name, "it knows the harbours"),
        ("rollback", "Salma", "shipped", "it knows the harbours"),
    ]


def test_a_right_that_ended_meanwhile_changes_nothing(
    fits: Version, page: Draw, at_home: Callable[[str], None]
) -> None:
    registry = Registry(data.service().settings.models)
    app = page("health")
    app.selectbox(key="version").select(fits.name).run()
    app.checkbox(key="sure").check().run()
    at_home("0.0.0.0")
    app.button(key="promote").click().run()
    assert not app.exception
    assert registry.aliases().champion == "shipped"
    assert registry.aliases().history == ()


def test_jobs_and_sources_are_told_and_stay_text(
    version: Version, page: Draw, store: Store, clock: Clock, at_home: Callable[[str], None]
) -> None:
    began = RunReport("run", "r1", clock.now, clock.now + timedelta(seconds=12), True)
    store.reports.save(began)
    store.reports.save(replace(began, run_id="r2", ok=False, error=HOSTILE))
    store.sources.add(Source("صدى", "https://example.org/feed"))
    store.sources.save_state("صدى", FetchState(last_error=HOSTILE, failures=3))
    shown = html(page("health"))
    assert word("state_failed", "en") in shown
    assert word("state_ended", "en") in shown
    assert "صدى" in shown
    assert "<script" not in shown


def test_damaged_names_of_versions_are_told(
    version: Version, page: Draw, at_home: Callable[[str], None]
) -> None:
    (data.service().settings.models / "aliases.json").write_text("{")
    app = page("health")
    assert not app.exception
    assert len(app.error) == 1
