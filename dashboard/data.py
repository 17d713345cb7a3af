"""What pages ask the service; answers are kept for a minute, so that a click costs no second count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import streamlit as st

from dashboard.words import language_name
from topics import exporting, front_page, health, movers, narrowing, similar
from topics.comparing import Comparison
from topics.rows import record_row
from topics.service import TopicsService, open_service
from topics.settings import load_settings
from topics.store.map_points import HeadlineMap
from topics.text import strip_outlet_suffix
from topics.theme_changes import ThemeChange
from topics.types import (
    NOT_NEWS,
    Annotation,
    Bin,
    Burst,
    Dimension,
    EmbeddingBatch,
    HeadlineFilter,
    HeadlinePage,
    HeadlineRecord,
    Movers,
    Phase,
    Story,
    Theme,
    ThemeEdit,
    ThemeLink,
    TrendSeries,
)

KEPT = 60  # seconds
KEPT_LONG = 300  # for what takes seconds to work out and moves slowly
hour_of = front_page.hour_of


@dataclass(frozen=True, slots=True)
class Quoted:
    """A headline as cards quote it, without its outlet's name in the title."""

    title: str
    language: str
    source: str
    url: str | None


@st.cache_resource(show_spinner=False)
def service() -> TopicsService:
    """The one service of this process, over the store that the settings name."""
    return open_service(load_settings())


@st.cache_resource(ttl=KEPT, max_entries=64, show_spinner=False)
def series(by: Dimension, every: Bin, wanted: HeadlineFilter, most: int | None = None) -> list[TrendSeries]:
    """Counts and shares over time."""
    return service().series(by, every, wanted, most=most)


@st.cache_resource(ttl=KEPT, max_entries=16, show_spinner=False)
def day_figures(moment: datetime, wanted: HeadlineFilter) -> tuple[int, float, int]:
    """Headlines of the day, the usual number, and outlets."""
    return front_page.day_figures(service(), moment, wanted)


@st.cache_resource(ttl=KEPT, max_entries=16, show_spinner=False)
def topic_days(moment: datetime, wanted: HeadlineFilter) -> list[front_page.TopicDay]:
    """Every topic on the day of a moment."""
    return front_page.topic_days(service(), moment, wanted)


@st.cache_resource(ttl=KEPT_LONG, max_entries=16, show_spinner=False)
def what_moves(hour: datetime, wanted: HeadlineFilter) -> Movers:
    """What rises and fades: as the last job found it, or worked out as of an hour."""
    return movers.what_moves(service(), hour, wanted)


@st.cache_resource(ttl=KEPT_LONG, max_entries=16, show_spinner=False)
def bursts(by: Dimension, every: Bin, hour: datetime, since: datetime, wanted: HeadlineFilter) -> list[Burst]:
    """Rises since a moment, as they were known at an hour."""
    return service().bursts(by, every, now=hour, since=since, filter=wanted)


@st.cache_resource(ttl=KEPT_LONG, max_entries=8, show_spinner=False)
def phases(by: Dimension, hour: datetime) -> dict[str, Phase]:
    """Where themes or stories stand in their lives."""
    return service().phases(by, now=hour)


@st.cache_resource(ttl=KEPT_LONG, max_entries=16, show_spinner=False)
def quality(version: str) -> list[health.Quality]:
    """What was measured of a version. Its name holds the hash of its arrays: another one has another name."""
    return health.quality(service(), version)


@st.cache_resource(ttl=KEPT, max_entries=16, show_spinner=False)
def biggest_stories(moment: datetime, wanted: HeadlineFilter) -> list[Story]:
    """The stories of the last day and a half."""
    return front_page.biggest_stories(service(), moment, wanted)


@st.cache_resource(ttl=KEPT_LONG, max_entries=4, show_spinner=False)
def new_themes(hour: datetime) -> list[Theme]:
    """Themes that were not there a day ago."""
    return front_page.new_themes(service(), hour)


@st.cache_resource(ttl=KEPT_LONG, max_entries=4, show_spinner=False)
def silences(hour: datetime) -> list[front_page.Silence]:
    """Outlets that can't be read, or are silent."""
    return front_page.silences(service(), hour)


@st.cache_resource(ttl=KEPT, max_entries=64, show_spinner=False)
def stories(wanted: HeadlineFilter, least: int = 2, newest: bool = False) -> list[Story]:
    """Stories with a matching headline, those of most outlets first, or the newest first."""
    return service().stories(wanted, least=least, newest=newest)


@st.cache_resource(ttl=KEPT_LONG, max_entries=2, show_spinner=False)
def space(since: datetime | None, until: datetime | None) -> EmbeddingBatch:
    """Vectors that are searched by meaning."""
    return similar.space_to_search(service(), HeadlineFilter(since=since, until=until))


@st.cache_resource(ttl=KEPT_LONG, max_entries=32, show_spinner=False)
def near_headline(id: str, wanted: HeadlineFilter) -> list[similar.Near]:
    """Headlines that mean nearly the same as one."""
    return similar.near_headline(service(), id, wanted, space(wanted.since, wanted.until))


