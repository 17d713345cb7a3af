"""What editors do to one theme: rename, merge, split, pin; served at once, and kept by every later fit."""

from __future__ import annotations

from functools import partial

import streamlit as st

from dashboard import changing, data
from dashboard.locales import number
from dashboard.words import LANGUAGES, plain, word
from topics.errors import TopicsError, UsageError
from topics.types import Theme

PARTS = (2, 3, 4, 5)
CHANGES = "theme-changes"  # that this reader made


def show(theme: Theme, language: str) -> None:
    """The forms, for editors; a former theme takes no change."""
    current = {one.id: one for one in data.themes()}
    if theme.id not in current:
        st.caption(word("former_theme", language))
        return
    if not changing.may_change():
        return
    with st.expander(word("edit_theme", language), icon=":material/edit:"):
        show_rename(theme, language)
        show_merge(theme, current, language)
        show_split(theme, language)
        label = "unpin" if theme.pinned else "pin"
        if st.button(word(label, language), icon=":material/keep:", help=word("pin_help", language)):
            change(partial(changing.pin_theme, theme.id, not theme.pinned), "not_pinned", language)


def show_rename(theme: Theme, language: str) -> None:
    """Another name, in one language or in all."""
    with st.form("rename", border=False):
        left, middle, right = st.columns([3, 1, 1], vertical_alignment="bottom")
        name = left.text_input(word("new_name", language), value=data.theme_name(theme, language))
        code = middle.selectbox(
            word("name_language", language),
            ("", *LANGUAGES),
            format_func=lambda one: LANGUAGES.get(one, word("every_language", language)),
        )
        if right.form_submit_button(word("rename", language), width="stretch"):
            change(partial(changing.rename_theme, theme.id, name, code or None), "not_renamed", language)


def show_merge(theme: Theme, current: dict[str, Theme], language: str) -> None:
    """Others that end in it."""
    with st.form("merge", border=False):
        left, right = st.columns([4, 1], vertical_alignment="bottom")
        others = left.multiselect(
            word("merge_with", language),
            [id for id in current if id != theme.id],
            format_func=lambda id: data.theme_name(current[id], language),
            placeholder="",
        )
        sure = confirmation("merge", language)
        if right.form_submit_button(word("merge", language), width="stretch"):
            change_if(sure, partial(changing.merge_themes, theme.id, others), "not_merged", language)


def show_split(theme: Theme, language: str) -> None:
    """So many parts."""
    with st.form("split", border=False):
        left, right = st.columns([4, 1], vertical_alignment="bottom")
        parts = left.selectbox(
            word("parts", language),
            PARTS,
            format_func=lambda n: number(n, language),
            help=word("split_help", language),
        )
        sure = confirmation("split", language)
        if right.form_submit_button(word("split", language), width="stretch"):
            change_if(sure, partial(changing.split_theme, theme.id, parts), "not_split", language)


def confirmation(what: str, language: str) -> bool:
    """A box to tick; after each change it is empty again."""
    return st.checkbox(word("sure_edit", language), key=f"sure-{what}-{st.session_state.get(CHANGES, 0)}")


def change_if(sure: bool, edit: partial[None], refused: str, language: str) -> None:
    """What nothing takes back is done only where it was confirmed."""
    if sure:
        change(edit, refused, language)
    else:
        st.warning(word("sure_first", language))


def change(edit: partial[None], refused: str, language: str) -> None:
    """Do it and draw anew, or say why not: ``refused`` is what is said where it can't be done as asked."""
    try:
        edit()
    except TopicsError as error:
        key = refused if isinstance(error, UsageError) else "not_kept_now"
        said = plain(str(error)) if language == "en" else word(key, language)
        st.error(f"{word('not_done', language)} {said}")
        return
    st.session_state[CHANGES] = st.session_state.get(CHANGES, 0) + 1
    st.toast(word("done", language), icon=":material/check:")
    st.rerun()
