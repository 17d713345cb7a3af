"""Themes: the list, the map, the groups; and one theme, with what editors may do to it."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from dashboard import address, cards, data, filters, frame, map_figure, one_theme, tables
from dashboard.style import Look, look
from dashboard.words import counted, word
from topics.front_page import days_until, within
from topics.narrowing import narrowed
from topics.types import Bin, Dimension, HeadlineFilter, Phase, Theme

VIEWS = ("list", "map", "groups")
ORDERS = ("size", "phase", "name")
LIFE = (Phase.EMERGING, Phase.GROWING, Phase.STEADY, Phase.FADING, Phase.GONE)
SELECTED = 200  # headlines of a selection that are listed
POINTS = 50_000


def show_themes(here: Look) -> None:
    """The list, the map, or the groups."""
    language, wanted = here.language, filters.shared(here.language)
    if not data.themes():
        st.info(word("no_themes", language))
        return
    view = filters.one_of(
        "view", VIEWS, "list", language, lambda one: word(f"themes_{one}", language), segments=True
    )
    if view == "map":
        show_map(here, wanted)
        return
    themes = data.themes_within(wanted)
    if not themes:
        st.info(word("none_found", language))
    elif view == "groups":
        st.html(cards.groups(themes, language))
    else:
        show_list(here, themes, wanted)


def show_list(here: Look, themes: list[Theme], wanted: HeadlineFilter) -> None:
    """Every theme as a card; its days are the last ones, whatever the time of the filter."""
    language, moment = here.language, data.moment()
    everybody = not narrowed(wanted)  # of a part nobody knows where its themes stand in their lives
    phases = data.phases(Dimension.THEME, data.hour_of(moment)) if everybody else {}
    recent = data.series(Dimension.THEME, Bin.DAY, within(days_until(data.service(), moment), wanted))
    orders = ORDERS if everybody else [one for one in ORDERS if one != "phase"]
    order = filters.one_of(
        "order", orders, "size", language, lambda one: word(f"themes_by_{one}", language), segments=True
    )
    if order == "phase":
        themes = sorted(themes, key=lambda one: LIFE.index(phases.get(one.id, Phase.GONE)))
    elif order == "name":
        themes = sorted(themes, key=lambda one: data.theme_name(one, language))
    st.caption(counted("theme", len(themes), language))
    st.html(cards.theme_cards(themes, {one.key: one.counts for one in recent}, phases, language))


def show_map(here: Look, wanted: HeadlineFilter) -> None:
    """Headlines as points; those that are caught with the lasso are listed beneath."""
    language = here.language
    by = filters.one_of(
        "colour", (Dimension.THEME, Dimension.TOPIC), Dimension.THEME, language,
        lambda one: word(f"by_{one.value}", language), segments=True,
    )  # fmt: skip
    found = data.headline_map(replace(wanted, limit=POINTS))
    if not found.ids:
        st.info(word("no_map", language))
        return
    st.caption(word("map_told", language, points=counted("point", len(found.ids), language)))
    keys = found.themes if by is Dimension.THEME else found.topics
    names = {key: data.key_name(by, key, language) for key in set(keys) if key}
    colours = frame.colours_of(by, list(names))
    st.html(tables.legend(map_figure.legend_of(keys, names, colours, here), language))
    figure = map_figure.figure(found, keys, names, colours, here)
    chosen = st.plotly_chart(
        figure,
        theme=None,
        key=f"map-{by.value}",
        on_select="rerun",
        selection_mode=("lasso", "box"),
        config=map_figure.CONFIG,
        alt=word("themes_map", language),
    )
    map_figure.offer(found, keys, names, colours, here)
    caught = [point["customdata"][0] for point in chosen["selection"]["points"]]
    if caught:
        st.subheader(word("caught", language, headlines=counted("headline", len(caught), language)))
        records = data.records(caught[:SELECTED])
        st.html(tables.headline_list(records, frame.topic_colours(), language, data.timezone()))


here = look()
st.title(word("themes", here.language))
chosen = st.query_params.get("id")
theme = data.service().theme(chosen) if chosen else None
if theme is not None:
    link = address.link("themes", here.language)
    st.html(cards.chip_row([(link, word("all_themes", here.language))], here.language))
    one_theme.show(here, theme)
else:
    if chosen:
        st.warning(word("unknown_theme", here.language))
    show_themes(here)
