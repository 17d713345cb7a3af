"""A copy while others write, and a look that finds each damage."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tests.store.methods import READS, prepare
from tests.store.places import Place, SqlitePlace, open_place
from tests.store.told import TITLES, embed, fill
from topics.errors import StoreError
from topics.store.store import Store, open_store
from topics.types import HeadlineFilter


@pytest.fixture
def sound(empty: Path, file: Path) -> Path:
    """A store in a file with something of everything in it, that nobody has open."""
    shutil.copyfile(empty, file)
    with open_store(str(file)) as store:
        prepare(store)
    return file


# --- copies --------------------------------------------------------------------------------------


def test_a_copy_is_a_store_with_the_same_answers(sound: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copies" / "نسخة.db"
    copy.parent.mkdir()
    with open_store(str(sound)) as store:
        store.backup(copy)
        expected = {name: call(store) for name, call in READS.items()}
    assert [path.name for path in copy.parent.iterdir()] == [copy.name], "nothing is left beside it"
    with open_store(str(copy), create=False) as store:
        assert {name: call(store) for name, call in READS.items()} == expected


def test_a_copy_replaces_an_older_one(sound: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    with open_store(str(sound)) as store:
        store.backup(copy)
        fill(store, ["A headline that came after the first copy"], days=9)
        store.backup(copy)
    with open_store(str(copy)) as store:
        assert store.headlines.count(HeadlineFilter()) == len(TITLES) + 1


WRITE = """
import sys
from tests.store.told import told
from topics.store.store import open_store

with open_store(sys.argv[1]) as store:
    for number in range(30):
        store.headlines.add([told(f"Headline {number}-{n}") for n in range(50)])
        print(number, flush=True)
"""


def test_a_copy_made_while_another_process_writes_is_whole(sound: Path, tmp_path: Path) -> None:
    with (
        open_store(str(sound)) as store,
        subprocess.Popen(
            [sys.executable, "-c", WRITE, str(sound)], stdout=subprocess.PIPE, text=True
        ) as writer,
    ):
        assert writer.stdout is not None
        counted = []
        for number in range(3):
            for _ in range(3):
                writer.stdout.readline()
            store.backup(tmp_path / f"copy {number}.db")
            with open_store(str(tmp_path / f"copy {number}.db"), create=False) as copy:
                assert copy.check() == []
                counted.append(copy.headlines.count(HeadlineFilter()) - len(TITLES))
        writer.stdout.read()
    assert writer.returncode == 0
    assert all(count % 50 == 0 for count in counted), "whole batches"
    assert counted == sorted(counted)
    assert counted[0] >= 150


def test_a_copy_onto_the_store_itself_or_another_in_use_is_refused(sound: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    link = tmp_path / "link.db"
    link.symlink_to(sound)
    with open_store(str(sound)) as store, open_store(str(other)) as used:
        fill(used, TITLES[:2])
        for place in (sound, link, other):
            with pytest.raises(StoreError, match="choose another file"):
                store.backup(place)
        assert used.headlines.count(HeadlineFilter()) == 2
        assert store.check() == used.check() == []


def test_a_copy_that_can_not_be_written_leaves_nothing_behind(sound: Path, tmp_path: Path) -> None:
    (tmp_path / "folder.db").mkdir()
    before = sorted(tmp_path.rglob("*"))
    with open_store(str(sound)) as store:
        for place in (tmp_path / "missing" / "copy.db", tmp_path / "folder.db"):
            with pytest.raises(StoreError, match="choose another place"):
                store.backup(place)
    assert sorted(tmp_path.rglob("*")) == before


def test_a_database_that_is_no_file_is_copied_by_its_own_means(place: Place, tmp_path: Path) -> None:
    if isinstance(place, SqlitePlace):
        pytest.skip("about servers")
    with open_place(place) as store, pytest.raises(StoreError, match="pg_dump"):
        store.backup(tmp_path / "copy.db")


# --- damage --------------------------------------------------------------------------------------

DAMAGE = {
    "a headline was taken away": (
        "DELETE FROM headline WHERE number = 1",
        {
            "map_point: 1 rows",
            "prediction: 1 rows",
            "assignment: 1 rows",
            "story_member: 1 rows",
            "1 entries of the index belong to no headline",
        },
    ),
    "the index lost a headline": (
        "DELETE FROM headline_words WHERE rowid = 3",
        {"1 headlines are not in the index"},
    ),
    "the index has one for another": (
        "UPDATE headline_words SET rowid = 999 WHERE rowid = 3",
        {"1 headlines are not in the index", "1 entries of the index belong to no headline"},
    ),
    "a vector was cut": (
        "UPDATE vector SET data = substr(data, 1, 12) WHERE rowid = 2",
        {"vectors of small-encoder: expected one width, got 2"},
    ),
    "probabilities were cut": (
        "UPDATE prediction SET probabilities = substr(probabilities, 1, 8) WHERE rowid = 1",
        {"predictions: 1 have not one probability for each topic"},
    ),
    "a model was taken away": ("DELETE FROM model", {"prediction: 6 rows point to a model"}),
    "a story was taken away": ("DELETE FROM story", {"story_member: 3 rows point to a story"}),
    "a theme was taken away": (
        "DELETE FROM theme",
        {
            "assignment: 3 rows point to a theme",
            "theme_link: 1 rows point to a theme",
            "theme_edit: 1 rows point to a theme",
        },
    ),
    "two runs are current": (
        "INSERT INTO run VALUES ('run-0', 'e', NULL, NULL, '{}', '2026-03-01 08:00:00.000000', 1)",
        {"expected one current run of themes, got 2"},
    ),
    "two models are current": (
        "INSERT INTO model VALUES ('second', '[]', 1)",
        {"expected one current model, got 2"},
    ),
    "a theme went to another run": (
        "INSERT INTO run VALUES ('run-0', 'e', NULL, NULL, '{}', '2026-03-01 08:00:00.000000', 0); "
        "UPDATE theme SET run_id = 'run-0'",
        {"themes: 3 headlines are in themes of another run"},
    ),
}


def test_a_sound_store_has_no_findings(store: Store) -> None:
    assert store.check() == []
    prepare(store)
    assert store.check() == []
    embed(store, fill(store, TITLES[:2], source="L'Étoile"), "another-encoder")
    assert store.check() == []


@pytest.mark.parametrize("name", DAMAGE)
def test_each_damage_is_found(sound: Path, name: str) -> None:
    statements, expected = DAMAGE[name]
    with closing(sqlite3.connect(sound)) as connection:
        connection.executescript(statements)
    with open_store(str(sound)) as store:
        findings = store.check()
    assert findings
    for words in expected:
        assert any(words in finding for finding in findings), findings
    assert all(any(words in finding for words in expected) for finding in findings), findings


def test_a_damaged_page_of_the_file_is_found(sound: Path) -> None:
    with closing(sqlite3.connect(sound)) as connection:
        (page,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'vector'").fetchone()
        (size,) = connection.execute("PRAGMA page_size").fetchone()
    content = bytearray(sound.read_bytes())
    content[(page - 1) * size : page * size] = b"\xa5" * size
    sound.write_bytes(content)
    with open_store(str(sound)) as store:
        findings = store.check()
    assert findings
    assert all("damaged" in finding and finding.endswith("restore a backup.") for finding in findings)
