"""Who is there, and who is nobody: the frame shows nothing to whom it does not know."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from dashboard import access, data
from dashboard.words import word
from tests.dashboard.conftest import Clock
from tests.dashboard.desk import at_home
from tests.dashboard.newsroom import fill
from topics.sign_in import Role
from topics.store.store import Store

__all__ = ["at_home"]


class Headers(dict[str, list[str]]):
    """Request headers, as Streamlit gives them."""

    def get_all(self, name: str) -> list[str]:
        return self.get(name, [])


@pytest.fixture
def proxied(store: Store, monkeypatch: pytest.MonkeyPatch) -> Callable[..., access.Visitor]:
    """Who is seen behind a proxy that sends these headers."""

    def seen(headers: dict[str, list[str]], user_header: str | None = "X-User") -> access.Visitor:
        class Context:
            pass

        Context.headers = Headers(headers)  # type: ignore[attr-defined]
        settings = data.service().settings.model_copy(
            update={"user_header": user_header, "editors": ("salma@desk.example",)}
        )
        monkeypatch.setattr(data.service(), "settings", settings)
        monkeypatch.setattr(st, "context", Context())
        return access.visitor()

    return seen


def test_the_trusted_header_names_the_visitor(proxied: Callable[..., access.Visitor]) -> None:
    assert proxied({"X-User": ["salma@desk.example"]}) == access.Visitor("salma@desk.example", Role.EDITOR)
    assert proxied({"X-User": ["omar@desk.example"]}).role is Role.VIEWER


@pytest.mark.parametrize("values", [[], [""], ["salma@desk.example", "omar@desk.example"]])
def test_no_name_or_two_are_nobody(proxied: Callable[..., access.Visitor], values: list[str]) -> None:
    assert proxied({"X-User": values}) == access.Visitor("", None)


def test_a_header_is_nothing_unless_the_settings_name_it(
    proxied: Callable[..., access.Visitor], at_home: Callable[[str], None]
) -> None:
    assert proxied({"X-User": ["salma@desk.example"]}, None).name == "Salma"
    assert proxied({"X-Forwarded-For": ["203.0.113.9"]}, None).role is None
    at_home("0.0.0.0")
    assert proxied({}, None).role is None


def test_the_frame_shows_a_stranger_nothing(
    store: Store, clock: Clock, at_home: Callable[[str], None]
) -> None:
    fill(store, [clock.now])
    at_home("0.0.0.0")
    app = AppTest.from_file(str(Path(data.__file__).parent / "streamlit_app.py"), default_timeout=30)
    app.query_params["lang"] = "en"
    app.run()
    assert not app.exception
    assert [one.value for one in app.warning] == [word("sign_in_first", "en")]
    assert app.metric.len == 0
