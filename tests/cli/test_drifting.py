"""`topics drift` from the outside, and `topics retrain --if-drifted`: what is printed, and exit codes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from tests.jobs.drifted import FIRST, NOW, WEEK, fill
from tests.jobs.newsroom import open_newsroom
from topics.cli.main import app
from topics.cli.output import to_json

pytestmark = pytest.mark.encoder


@pytest.fixture(scope="module")
def steady(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("steady")
    with open_newsroom(folder) as service:
        fill(service)
    return folder / "news.db"


@pytest.fixture(scope="module")
def phones(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("phones")
    with open_newsroom(folder) as service:
        fill(service, phones=True)
    return folder / "news.db"


def drift(store: Path, *arguments: str) -> dict[str, Any]:
    done = CliRunner().invoke(app, ["drift", *arguments, "--db", str(store)])
    assert done.exit_code == 0, done.output
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_steady_news_has_none_and_ends_with_nought(steady: Path) -> None:
    found = drift(steady, "--json", "--fail")
    assert found["drift"] == "none" and found["reasons"] == ["nothing drifted"]
    assert found["before"]["is"] == "the 28 days before" and found["before"]["days"] == 28
    assert found["now"]["news"] == found["now"]["headlines"] == 84
    assert {one["name"] for one in found["measures"]} >= {"topics", "languages", "sources", "abstained"}
    assert all(one["drift"] == "none" for one in found["measures"])


def test_strong_drift_ends_with_three_where_asked(phones: Path) -> None:
    found = drift(phones)
    assert found["drift"] == "strong"
    (languages,) = [one for one in found["measures"] if one["name"] == "languages"]
    assert languages["moved"][0] == {"key": "ar", "before": 1.0, "now": 0.0}
    assert languages["p_value"] <= 0.001 and languages["size"] > 0.5
    done = CliRunner().invoke(app, ["drift", "--fail", "--db", str(phones)])
    assert done.exit_code != 0
    assert getattr(done.exception, "exit_code", None) == 3 and "drift is strong" in str(done.exception)
    assert json.loads(done.stdout)["drift"] == "strong"


@pytest.mark.slow
def test_periods_are_chosen(phones: Path) -> None:
    until = (NOW.date()).replace(day=NOW.day - WEEK).isoformat()
    assert drift(phones, "--until", until)["drift"] == "none"
    chosen = drift(phones, "--since", until, "--against", FIRST.date().isoformat())
    assert chosen["drift"] == "strong" and chosen["before"]["is"] == "what came before"


def test_a_table_on_a_terminal(phones: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from topics.cli import drifting
    from topics.drift_job import drift as compare

    with open_newsroom(phones.parent) as service:
        found = compare(service, NOW)
    drifting._show(found, "Africa/Casablanca")
    shown = capsys.readouterr().out
    assert shown.startswith("drift: strong\nshares of languages: ar 100.0% → 0.0%")
    assert "moved most" in shown and "unlike before: " in shown and "the 28 days before: 2026-" in shown
    assert json.loads(to_json(drifting.row(found)))["unlike"][0]["source"]


def test_wrong_use_is_told(phones: Path, tmp_path: Path) -> None:
    for arguments in (["--since", "soon"], ["--since", "2026-03-01", "--until", "2026-02-01"]):
        done = CliRunner().invoke(app, ["drift", *arguments, "--db", str(phones)])
        assert getattr(done.exception, "exit_code", done.exit_code) == 2
    missing = CliRunner().invoke(app, ["drift", "--db", str(tmp_path / "none.db")])
    assert missing.exit_code != 0 and not (tmp_path / "none.db").exists()


def test_the_sample_is_compared_by_all_measures(sample_store: Path) -> None:
    found = drift(sample_store)
    names = [one["name"] for one in found["measures"]]
    assert names == ["topics", "languages", "sources", "places", "abstained", "corrected"]
    assert found["now"]["news"] < found["now"]["headlines"]


def retrain(store: Path) -> Any:
    return CliRunner().invoke(app, ["retrain", "--if-drifted", "--db", str(store), "--json"])


@pytest.mark.slow
def test_a_calm_night_is_over_at_once(steady: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOPICS_MODELS", str(tmp_path / "models"))
    done = retrain(steady)
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    assert told["outcome"] == "nothing to learn" and told["reason"] == "calm: nothing drifted"
    assert not list((tmp_path / "models").glob("classifier-*"))


def test_where_something_drifted_the_night_goes_on(
    phones: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TOPICS_MODELS", str(tmp_path / "models"))
    done = retrain(phones)
    assert done.exit_code == 0, done.output
    assert "drift: strong: shares of languages" in done.stderr
    assert json.loads(done.stdout)["reason"] == "nothing to learn: no correction teaches yet"