@st.cache_resource(ttl=KEPT_LONG, max_entries=32, show_spinner=False)
def near_text(text: str, wanted: HeadlineFilter) -> list[similar.Near]:
    """Headlines that mean nearly the same as a text."""
    return similar.near_text(service(), text, wanted, space(wanted.since, wanted.until))


@st.cache_resource(ttl=KEPT_LONG, max_entries=4, show_spinner=False)
def headline_map(wanted: HeadlineFilter) -> HeadlineMap:
    """Headlines on the map."""
    return service().store.map.read(wanted)


def records(ids: Sequence[str]) -> list[HeadlineRecord]:
    """Headlines by id, with what is known of them, in the order of the ids."""
    found = service().store.headlines.records(ids)
    return [found[id] for id in ids if id in found]


def export_file(format: str, wanted: HeadlineFilter | Sequence[HeadlineRecord]) -> bytes:
    """A file of headlines: all that match, or those that are given. CSV holds no formulas."""
    matching = isinstance(wanted, HeadlineFilter)
    found = service().store.headlines.iterate(wanted) if matching else iter(wanted)
    rows = map(record_row, found)
    if format == "parquet":
        return b"".join(exporting.parquet_pieces(rows))
    if format == "csv":
        return b"".join(exporting.for_spreadsheets(rows))
    return b"".join(exporting.json_lines(rows))


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


@st.cache_resource(ttl=KEPT, max_entries=16, show_spinner=False)
def themes_within(wanted: HeadlineFilter) -> list[Theme]:
    """Themes with a headline of a filter, as large as they are in it, largest first."""
    return narrowing.themes_within(service(), wanted)


@st.cache_resource(ttl=KEPT, max_entries=4, show_spinner=False)
def choices() -> tuple[list[str], list[str]]:
    """Outlets and languages that there are."""
    return service().source_names(), service().languages()


@st.cache_resource(ttl=KEPT_LONG, max_entries=16, show_spinner=False)
def comparison(this: HeadlineFilter, that: HeadlineFilter, by: Dimension | None) -> Comparison:
    """What one group covers more than another."""
    return service().compare(this, that, by)


@st.cache_resource(ttl=KEPT_LONG, max_entries=32, show_spinner=False)
def theme_changes(theme_id: str, every: Bin) -> list[ThemeChange]:
    """What a theme was about, period by period."""
    return service().theme_changes(theme_id, every)


def annotations(since: datetime | None, until: datetime | None) -> list[Annotation]:
    """What editors noted in a span; never kept, for others note too."""
    return service().store.annotations.list(since, until)


def story_links(story_id: str) -> list[tuple[str, str, str, int, datetime]]:
    """What a story came of and became: (from, to, kind, headlines, when)."""
    return service().store.stories.links(story_id)


def theme_past(theme_id: str) -> tuple[list[ThemeLink], list[ThemeEdit]]:
    """What became of a theme, and what editors did to it."""
    history = service().store.theme_history
    return history.links(theme_id), history.edits(theme_id)


def quotes(ids: Sequence[str]) -> dict[str, Quoted]:
    """Headlines by id, as they are quoted."""
    return {
        one.id: Quoted(strip_outlet_suffix(one.title, (one.source,)), one.language, one.source, one.url)
        for one in service().store.headlines.get(ids)
    }


def moment() -> datetime:
    """What pages take for now: this minute, or just after the last headline where nothing came today."""
    return front_page.moment_of(service(), this_minute())


def span() -> tuple[datetime, datetime]:
    """When the first and the last headline appeared; an empty store has only this minute."""
    now = this_minute()
    return service().span() or (now, now)


def key_name(by: Dimension, key: str, language: str) -> str:
    """What readers call a key of a dimension."""
    if by is Dimension.TOPIC:
        return topic_name(key, language) or key
    if by is Dimension.THEME:
        if (known := known_theme_name(key, language)) is not None:
            return known
        former = service().theme(key)
        return theme_name(former, language) if former else key
    if by is Dimension.STORY:
        story = service().story(key)
        return story.titles.get(language, story.title) if story else key
    return language_name(key, language) if by is Dimension.LANGUAGE else key


def topic_name(topic: str | None, language: str) -> str | None:
    """The name of a topic in the reader's language; an id that the taxonomy no longer has stays an id."""
    return None if topic is None else service().taxonomy.name(topic, language)


def theme_name(theme: Theme, language: str) -> str:
    """A theme's name in the reader's language, where it has headlines in it."""
    return theme.names.get(language, theme.name)


def known_theme_name(id: str, language: str) -> str | None:
    """The name of a theme of the current run in the reader's language; None of any other."""
    theme = next((one for one in themes() if one.id == id), None)
    return theme_name(theme, language) if theme else None


def this_minute() -> datetime:
    """Now, cut to the minute."""
    return datetime.now(UTC).replace(second=0, microsecond=0)


def right_now() -> datetime:
    """Now, to the microsecond: what editors do is logged with it."""
    return datetime.now(UTC)


def forget() -> None:
    """Ask the service anew: an editor has just changed what it would answer."""
    for kept in (
        series,
        day_figures,
        topic_days,
        themes_within,
        biggest_stories,
        page,
        count,
        has_other_than_news,
    ):
        kept.clear()


def timezone() -> str:
    """The zone in which days begin."""
    return service().settings.timezone
