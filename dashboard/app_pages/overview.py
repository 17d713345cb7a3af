"""Overview: today's counts, topics over time, the biggest themes."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from dashboard import charts, data, filters, tables
from dashboard.words import word
from topics.service import USUAL_DAYS
from topics.types import Bin, Dimension, HeadlineFilter, TrendSeries

THEMES_SHOWN = 12
LOOK_BACK = 42  # days in small charts
language: str = st.session_state.language


def topic_figures(series: list[TrendSeries]) -> list[tuple[str, int, float, tuple[int, ...]]]:
    """(topic, today, usual a day, counts a day), the busiest today first; the last day is today."""
    rows = [(one.key, one.counts[-1], usual(one.counts[:-1]), one.counts) for one in series]
    return sorted(rows, key=lambda row: (-row[1], -row[2]))


def usual(before: tuple[int, ...]) -> float:
    """Mean count of the days before today, as far back as the service's own "usual" looks."""
    recent = before[-USUAL_DAYS:]
    return sum(recent) / max(1, len(recent))


def show_figures(hidden: tuple[str, ...]) -> None:
    """The three numbers of the morning."""
    now = data.overview(data.this_minute(), hidden)
    first, second, third = st.columns(3)
    first.metric(
        word("today", language),
        now.today,
        delta=word("usual", language, n=f"{now.usual:.0f}"),
        delta_color="off",
        delta_arrow="off",
        border=True,
        height="stretch",
    )
    second.metric(word("outlets_today", language), now.sources_today, border=True, height="stretch")
    third.metric(word("stored", language), f"{now.total:,}", border=True, height="stretch")
    tell_left_out(HeadlineFilter(since=now.day_start, without_topics=hidden), word("today", language))


def tell_left_out(wanted: HeadlineFilter, of_what: str = "") -> None:
    """Say beneath figures what they leave out."""
    said = filters.left_out(wanted, language)
    if said:
        st.caption(f"{of_what}: {said}" if of_what else said)


def show_topics(colours: dict[str, str], hidden: tuple[str, ...]) -> None:
    """Shares over time, with their controls."""
    st.subheader(word("topics_over_time", language))
    left, right = st.columns(2)
    with left:
        start = filters.period(language, "overview-period")
    with right:
        first, last = data.span()
        every = filters.width(language, "overview-width", start or first, last)
    wanted = HeadlineFilter(since=start, without_topics=hidden)
    series = data.series(Dimension.TOPIC, every, wanted)
    names = {one.key: data.topic_name(one.key, language) or one.key for one in series}
    frame = charts.shares_frame(series, names, word("others", language))
    if frame.empty:
        st.info(word("none_found", language))
    else:
        st.altair_chart(charts.shares_chart(frame, colours, every, language), width="stretch", theme=None)
    tell_left_out(wanted)


def show_today(colours: dict[str, str], hidden: tuple[str, ...]) -> None:
    """Each topic today against its usual day."""
    st.subheader(word("topics_today", language))
    wanted = replace(filters.last_days(LOOK_BACK), without_topics=hidden)
    series = data.series(Dimension.TOPIC, Bin.DAY, wanted)
    st.html(tables.topic_rows(topic_figures(series), colours, language))


def show_themes() -> None:
    """The biggest themes as cards that lead to their pages."""
    st.subheader(word("biggest_themes", language))
    themes = data.themes()[:THEMES_SHOWN]
    if not themes:
        st.info(word("no_themes", language))
        return
    recent = data.series(Dimension.THEME, Bin.DAY, filters.last_days(LOOK_BACK))
    counts = {one.key: one.counts for one in recent}
    st.html(tables.theme_cards(themes, counts, language))


st.title(word("overview", language))
topic_colours = charts.colour_of(data.service().taxonomy.ids)
hidden_topics = filters.hidden_topics(language, "overview-not-news")
show_figures(hidden_topics)
show_topics(topic_colours, hidden_topics)
show_themes()
show_today(topic_colours, hidden_topics)
