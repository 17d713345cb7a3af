"""`topics bursts` over the sample: rows, a table, nothing, wrong use."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from topics.cli.main import app
from topics.types import Dimension, Phase

pytestmark = pytest.mark.encoder


def bursts(store: Path, *arguments: str) -> list[dict[str, Any]]:
    done = CliRunner().invoke(app, ["bursts", *arguments, "--db", str(store)])
    assert done.exit_code == 0, done.output
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_rises_of_the_sample_by_topic(sample_store: Path) -> None:
    rows = bursts(sample_store, "--by", "topic", "--every", "day", "--json")
    assert {"sport", "weather"} <= {row["key"] for row in rows}
    assert [row["score"] for row in rows] == sorted((row["score"] for row in rows), reverse=True)
    for row in rows:
        assert row["since"] < row["until"]
        assert row["ratio"] > 1.4
        assert len(row["outlets"]) >= 2
        assert 1 <= len(row["headlines"]) <= 3
        assert row["headlines"][0]["source"] in row["outlets"]


def test_themes_have_their_names(sample_store: Path) -> None:
    rows = bursts(sample_store, "--every", "day")
    assert rows
    assert all(row["key"].startswith("T") and row["name"] != row["key"] for row in rows)
    assert len(bursts(sample_store, "--every", "day", "--limit", "1")) == 1


def test_as_it_was_known_then(sample_store: Path) -> None:
    now = bursts(sample_store, "--by", "topic", "--every", "day")
    then = bursts(sample_store, "--by", "topic", "--every", "day", "--at", now[0]["since"])
    assert now[0]["key"] not in {row["key"] for row in then}


def test_that_nothing_rises_is_said_on_standard_error(sample_store: Path) -> None:
    done = CliRunner().invoke(app, ["bursts", "--at", "30d", "--db", str(sample_store)])
    assert done.exit_code == 0
    assert done.stdout == ""
    assert "nothing rises" in done.stderr
    assert "--every day" in done.stderr


def test_wrong_use_is_told(sample_store: Path, tmp_path: Path) -> None:
    wrong = CliRunner().invoke(app, ["bursts", "--every", "week", "--db", str(sample_store)])
    assert wrong.exit_code == 2
    missing = CliRunner().invoke(app, ["bursts", "--db", str(tmp_path / "none.db")])
    assert missing.exit_code != 0
    assert not (tmp_path / "none.db").exists()


def test_phases_of_the_sample(sample_store: Path) -> None:
    from topics.service import open_service
    from topics.settings import Settings

    with open_service(Settings(db=str(sample_store)), create=False) as service:
        span = service.span()
        assert span is not None
        found = service.phases(Dimension.THEME, now=span[1])
        assert set(found) == {theme.id for theme in service.themes()}
        assert {Phase.GROWING, Phase.STEADY} <= set(found.values())
        stories = service.phases(Dimension.STORY, now=span[1])
        assert stories
        assert set(stories) <= {story.id for story in service.stories(_all(), least=1)}


def _all() -> Any:
    from topics.types import HeadlineFilter

    return HeadlineFilter(limit=10_000)
