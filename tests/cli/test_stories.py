"""`topics stories` and `topics group --level story`: what they show, and what they refuse."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from tests.cli.running import Done, Topics
from tests.fakes import HashingEncoder
from tests.jobs.newsroom import NOW, headline, open_newsroom
from topics import jobs
from topics.cli import output
from topics.cli.main import app
from topics.types import Batch, Headline

FIRE = ("حريق مهول يلتهم سوقا بالناظور", "حريق مهول بسوق في الناظور", "سوق الناظور يحترق: حريق مهول")
TRADERS = ("إجلاء عشرات التجار من خيامهم ليلا", "عشرات التجار خارج خيامهم: إجلاء ليلا")
BOTH = "حريق مهول بسوق في الناظور وإجلاء عشرات التجار من خيامهم ليلا"
TRAINS = ("Grève des trains à Fès : trafic perturbé", "Fès : le trafic des trains perturbé par la grève")
WEEK = 7 * 24  # hours


def stored(folder: Path) -> str:
    """A store of headlines that are in no story yet: a fire, then a strike; a week before, another fire."""
    old = [headline(f"{title} قبل أسبوع", number=WEEK + row) for row, title in enumerate(FIRE)]
    with open_newsroom(folder) as service:
        strike = [headline(title, number=5 + row, language="fr") for row, title in enumerate(TRAINS)]
        fire = [headline(title, number=row) for row, title in enumerate(FIRE)]
        add = Batch((*old, *strike, *fire, headline("قط يعود إلى بيته", number=9)))
        jobs.ingest(service, now=NOW, batches=[add])
        return service.settings.db


@pytest.fixture(scope="module")
def told_once(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The file of the same store with its stories: S1 is the old fire, S2 the strike, S3 the fire."""
    folder = tmp_path_factory.mktemp("told")
    store = stored(folder)
    with open_newsroom(folder) as service:
        jobs.tell_stories(service, now=NOW)
    return Path(store).read_bytes()


@pytest.fixture
def told(told_once: bytes, tmp_path: Path) -> str:
    """A copy of it."""
    file = tmp_path / "news.db"
    file.write_bytes(told_once)
    return str(file)


def ids(done: Done) -> list[str]:
    return [row["id"] for row in done.rows]


# --- bring up to date ------------------------------------------------------------------------------


def test_stories_are_brought_up_to_date_and_those_of_now_are_listed(topics: Topics, tmp_path: Path) -> None:
    store = stored(tmp_path)
    done = topics("stories", "--db", store)
    assert ids(done) == ["S3", "S2"], "most outlets first; the old one is out of sight"
    assert done.err == "9 headlines placed: 3 stories opened, 0 merged.\n"
    again = topics("stories", "--db", store, "--json")
    assert again.rows == done.rows
    assert again.err == "0 headlines placed: 0 stories opened, 0 merged.\n"


def test_an_empty_store_has_no_stories(topics: Topics, tmp_path: Path) -> None:
    done = topics("stories", "--db", str(tmp_path / "new.db"))
    assert (done.code, done.out) == (0, "")


def test_how_wide_stories_are_can_be_asked_for(topics: Topics, tmp_path: Path) -> None:
    with open_newsroom(tmp_path) as service:
        two = [headline(title, number=row) for row, title in enumerate([*FIRE[:2], *TRADERS])]
        jobs.ingest(service, now=NOW, batches=[Batch(tuple(two))])
        store = service.settings.db
    assert len(topics("stories", "--db", store, "--granularity", "narrow").rows) == 2
    with open_newsroom(tmp_path) as service:
        jobs.ingest(service, now=NOW, batches=[Batch((headline(BOTH, number=2),))])
    done = topics("stories", "--db", store, "--granularity", "0.02")
    (story,) = done.rows
    assert (story["id"], story["size"]) == ("S1", 5)
    assert "1 merged" in done.err


