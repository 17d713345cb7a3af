"""One theme: names, keywords over time, lineage, stories, outlets, headlines; what editors may do to it."""

from __future__ import annotations

from datetime import timedelta

import streamlit as st

from dashboard import (
    cards,
    charts,
    data,
    exports,
    filters,
    frame,
    outlet_charts,
    story_cards,
    tables,
    theme_forms,
)
from dashboard.locales import day, number
from dashboard.style import Look
from dashboard.words import word
from topics.types import Bin, Dimension, HeadlineFilter, Theme

HEADLINES = 40
OUTLETS = 12
STORIES = 8
RISES = timedelta(days=91)  # that are outlined; the same for all themes, so that they are looked for once


def show(here: Look, theme: Theme) -> None:
    """Everything about one theme."""
    language = here.language
    members = HeadlineFilter(themes=(theme.id,), limit=HEADLINES)
    page = data.page(members)
    phase = data.phases(Dimension.THEME, data.hour_of(data.moment())).get(theme.id)
    st.html(cards.heading(data.theme_name(theme, language), language, language))
    st.html(cards.theme_facts(theme, phase, language))
    st.html(tables.keyword_chips(theme.keywords, language))
    show_figures(theme, page.total, language)
    theme_forms.show(theme, language)
    show_timeline(here, theme, members)
    left, right = st.columns(2, gap="large")
    with left:
        show_outlets(here, members)
    with right:
        show_stories(members, language)
    show_changes(theme, language)
    st.subheader(word("headlines", language))
    columns = ("outlet", "time", "topic", "language", "story", "similar")
    st.html(tables.headline_list(page.records, frame.topic_colours(), language, data.timezone(), columns))
    show_past(theme, language)


def show_figures(theme: Theme, total: int, language: str) -> None:
    """Size and life of the theme."""
    zone = data.timezone()
    first, second, third = st.columns(3)
    first.metric(word("members", language), number(total, language), border=True, height="stretch")
    for place, name, moment in (
        (second, "first_seen", theme.first_seen),
        (third, "last_seen", theme.last_seen),
    ):
        seen = day(moment, zone, language) if moment else "—"
        place.metric(word(name, language), seen, border=True, height="stretch")


def show_timeline(here: Look, theme: Theme, members: HeadlineFilter) -> None:
    """Counts over time, rises outlined."""
    language = here.language
    st.subheader(word("timeline", language))
    by_day = data.series(Dimension.THEME, Bin.DAY, members)
    if not by_day:
        return
    span = HeadlineFilter(since=by_day[0].starts[0], until=by_day[0].starts[-1])
    every = filters.width("every", language, span)
    series = data.series(Dimension.THEME, every, members)
    moment = data.hour_of(data.moment())
    bursts = data.bursts(Dimension.THEME, Bin.DAY, moment, moment - RISES, HeadlineFilter())
    names = {theme.id: data.theme_name(theme, language)}
    rows = charts.series_frame(series, names, "", bursts=bursts if every is Bin.DAY else ())
    colours = {theme.id: here.colours["accent"]}
    chart = charts.series_chart(rows, colours, every, here, charts.Manner("count"), height=220)
    exports.show(chart, chart, rows, here, f"theme-{theme.id}", word("timeline", language))


def show_outlets(here: Look, members: HeadlineFilter) -> None:
    """Outlets by number of headlines."""
    language = here.language
    st.subheader(word("by_outlet", language))
    series = data.series(Dimension.SOURCE, Bin.DAY, members)
    counts = {one.key: one.total for one in series[:OUTLETS]}
    chart, rows = outlet_charts.ranking_chart(counts, here), outlet_charts.ranking_frame(counts)
    exports.show(chart, chart, rows, here, f"outlets-{members.themes[0]}", word("by_outlet", language))


def show_stories(members: HeadlineFilter, language: str) -> None:
    """The theme's stories, the newest first."""
    st.subheader(word("stories", language))
    stories = data.stories(HeadlineFilter(themes=members.themes, limit=STORIES), 2, True)
    if not stories:
        st.info(word("no_stories", language))
        return
    st.html(story_cards.story_cards(stories, frame.topic_colours(), language, data.timezone()))


def show_changes(theme: Theme, language: str) -> None:
    """Its words, week by week."""
    with st.expander(word("words_over_time", language), icon=":material/timeline:"):
        changes = data.theme_changes(theme.id, Bin.WEEK)
        st.html(tables.change_rows(changes, language, data.timezone()))


def show_past(theme: Theme, language: str) -> None:
    """Where it came from, what became of it, what editors did."""
    links, edits = data.theme_past(theme.id)
    if links or edits:
        st.subheader(word("lineage", language))
        st.html(cards.theme_past(links, edits, theme.id, language, data.timezone()))
