"""What `topics trends` counts in a store, and how it shows it."""

from __future__ import annotations

import csv
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner

from tests.store.told import START, told
from topics.cli.counting import count_store
from topics.cli.main import app
from topics.cli.trends import draw
from topics.errors import UsageError
from topics.settings import Settings
from topics.sources.files import read_file
from topics.store.store import open_store
from topics.store.story_rows import Placed
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


# --- of a store whose outlet was out -------------------------------------------------------------


@pytest.fixture(scope="module")
def with_outage(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Two outlets over forty days; one is silent for four of them."""
    path = str(tmp_path_factory.mktemp("outage") / "topics.db")
    items = [
        told(f"{outlet} {day} {n}", source=outlet, days=day, hours=n % 12, fetched=START)
        for outlet, number in (("Al Manara", 12), ("L'Étoile", 9))
        for day in range(40)
        for n in range(number)
        if not (outlet == "L'Étoile" and 30 <= day < 34)
    ]
    with open_store(path) as opened:
        opened.headlines.add(items)
        story = {item.id: f"S{number % 3 + 1}" for number, item in enumerate(items[:12])}
        central = {f"S{number + 1}": {"ar": items[number].id} for number in range(3)}
        opened.stories.save(Placed(story, central), created=NOW)
    return path


def test_coverage_says_of_each_bin_how_much_was_read(with_outage: str) -> None:
    found = [row for row in rows(with_outage, "--by", "language", "--coverage") if row["key"] == "ar"]
    assert list(found[0]) == ["start", "key", "count", "share", "masked", "coverage"]
    assert [row["start"][:10] for row in found if row["masked"]] == [
        f"2026-0{d}" for d in ("3-31", "4-01", "4-02", "4-03")
    ]
    assert {row["coverage"] for row in found if not row["masked"]} == {1.0}
    assert all(row["coverage"] == pytest.approx(12 / 21, abs=0.02) for row in found if row["masked"])


def test_outages_are_told_beside_the_result_and_drawn_as_dots(
    with_outage: str, capsys: pytest.CaptureFixture[str]
) -> None:
    done = CliRunner().invoke(app, ["trends", "--by", "language", "--json", "--db", with_outage])
    assert "L'Étoile was out from 2026-03-31 to 2026-04-03" in done.stderr
    draw(count_store(Settings(db=with_outage), Dimension.LANGUAGE, Bin.DAY, HeadlineFilter()), shares=True)
    assert "█····█" in capsys.readouterr().out


def test_stories_are_counted_and_named(with_outage: str) -> None:
    found = rows(with_outage, "--by", "story", "--every", "month", "--top", "2")
    assert {(row["key"], row["name"], row["count"]) for row in found if row["count"]} == {
        ("S1", "Al Manara 0 0", 4),
        ("S2", "Al Manara 0 1", 4),
    }
    done = CliRunner().invoke(app, ["trends", "--by", "story", "--top", "2", "--db", with_outage])
    assert "only the 2 most frequent keys are shown" in done.stderr


def test_words_outlets_and_dimensions_combine(with_outage: str) -> None:
    of_one = rows(
        with_outage, "--by", "language", "--source", "L'Étoile", "--text", "étoile 7", "--every", "month"
    )
    assert sum(row["count"] for row in of_one) == 9 + 36 - 1  # of day 7, or the seventh of a day


def test_csv_has_a_header_and_a_line_a_bin(with_outage: str, tmp_path: Path) -> None:
    file = tmp_path / "trends.csv"
    command = ["trends", "--by", "source", "--csv", "--coverage", "-o", str(file), "--db", with_outage]
    assert CliRunner().invoke(app, command).exit_code == 0
    lines = list(csv.DictReader(file.read_text(encoding="utf-8").splitlines()))
    assert list(lines[0]) == ["start", "key", "count", "share", "masked", "coverage"]
    assert len(lines) == 2 * 40
    assert sum(int(line["count"]) for line in lines if line["key"] == "L'Étoile") == 9 * 36


def test_what_only_the_store_knows_is_refused_with_an_input(tmp_path: Path) -> None:
    file = tmp_path / "two.txt"
    file.write_text("Rain in the north\nSnow in the Atlas\n", encoding="utf-8")
    done = CliRunner().invoke(app, ["trends", str(file), "--by", "source", "--coverage"])
    assert isinstance(done.exception, UsageError)
