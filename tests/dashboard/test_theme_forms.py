"""The forms of one theme: rename, merge, split and pin are logged under who did them; viewers see none."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit import config
from streamlit.testing.v1 import AppTest

from dashboard import data
from dashboard.words import word
from tests.dashboard.conftest import Clock
from tests.dashboard.desk import at_home
from tests.jobs.newsroom import NOW, batch, open_newsroom
from topics import jobs, theme_edits
from topics.store.store import Store, open_store
from topics.types import EditKind, ThemeEdit

__all__ = ["at_home"]
Draw = Callable[..., AppTest]


@pytest.fixture(scope="module")
def fitted(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The file of a store with 100 headlines and their themes."""
    folder = tmp_path_factory.mktemp("newsroom")
    with open_newsroom(folder) as service:
        jobs.run(service, now=NOW, batches=[batch(0, 100)])
    return (folder / "news.db").read_bytes()


@pytest.fixture
def store(fitted: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    """The store that the dashboard's service opens, with themes."""
    place = tmp_path / "topics.db"
    place.write_bytes(fitted)
    monkeypatch.setenv("TOPICS_DB", str(place))
    data.service.clear()
    with open_store(str(place)) as one:
        for kept in (data.themes, data.page, data.series, data.stories, data.phases):
            kept.clear()
        yield one
        data.service().close()
        data.service.clear()


@pytest.fixture
def one_theme(
    store: Store, clock: Clock, page: Draw, at_home: Callable[[str], None]
) -> Callable[..., AppTest]:
    """Draws the page of a theme, the largest unless told."""
    clock.now = NOW
    largest = max(store.themes.current(), key=lambda one: one.size).id

    def draw(language: str = "en", id: str = largest) -> AppTest:
        app = page("themes", language, id=id)
        assert not app.exception
        return app

    return draw


def press(app: AppTest, key: str, language: str = "en") -> AppTest:
    (button,) = [one for one in app.button if one.label == word(key, language)]
    app = button.click().run()
    assert not app.exception
    return app


def logged(store: Store) -> list[ThemeEdit]:
    return store.theme_history.edits()


def html(app: AppTest) -> str:
    return "".join(one.proto.body for one in app.get("html"))


def test_a_name_is_logged_under_its_editor_and_shown_so(one_theme: Draw, store: Store) -> None:
    app = one_theme()
    (name,) = [one for one in app.text_input if one.label == word("new_name", "en")]
    name.input("Our own name")
    press(app, "rename")
    (edit,) = logged(store)
    assert (edit.action, edit.value["name"], edit.editor) == (EditKind.RENAME, "Our own name", "Salma")
    shown = html(one_theme())
    assert "Our own name" in shown
    assert "Salma" in shown


def test_a_split_needs_a_confirmation_and_is_logged(one_theme: Draw, store: Store) -> None:
    app = one_theme()
    before = {one.id for one in store.themes.current()}
    app = press(app, "split")
    assert [one.value for one in app.warning] == [word("sure_first", "en")]
    assert logged(store) == []
    app.checkbox(key="sure-split-0").check()
    app = press(app, "split")
    assert not app.error
    (edit,) = logged(store)
    assert (edit.action, edit.editor) == (EditKind.SPLIT, "Salma")
    assert {one.id for one in store.themes.current()} - before == set(edit.value["parts"][1:])
    assert not app.checkbox(key="sure-split-1").value  # each change is confirmed anew


def test_what_can_not_be_split_is_told_in_the_readers_language(one_theme: Draw, store: Store) -> None:
    id = sorted(store.themes.current(), key=lambda one: -one.size)[-1].id
    while len(store.themes.members(id)) >= 5:
        theme_edits.split(data.service(), id, parts=5, now=NOW)
    before = logged(store)
    app = one_theme("ar", id)
    (parts,) = [one for one in app.selectbox if one.label == word("parts", "ar")]
    parts.select(5)
    app.checkbox(key="sure-split-0").check()
    app = press(app, "split", "ar")
    assert [one.value for one in app.error] == [f"{word('not_done', 'ar')} {word('not_split', 'ar')}"]
    assert logged(store) == before


def test_a_merge_needs_a_confirmation_and_another_theme(one_theme: Draw, store: Store) -> None:
    app = one_theme("fr")
    app.checkbox(key="sure-merge-0").check()
    app = press(app, "merge", "fr")
    assert [one.value for one in app.error] == [f"{word('not_done', 'fr')} {word('not_merged', 'fr')}"]
    (others,) = [one for one in app.multiselect if one.label == word("merge_with", "fr")]
    others.select(others.options[0])
    app = press(app, "merge", "fr")
    (edit,) = logged(store)
    assert (edit.action, edit.editor) == (EditKind.MERGE, "Salma")


def test_a_pin_is_logged_and_taken_back(one_theme: Draw, store: Store) -> None:
    press(one_theme(), "pin")
    press(one_theme(), "unpin")
    assert [(one.action, one.editor) for one in logged(store)] == [
        (EditKind.PIN, "Salma"),
        (EditKind.UNPIN, "Salma"),
    ]


def test_a_viewer_is_offered_no_change(one_theme: Draw, at_home: Callable[[str], None]) -> None:
    at_home("0.0.0.0")
    labels = {one.label for one in one_theme().button}
    assert not labels & {word(key, "en") for key in ("rename", "merge", "split", "pin")}
    assert config.get_option("server.address") == "0.0.0.0"
