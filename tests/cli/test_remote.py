"""`topics --server`: the same rows as from a store of this machine, and never that store by mistake."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.api.conftest import told as told
from tests.api.running import Running, serving
from tests.cli.running import Topics
from tests.jobs.newsroom import TAXONOMY


@pytest.fixture(scope="module")
def running(told: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with serving(told, tmp_path_factory.mktemp("remote")) as found:
        yield found


@pytest.fixture(autouse=True)
def _key(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, running: Running) -> None:
    """Who asks has a key, and a store of this machine would answer with the service's topics."""
    monkeypatch.setenv("TOPICS_TAXONOMY", str(TAXONOMY))
    monkeypatch.setenv("TOPICS_CACHE_DIR", str(tmp_path))
    monkeypatch.setenv("TOPICS_KEY", running.key)


@pytest.mark.parametrize(
    "command",
    [
        ("search", "أمطار", "--limit", "5"),
        ("search", "أمطار", "--language", "ar", "--since", "2026-03-20"),
        ("themes", "list"),
        ("themes", "show", "T1", "--limit", "3"),
        ("stories", "show", "S1"),
        ("stories", "list"),
        ("stories", "list", "--json", "--least", "3", "--limit", "2"),
        ("stories", "list", "--until", "2026-03-24", "--language", "ar", "--topic", "weather"),
        ("stories", "list", "--since", "2026-03-22", "--until", "2026-03-23 12:00"),
        ("trends",),
        (
            "trends",
            "--by",
            "source",
            "--every",
            "hour",
            "--coverage",
            "--language",
            "ar",
            "--topic",
            "weather",
        ),
        ("trends", "--by", "theme", "--top", "1", "--csv", "--since", "2026-03-22", "--until", "2026-03-24"),
        ("trends", "--by", "story", "--text", "أمطار", "--source", "Rif Matin"),
        ("trends", "--by", "language", "--theme", "T1", "--json"),
    ],
    ids=" ".join,
)
def test_a_service_says_what_its_store_says(
    topics: Topics, running: Running, command: tuple[str, ...]
) -> None:
    there = topics("--server", running.url, *command)
    here = topics(*command, "--db", running.service.settings.db)
    assert there == here
    assert there.code == 0
    assert there.out


def test_a_terminal_shows_the_same_tables(
    topics: Topics, running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("topics.cli.output.wants_json", lambda as_json: as_json)
    for command in (("trends", "--by", "story", "--shares"), ("stories", "list"), ("search", "أمطار")):
        there = topics("--server", running.url, *command)
        assert there == topics(*command, "--db", running.service.settings.db)
        assert there.out.count("\n") > 2, there


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (("trends", "today.csv"), "expected no INPUT with --server"),
        (("trends", "--timezone", "UTC"), "expected no --timezone with --server"),
        (("trends", "--since", "yesterday"), "--since: expected a day"),
        (("trends", "--every", "hour", "--since", "1975-01-01"), "ask for a shorter time"),
        (("bursts", "--at", "soon"), "--at: expected a day"),
        (("bursts", "--db", "other.db"), "expected one of classify INPUT, search, trends"),
        (("stories", "--granularity", "broad"), "expected no --granularity with --server"),
        (("themes", "--refit", "--themes", "9"), "expected no --refit, --themes with --server"),
        (("correct", "x", "sport", "--taxonomy", "mine.toml"), "expected no --taxonomy with --server"),
        (("correct", "--import", "-", "--taxonomy", "mine.toml"), "expected no --taxonomy with --server"),
        (("corrections", "conflicts"), "expected one of"),
        (("corrections", "list", "--since", "yesterday"), "--since: expected a day"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_what_can_not_be_asked_of_a_service_is_told(
    topics: Topics, running: Running, command: tuple[str, ...], said: str
) -> None:
    done = topics("--server", running.url, *command)
    assert (done.code, done.out) == (2, "")
    assert said in done.err


@pytest.mark.parametrize("group", ["themes", "stories"])
def test_a_group_alone_lists_what_is_there(topics: Topics, running: Running, group: str) -> None:
    alone = topics("--server", running.url, group)
    assert alone == topics("--server", running.url, group, "list")
    assert alone.rows


def test_headlines_are_filed_as_here(topics: Topics, running: Running, tmp_path: Path) -> None:
    file = tmp_path / "today.txt"
    file.write_text("أمطار قوية مرتقبة بالريف\nGrève des trains à Fès\n", encoding="utf-8")
    for more in ((), ("--top", "all"), ("--top", "0")):
        there = topics("--server", running.url, "classify", str(file), *more)
        assert there.rows == topics("classify", str(file), *more).rows
    refused = topics("--server", running.url, "classify", str(file), "--explain")
    assert (refused.code, refused.err) == (
        2,
        "error: expected no --explain with --server: the service has its own.\n",
    )


@pytest.mark.parametrize(
    "command", [("run", "--sample"), ("themes", "pin", "T1"), ("db", "info"), ("classify",), ("keys", "list")]
)
def test_a_store_of_this_machine_is_not_taken_for_it(
    topics: Topics, running: Running, command: tuple[str, ...]
) -> None:
    done = topics("--server", running.url, *command)
    assert done.code == 2
    assert "--server" in done.err


def test_without_a_key_nothing_is_asked(
    topics: Topics, running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TOPICS_KEY", "")
    done = topics("--server", running.url, "search", "أمطار")
    assert (done.code, done.err) == (
        2,
        "error: --server: expected a key of the service in TOPICS_KEY, got none.\n",
    )
    monkeypatch.setenv("TOPICS_KEY", "another")
    done = topics("--server", running.url, "search", "أمطار")
    assert done.code == 1
    assert done.err.startswith("error: expected a key that opens")
