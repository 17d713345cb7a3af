"""What `topics trends` counts in a store, and how it shows it."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner

from topics.cli.counting import count_store
from topics.cli.main import app
from topics.cli.trends import draw
from topics.settings import Settings
from topics.sources.files import read_file
from topics.store.store import open_store
from topics.types import Bin, Clustering, Dimension, HeadlineFilter, Theme

NOW = datetime(2026, 3, 10, 8, 0, tzinfo=UTC)
LINES = """\
{"title": "Le port rouvre ses quais aux pêcheurs", "language": "fr", "published": "2026-03-09T08:00Z"}
{"title": "Les pêcheurs saluent la réouverture du port", "language": "fr", "published": "2026-03-09T09:00Z"}
{"title": "Harbour opens its quays to fishing boats", "language": "en", "published": "2026-03-09T10:00Z"}
{"title": "A quiet weekend at the library", "language": "en", "published": "2026-03-10T07:00Z"}
"""


@pytest.fixture
def store(tmp_path: Path) -> str:
    """Four headlines of two languages; the first two are in a theme."""
    lines = tmp_path / "four.jsonl"
    lines.write_text(LINES, encoding="utf-8")
    path = str(tmp_path / "topics.db")
    headlines = read_file(lines, now=NOW).headlines
    with open_store(path) as opened:
        opened.headlines.add(headlines)
        opened.themes.save_run(_clustering([one.id for one in headlines]), [_theme()], created=NOW)
    return path


def _clustering(ids: list[str]) -> Clustering:
    labels = np.array([0, 0, -1, -1], np.int32)
    return Clustering(tuple(ids), labels, np.array([1, 1, 0, 0], np.float32), "e", "r1")


def _theme() -> Theme:
    centroid = np.array([1, 0], np.float32)
    return Theme("T1", "r1", "e", "réouverture du port", {}, ("port",), centroid, centroid[None], 0.5, (), 2)


def rows(store: str, *arguments: str) -> list[dict[str, Any]]:
    done = CliRunner().invoke(app, ["trends", *arguments, "--db", store])
    assert done.exit_code == 0
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_a_language_filters_the_store(store: str) -> None:
    found = rows(store, "--by", "language", "--every", "month", "--language", "fr")
    assert [(row["key"], row["count"]) for row in found] == [("fr", 2)]


def test_a_theme_is_counted_by_its_id_and_named(store: str) -> None:
    (row,) = rows(store, "--by", "theme", "--every", "month")
    assert list(row) == ["start", "key", "count", "share", "name"]
    assert (row["key"], row["count"], row["share"]) == ("T1", 2, 0.5)
    assert row["name"] == "réouverture du port"


def test_other_keys_have_no_name(store: str) -> None:
    assert list(rows(store, "--by", "source")[0]) == ["start", "key", "count", "share"]


def test_the_table_gives_the_share_of_all_headlines_and_the_themes_name(
    store: str, capsys: pytest.CaptureFixture[str]
) -> None:
    draw(count_store(Settings(db=store), Dimension.THEME, Bin.DAY, HeadlineFilter()))
    (line,) = capsys.readouterr().out.splitlines()[1:]
    assert line.split() == ["T1", "réouverture", "du", "port", "2", "50.0%", "█▁"]
