"""Errors speak the language of the page; English ones say what the program said, as text alone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import data, troubles
from dashboard.words import word
from tests.dashboard.conftest import APP, Clock
from tests.dashboard.desk import at_home
from tests.dashboard.newsroom import fill
from tests.dashboard.spoken import english_of, latin_of, spoken
from tests.fakes import BrokenEncoder
from topics import errors
from topics.errors import StoreError, TopicsError
from topics.store.store import Store

__all__ = ["at_home"]
SAID = "the disk is <b>gone</b>; put it back"
NAMES = {"topics", "doctor", "csv", "title"}  # commands, and what a file must hold
CODED = {errors.EncoderMismatchError: {"expected": "a", "got": "b"}, errors.FetchError: {"code": "dns"}}
ALL = [one for one in vars(errors).values() if isinstance(one, type) and issubclass(one, TopicsError)]


def broken(*_: object, **__: object) -> None:
    raise StoreError(SAID)


def told_in(language: str, app: AppTest) -> str:
    """The one error of a page, which says nothing in English unless that is its language."""
    (error,) = app.error
    if language != "en":
        assert english_of(error.value) - NAMES == set()
        assert "disk" not in error.value
    if language == "ar":
        assert latin_of(error.value) <= NAMES
    return str(error.value)


@pytest.mark.parametrize("kind", ALL, ids=lambda kind: kind.__name__)
@pytest.mark.parametrize("language", ["ar", "fr"])
def test_every_error_has_words(kind: type[TopicsError], language: str) -> None:
    more = CODED.get(kind, {})
    error = kind(**more) if kind is errors.EncoderMismatchError else kind("expected a store", **more)
    told = troubles.told(error, language)
    assert told and english_of(told) - NAMES == set()


@pytest.mark.parametrize("language", ["ar", "fr", "en"])
def test_the_frame_says_so_when_the_store_is_broken(
    store: Store, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    monkeypatch.setattr(type(data.service()), "span", broken)
    app = AppTest.from_file(str(APP), default_timeout=30)
    app.query_params["lang"] = language
    told = told_in(language, app.run())
    assert "<b>" not in told
    assert told.startswith("the disk is" if language == "en" else word("trouble_store", language))


@pytest.mark.parametrize("language", ["ar", "fr", "en"])
def test_now_says_so_when_the_store_breaks_later(
    page: Callable[..., AppTest], store: Store, clock: Clock, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    fill(store, [clock.now])
    monkeypatch.setattr(type(data.service()), "recent_reports", broken)
    assert "<b>" not in told_in(language, page("now", language))


@pytest.mark.parametrize("language", ["ar", "fr", "en"])
def test_a_file_that_holds_no_headlines_is_told_with_what_would_do(
    page: Callable[..., AppTest], at_home: Callable[[str], None], language: str
) -> None:
    app = page("try_it", language)
    app.file_uploader(key="uploaded").set_value(("x](y).txt", bytes(range(32)) * 9, "text/plain"))
    (press,) = [one for one in app.button if one.label == word("classify", language)]
    told = told_in(language, press.click().run())
    assert "](" not in told
    assert language == "en" or "title" in told


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_an_encoder_that_breaks_is_no_unreadable_file(
    page: Callable[..., AppTest], at_home: Callable[[str], None], language: str
) -> None:
    data.service().__dict__["encoder"] = BrokenEncoder()
    app = page("try_it", language)
    app.text_area(key="pasted").set_value("العبارة تبدأ رحلات الصيف")
    (press,) = [one for one in app.button if one.label == word("classify", language)]
    app = press.click().run()
    assert told_in(language, app).startswith(word("trouble_encoder", language))
    assert english_of(spoken(app)) - NAMES <= {"jsonl", "json", "txt", "html", "tsv"}
