"""Headlines: filter, search, read."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from dashboard import charts, data, filters, tables
from dashboard.words import word
from topics.types import HeadlineFilter

language: str = st.session_state.language


def page_cursor(wanted: HeadlineFilter) -> str | None:
    """Where the reader is in this filter's list; another filter starts at the newest.

    What the reader chose is compared: the moment at which a period begins moves on by itself.
    """
    chosen = (replace(wanted, since=None), st.session_state["headlines-period"])
    if st.session_state.get("listed") != chosen:
        st.session_state.listed = chosen
        st.session_state.cursor = None
    cursor: str | None = st.session_state.cursor
    return cursor


def go_to(cursor: str | None) -> None:
    """Turn to another page."""
    st.session_state.cursor = cursor


st.title(word("headlines", language))
wanted = filters.headline_filter(language)
cursor = page_cursor(wanted)
shown = data.page(replace(wanted, cursor=cursor))
found = f"**{word('found', language, n=f'{shown.total:,}')}**"
st.markdown(" · ".join(filter(None, [found, filters.left_out(wanted, language)])))
if shown.records:
    colours = charts.colour_of(data.service().taxonomy.ids)
    st.html(tables.headline_list(shown.records, colours, language, data.timezone()))
else:
    st.info(word("none_found", language))
newest, older = st.columns(2)
newest.button(
    word("newest", language), on_click=go_to, args=(None,), disabled=cursor is None, width="stretch"
)
older.button(
    word("older", language),
    on_click=go_to,
    args=(shown.next_cursor,),
    disabled=shown.next_cursor is None,
    width="stretch",
)
