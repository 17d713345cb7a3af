"""Try it: pasted and uploaded headlines get topics; hostile ones stay text; what can't be read is told."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import data
from dashboard.words import counted, word
from tests.dashboard.desk import HOSTILE, HUGE, at_home
from tests.fakes import BrokenEncoder

__all__ = ["at_home"]
Draw = Callable[..., AppTest]


@pytest.fixture(autouse=True)
def _own_phrases(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOPICS_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setenv("TOPICS_MODELS", str(tmp_path / "models"))


def ask(app: AppTest) -> AppTest:
    (button,) = [one for one in app.button if one.label == word("classify", "en")]
    return button.click().run()


def html(app: AppTest) -> str:
    assert not app.exception
    return "".join(one.proto.body for one in app.get("html"))


def test_nothing_pasted_says_what_to_do(page: Draw, at_home: Callable[[str], None]) -> None:
    app = ask(page("try_it"))
    assert app.title[0].value == word("try_it", "en")
    assert word("nothing_pasted", "en") in [one.value for one in app.info]


def test_pasted_lines_get_topics_and_stay_text(page: Draw, at_home: Callable[[str], None]) -> None:
    app = page("try_it")
    app.text_area(key="pasted").set_value(f"{HOSTILE}\nالثلوج تغلق طريق إفران\n{HUGE}")
    shown = html(ask(app))
    assert shown.count('class="likely"') == 3 * 3
    assert "الثلوج تغلق طريق إفران" in shown
    assert "<script" not in shown
    assert "&lt;b" not in shown


def test_an_uploaded_table_gets_topics(page: Draw, at_home: Callable[[str], None]) -> None:
    app = page("try_it")
    app.file_uploader(key="uploaded").set_value(("desk.csv", b"title\nFerry opens\nRain falls\n", "text/csv"))
    shown = html(ask(app))
    assert "Ferry opens" in shown
    assert "Rain falls" in shown


def test_a_file_of_something_else_is_told(page: Draw, at_home: Callable[[str], None]) -> None:
    app = page("try_it")
    app.file_uploader(key="uploaded").set_value(("a.txt", bytes(range(32)) * 9, "text/plain"))
    ask(app)
    assert not app.exception
    (error,) = app.error
    assert "expected headlines" in error.value


def test_an_encoder_that_breaks_is_told(page: Draw, at_home: Callable[[str], None]) -> None:
    data.service().__dict__["encoder"] = BrokenEncoder()
    app = page("try_it")
    app.text_area(key="pasted").set_value("Ferry opens")
    ask(app)
    assert not app.exception
    assert len(app.error) == 1


@pytest.mark.parametrize("language", ["ar", "fr", "en"])
def test_what_is_not_on_the_page_is_told(page: Draw, at_home: Callable[[str], None], language: str) -> None:
    app = page("try_it", language)
    app.text_area(key="pasted").set_value("\n".join(f"Ferry {number} opens" for number in range(51)))
    (button,) = [one for one in app.button if one.label == word("classify", language)]
    shown = html(button.click().run())
    assert shown.count("Ferry") == 50
    told = word("first_shown", language, headlines=counted("headline", 50, language))
    assert any(told in one.value for one in app.markdown)


def test_a_text_and_a_file_at_once_are_refused(page: Draw, at_home: Callable[[str], None]) -> None:
    app = page("try_it")
    app.file_uploader(key="uploaded").set_value(("desk.csv", b"title\nFerry opens\n", "text/csv"))
    app.text_area(key="pasted").set_value("Rain falls")
    ask(app)
    assert [one.value for one in app.warning] == [word("one_or_the_other", "en")]
    assert "tried" not in app.session_state
    app.text_area(key="pasted").set_value(" ")
    assert "Ferry opens" in html(ask(app))
