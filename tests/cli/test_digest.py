"""`topics digest`: what it writes, where, and as of when."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest

from tests.cli.running import Topics
from tests.jobs.newsroom import NOW, headline, open_newsroom
from tests.store.told import clustering, theme
from topics.service import TopicsService
from topics.store.story_rows import Placed
from topics.types import FetchState, LinkKind, Source, ThemeLink

FIRE = ("حريق مهول يلتهم سوقا بالناظور", "حريق مهول بسوق في الناظور", "سوق الناظور يحترق: حريق مهول")


@pytest.fixture(autouse=True)
def _newsroom_now(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock of the command line is the newsroom's."""
    monkeypatch.setattr("topics.cli.opening.utc_now", lambda: NOW)


@pytest.fixture
def store(tmp_path: Path) -> str:
    """A fire today, other news for three weeks, a new theme, an outlet out of reach."""
    with open_newsroom(tmp_path) as service:
        fill(service)
        return service.settings.db


def fill(service: TopicsService) -> None:
    store = service.store
    fire = [headline(title, number=1 + row) for row, title in enumerate(FIRE)]
    rest = [headline(f"سوق المدينة في يوم عادي {hour}", number=hour) for hour in range(30, 21 * 24, 3)]
    store.headlines.add([*fire, *rest])
    central = {"S1": {"ar": fire[0].id}}
    store.stories.save(Placed({one.id: "S1" for one in fire}, central), created=NOW)
    store.sources.add(Source("Le Phare", "https://phare.example/rss"))
    store.sources.save_state("Le Phare", FetchState(failures=4, last_success=NOW - timedelta(days=2)))
    old, new = (theme(id, "run-2", name=name) for id, name in (("T1", "السوق"), ("T2", "الحريق")))
    ids = [one.id for one in (*rest, *fire)]
    labels = [0] * len(rest) + [1] * len(fire)
    links = [
        ThemeLink(LinkKind.NEW, None, "T1", 0, 0.0, 0.0, "run-1"),
        ThemeLink(LinkKind.CONTINUES, "T1", "T1", 9, 1.0, 1.0, "run-2"),
        ThemeLink(LinkKind.NEW, None, "T2", 0, 0.0, 0.0, "run-2"),
    ]
    early = clustering([one.id for one in rest], [0] * len(rest), "run-1")
    store.themes.save_run(early, [theme("T1", "run-1")], created=NOW - timedelta(days=3), links=links[:1])
    run = clustering(ids, labels, "run-2")
    store.themes.save_run(run, [old, new], created=NOW - timedelta(hours=1), links=links[1:])


def test_a_briefing_is_written_in_arabic_markdown(topics: Topics, store: str) -> None:
    code, out, err = topics("digest", "--db", store)
    assert (code, err) == (0, "")
    assert out.startswith("# \u2068موجز العناوين\u2069\n")
    assert FIRE[0] in out
    assert "Le Phare" in out


def test_what_is_told_is_what_happened(topics: Topics, store: str) -> None:
    code, out, _ = topics("digest", "--language", "en", "--json", "--db", store)
    told = json.loads(out)
    assert code == 0
    assert (told["headlines"], told["stored"], round(told["usual"], 1)) == (3, 161, 7.9)
    assert [(one["id"], one["headlines"], one["outlets"]) for one in told["stories"]] == [("S1", 3, 3)]
    assert [one["id"] for one in told["themes"]] == ["T2"], "the first fit's themes are not news"
    assert [one["source"] for one in told["outages"]] == ["Le Phare"]
    assert told["until"].startswith("2026-03-25")


def test_an_earlier_moment_can_be_asked_for(topics: Topics, store: str) -> None:
    _, out, _ = topics("digest", "--language", "en", "--at", "2026-03-20T12:00", "--db", store)
    assert "Friday 20 March 2026" in out
    assert "8 headlines from " in out
    assert FIRE[0] not in out


def test_a_page_is_written_to_a_file(topics: Topics, store: str, tmp_path: Path) -> None:
    path = tmp_path / "briefing.html"
    code, out, err = topics(
        "digest", "--format", "html", "--language", "fr", "--out", str(path), "--db", store
    )
    assert (code, out) == (0, "")
    assert err == f"{path}: 3 headlines, 1 stories\n"
    page = path.read_text(encoding="utf-8")
    assert page.startswith("<!doctype html>") and 'lang="fr"' in page


def test_an_empty_store_has_a_briefing(topics: Topics, tmp_path: Path) -> None:
    with open_newsroom(tmp_path) as service:
        store = service.settings.db
    code, out, _ = topics("digest", "--language", "fr", "--db", store)
    assert code == 0
    assert "Aucun titre en mémoire" in out


@pytest.mark.parametrize("wrong", [("--language", "de"), ("--format", "pdf"), ("--at", "soon")])
def test_wrong_use_is_told(topics: Topics, store: str, wrong: tuple[str, str]) -> None:
    code, out, err = topics("digest", *wrong, "--db", store)
    assert (code, out) == (2, "")
    assert wrong[1] in err