def test_nonsense_for_a_width_is_told_before_anything_is_encoded(
    topics: Topics, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("topics.service.load_encoder", no_encoder)
    store = stored(tmp_path)
    done = topics("stories", "--granularity", "wide", "--db", store)
    assert (done.code, done.out) == (2, "")
    assert done.err == (
        "error: granularity: expected narrow, normal, broad or a number between 0 and 1, got 'wide'.\n"
    )


def no_encoder(settings: object) -> HashingEncoder:
    raise AssertionError("an encoder was opened")


# --- list ----------------------------------------------------------------------------------------


def test_a_story_is_listed_with_all_that_is_known_of_it(topics: Topics, told: str) -> None:
    row = topics("stories", "list", "--db", told).rows[1]
    title = row.pop("title")
    assert title in TRAINS
    assert row.pop("titles") == {"fr": title}
    assert row == {
        "id": "S2",
        "size": 2,
        "outlets": ["جريدة الضفة", "صدى الأطلس"],
        "languages": ["fr"],
        "first_seen": "2026-03-25T06:00:00+00:00",
        "last_seen": "2026-03-25T07:00:00+00:00",
        "topic": None,
        "theme": None,
        "theme_name": None,
        "merged_into": None,
    }


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ([], ["S3", "S2"]),
        (["--since", "2026-03-01"], ["S3", "S1", "S2"]),
        (["--since", "2026-03-01", "--until", "2026-03-20"], ["S1"]),
        (["--until", "2026-03-20"], ["S1"]),
        (["--least", "3"], ["S3"]),
        (["--limit", "1"], ["S3"]),
        (["--language", "fr"], ["S2"]),
        (["--language", "fr", "--language", "ar"], ["S3", "S2"]),
        (["--topic", "sport"], []),
    ],
    ids=" ".join,
)
def test_a_list_is_narrowed(topics: Topics, told: str, options: list[str], expected: list[str]) -> None:
    assert ids(topics("stories", "list", *options, "--db", told)) == expected


def test_a_person_gets_a_table(topics: Topics, told: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(output, "wants_json", lambda as_json: as_json)
    monkeypatch.setenv("COLUMNS", "160")
    head, fire, strike = topics("stories", "list", "--db", told).out.splitlines()
    assert head.split() == ["id", "headlines", "outlets", "languages", "topic", "story", "last", "seen"]
    assert fire.split()[:4] == ["S3", "3", "3", "ar"]
    assert strike.split()[:4] == ["S2", "2", "2", "fr"]
    assert ids(topics("stories", "list", "--db", told, "--json")) == ["S3", "S2"]


def test_exports_name_the_story_of_each_headline(topics: Topics, told: str, tmp_path: Path) -> None:
    rows = topics("export", "--db", told).rows
    expected = [row["story"] for row in rows]
    assert sorted(map(str, expected)) == ["None", *["S1"] * 3, *["S2"] * 2, *["S3"] * 3]
    table, columns = tmp_path / "all.csv", tmp_path / "all.parquet"
    assert topics("export", "--format", "csv", "--output", str(table), "--db", told).code == 0
    assert topics("export", "--format", "parquet", "--output", str(columns), "--db", told).code == 0
    with table.open(encoding="utf-8", newline="") as file:
        assert [row["story"] or None for row in csv.DictReader(file)] == expected
    assert pq.read_table(columns)["story"].to_pylist() == expected


# --- show ----------------------------------------------------------------------------------------


def test_one_story_is_shown_with_its_headlines_by_time(topics: Topics, told: str) -> None:
    (row,) = topics("stories", "show", "S3", "--db", told).rows
    assert [one["title"] for one in row["headlines"]] == list(FIRE[::-1])
    assert {one["story"] for one in row["headlines"]} == {"S3"}
    assert (row["id"], row["size"], row["lineage"]) == ("S3", 3, [])
    assert sum(one["count"] for one in row["sizes"]) == 3
    assert len({one["start"] for one in row["sizes"]}) == 3, "an hour each"
    (short,) = topics("stories", "show", "S3", "--limit", "1", "--db", told).rows
    assert [one["title"] for one in short["headlines"]] == [FIRE[0]], "the newest"


def test_what_became_of_a_story_is_shown(
    topics: Topics, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_newsroom(tmp_path, story_granularity="broad") as service:
        store = service.settings.db
        for titles, number in ((FIRE[:2], 4), (TRADERS, 0), ((BOTH,), 2)):
            items = [headline(title, number=number + row) for row, title in enumerate(titles)]
            jobs.ingest(service, now=NOW, batches=[Batch(tuple(items))])
            jobs.tell_stories(service, now=NOW)
    (row,) = topics("stories", "show", "S2", "--db", store).rows
    assert (row["merged_into"], row["size"], row["headlines"], row["sizes"]) == ("S1", 0, [], [])
    lineage = [{"from": "S2", "to": "S1", "kind": "merged", "headlines": 2, "when": NOW.isoformat()}]
    assert row["lineage"] == lineage
    monkeypatch.setattr(output, "wants_json", lambda as_json: as_json)
    head, merged = topics("stories", "show", "S2", "--db", store).out.splitlines()
    assert head.startswith("S2  ")
    assert head.endswith("  (0 headlines of 0 outlets)")
    assert merged == "S2 merged into S1: 2 headlines"


def test_a_person_reads_titles_headlines_and_size(
    topics: Topics, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    both = [
        headline("Incendie : Zlatan Ibrahimovitch à Nador", number=0, language="fr"),
        headline("Zlatan Ibrahimovitch in Nador: incendie", number=1, language="fr"),
        headline("Incendie: Zlatan Ibrahimovitch, Nador", number=4, language="en"),
    ]
    with open_newsroom(tmp_path) as service:
        jobs.ingest(service, now=NOW, batches=[Batch(tuple(both))])
        jobs.tell_stories(service, now=NOW)
        store = service.settings.db
    monkeypatch.setattr(output, "wants_json", lambda as_json: as_json)
    head, other, *lines, size = topics("stories", "show", "S1", "--db", store).out.splitlines()
    assert head.endswith("(3 headlines of 2 outlets)")
    assert other[:4] in {"fr: ", "en: "}
    assert len(lines) == 3
    assert lines == sorted(lines), "by time"
    assert all(line.startswith("2026-03-25 ") for line in lines)
    assert size == "headlines an hour: █▁▁██"


def test_an_unknown_story_is_wrong_use(topics: Topics, told: str) -> None:
    done = topics("stories", "show", "S99", "--db", told)
    assert (done.code, done.out) == (2, "")
    assert done.err == ("error: expected the id of a story, got 'S99'; `topics stories list` shows them.\n")


# --- wrong use -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["--json", "list"], "`list`, got --json before it"),
        (["--granularity", "broad", "list"], "`list`, got --granularity before it"),
        (["--db", "x.db", "--encoder", "e", "show", "S1"], "`show`, got --db, --encoder before it"),
    ],
    ids=str,
)
def test_options_before_a_command_are_refused(
    topics: Topics, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], named: str
) -> None:
    monkeypatch.chdir(tmp_path)
    done = topics("stories", *arguments)
    assert (done.code, done.out) == (2, "")
    assert named in done.err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("command", [["list"], ["show", "S1"]], ids=" ".join)
