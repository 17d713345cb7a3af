"""One theme: names, keywords, how it went, who writes about it, its headlines."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import streamlit as st

from dashboard import charts, data, filters, tables
from dashboard.words import word
from topics.types import Bin, Dimension, HeadlineFilter, Theme

HEADLINES_SHOWN = 40
OUTLETS_SHOWN = 12
language: str = st.session_state.language


def choose(themes: list[Theme]) -> Theme:
    """The theme of the address, or the one that is picked from the list."""
    known = {theme.id: theme for theme in themes}
    asked = st.query_params.get("id", "")
    linked = known.get(asked) or data.service().theme(asked)
    if linked is not None and linked.id not in known:  # of an older run: still shown where linked
        known[linked.id] = linked
    ids = list(known)
    chosen = st.selectbox(
        word("choose_theme", language),
        ids,
        index=ids.index(linked.id) if linked else 0,
        format_func=lambda one: f"{data.theme_name(known[one], language)} ({known[one].size})",
    )
    st.query_params["id"] = chosen
    return known[chosen]


def show(theme: Theme) -> None:
    """Everything about one theme."""
    members = HeadlineFilter(themes=(theme.id,), limit=HEADLINES_SHOWN)
    page = data.page(members)
    st.subheader(data.theme_name(theme, language))
    if theme.broader:
        st.caption(f"{word('broader', language)}: {theme.broader}")
    st.html(tables.keyword_chips(theme.keywords, language))
    show_figures(theme, page.total)
    show_timeline(members)
    show_outlets(members)
    st.subheader(word("headlines", language))
    colours = charts.colour_of(data.service().taxonomy.ids)
    st.html(tables.headline_list(page.records, colours, language, data.timezone()))


def show_figures(theme: Theme, total: int) -> None:
    """Size and life of the theme."""
    first, second, third = st.columns(3)
    first.metric(word("members", language), total, border=True)
    second.metric(word("first_seen", language), _day(theme.first_seen), border=True)
    third.metric(word("last_seen", language), _day(theme.last_seen), border=True)


def show_timeline(members: HeadlineFilter) -> None:
    """Counts over time."""
    st.subheader(word("timeline", language))
    by_day = data.series(Dimension.THEME, Bin.DAY, members)
    if by_day:
        days = by_day[0].starts
        every = filters.width(language, "theme-width", days[0], days[-1] + timedelta(days=1))
        series = data.series(Dimension.THEME, every, members)
        st.altair_chart(charts.counts_chart(series[0], every, language), width="stretch", theme=None)


def show_outlets(members: HeadlineFilter) -> None:
    """Outlets by number of headlines."""
    st.subheader(word("by_outlet", language))
    series = data.series(Dimension.SOURCE, Bin.DAY, members)
    counts = {one.key: one.total for one in series[:OUTLETS_SHOWN]}
    st.altair_chart(charts.ranking_chart(counts, language), width="stretch", theme=None)


def _day(moment: datetime | None) -> str:
    return f"{moment.astimezone(ZoneInfo(data.timezone())):%d/%m/%Y}" if moment else "—"


st.title(word("theme", language))
found = data.themes()
if found:
    show(choose(found))
else:
    st.info(word("no_themes", language))
