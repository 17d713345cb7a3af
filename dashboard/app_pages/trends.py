"""Trends: counts and shares over time, two groups compared, what changed inside a theme."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta
from functools import partial
from zoneinfo import ZoneInfo

import streamlit as st

from dashboard import changing, charts, comparisons, data, exports, filters, frame, tables
from dashboard.style import Look, look
from dashboard.words import word
from topics.types import Annotation, Bin, Burst, Dimension, HeadlineFilter

VIEWS = ("series", "compare", "inside")
BY = (Dimension.TOPIC, Dimension.THEME, Dimension.SOURCE, Dimension.LANGUAGE)
MEASURES, MANNERS = ("share", "count"), ("stacked", "lines")
SHOWN = 8  # series, where the reader names none
BURSTS_BY = {Bin.HOUR: Bin.HOUR}  # width of the series -> of what rises are looked for in; else days


def show_series(here: Look, wanted: HeadlineFilter) -> None:
    """The chart, with its controls above and its notes beneath."""
    language = here.language
    by, measure, stacked, every = controls(language, wanted)
    series = data.series(by, every, wanted)
    names = {one.key: data.key_name(by, one.key, language) for one in series}
    keys = filters.several("keys", list(names), language, lambda key: names[key], label="only_these")
    if keys:
        series = [one for one in series if one.key in keys]
    if not series:
        st.info(word("none_found", language))
        return
    bursts = rises(by, every, wanted, language)
    shown = len(keys) or SHOWN
    rows = charts.series_frame(
        series, names, word("others_all", language), shown=shown, bursts=bursts, rest=stacked and not keys
    )
    colours = frame.colours_of(by, list(names))
    st.html(tables.legend(frame.legend_of(rows, colours), language))
    notes = data.annotations(wanted.since, wanted.until)
    marks = charts.marks_of(notes, data.timezone())
    draw = partial(charts.series_chart, rows, colours, every, here, marks=marks)
    chart = draw(manner=charts.Manner(measure, stacked))
    full = draw(manner=charts.Manner(measure, stacked, legend=True))
    exports.show(chart, full, rows, here, f"{by.value}-{every.value}", word("trends", language))
    if rows["rises"].any():
        st.caption(word("rises_outlined", language))
    frame.tell_left_out(wanted, language)
    show_notes(language, notes)


def controls(language: str, wanted: HeadlineFilter) -> tuple[Dimension, str, bool, Bin]:
    """By what, how measured, how drawn, how wide."""
    with st.container(horizontal=True, gap="medium"):
        by = filters.one_of(
            "by", BY, BY[0], language, lambda one: word(f"by_{one.value}", language), segments=True
        )
        every = filters.width("every", language, wanted)
        measure = filters.one_of(
            "measure", MEASURES, "share", language, lambda one: word(one, language), segments=True
        )
        manner = filters.one_of(
            "manner", MANNERS, "stacked", language, lambda one: word(one, language), segments=True
        )
    return by, measure, manner == "stacked", every


def rises(by: Dimension, every: Bin, wanted: HeadlineFilter, language: str) -> list[Burst]:
    """Rises of the time that is shown, unless the reader does without."""
    if every in (Bin.WEEK, Bin.MONTH) or not filters.switch("rises", language, "mark_rises"):
        return []
    hour = data.hour_of(data.moment())
    hour = min(hour, wanted.until) if wanted.until else hour
    since = wanted.since or data.span()[0]
    with st.spinner(word("looking", language)):
        return data.bursts(by, BURSTS_BY.get(every, Bin.DAY), hour, since, wanted)


def show_notes(language: str, notes: list[Annotation]) -> None:
    """What editors noted, and room for one more."""
    with st.expander(word("notes", language), icon=":material/edit_note:"):
        editor = changing.may_change()
        if editor:
            add_note(language)
        for one in notes:
            left, right = st.columns([6, 1], vertical_alignment="center")
            left.html(tables.note_line(one, language, data.timezone()))
            label, key = word("remove", language), f"remove-{one.number}"
            if editor and right.button(label, key=key, width="stretch"):
                changing.remove_annotation(one.number)
                st.rerun()


def add_note(language: str) -> None:
    """Room for a note."""
    with st.form("note", clear_on_submit=True, border=False):
        left, middle, right = st.columns([1, 3, 1], vertical_alignment="bottom")
        today = data.moment().astimezone(ZoneInfo(data.timezone())).date()
        on = left.date_input(word("note_day", language), value=today, format="DD/MM/YYYY")
        text = middle.text_input(
            word("note_text", language), max_chars=80, placeholder=word("note_hint", language)
        )
        if right.form_submit_button(word("add", language), width="stretch") and text.strip():
            noon = datetime.combine(on, time(12), ZoneInfo(data.timezone()))
            changing.annotate(noon, " ".join(text.split()))
            st.rerun()


def show_comparison(here: Look, wanted: HeadlineFilter) -> None:
    """The time of the filter against as much time before it, or outlets against others."""
    language = here.language
    first, second = st.columns(2)
    with first:
        what = filters.one_of(
            "against", ("before", "outlets"), "before", language, lambda one: word(f"against_{one}", language)
        )
    with second:
        by = filters.one_of(
            "key",
            ("topic", "theme", "word"),
            "topic",
            language,
            lambda one: word(f"by_{one}", language),
            label="compare_by",
        )
    sides = before(wanted) if what == "before" else outlets(language, wanted)
    if sides is None:
        st.info(word("name_sides", language))
        return
    with st.spinner(word("looking", language)):
        found = data.comparison(*sides, None if by == "word" else Dimension(by))
    comparisons.show(found, here, what)


def before(wanted: HeadlineFilter) -> tuple[HeadlineFilter, HeadlineFilter]:
    """The filter's time, and as much time before it; without a time the later half against the earlier."""
    first, last = data.span()
    until = wanted.until or max(last + timedelta(minutes=1), data.moment())
    since = wanted.since or first + (until - first) / 2
    since = max(since, first + (until - first) / 2) if since - (until - since) < first else since
    this = replace(wanted, since=since, until=until)
    return this, replace(wanted, since=since - (until - since), until=since)


