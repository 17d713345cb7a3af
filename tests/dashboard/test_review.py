"""Review: words are logged, taken back, shown to others; who may not correct cannot; titles do nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from dashboard import data
from dashboard.words import word
from tests.dashboard.conftest import Clock
from tests.dashboard.desk import HOSTILE, HUGE, TITLES, at_home, fill_desk
from topics import desk
from topics.errors import StoreError
from topics.store.store import Store
from topics.types import NOT_NEWS, TAKEN_BACK, Headline, Predictions

__all__ = ["at_home"]
Draw = Callable[[str], AppTest]


def html(app: AppTest) -> str:
    assert not app.exception
    return "".join(one.proto.body for one in app.get("html"))


def current(app: AppTest) -> str:
    """The id of the headline under review."""
    found: str = app.session_state.queue[len(app.session_state.handled)].record.headline.id
    return found


def test_an_empty_store_says_what_to_do(page: Draw, at_home: Callable[[str], None]) -> None:
    app = page("review")
    assert not app.exception
    assert app.title[0].value == word("review", "en")
    assert word("review_empty", "en") in [one.value for one in app.info]


def test_a_word_is_logged_under_its_editor_and_taken_back(
    page: Draw, store: Store, clock: Clock, at_home: Callable[[str], None]
) -> None:
    fill_desk(store, clock)
    app = page("review")
    first = current(app)
    app.button(key="file-weather").click().run()
    (said,) = store.corrections.log()
    assert (said.headline_id, said.topic, said.editor) == (first, "weather", "Salma")
    assert current(app) != first
    assert "Salma" in html(app)
    (undo,) = [one for one in app.button if one.label == word("undo", "en")]
    undo.click().run()
    assert current(app) == first
    assert [one.topic for one in store.corrections.log()] == [TAKEN_BACK, "weather"]
    assert store.headlines.records([first])[first].topic == "sport"


def test_what_another_editor_said_meanwhile_is_shown(
    page: Draw, store: Store, clock: Clock, at_home: Callable[[str], None]
) -> None:
    fill_desk(store, clock)
    app = page("review")
    desk.file_under(data.service(), current(app), "economy", editor="Omar", now=datetime.now(UTC))
    app.run()
    assert word("already_said", "en") in [one.value for one in app.info]
    assert "Omar" in html(app)
    app.button(key="file-weather").click().run()
    assert {one.editor for one in store.corrections.log()} == {"Omar", "Salma"}
    assert word("conflicts", "en") in [one.value for one in app.subheader]


def test_titles_are_only_text(page: Draw, store: Store, clock: Clock, at_home: Callable[[str], None]) -> None:
    fill_desk(store, clock)
    app = page("review")
    shown = ""
    for _ in TITLES:
        shown += html(app)
        (skip,) = [one for one in app.button if one.label == word("skip", "en")]
        skip.click().run()
    assert "<script" not in shown
    assert "&lt;script&gt;" in shown
    assert HUGE.split()[-1] in shown
    assert HOSTILE not in shown
    assert [one.value for one in app.success] == [word("review_finished", "en")]
    assert store.corrections.count() == 0


def test_a_viewer_reads_and_cannot_correct(
    page: Draw, store: Store, clock: Clock, at_home: Callable[[str], None]
) -> None:
    fill_desk(store, clock)
    at_home("0.0.0.0")
    app = page("review")
    assert not app.exception
    assert word("may_not_correct", "en") in [one.value for one in app.info]
    choices = [one for one in app.button if (one.key or "").startswith("file-")]
    assert choices
    assert all(one.disabled for one in choices)


def test_rights_that_ended_meanwhile_end_correcting(
    page: Draw, store: Store, clock: Clock, at_home: Callable[[str], None]
) -> None:
    fill_desk(store, clock)
    app = page("review")
    at_home("0.0.0.0")
    app.button(key="file-weather").click().run()
    assert store.corrections.count() == 0


def test_a_store_that_broke_is_told_in_a_sentence(
    page: Draw, store: Store, clock: Clock, at_home: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    fill_desk(store, clock)

    def broken(*_: object, **__: object) -> None:
        raise StoreError("the disk went away; plug it in again.")

    monkeypatch.setattr(data.service().store.corrections, "log", broken)
    app = page("review")
    assert not app.exception
    assert any("the disk went away" in one.value for one in app.error)


def keys(app: AppTest) -> dict[str, str]:
    """Key -> topic that it files the headline under."""
    assert not app.exception
    choices = [one for one in app.button if (one.key or "").startswith("file-")]
    names = [one.key for one in choices]
    assert len(names) == len(set(names))
    return {one.proto.shortcut: one.key.removeprefix("file-") for one in choices if one.proto.shortcut}


def test_one_confirms_whatever_the_headline_stands_under(
    page: Draw, store: Store, clock: Clock, at_home: Callable[[str], None]
) -> None:
    items = fill_desk(store, clock)
    assert (keys(page("review"))["1"], keys(page("review"))["0"]) == ("sport", NOT_NEWS)
    for topic in (NOT_NEWS, "no-longer-there"):
        filed(store, items, topic)
        app = page("review")
        assert desk.as_it_stands(data.service(), current(app)).topic == topic
        found = keys(app)
        assert found.get("1") == (topic if topic == NOT_NEWS else None)
        assert found.get("0") == (None if topic == NOT_NEWS else NOT_NEWS)
        assert set(found) >= set("23456789")


def filed(store: Store, items: list[Headline], topic: str) -> None:
    """A newer model files all of them under one topic."""
    shares = np.tile(np.array([0.5, 0.3, 0.2], np.float32), (len(items), 1))
    ids, sure = tuple(one.id for one in items), np.zeros(len(items), bool)
    store.predictions.save(Predictions(ids, (topic, "sport", "economy"), shares, sure, f"model-{topic}"))


def test_a_key_pressed_twice_handles_one_headline(
    page: Draw, store: Store, clock: Clock, at_home: Callable[[str], None]
) -> None:
    """The second press reaches the buttons that were drawn before the first one was handled."""
    fill_desk(store, clock)
    app = page("review")
    first = current(app)
    app.session_state.handled = [(first, False)]
    app.button(key="file-weather").click().run()
    assert app.session_state.handled == [(first, False)]
    assert store.corrections.count() == 0
    app.session_state.handled = []
    (undo,) = [one for one in app.button if one.label == word("undo", "en")]
    undo.click().run()
    assert not app.exception


def test_a_next_list_of_a_store_that_broke_is_told_in_the_readers_language(
    page: Callable[..., AppTest],
    store: Store,
    clock: Clock,
    at_home: Callable[[str], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    fill_desk(store, clock)
    app = page("review", "fr")
    for _ in TITLES:
        (skip,) = [one for one in app.button if one.label == word("skip", "fr")]
        skip.click().run()
    (more,) = [one for one in app.button if one.label == word("next_queue", "fr")]
    real = desk.queue

    def broken(*_: object, **__: object) -> None:
        raise StoreError("the disk went away; plug it in again.")

    monkeypatch.setattr(desk, "queue", broken)
    more.click().run()
    assert not app.exception
    (error,) = app.error
    assert error.value.startswith(word("trouble_store", "fr")) and "disk" not in error.value
    monkeypatch.setattr(desk, "queue", real)
    app.run()
    assert not app.error
    assert current(app)
