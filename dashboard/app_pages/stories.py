"""Stories: the stream, and one story across outlets and languages."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from dashboard import address, cards, data, exports, filters, frame, outlet_charts, story_cards, tables
from dashboard.locales import clock, day, number
from dashboard.style import Look, look
from dashboard.words import counted, language_name, word
from topics.story_merges import story_now
from topics.types import Dimension, HeadlineFilter, Story

SHOWN = 40  # stories; a button shows as many more
LEAST = (2, 3, 5, 10)  # headlines
MOST_HEADLINES = 500  # of one story


def show_stream(here: Look, wanted: HeadlineFilter) -> None:
    """Stories of the filter, the newest or the biggest first."""
    language = here.language
    with st.container(horizontal=True, gap="medium"):
        order = filters.one_of(
            "order", ("newest", "biggest"), "newest", language,
            lambda one: word(f"order_{one}", language), segments=True,
        )  # fmt: skip
        least = filters.one_of(
            "least", LEAST, LEAST[0], language, lambda n: number(n, language),
            label="least_headlines", segments=True,
        )  # fmt: skip
    limit = st.session_state.setdefault("stories-shown", SHOWN)
    stories = data.stories(replace(wanted, limit=limit + 1), least, order == "newest")
    if not stories:
        st.info(word("no_stories", language))
        return
    colours = frame.topic_colours()
    st.html(story_cards.story_cards(stories[:limit], colours, language, data.timezone()))
    if len(stories) > limit:
        st.button(word("more", language), on_click=show_more, width="stretch")


def show_more() -> None:
    """Let the stream be longer."""
    st.session_state["stories-shown"] += SHOWN


def show_story(here: Look, story: Story) -> None:
    """One story: its titles, when which outlet told it, all its headlines."""
    language, zone = here.language, data.timezone()
    st.html(cards.chip_row([(address.link("stories", language), word("all_stories", language))], language))
    code, title = story_cards.story_title(story, language)
    st.html(cards.heading(title, code, language))
    st.html(story_cards.story_titles(story, code, language))
    first, second, third, fourth = st.columns(4)
    first.metric(word("headlines", language), number(story.size, language), border=True, height="stretch")
    outlets = number(len(story.outlets), language)
    second.metric(word("outlets", language), outlets, border=True, height="stretch")
    for place, name, moment in (
        (third, "first_seen", story.first_seen),
        (fourth, "last_seen", story.last_seen),
    ):
        place.metric(
            word(name, language),
            day(moment, zone, language, year=False) if moment else "—",
            delta=clock(moment, zone, language) if moment else None,
            delta_color="off",
            delta_arrow="off",
            border=True,
            height="stretch",
        )
    st.html(story_cards.story_place(story, frame.topic_colours(), language))
    members = HeadlineFilter(stories=(story.id,), limit=MOST_HEADLINES)
    page = data.page(members)
    rows = outlet_charts.timeline_frame(page.records, lambda one: language_name(one, language), zone)
    colours = frame.colours_of(Dimension.LANGUAGE, list(story.languages))
    st.subheader(word("who_when", language))
    names = {language_name(one, language): colours[one] for one in story.languages if one in colours}
    st.html(tables.legend(names, language))
    chart = outlet_charts.timeline_chart(rows, colours, here)
    full = outlet_charts.timeline_chart(rows, colours, here, legend=True)
    exports.show(chart, full, rows, here, f"story-{story.id}", word("who_when", language))
    st.subheader(counted("headline", page.total, language))
    oldest_first = list(reversed(page.records))
    columns = ("outlet", "time", "topic", "language", "similar")
    st.html(tables.headline_list(oldest_first, frame.topic_colours(), language, zone, columns))
    show_past(story, language)


def show_past(story: Story, language: str) -> None:
    """What the story came of, and what it became."""
    links = data.story_links(story.id)
    if links:
        st.subheader(word("past", language))
        st.html(story_cards.story_past(links, story.id, language, data.timezone()))


here = look()
st.title(word("stories", here.language))
chosen = st.query_params.get("id")
found = story_now(data.service(), chosen) if chosen else None
if found is not None:
    show_story(here, found)
else:
    if chosen:
        st.warning(word("unknown_story", here.language))
    show_stream(here, filters.shared(here.language))