def test_a_command_that_only_reads_makes_no_store(topics: Topics, tmp_path: Path, command: list[str]) -> None:
    done = topics("stories", *command, "--db", str(tmp_path / "topics.db"))
    assert (done.code, done.out) == (1, "")
    assert "expected a store, found nothing" in done.err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "options", [["--least", "1"], ["--limit", "0"], ["--since", "whenever"]], ids=" ".join
)
def test_values_that_are_none_are_refused(topics: Topics, told: str, options: list[str]) -> None:
    done = topics("stories", "list", *options, "--db", told)
    assert (done.code, done.out) == (2, "")
    assert options[0] in done.err


@pytest.mark.parametrize("path", [(), ("list",), ("show",)], ids=" ".join)
def test_help_has_an_example(path: tuple[str, ...]) -> None:
    done = CliRunner().invoke(app, ["stories", *path, "--help"])
    assert done.exit_code == 0
    assert f"Example: {' '.join(('topics', 'stories', *path))}" in done.stdout


# --- without a store -----------------------------------------------------------------------------


def lines(folder: Path, items: list[Headline]) -> str:
    file = folder / "today.jsonl"
    rows = (
        {"title": one.title, "source": one.source, "language": one.language, "published": str(one.published)}
        for one in items
    )
    file.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), encoding="utf-8")
    return str(file)


@pytest.mark.parametrize(
    ("granularity", "groups"),
    [
        (None, ["S1", "S1", "S1", None]),
        ("broad", ["S1", "S1", "S1", None]),
        ("0.3", ["S1", "S1", "S1", None]),
    ],
)
def test_headlines_of_a_file_are_grouped_into_stories(
    topics: Topics, tmp_path: Path, granularity: str | None, groups: list[str | None]
) -> None:
    items = [headline(title, number=row) for row, title in enumerate([*FIRE, "قط يعود إلى بيته"])]
    options = ["--granularity", granularity] if granularity else []
    found = topics("group", lines(tmp_path, items), "--level", "story", *options).rows
    assert [row["story"] for row in found] == groups
    assert [row["title"] for row in found] == [one.title for one in items]
    assert {row["name"] for row in found[:3]} <= set(FIRE)
    assert found[3]["name"] is None


def test_the_broader_the_fewer_stories(topics: Topics, tmp_path: Path) -> None:
    titles = [*FIRE[:2], *TRADERS, BOTH]
    file = lines(tmp_path, [headline(title, number=row) for row, title in enumerate(titles)])
    counts = []
    for granularity in ("0.9", "narrow", "normal", "broad", "0.001"):
        found = topics("group", file, "--level", "story", "--granularity", granularity).rows
        counts.append(len({row["story"] or row["title"] for row in found}))
    assert counts == sorted(counts, reverse=True)
    assert counts[0] > counts[-1] == 1


def test_nonsense_for_a_width_is_refused(
    topics: Topics, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("topics.service.load_encoder", no_encoder)
    file = lines(tmp_path, [headline(FIRE[0])])
    done = topics("group", file, "--level", "story", "--granularity", "nonsense")
    assert (done.code, done.out) == (2, "")
    assert "expected narrow, normal, broad or a number between 0 and 1, got 'nonsense'" in done.err
