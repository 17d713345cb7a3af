"""The whole job through the command line, with the real encoder, on the sample and on files."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from topics.store.store import open_store
from topics.types import HeadlineFilter

pytestmark = pytest.mark.encoder

MIXED = """\
المنتخب الوطني يفوز على ضيفه بثلاثية نظيفة ويتأهل إلى الدور المقبل
أمطار رعدية قوية مرتقبة غدا بعدد من أقاليم الشمال
Le prix du carburant augmente à nouveau dans les stations-service
Police arrest three suspects after armed robbery at a bank
"""


def topics(*arguments: str, stdin: str | None = None, code: int = 0) -> str:
    """Run the command line as a user does; returns standard output."""
    done = subprocess.run(
        [sys.executable, "-m", "topics.cli.main", *arguments],
        input=stdin, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    return done.stdout


def lines(text: str) -> list[dict[str, Any]]:
    """JSON lines as objects."""
    return [json.loads(line) for line in text.splitlines()]


@pytest.fixture
def store(sample_store: Path, tmp_path: Path) -> str:
    """A copy of the store with the sample, to work on."""
    copy = tmp_path / "topics.db"
    shutil.copy(sample_store, copy)
    return str(copy)


def test_every_headline_has_a_topic_and_most_have_a_theme(store: str) -> None:
    rows = lines(topics("export", "--db", store))
    assert len(rows) >= 600
    assert all(row["topic"] and row["model"] and 0 < row["probability"] <= 1 for row in rows)
    assert sum(row["theme"] is not None for row in rows) > len(rows) / 2
    assert [row["published"] for row in rows] == sorted(row["published"] for row in rows)


@pytest.mark.slow
def test_a_second_run_changes_nothing(store: str) -> None:
    before = topics("export", "--db", store)
    report = json.loads(topics("run", "--sample", "--db", store, "--json"))
    stages = {stage["stage"]: stage for stage in report["stages"]}
    assert stages["ingest"]["added"] == stages["ingest"]["updated"] == 0
    assert stages["embed"]["done"] == stages["classify"]["done"] == stages["themes"]["done"] == 0
    assert not stages["themes"]["refitted"]
    assert topics("export", "--db", store) == before


def test_classify_answers_in_input_order() -> None:
    rows = lines(topics("classify", "-", stdin=MIXED))
    assert [row["title"] for row in rows] == MIXED.splitlines()
    assert [row["topic"] for row in rows] == ["sport", "weather", "economy", "security"]
    assert [row["language"] for row in rows] == ["ar", "ar", "fr", "en"]
    assert all(len(row["alternatives"]) == 3 for row in rows)


@pytest.mark.slow
def test_a_file_is_classified_as_standard_input_is(tmp_path: Path) -> None:
    rows = lines(topics("classify", "-", stdin=MIXED))
    file, out = tmp_path / "mixed.txt", tmp_path / "out.jsonl"
    file.write_text(MIXED, encoding="utf-8")
    topics("classify", str(file), "--top", "all", "--output", str(out))
    every = lines(out.read_text(encoding="utf-8"))
    for row, short in zip(every, rows, strict=True):
        assert row["alternatives"][:3] == short.pop("alternatives")
        total = row["probability"] + sum(one["probability"] for one in row.pop("alternatives"))
        assert total == pytest.approx(1, abs=0.01)
        assert row == short


@pytest.mark.slow
def test_embed_writes_unit_rows_in_input_order(tmp_path: Path) -> None:
    out = tmp_path / "vectors.npy"
    topics("embed", "-", "--output", str(out), stdin=MIXED + MIXED.splitlines()[0] + "\n")
    vectors = np.load(out, allow_pickle=False)
    assert vectors.dtype == np.float32
    assert vectors.shape[0] == 5
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-5)
    assert np.array_equal(vectors[0], vectors[4])


@pytest.mark.parametrize("level", ["theme", "story"])
@pytest.mark.slow
def test_group_answers_in_input_order(level: str) -> None:
    rows = lines(topics("group", "-", "--level", level, stdin=MIXED))
    assert [row["title"] for row in rows] == MIXED.splitlines()
    assert all(set(row) == {"title", level, "name"} for row in rows)
    assert all((row[level] is None) == (row["name"] is None) for row in rows)


def test_stateless_trends_count_the_input(tmp_path: Path) -> None:
    file = tmp_path / "dated.csv"
    file.write_text(
        "title,published,source\n"
        "أمطار قوية تضرب الشمال,2026-03-01T23:30:00Z,أ\n"
        "الأمطار تعود إلى الجنوب,2026-03-04T10:00:00Z,ب\n",
        encoding="utf-8",
    )
    rows = lines(topics("trends", str(file), "--by", "source", "--timezone", "Europe/Paris"))
    days = sorted({row["start"][:10] for row in rows})
    assert days == ["2026-03-02", "2026-03-03", "2026-03-04"]
    assert sum(row["count"] for row in rows) == 2
    assert {row["start"][:10]: row["share"] for row in rows if row["count"]} == dict.fromkeys(
        ["2026-03-02", "2026-03-04"], 1.0
    )


def test_trends_of_the_store_count_every_headline(store: str) -> None:
    rows = lines(topics("trends", "--by", "topic", "--every", "week", "--db", store))
    with open_store(store, create=False) as opened:
        assert sum(row["count"] for row in rows) == opened.headlines.count(HeadlineFilter())


def test_search_finds_forms_of_a_word(store: str) -> None:
    plain = lines(topics("search", "المدرسة", "--limit", "500", "--db", store))
    vocalised = lines(topics("search", "المَدرَسة", "--limit", "500", "--db", store))
    assert plain == vocalised
    words = {word for row in plain for word in row["title"].split()}
    assert {"المدرسة", "للمدرسة"} <= words, "clitic forms are found too"


def test_exports_agree(store: str, tmp_path: Path) -> None:
    import csv

    import pyarrow.parquet as pq

    rows = lines(topics("export", "--db", store))
    topics("export", "--db", store, "--format", "csv", "--output", str(tmp_path / "a.csv"))
    topics("export", "--db", store, "--format", "parquet", "--output", str(tmp_path / "a.parquet"))
    with (tmp_path / "a.csv").open(encoding="utf-8", newline="") as file:
        assert [row["title"] for row in csv.DictReader(file)] == [row["title"] for row in rows]
    table = pq.read_table(tmp_path / "a.parquet")
    assert Counter(table["topic"].to_pylist()) == Counter(row["topic"] for row in rows)
    assert table["theme_strength"].to_pylist() == [row["theme_strength"] for row in rows]


@pytest.mark.slow
def test_themes_are_listed_and_shown(store: str) -> None:
    found = lines(topics("themes", "--db", store))
    assert len(found) >= 5
    assert len({theme["name"] for theme in found}) == len(found)
    shown = json.loads(topics("themes", "show", found[0]["id"], "--db", store))
    assert shown["headlines"]
    topics("themes", "show", "T99999", "--db", store, code=2)


@pytest.mark.slow
def test_an_editor_who_asks_for_nonsense_is_told(store: str, tmp_path: Path) -> None:
    topics("classify", str(tmp_path / "missing.csv"), code=1)
    topics("trends", "--since", "whenever", "--db", store, code=2)
    topics("db", "info", "--db", str(tmp_path / "missing.db"), code=1)
    topics("export", "--format", "parquet", "--db", store, code=2)
    topics("classify", "-", "--top", "many", stdin="x\n", code=2)
    (tmp_path / "note.txt").write_text("no database\n" * 500)
    topics("db", "check", "--db", str(tmp_path / "note.txt"), code=1)


@pytest.mark.slow
def test_an_empty_input_is_an_empty_answer() -> None:
    assert topics("classify", "-", stdin="") == ""
    assert topics("group", "-", "--level", "theme", stdin="") == ""


@pytest.mark.slow
def test_sources_come_and_go(tmp_path: Path) -> None:
    store, opml = str(tmp_path / "s.db"), tmp_path / "feeds.opml"
    topics(
        "sources",
        "add",
        "صدى الأطلس",
        "https://example.org/rss",
        "--language",
        "ar",
        "--group",
        "وطني",
        "--db",
        store,
    )
    topics("sources", "export", "--output", str(opml), "--db", store)
    topics("sources", "remove", "صدى الأطلس", "--db", store)
    assert topics("sources", "list", "--db", store) == ""
    topics("sources", "import", str(opml), "--db", store)
    (found,) = lines(topics("sources", "list", "--db", store))
    assert (found["name"], found["location"]) == ("صدى الأطلس", "https://example.org/rss")
    assert (found["language"], found["group"]) == ("ar", "وطني")
    topics("sources", "remove", "nobody", "--db", store, code=2)


@pytest.mark.slow
def test_doctor_finds_this_installation_well(store: str) -> None:
    answer = json.loads(topics("doctor", "--db", store, "--json"))
    assert answer["ok"]
    states = {finding["what"]: finding["state"] for finding in answer["findings"]}
    assert states["encoder"] == states["store"] == "ok"


@pytest.mark.slow
def test_a_backup_is_a_store(store: str, tmp_path: Path) -> None:
    copy = str(tmp_path / "copy.db")
    topics("db", "backup", copy, "--db", store)
    assert topics("db", "check", "--db", copy) == "clean\n"
    assert topics("export", "--db", copy) == topics("export", "--db", store)
