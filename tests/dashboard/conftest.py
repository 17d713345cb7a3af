"""A store of one newsroom and pages over it, at an hour that tests set."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import streamlit as st
from streamlit import config
from streamlit.testing.v1 import AppTest

from dashboard import data, filters
from tests.new_store import new_store
from topics.store.store import Store, open_store

PAGES = Path(data.__file__).parent / "app_pages"
APP = PAGES.parent / "streamlit_app.py"


class Clock:
    """What the dashboard takes for now."""

    def __init__(self) -> None:
        self.now = datetime(2026, 5, 20, 9, 30, tzinfo=UTC)  # 10:30 in Casablanca

    def __call__(self) -> datetime:
        return self.now

    def turn(self, **by: float) -> None:
        """Let time pass."""
        self.now += timedelta(**by)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    one = Clock()
    for module in (data, filters):
        monkeypatch.setattr(module, "this_minute", one)
    return one


@pytest.fixture(autouse=True)
def _at_this_machine() -> Iterator[None]:
    """Served as `topics dashboard` serves it; who sits here may do everything."""
    before = config.get_option("server.address")
    config.set_option("server.address", "127.0.0.1")
    yield
    config.set_option("server.address", before)


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """The store that the dashboard's service opens."""
    place = str(tmp_path / "topics.db")
    new_store(tmp_path / "topics.db")
    monkeypatch.setenv("TOPICS_DB", place)
    with open_store(place) as one:
        st.cache_resource.clear()
        yield one
        data.service().close()
        st.cache_resource.clear()


@pytest.fixture
def page(store: Store, clock: Clock) -> Callable[..., AppTest]:
    """Draws a page, in English unless told; keywords are what the address says."""

    def draw(name: str, language: str = "en", **address: str) -> AppTest:
        app = AppTest.from_file(str(PAGES / f"{name}.py"), default_timeout=30)
        app.session_state["language"] = language
        for key, value in address.items():
            app.query_params[key] = value
        return app.run()

    return draw
