"""Now: the day against the usual, what rises and fades, the biggest stories, who is silent."""

from __future__ import annotations

from datetime import datetime
from functools import partial

import streamlit as st

from dashboard import cards, charts, data, exports, filters, frame, front_cards, story_cards, tables
from dashboard.locales import change, number, stamp
from dashboard.style import Look, look
from dashboard.words import word
from topics.front_page import days_until, within
from topics.narrowing import narrowed
from topics.types import Bin, Dimension, HeadlineFilter, Phase

RISERS = 6
FADERS = 6
THEMES = 6
RUNS = 4
REFRESH = 60  # seconds


def show_figures(here: Look, moment: datetime, wanted: HeadlineFilter) -> None:
    """The numbers of the morning."""
    language = here.language
    today, usual, outlets = data.day_figures(moment, wanted)
    first, second, third, fourth = st.columns(4)
    first.metric(
        word("today", language),
        number(today, language),
        delta=word("usual", language, n=number(usual, language)),
        delta_color="off",
        delta_arrow="off",
        border=True,
        height="stretch",
    )
    second.metric(
        word("change", language),
        change(today / usual - 1, language) if usual else "—",
        delta=word("whole_days", language),
        delta_color="off",
        delta_arrow="off",
        border=True,
        height="stretch",
    )
    third.metric(word("outlets_today", language), number(outlets, language), border=True, height="stretch")
    stored = data.count(HeadlineFilter())
    fourth.metric(word("stored", language), number(stored, language), border=True, height="stretch")


def show_topics(here: Look, moment: datetime, wanted: HeadlineFilter) -> None:
    """Each topic today against its usual day, and the weeks before."""
    language, colours = here.language, frame.topic_colours()
    st.subheader(word("topics_today", language))
    st.html(tables.topic_rows(data.topic_days(moment, wanted), colours, language))
    st.subheader(word("topics_over_time", language))
    span = within(days_until(data.service(), moment), wanted)
    series = data.series(Dimension.TOPIC, Bin.DAY, span)
    names = {one.key: data.key_name(Dimension.TOPIC, one.key, language) for one in series}
    rows = charts.series_frame(series, names, word("others", language))
    if rows.empty:
        st.info(word("none_found", language))
        return
    st.html(tables.legend(frame.legend_of(rows, colours), language))
    draw = partial(charts.series_chart, rows, colours, Bin.DAY, here)
    full = draw(charts.Manner(legend=True))
    exports.show(draw(), full, rows, here, "topics-by-day", word("topics_over_time", language))


def show_movers(here: Look, moment: datetime, wanted: HeadlineFilter) -> None:
    """What rises and what fades, each with its why."""
    language, zone, hour = here.language, data.timezone(), data.hour_of(moment)
    with st.spinner(word("looking", language)):
        moved = data.what_moves(hour, wanted)
        rises, falls = moved.rises[:RISERS], moved.falls[:FADERS]
        phases = data.phases(Dimension.THEME, hour)
    told = {one.key for one in (*rises, *falls)}
    themes = [] if narrowed(wanted) else data.themes()  # phases are of everybody
    cooling = [one for one in themes if phases.get(one.id) is Phase.FADING and one.id not in told][
        : FADERS - len(falls)
    ]
    keys = {(one.by, one.key) for one in (*rises, *falls)} | {(Dimension.THEME, one.id) for one in cooling}
    names = {key: data.key_name(by, key, language) for by, key in keys}
    quotes = data.quotes([id for one in rises for id in one.headlines])
    st.subheader(word("risers", language))
    st.caption(word("counted_until", language, when=stamp(moved.moment, zone, language)))
    st.html(front_cards.risers(rises, names, quotes, frame.topic_colours(), language, zone))
    st.subheader(word("faders", language))
    st.html(front_cards.faders(falls, cooling, names, frame.topic_colours(), language))


def show_stories(here: Look, moment: datetime, wanted: HeadlineFilter) -> None:
    """The biggest stories of the last day and a half."""
    st.subheader(word("biggest_stories", here.language))
    stories = data.biggest_stories(moment, wanted)
    if not stories:
        st.info(word("no_stories", here.language))
        return
    st.html(story_cards.story_cards(stories, frame.topic_colours(), here.language, data.timezone()))


def show_themes(here: Look, moment: datetime) -> None:
    """New themes, or the biggest where none is new."""
    language, hour = here.language, data.hour_of(moment)
    new = data.new_themes(hour)[:THEMES]
    st.subheader(word("new_themes" if new else "biggest_themes", language))
    themes = new or data.themes()[:THEMES]
    if not themes:
        st.info(word("no_themes", language))
        return
    recent = data.series(Dimension.THEME, Bin.DAY, days_until(data.service(), moment))
    counts = {one.key: one.counts for one in recent}
    st.html(cards.theme_cards(themes, counts, data.phases(Dimension.THEME, hour), language))


def show_health(here: Look, moment: datetime) -> None:
    """Outlets that are silent, and what the last jobs did."""
    language, zone = here.language, data.timezone()
    left, right = st.columns(2, gap="large")
    with left:
        st.subheader(word("outages", language))
        every = len(data.choices()[0])
        st.html(front_cards.silences(data.silences(data.hour_of(moment)), every, language, zone))
    with right:
        st.subheader(word("last_runs", language))
        st.html(front_cards.runs(data.service().recent_reports(RUNS), language, zone))


@st.fragment(run_every=REFRESH)
def show(wanted: HeadlineFilter) -> None:
    """The page; drawn anew every minute, while filters and the reader's place stay."""
    with frame.telling(st.session_state.language):  # the app's own sees only the first drawing
        draw(wanted)


def draw(wanted: HeadlineFilter) -> None:
    """Everything that depends on the moment."""
    here, moment = look(), data.moment()
    language = here.language
    last = stamp(data.span()[1], data.timezone(), language)
    st.caption(word("as_of", language, when=stamp(moment, data.timezone(), language), last=last))
    if moment < data.this_minute():
        st.warning(word("nothing_today", language, last=last), icon=":material/schedule:")
    show_figures(here, moment, wanted)
    frame.tell_left_out(
        within(days_until(data.service(), moment, 1), wanted), language, word("today", language)
    )
    show_movers(here, moment, wanted)
    show_stories(here, moment, wanted)
    show_topics(here, moment, wanted)
    show_themes(here, moment)
    show_health(here, moment)


st.title(word("now", st.session_state.language))
show(filters.shared(st.session_state.language, time=False))
