"""The list of outlets as the command line keeps it."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from topics.cli.main import app
from topics.store.store import open_store

OPML = """<opml version="2.0"><head/><body>
<outline type="file" text="Ferry Times" xmlUrl="lists/ferry.csv"/>
<outline type="rss" text="Harbour News" xmlUrl="https://example.org/rss"/>
</body></opml>"""


def locations(store: Path) -> dict[str, str]:
    with open_store(str(store), create=False) as opened:
        return {source.name: source.location for source in opened.sources.list()}


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A store beside which commands are started."""
    monkeypatch.chdir(tmp_path)
    return tmp_path / "topics.db"


def topics(store: Path, *arguments: str) -> None:
    assert CliRunner().invoke(app, [*arguments, "--db", str(store)]).exit_code == 0


def test_a_file_is_kept_by_its_whole_path(store: Path, tmp_path: Path) -> None:
    topics(store, "sources", "add", "Ferry Times", "lists/ferry.csv", "--kind", "file")
    assert locations(store) == {"Ferry Times": str(tmp_path / "lists" / "ferry.csv")}


def test_a_file_of_a_list_is_kept_by_its_whole_path(store: Path, tmp_path: Path) -> None:
    (tmp_path / "feeds.opml").write_text(OPML)
    topics(store, "sources", "import", "feeds.opml", "--files")
    assert locations(store) == {
        "Ferry Times": str(tmp_path / "lists" / "ferry.csv"),
        "Harbour News": "https://example.org/rss",
    }
