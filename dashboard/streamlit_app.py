"""The dashboard's first file: language, pages, and what to say when there is nothing to show."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from dashboard import address, digits, filters, frame
from dashboard.access import let_in
from dashboard.data import service
from dashboard.style import look, root_attributes, style_sheet
from dashboard.words import DEFAULT, LANGUAGES, word

FOLDER = Path(__file__).parent / "app_pages"
PAGES = (  # path, file, title, icon; the first one is the front page
    ("", "now.py", "now", ":material/bolt:"),
    ("trends", "trends.py", "trends", ":material/stacked_line_chart:"),
    ("themes", "themes.py", "themes", ":material/hub:"),
    ("stories", "stories.py", "stories", ":material/auto_stories:"),
    ("headlines", "headlines.py", "headlines", ":material/feed:"),
    ("review", "review.py", "review", ":material/rule:"),
    ("try", "try_it.py", "try_it", ":material/science:"),
    ("health", "health.py", "health", ":material/vital_signs:"),
)
FORMER = {"theme": "themes", "now": ""}  # paths that links may still name


def known_language() -> str:
    """The language that the reader chose, else that of the address, so that a link keeps it."""
    asked = st.query_params.get("lang", DEFAULT)
    if "language" not in st.session_state:
        st.session_state.language = asked if asked in LANGUAGES else DEFAULT
    known: str = st.session_state.language
    return known


def choose_language(known: str) -> str:
    """The reader's language, to be chosen anew."""
    codes = list(LANGUAGES)
    chosen = st.sidebar.selectbox(
        word("language", known),
        codes,
        format_func=LANGUAGES.__getitem__,
        key="language",
    )
    address.say("lang", (chosen,))
    return chosen


def choose_digits(language: str) -> None:
    """Which digits a reader of Arabic wants; other languages have one kind."""
    if language == "ar":
        with st.sidebar:
            filters.one_of(
                digits.KEY,
                tuple(digits.NAMES),
                digits.WESTERN,
                language,
                digits.NAMES.__getitem__,
                segments=True,
            )


def pages(language: str) -> dict[str, st.Page]:
    """The pages by their path."""
    return {
        path: st.Page(
            FOLDER / file, title=word(title, language), icon=icon, url_path=path or None, default=not path
        )
        for path, file, title, icon in PAGES
    }


def follow_link(known: dict[str, st.Page]) -> None:
    """Go on to the page that ``/?page=…`` names.

    Links between pages and from elsewhere come in this form: opened at its own path, a page makes Streamlit's
    client ask for files that are not there before it finds the root.
    """
    asked = st.query_params.get("page")
    if asked is None:
        return
    asked = FORMER.get(asked, asked)
    rest = [(key, text) for key in st.query_params for text in st.query_params.get_all(key) if key != "page"]
    if asked in known:
        st.switch_page(known[asked], query_params=rest)


def main() -> None:
    """Draw the frame, then the page that was asked for."""
    known_before = known_language()
    st.set_page_config(page_title=word("app", known_before), page_icon="📰", layout="wide")
    language = choose_language(known_before)
    choose_digits(language)
    st.html(style_sheet(look()))
    st.html(root_attributes(language), unsafe_allow_javascript=True)
    known = pages(language)
    chosen = st.navigation(list(known.values()))
    follow_link(known)
    with frame.telling(language):
        if not let_in(language):
            return
        if service().span() is None:
            st.title(word("app", language))
            st.info(word("empty", language))
            return
        address.carry(address.SHARED)  # some pages draw none of these controls, or not all of them
        chosen.run()


main()
