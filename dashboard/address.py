"""What the address holds: a view that is sent to a colleague, or opened again, is the same view.

A control's key is its parameter. Its value is taken from the address once, then kept for the session, so that
it stays from page to page; the address always says what is not as by default.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar
from urllib.parse import urlencode

import streamlit as st

KEPT = "kept"
TOLD = "told"  # what the address said last, by parameter: a page of the menu is opened without it
SHARED = ("period", "from", "to", "topics", "sources", "languages", "all")  # on every page alike
READER = ("digits",)  # how the reader wants it shown, whatever is shown
Value = TypeVar("Value")


def start(key: str, default: Value, read: Callable[[list[str]], Value | None]) -> None:
    """Before a control is drawn: what it said on the page before, else what the address says.

    ``read`` makes a value of the parameter's texts, None where they mean nothing.
    """
    kept = st.session_state.setdefault(KEPT, {})
    if key in st.session_state:  # said anew, or the control of another page, which is another one, forgets it
        st.session_state[key] = st.session_state[key]
    else:
        value = kept[key] if key in kept else read(st.query_params.get_all(key) or _told(key))
        st.session_state[key] = default if value is None else value


def tell(key: str, texts: Sequence[str]) -> None:
    """After it was drawn: the address says its value, or nothing where that is the default."""
    st.session_state.setdefault(KEPT, {})[key] = st.session_state.get(key)
    say(key, texts)


def say(key: str, texts: Sequence[str]) -> None:
    """Put a parameter into the address, or take it out; what is there already stays untouched."""
    st.session_state.setdefault(TOLD, {})[key] = list(texts)
    if st.query_params.get_all(key) == list(texts):
        return
    if texts:
        st.query_params[key] = list(texts)
    else:
        del st.query_params[key]


def carry(keys: Sequence[str]) -> None:
    """Before a page is drawn: the address goes on saying what it said on the page before.

    Pages that draw these controls tell them anew; on the others the reader's filter stays, and their links
    lead to pages that have it.
    """
    for key in keys:
        known = key in st.session_state.get(TOLD, {})
        say(key, _told(key) if known else st.query_params.get_all(key))


def _told(key: str) -> list[str]:
    found: list[str] = st.session_state.get(TOLD, {}).get(key, [])
    return found


def forget(keys: Sequence[str]) -> None:
    """Back to the defaults."""
    for key in keys:
        st.session_state.get(KEPT, {}).pop(key, None)
        st.session_state.pop(key, None)
        say(key, ())


def link(page: str, language: str, **more: str) -> str:
    """A link to a page with the filters of now: through the front door, which sends on."""
    shared: list[tuple[str, Any]] = [
        (key, text) for key in (*SHARED, *READER) if key not in more for text in st.query_params.get_all(key)
    ]
    return "/?" + urlencode([("page", page), ("lang", language), *shared, *more.items()])
