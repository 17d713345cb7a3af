"""Headlines: filter, search by words or by meaning, read, take along."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import streamlit as st

from dashboard import address, data, exports, filters, frame, tables
from dashboard.style import look
from dashboard.words import counted, word
from topics.types import HeadlineFilter, HeadlineRecord

PAGE = 30
NEAREST = 60  # headlines that a search by meaning shows
COLUMNS = ("outlet", "time", "topic", "probability", "language", "theme", "story", "similar")
USUAL = ("outlet", "time", "topic", "language", "theme", "story", "similar")
REFRESH = 60  # seconds
language: str = st.session_state.language


def search_line() -> tuple[str, bool]:
    """What is searched, and whether by meaning."""
    left, right = st.columns([5, 2], vertical_alignment="bottom")
    with right:
        manner = filters.one_of(
            "search",
            ("words", "meaning"),
            "words",
            language,
            lambda one: word(f"search_{one}", language),
            label="search_by",
            segments=True,
        )
    address.start("text", "", lambda found: found[-1] if found else None)
    hint = "search_hint" if manner == "words" else "meaning_hint"
    text = left.text_input(word("search", language), placeholder=word(hint, language), key="text")
    address.tell("text", (text,) if text.strip() else ())
    return text.strip(), manner == "meaning"


def page_cursor(wanted: HeadlineFilter) -> str | None:
    """Where the reader is in this filter's list; another filter starts at the newest.

    What the reader chose is compared: the moment at which a period begins moves on by itself, a date stays.
    """
    period = st.session_state["period"]
    chosen = (wanted if period == filters.DATES else replace(wanted, since=None), period)
    if st.session_state.get("listed") != chosen:
        st.session_state.listed = chosen
        st.session_state.cursor = None
    cursor: str | None = st.session_state.cursor
    return cursor


def go_to(cursor: str | None) -> None:
    """Turn to another page."""
    st.session_state.cursor = cursor


def show_list(records: list[HeadlineRecord], columns: list[str]) -> None:
    """The headlines, or that there are none."""
    if not records:
        st.info(word("none_found", language))
        return
    st.html(tables.headline_list(records, frame.topic_colours(), language, data.timezone(), columns))


def show_tools(what: HeadlineFilter | list[HeadlineRecord]) -> list[str]:
    """Columns to choose, and files to take along; returns the columns."""
    with st.container(horizontal=True):
        with st.popover(word("columns", language), icon=":material/view_column:", type="tertiary"):
            address.start("columns", list(USUAL), lambda found: [one for one in found if one in COLUMNS])
            if not st.session_state["columns"]:
                st.session_state["columns"] = list(USUAL)
            columns = st.pills(
                word("columns", language),
                COLUMNS,
                selection_mode="multi",
                format_func=lambda one: word(f"column_{one}", language),
                key="columns",
                label_visibility="collapsed",
            )
            address.tell("columns", () if set(columns) == set(USUAL) else columns)
        files = {one: partial(data.export_file, one, what) for one in ("csv", "parquet", "jsonl")}
        exports.offer(files, look(), "headlines")
    return columns


@st.fragment(run_every=REFRESH)
def tell_new(wanted: HeadlineFilter, shown: int) -> None:
    """How many came since the page was drawn; the reader's place stays until asked."""
    with frame.telling(language):  # the app's own sees only the first drawing
        more = data.count(replace(wanted, cursor=None)) - shown
        label = word("newer", language, headlines=counted("headline", more, language))
        if more > 0 and st.button(label, icon=":material/arrow_upward:", type="primary"):
            go_to(None)
            data.page.clear()
            st.rerun()


def show_words(wanted: HeadlineFilter) -> None:
    """What matches, the newest first, page by page."""
    cursor = page_cursor(wanted)
    shown = data.page(replace(wanted, cursor=cursor))
    found = f"**{counted('headline', shown.total, language)}**"
    st.markdown(" · ".join(filter(None, [found, filters.left_out(wanted, language)])))
    tell_new(wanted, shown.total)
    columns = show_tools(wanted)
    show_list(list(shown.records), columns)
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


def show_near(wanted: HeadlineFilter, text: str, like: str | None) -> None:
    """What means nearly the same as a headline or a text, the nearest first."""
    near = replace(wanted, text=None, limit=NEAREST)
    with st.spinner(word("searching", language)):
        found = data.near_headline(like, near) if like else data.near_text(text, near)
    records = [one.record for one in found]
    st.markdown(f"**{word('nearest', language, headlines=counted('headline', len(records), language))}**")
    show_list(records, show_tools(records))


def forget_likeness() -> None:
    """Back to the list."""
    st.session_state.pop("like", None)
    address.say("like", ())


def liked() -> str | None:
    """The headline whose like is asked for, named above the list."""
    asked = st.query_params.get("like")
    if asked is None:
        return None
    known = data.records([asked])
    if not known:
        st.warning(word("unknown_headline", language))
        return None
    left, right = st.columns([5, 1], vertical_alignment="center")
    headline = known[0].headline
    title = tables.title_html(headline.title, headline.language, headline.url)
    left.html(f'<div class="liked"><span class="quiet">{word("similar_to", language)}</span>{title}</div>')
    right.button(word("all_headlines", language), on_click=forget_likeness, width="stretch")
    return asked


st.title(word("headlines", language))
asked_for = replace(filters.shared(language), limit=PAGE)
like = liked()
if like:
    show_near(asked_for, "", like)
else:
    words, by_meaning = search_line()
    if by_meaning and words:
        show_near(asked_for, words, None)
    else:
        show_words(replace(asked_for, text=words or None))
