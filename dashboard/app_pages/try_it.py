"""Try it: headlines that are not stored, their topics and why."""

from __future__ import annotations

import streamlit as st

from dashboard import data, desk_tables, frame
from dashboard.locales import number
from dashboard.words import counted, word
from topics import trying
from topics.types import Batch

OPEN = 3  # answers whose explanation is open
SHOWN = 50  # answers on the page; the download has all
language: str = st.session_state.language


def given(text: str, upload: object) -> Batch:
    """What was uploaded, else what was pasted; never both."""
    if upload is not None:
        return trying.read_upload(upload.getvalue(), upload.name, data.right_now())  # type: ignore[attr-defined]
    return trying.read_pasted(text, data.right_now())


def ask(batch: Batch) -> None:
    """Classify, and keep the answers until the next question."""
    with st.spinner(word("classifying", language)):
        st.session_state.tried = (batch, trying.answers(data.service(), batch.headlines))


def show(batch: Batch, found: list[trying.Answer]) -> None:
    """Answers, one under another."""
    notes = [f"**{counted('headline', len(batch.headlines), language)}**"]
    if len(batch.headlines) > len(found):
        notes.append(word("only_first", language, headlines=counted("headline", len(found), language)))
    if len(found) > SHOWN:
        notes.append(word("first_shown", language, headlines=counted("headline", SHOWN, language)))
    if batch.problems:
        notes.append(word("left_out_rows", language, n=number(len(batch.problems), language)))
    st.markdown(" · ".join(notes))
    st.download_button(
        word("download_csv", language), trying.to_table(found), "topics.csv", "text/csv", on_click="ignore"
    )
    colours = frame.topic_colours()
    for place, one in enumerate(found[:SHOWN]):
        st.html(desk_tables.answer(one, colours, language))
        if one.words or one.near:
            with st.expander(word("explanation", language), expanded=place < OPEN):
                st.html(desk_tables.explained(one, language))


st.title(word("try_it", language))
with st.form("try", border=False):
    pasted = st.text_area(word("paste", language), height=150, max_chars=100_000, key="pasted")
    uploaded = st.file_uploader(
        word("upload", language),
        type=["csv", "tsv", "jsonl", "json", "txt", "html", "htm"],
        key="uploaded",
        max_upload_size=10,
    )
    pressed = st.form_submit_button(word("classify", language), type="primary")
if pressed:
    st.session_state.pop("tried", None)
    if uploaded is not None and pasted.strip():
        st.warning(word("one_or_the_other", language))
    else:
        with frame.telling(language):
            ask(given(pasted, uploaded))
if "tried" in st.session_state and st.session_state.tried[1]:
    show(*st.session_state.tried)
elif pressed and "tried" in st.session_state:
    st.info(word("nothing_pasted", language))
