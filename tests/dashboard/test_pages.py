"""Every page over an empty store, a broken one, huge titles, and titles that want to be more than text."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from html.parser import HTMLParser

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from dashboard import data
from dashboard.words import LANGUAGES, word
from tests.dashboard.conftest import APP, Clock
from topics.errors import StoreError
from topics.store.store import Store
from topics.store.story_rows import Placed
from topics.text import content_hash, headline_id
from topics.types import Annotation, Clustering, Headline, Predictions, Problem, RunReport, Story, Theme

PAGES = ("now", "trends", "themes", "stories", "headlines")
HOSTILE = '"><img src=x onerror=alert(1)><script>alert(2)</script> [link](javascript:alert(3)) $x$ :red[y]'
HUGE = "عاجل " * 3_000
HARMLESS = {"div", "span", "a", "bdi", "i", "b", "p", "section", "h2", "style"}


class Tags(HTMLParser):
    """Collects what a piece of HTML is made of."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.links: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.links |= {value or "" for name, value in attrs if name == "href"}


def filled(store: Store, now: datetime, title: str) -> None:
    """A day of headlines of which every text is this title: in a theme, in a story, noted, with problems."""
    outlets = [f"{title[:90]}{number}" for number in range(3)]
    items = [
        Headline(
            headline_id(outlet, f"{number} {title}"),
            outlet,
            f"{number} {title}",
            "ar",
            now,
            content_hash(f"{number} {title}", ()),
            url="javascript:alert(4)",
            published=now - timedelta(hours=number),
        )
        for number, outlet in enumerate(outlets * 3)
    ]
    store.headlines.add(items)
    ids = tuple(one.id for one in items)
    n = len(ids)
    store.predictions.save(Predictions(ids, ("sport",), np.ones((n, 1), np.float32), np.zeros(n, bool), "m"))
    unit = np.eye(1, 8, dtype=np.float32)[0]
    run = Clustering(ids, np.zeros(n, np.int32), np.ones(n, np.float32), "an-encoder", "run-1")
    theme = Theme(
        "T1", "run-1", "an-encoder", title[:500], {"ar": title[:500]}, (title[:200],), unit, unit[None],
        0.5, ids[:1], n, first_seen=now - timedelta(hours=8), last_seen=now, broader=title[:200],
    )  # fmt: skip
    store.themes.save_run(run, [theme], created=now)
    store.map.save("run-1", ids, np.arange(2 * n, dtype=np.float32).reshape(n, 2))
    story = store.stories.next_ids(1)[0]
    store.stories.save(Placed(dict.fromkeys(ids, story), {story: {"ar": ids[0]}}), created=now)
    store.annotations.add(Annotation(now, title[:80], "", now))
    store.reports.save(RunReport("run", "r1", now, now, ok=False, error=title[:200]))
    store.problems.add("r1", [Problem(title[:90], "", title[:200], "bad")])


def whole(app: AppTest) -> str:
    """All HTML of a page."""
    return " ".join(one.proto.body for one in app.get("html"))


def markdown(app: AppTest) -> str:
    """All texts of a page that are read as Markdown."""
    parts = (app.markdown, app.caption, app.subheader, app.title, app.info, app.warning, app.error)
    return " ".join(str(one.value) for part in parts for one in part)


VIEWS = [
    ("now", {}),
    ("trends", {"by": "theme"}),
    ("trends", {"by": "source", "manner": "lines", "measure": "count"}),
    ("trends", {"view": "compare", "against": "outlets", "key": "word"}),
    ("trends", {"view": "inside"}),
    ("themes", {}),
    ("themes", {"view": "map"}),
    ("themes", {"view": "groups"}),
    ("themes", {"id": "T1"}),
    ("stories", {}),
    ("stories", {"id": "S1"}),
    ("headlines", {}),
]


@pytest.mark.parametrize(("name", "address"), VIEWS, ids=str)
def test_text_from_outside_stays_text(
    page: Callable[..., AppTest], store: Store, clock: Clock, name: str, address: dict[str, str]
) -> None:
    filled(store, clock.now, HOSTILE)
    app = page(name, "ar", **address)
    assert not app.exception and not app.error
    found = Tags()
    found.feed(whole(app))
    assert found.tags <= HARMLESS
    assert not {one for one in found.attributes if one.startswith("on")}
    assert all(link.startswith("/?") for link in found.links)
    assert "[link](" not in markdown(app) and "<script" not in markdown(app)


@pytest.mark.parametrize("name", PAGES)
def test_a_huge_title_is_cut(page: Callable[..., AppTest], store: Store, clock: Clock, name: str) -> None:
    filled(store, clock.now, HUGE)
    app = page(name, "ar")
    assert not app.exception and not app.error
    assert word(name, "ar") in [one.value for one in app.title]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", PAGES)
def test_each_page_has_its_heading_in_each_language(
    page: Callable[..., AppTest], store: Store, clock: Clock, name: str, language: str
) -> None:
    filled(store, clock.now, "عنوان")
    app = page(name, language)
    assert not app.exception and not app.error
    assert [one.value for one in app.title] == [word(name, language)]


def test_an_empty_store_says_how_to_fill_it(store: Store, clock: Clock) -> None:
    app = AppTest.from_file(str(APP), default_timeout=30).run()
    assert not app.exception
    assert [one.value for one in app.info] == [word("empty", "ar")]


@pytest.mark.parametrize("name", PAGES)
def test_a_page_without_matches_says_so(
    page: Callable[..., AppTest], store: Store, clock: Clock, name: str
) -> None:
    filled(store, clock.now, "عنوان")
    app = page(name, "fr", topics="weather")
    assert not app.exception and not app.error
    assert app.info


def test_a_broken_store_is_told_in_a_sentence(
    store: Store, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise StoreError("the disk is <b>gone</b>; put it back.")

    filled(store, clock.now, "عنوان")
    monkeypatch.setattr(type(data.service()), "span", broken)
    app = AppTest.from_file(str(APP), default_timeout=30).run()
    assert not app.exception
    (error,) = app.error
    assert error.value.startswith(word("trouble_store", "ar"))
    assert "disk" not in error.value


def test_a_store_that_breaks_while_the_page_is_open_is_told_too(
    page: Callable[..., AppTest], store: Store, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise StoreError("the disk is gone; put it back.")

    filled(store, clock.now, "عنوان")
    page("now")
    monkeypatch.setattr(type(data.service()), "recent_reports", broken)
    app = page("now")
    assert not app.exception
    assert len(app.error) == 1


@pytest.mark.parametrize("last", ["S1", "S8"])
def test_a_story_that_became_part_of_another_leads_to_the_last_one(
    page: Callable[..., AppTest], store: Store, clock: Clock, monkeypatch: pytest.MonkeyPatch, last: str
) -> None:
    """Step by step, and no further where a step leads back."""
    filled(store, clock.now, "عنوان")
    real, story = data.service().story, data.service().story("S1")
    into = {"S8": "S9", "S9": last}

    def merged(service: object, id: str) -> Story | None:
        return replace(story, id=id, merged_into=into[id]) if id in into else real(id)

    monkeypatch.setattr(type(data.service()), "story", merged)
    app = page("stories", id="S8")
    assert not app.exception and not app.warning
    assert word("who_when", "en") in [one.value for one in app.subheader]
    if last == "S1":
        assert "9 headlines" in [one.value for one in app.subheader]
