"""The dashboard's first file: language, pages, and what to say when there is nothing to show."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from dashboard.access import let_in
from dashboard.data import service
from dashboard.style import style_sheet
from dashboard.words import DEFAULT, LANGUAGES, word
from topics.errors import TopicsError

PAGES = Path(__file__).parent / "app_pages"


def choose_language() -> str:
    """The reader's language: from the address, so that a link keeps it."""
    asked = st.query_params.get("lang", DEFAULT)
    codes = list(LANGUAGES)
    if "language" not in st.session_state:
        st.session_state.language = asked if asked in LANGUAGES else DEFAULT
    chosen = st.sidebar.selectbox(
        word("language", st.session_state.language),
        codes,
        format_func=LANGUAGES.__getitem__,
        key="language",
    )
    if st.query_params.get("lang") != chosen:
        st.query_params["lang"] = chosen
    return chosen


def pages(language: str) -> dict[str, st.Page]:
    """The pages by their path; the first one is the front page."""
    return {
        "": st.Page(
            PAGES / "overview.py",
            title=word("overview", language),
            icon=":material/monitoring:",
            default=True,
        ),
        "headlines": st.Page(
            PAGES / "headlines.py",
            title=word("headlines", language),
            icon=":material/feed:",
            url_path="headlines",
        ),
        "theme": st.Page(
            PAGES / "theme.py", title=word("themes", language), icon=":material/hub:", url_path="theme"
        ),
        "review": st.Page(
            PAGES / "review.py", title=word("review", language), icon=":material/rule:", url_path="review"
        ),
        "try": st.Page(
            PAGES / "try_it.py", title=word("try_it", language), icon=":material/science:", url_path="try"
        ),
        "health": st.Page(
            PAGES / "health.py",
            title=word("health", language),
            icon=":material/vital_signs:",
            url_path="health",
        ),
    }


def follow_link(known: dict[str, st.Page]) -> None:
    """Go on to the page that ``/?page=…`` names.

    Links between pages and from elsewhere come in this form: opened at its own path, a page makes Streamlit's
    client ask for files that are not there before it finds the root.
    """
    asked = st.query_params.get("page")
    if asked in known and asked:
        rest = {key: value for key, value in st.query_params.items() if key != "page"}
        st.switch_page(known[asked], query_params=rest)


def main() -> None:
    """Draw the frame, then the page that was asked for."""
    st.set_page_config(page_title="Headline watch", page_icon="📰", layout="wide")
    language = choose_language()
    st.html(style_sheet(language))
    known = pages(language)
    chosen = st.navigation(list(known.values()))
    follow_link(known)
    try:
        if not let_in(language):
            return
        if service().span() is None:
            st.title(word("app", language))
            st.info(word("empty", language))
            return
    except TopicsError as error:
        st.error(f"{word('problem', language)} {error}")
        return
    chosen.run()


main()
