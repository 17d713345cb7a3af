"""The controls that make a HeadlineFilter: the same on every page, and in the address."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

import streamlit as st

from dashboard import address
from dashboard.charts import LENGTHS
from dashboard.data import choices, count, has_other_than_news, service, span, this_minute, topic_name
from dashboard.words import counted, language_name, word
from topics.service import local_midnight
from topics.types import NOT_NEWS, Bin, HeadlineFilter

PERIODS = (1, 7, 14, 42, 0, -1)  # days; 0 = everything, −1 = between two dates
DATES = -1
FIRST_DAY, LAST_DAY = date(1970, 1, 1), date(2100, 12, 31)  # that can be asked for
USUAL_PERIOD = 42
MOST_BINS = 400  # in one chart; more are no longer seen apart, and take the browser long
Option = TypeVar("Option")


def shared(language: str, *, time: bool = True) -> HeadlineFilter:
    """The filter of the page: time (where the page has use for it), topic, outlet and language."""
    sources, languages = choices()
    with st.sidebar:
        st.markdown(f"##### {word('filters', language)}")
        since, until = _period(language) if time else (None, None)
        topics = several("topics", topics_known(), language, lambda one: topic_name(one, language) or one)
        outlets = several("sources", sources, language, str)
        codes = several("languages", languages, language, lambda one: language_name(one, language))
        hidden = hidden_topics(language)
        st.button(
            word("reset", language),
            icon=":material/filter_alt_off:",
            on_click=address.forget,
            args=(address.SHARED,),
            width="stretch",
        )
    return HeadlineFilter(
        sources=tuple(outlets),
        topics=tuple(topics),
        without_topics=() if topics else hidden,  # who chooses topics has said it already
        languages=tuple(codes),
        since=since,
        until=until,
    )


def topics_known() -> tuple[str, ...]:
    """Topics that can be chosen: the taxonomy's, and what is not news where there is any."""
    return (*service().taxonomy.ids, *((NOT_NEWS,) if has_other_than_news() else ()))


def several(
    key: str, options: Sequence[str], language: str, name: Callable[[str], str], label: str | None = None
) -> list[str]:
    """Any number of options; those that the address names and that are there."""
    known = frozenset(options)
    address.start(key, [], list)
    st.session_state[key] = [one for one in st.session_state[key] if one in known]
    chosen = st.multiselect(
        word(label or key, language),
        options,
        format_func=name,
        key=key,
        placeholder=word("any", language),
    )
    address.tell(key, chosen)
    return chosen


def one_of(
    key: str,
    options: Sequence[Option],
    default: Option,
    language: str,
    name: Callable[[Option], str],
    *,
    label: str | None = None,
    segments: bool = False,
) -> Option:
    """One option: the reader's own as long as it is offered, else the default, else the first."""
    texts = {str(one): one for one in options}
    usual = default if default in options else options[0]
    address.start(key, usual, lambda found: texts.get(found[-1]) if found else None)
    if st.session_state[key] not in options:
        st.session_state[key] = usual
    control = st.segmented_control if segments else st.selectbox
    more = {"required": True} if segments else {}
    chosen = control(word(label or key, language), options, format_func=name, key=key, **more)
    address.tell(key, () if chosen == usual else (str(chosen),))
    return chosen


def switch(key: str, language: str, label: str) -> bool:
    """A switch that is off by default."""
    address.start(key, False, lambda found: found == ["1"] if found else None)
    on = st.toggle(word(label, language), key=key)
    address.tell(key, ("1",) if on else ())
    return on


def hidden_topics(language: str) -> tuple[str, ...]:
    """What is left out: what is not news, unless the reader wants it. A store without any has no switch."""
    if not has_other_than_news():
        return ()
    return () if switch("all", language, "show_not_news") else (NOT_NEWS,)


def _period(language: str) -> tuple[datetime | None, datetime | None]:
    days = one_of("period", PERIODS, USUAL_PERIOD, language, lambda days: period_name(days, language))
    if days != DATES:
        for key in ("from", "to"):
            address.say(key, ())
        return since(days), None
    first, last = (one.astimezone(_zone()).date() for one in span())
    begin = _date("from", first, language)
    end = max(begin, _date("to", last, language))
    return _midnight(begin), _midnight(end + timedelta(days=1))


def _date(key: str, default: date, language: str) -> date:
    address.start(key, default, lambda found: _read_date(found[-1]) if found else None)
    chosen = st.date_input(word(key, language), key=key, format="DD/MM/YYYY")
    address.tell(key, (chosen.isoformat(),))
    return chosen


def _read_date(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if FIRST_DAY <= found <= LAST_DAY else None


def _zone() -> ZoneInfo:
    return ZoneInfo(service().settings.timezone)


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=_zone())


def since(days: int) -> datetime | None:
    """The local midnight at which a span of days begins; one day is the last 24 hours; 0 = no limit."""
    if not days:
        return None
    if days == 1:
        return this_minute() - timedelta(days=1)
    return local_midnight(this_minute() - timedelta(days=days - 1), service().settings.timezone)


def width(key: str, language: str, wanted: HeadlineFilter, default: Bin = Bin.DAY) -> Bin:
    """The width of a bin: one of those that suit the span; the reader's own stays as long as it does."""
    first, last = span()
    options = widths(wanted.since or first, wanted.until or last)
    return one_of(
        key, options, default, language, lambda one: word(one.value, language), label="every", segments=True
    )


def widths(first: datetime, last: datetime) -> list[Bin]:
    """The widths that cut a span into at most ``MOST_BINS`` bins; months always, since nothing is wider."""
    return [one for one in Bin if one is Bin.MONTH or (last - first) / LENGTHS[one] + 2 <= MOST_BINS]


def left_out(wanted: HeadlineFilter, language: str) -> str:
    """How many headlines a filter would have besides those that it gives; empty where there are none."""
    if not wanted.without_topics:
        return ""
    beside = count(replace(wanted, topics=wanted.without_topics, without_topics=(), cursor=None))
    return word("left_out", language, n=counted("headline", beside, language)) if beside else ""


def period_name(days: int, language: str) -> str:
    """A span in words."""
    if days == DATES:
        return word("dates", language)
    if days == 0:
        return word("all_time", language)
    if days == 1:
        return word("last_day", language)
    return word("last_days", language, days=_days(days, language))


def _days(n: int, language: str) -> str:
    return str(n) if language == "fr" else counted("day", n, language)
