"""One theme: names, keywords over time, lineage, stories, outlets, headlines; rename, merge, pin."""

from __future__ import annotations

from functools import partial

import streamlit as st

from dashboard import (
    cards,
    changing,
    charts,
    data,
    exports,
    filters,
    frame,
    outlet_charts,
    story_cards,
    tables,
)
from dashboard.locales import day, number
from dashboard.style import Look
from dashboard.words import LANGUAGES, plain, word
from topics.errors import TopicsError
from topics.types import Bin, Dimension, HeadlineFilter, Theme

HEADLINES = 40
OUTLETS = 12
STORIES = 8


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
    show_edits(theme, language)
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
    bursts = data.bursts(Dimension.THEME, Bin.DAY, moment, by_day[0].starts[0], HeadlineFilter())
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


def show_edits(theme: Theme, language: str) -> None:
    """Rename, merge, pin: served at once, and kept by every later fit."""
    current = {one.id: one for one in data.themes()}
    if theme.id not in current:
        st.caption(word("former_theme", language))
        return
    if not changing.may_change():
        return
    with st.expander(word("edit_theme", language), icon=":material/edit:"):
        with st.form("rename", border=False):
            left, middle, right = st.columns([3, 1, 1], vertical_alignment="bottom")
            name = left.text_input(word("new_name", language), value=data.theme_name(theme, language))
            code = middle.selectbox(
                word("name_language", language),
                ("", *LANGUAGES),
                format_func=lambda one: LANGUAGES.get(one, word("every_language", language)),
            )
            if right.form_submit_button(word("rename", language), width="stretch"):
                change(partial(changing.rename_theme, theme.id, name, code or None), language)
        with st.form("merge", border=False):
            left, right = st.columns([4, 1], vertical_alignment="bottom")
            others = left.multiselect(
                word("merge_with", language),
                [id for id in current if id != theme.id],
                format_func=lambda id: data.theme_name(current[id], language),
                placeholder="",
            )
            if right.form_submit_button(word("merge", language), width="stretch"):
                change(partial(changing.merge_themes, theme.id, others), language)
        label = "unpin" if theme.pinned else "pin"
        if st.button(word(label, language), icon=":material/keep:", help=word("pin_help", language)):
            change(partial(changing.pin_theme, theme.id, not theme.pinned), language)


def change(edit: partial[None], language: str) -> None:
    """Do it and draw anew, or say why not."""
    try:
        edit()
    except TopicsError as error:
        st.error(f"{word('not_done', language)} {plain(str(error))}")
        return
    st.toast(word("done", language), icon=":material/check:")
    st.rerun()