def outlets(language: str, wanted: HeadlineFilter) -> tuple[HeadlineFilter, HeadlineFilter] | None:
    """Two groups of outlets that the reader names; all others where the second is left open."""
    every = data.choices()[0]
    left, right = st.columns(2)
    with left:
        these = filters.several("these", every, language, str, label="these_outlets")
    with right:
        those = filters.several(
            "those", [one for one in every if one not in these], language, str, label="those_outlets"
        )
    rest = those or [one for one in every if one not in these]
    if not these or not rest:
        return None
    return replace(wanted, sources=tuple(these)), replace(wanted, sources=tuple(rest))


def show_inside(here: Look) -> None:
    """What a theme was about, period by period."""
    language, themes = here.language, {one.id: one for one in data.themes()}
    if not themes:
        st.info(word("no_themes", language))
        return
    first, second = st.columns([3, 2])
    with first:
        chosen = filters.one_of(
            "theme", list(themes), next(iter(themes)), language,
            lambda id: data.theme_name(themes[id], language), label="choose_theme",
        )  # fmt: skip
    with second:
        every = filters.one_of(
            "step", (Bin.DAY, Bin.WEEK, Bin.MONTH), Bin.WEEK, language,
            lambda one: word(one.value, language), label="every", segments=True,
        )  # fmt: skip
    with st.spinner(word("looking", language)):
        changes = data.theme_changes(chosen, every)
    st.html(tables.change_rows(changes, language, data.timezone()))


here = look()
st.title(word("trends", here.language))
view = filters.one_of(
    "view", VIEWS, "series", here.language, lambda one: word(f"view_{one}", here.language), segments=True
)
if view == "series":
    show_series(here, filters.shared(here.language))
elif view == "compare":
    show_comparison(here, filters.shared(here.language))
else:
    show_inside(here)  # a theme is told whole, whatever the filter
