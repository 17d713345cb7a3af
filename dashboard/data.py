"""What pages ask the service; answers are kept for a minute, so that a click costs no second count."""

from __future__ import annotations

from datetime import UTC, datetime

import streamlit as st

from topics.service import Overview, TopicsService, open_service
from topics.settings import load_settings
from topics.types import NOT_NEWS, Bin, Dimension, HeadlineFilter, HeadlinePage, Theme, TrendSeries

KEPT = 60  # seconds


@st.cache_resource(show_spinner=False)
def service() -> TopicsService:
    """The one service of this process, over the store that the settings name."""
    return open_service(load_settings())


@st.cache_resource(ttl=KEPT, max_entries=64, show_spinner=False)
def series(by: Dimension, every: Bin, wanted: HeadlineFilter) -> list[TrendSeries]:
    """Counts and shares over time."""
    return service().series(by, every, wanted)


@st.cache_resource(ttl=KEPT, max_entries=8, show_spinner=False)
def overview(minute: datetime, without_topics: tuple[str, ...] = ()) -> Overview:
    """Today's figures as of a minute (a key that changes, so that the day turns)."""
    return service().overview(now=minute, without_topics=without_topics)


@st.cache_resource(ttl=KEPT, max_entries=256, show_spinner=False)
def page(wanted: HeadlineFilter) -> HeadlinePage:
    """One page of headlines."""
    return service().headlines(wanted)


@st.cache_resource(ttl=KEPT, max_entries=64, show_spinner=False)
def count(wanted: HeadlineFilter) -> int:
    """How many headlines there are."""
    return service().count(wanted)


@st.cache_resource(ttl=KEPT, max_entries=4, show_spinner=False)
def has_other_than_news() -> bool:
    """Whether some headline is filed as no news: most models know no such thing."""
    return NOT_NEWS in service().topics_found()


@st.cache_resource(ttl=KEPT, max_entries=4, show_spinner=False)
def themes() -> list[Theme]:
    """Themes of the current run, largest first."""
    return service().themes()


@st.cache_resource(ttl=KEPT, max_entries=4, show_spinner=False)
def choices() -> tuple[list[str], list[str]]:
    """Outlets and languages that there are."""
    return service().source_names(), service().languages()


def span() -> tuple[datetime, datetime]:
    """When the first and the last headline appeared; an empty store has only this minute."""
    now = this_minute()
    return service().span() or (now, now)


def topic_name(topic: str | None, language: str) -> str | None:
    """The name of a topic in the reader's language; an id that the taxonomy no longer has stays an id."""
    return None if topic is None else service().taxonomy.name(topic, language)


def theme_name(theme: Theme, language: str) -> str:
    """A theme's name in the reader's language, where it has headlines in it."""
    return theme.names.get(language, theme.name)


def this_minute() -> datetime:
    """Now, cut to the minute."""
    return datetime.now(UTC).replace(second=0, microsecond=0)


def right_now() -> datetime:
    """Now, to the microsecond: what editors do is logged with it."""
    return datetime.now(UTC)


def forget() -> None:
    """Ask the service anew: an editor has just changed what it would answer."""
    for kept in (series, overview, page, count, has_other_than_news):
        kept.clear()


def timezone() -> str:
    """The zone in which days begin."""
    return service().settings.timezone
