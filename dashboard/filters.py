"""The controls that make a HeadlineFilter."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import streamlit as st

from dashboard.charts import LENGTHS
from dashboard.data import choices, count, has_other_than_news, service, span, this_minute, topic_name
from dashboard.words import language_name, word
from topics.service import local_midnight
from topics.types import NOT_NEWS, Bin, HeadlineFilter

PERIODS = (1, 7, 14, 42, 0)  # days; 0 = everything
MOST_BINS = 400  # in one chart; more are no longer seen apart, and take the browser long


def period(language: str, key: str, default: int = 42) -> datetime | None:
    """A span that ends now; None = everything."""
    days = st.selectbox(
        word("period", language),
        PERIODS,
        index=PERIODS.index(default),
        format_func=lambda days: _period_name(days, language),
        key=key,
    )
    return since(days)


def since(days: int) -> datetime | None:
    """The local midnight at which a span of days begins; one day is the last 24 hours; 0 = no limit."""
    if not days:
        return None
    if days == 1:
        return this_minute() - timedelta(days=1)
    return local_midnight(this_minute() - timedelta(days=days - 1), service().settings.timezone)


def last_days(days: int) -> HeadlineFilter:
    """The last local days, today whole, but none before the store's first headline."""
    zone = service().settings.timezone
    today = local_midnight(this_minute(), zone)
    start = local_midnight(today - timedelta(days=days - 1), zone)
    start = max(start, min(local_midnight(span()[0], zone), today))
    return HeadlineFilter(since=start, until=local_midnight(today + timedelta(hours=26), zone))


def width(language: str, key: str, first: datetime, last: datetime, default: Bin = Bin.DAY) -> Bin:
    """The width of a bin: one of those that suit the span; the reader's own stays as long as it does."""
    options = widths(first, last)
    wanted = st.session_state.get(key, default)
    return st.selectbox(
        word("every", language),
        options,
        index=options.index(wanted) if wanted in options else 0,
        format_func=lambda one: word(one.value, language),
        key=key,
    )


def widths(first: datetime, last: datetime) -> list[Bin]:
    """The widths that cut a span into at most ``MOST_BINS`` bins; months always, since nothing is wider."""
    return [one for one in Bin if one is Bin.MONTH or (last - first) / LENGTHS[one] + 2 <= MOST_BINS]


def hidden_topics(language: str, key: str) -> tuple[str, ...]:
    """What is left out: what is not news, unless the reader wants it. A store without any has no switch."""
    if not has_other_than_news():
        return ()
    return () if st.toggle(word("show_not_news", language), key=key) else (NOT_NEWS,)


def left_out(wanted: HeadlineFilter, language: str) -> str:
    """How many headlines a filter would have besides those that it gives; empty where there are none."""
    if not wanted.without_topics:
        return ""
    number = count(replace(wanted, topics=wanted.without_topics, without_topics=(), cursor=None))
    return word("left_out", language, n=f"{number:,}") if number else ""


def headline_filter(language: str) -> HeadlineFilter:
    """Search, topic, outlet, language and time."""
    sources, languages = choices()
    topics = (*service().taxonomy.ids, *((NOT_NEWS,) if has_other_than_news() else ()))
    text = st.text_input(word("search", language), placeholder=word("search_hint", language), key="text")
    first, second = st.columns(2)
    third, fourth = st.columns(2)
    with first:
        chosen_topics = st.multiselect(
            word("topics", language),
            topics,
            format_func=lambda topic: topic_name(topic, language) or topic,
            key="topics",
            placeholder="",
        )
    with second:
        chosen_sources = st.multiselect(word("outlets", language), sources, key="sources", placeholder="")
    with third:
        chosen_languages = st.multiselect(
            word("languages", language),
            languages,
            format_func=lambda code: language_name(code, language),
            key="languages",
            placeholder="",
        )
    with fourth:
        start = period(language, "headlines-period", default=0)
    hidden = hidden_topics(language, "headlines-not-news")
    return HeadlineFilter(
        sources=tuple(chosen_sources),
        topics=tuple(chosen_topics),
        without_topics=() if chosen_topics else hidden,  # who chooses topics has said it already
        languages=tuple(chosen_languages),
        since=start,
        text=text.strip() or None,
        limit=30,
    )


def _period_name(days: int, language: str) -> str:
    if days == 0:
        return word("all_time", language)
    return word("last_day", language) if days == 1 else word("last_days", language, n=days)
