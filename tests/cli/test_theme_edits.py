"""The commands of editors: what they print, what they refuse, and what the next command sees."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from typer.testing import CliRunner

from tests.jobs.newsroom import open_filled
from topics.cli.main import app
from topics.errors import UsageError


@pytest.fixture
def db(tmp_path: Path) -> str:
    """A store with 100 headlines and their themes."""
    with open_filled(tmp_path, 100) as service:
        return service.settings.db


def call(db: str, *arguments: str) -> Result:
    return CliRunner().invoke(app, ["themes", *arguments, "--db", db])


def rows(db: str, *arguments: str) -> list[dict[str, Any]]:
    done = call(db, *arguments, "--json")
    assert done.exit_code == 0, done.output
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_list_says_which_group_a_theme_is_of_and_whether_it_is_pinned(db: str) -> None:
    listed = rows(db, "list")
    assert listed
    assert {"broader", "pinned", "central"} <= set(listed[0])
    rows(db, "pin", listed[0]["id"])
    assert [row["pinned"] for row in rows(db, "list")] == [True, *[False] * (len(listed) - 1)]
    (row,) = rows(db, "unpin", listed[0]["id"])
    assert not row["pinned"]


def test_show_has_lineage_and_the_most_central_headline_of_each_language(db: str) -> None:
    id = rows(db, "list")[0]["id"]
    (shown,) = rows(db, "show", id)
    assert set(shown["central_titles"]) == set(shown["central"]) != set()
    assert [link["what"] for link in shown["lineage"]] == ["new"]


def test_rename_is_seen_at_once_and_told_by_history(db: str) -> None:
    id = rows(db, "list")[0]["id"]
    (row,) = rows(db, "rename", id, "أمطار", "--language", "ar")
    assert row["names"]["ar"] == "أمطار"
    rows(db, "rename", id, "Rain", "--editor", "Salma")
    assert rows(db, "list")[0]["name"] == "Rain"
    told = rows(db, "history", id)
    assert [one["what"] for one in told] == ["new", "rename", "rename"]
    assert (told[-1]["edit"]["name"], told[-1]["editor"]) == ("Rain", "Salma")


def test_merge_and_split_and_their_links(db: str) -> None:
    first, second = (row["id"] for row in rows(db, "list")[:2])
    (merged,) = rows(db, "merge", first, second)
    assert (merged["id"], merged["pinned"]) == (first, True)
    assert second not in {row["id"] for row in rows(db, "list")}
    assert {"merged"} <= {one["what"] for one in rows(db, "history", second)}
    parts = rows(db, "split", first, "--parts", "2")
    assert len(parts) == 2
    history = rows(db, "history", parts[1]["id"])
    assert [(one["what"], one["from"]) for one in history] == [("split", first)]
    assert history[0]["shared"] == parts[1]["size"]


@pytest.mark.parametrize(
    "arguments",
    [("history",), ("pin",), ("unpin",), ("split",), ("rename", "name"), ("merge", "T2")],
    ids=lambda arguments: arguments[0],
)
def test_an_id_that_no_theme_has_is_a_usage_error(db: str, arguments: tuple[str, ...]) -> None:
    command, *rest = arguments
    done = call(db, command, "T999", *rest)
    assert isinstance(done.exception, UsageError)
    assert "T999" in str(done.exception)
    assert done.exception.exit_code == 2


def test_a_theme_that_ended_has_a_history_and_takes_no_edit(db: str) -> None:
    first, second = (row["id"] for row in rows(db, "list")[:2])
    rows(db, "merge", first, second)
    assert rows(db, "history", second)
    assert isinstance(call(db, "pin", second).exception, UsageError)


def test_options_before_a_command_are_refused(db: str) -> None:
    done = CliRunner().invoke(app, ["themes", "--themes", "9", "list", "--db", db])
    assert isinstance(done.exception, UsageError)
    assert "--themes" in str(done.exception)
