"""Pieces that pages share: what went wrong, colours, legends, what figures leave out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import pandas as pd
import streamlit as st

from dashboard import data, filters, palette, troubles
from dashboard.words import labelled
from topics.errors import TopicsError
from topics.types import Dimension, HeadlineFilter

TONGUES = 8  # where in the palette languages begin: a story shows them beside topics, mostly the first


@contextmanager
def telling(language: str) -> Iterator[None]:
    """Say what went wrong where it went wrong, in the reader's language; what stands outside goes on."""
    try:
        yield
    except TopicsError as error:
        st.error(troubles.told(error, language))


def topic_colours() -> dict[str, str]:
    """Topic -> colour, the same everywhere."""
    return palette.colour_of(data.service().taxonomy.ids)


def colours_of(by: Dimension, keys: list[str]) -> dict[str, str]:
    """Key -> colour: a topic's own; of others by their place among all that there are."""
    if by is Dimension.TOPIC:
        return topic_colours()
    if by is Dimension.THEME:
        known = sorted((one.id for one in data.themes()), key=lambda id: int(id[1:]))
        return palette.colour_of([*known, *(key for key in keys if key not in set(known))])
    sources, languages = data.choices()
    if by is Dimension.LANGUAGE:
        return palette.colour_of(languages, TONGUES)
    return palette.colour_of(sources if by is Dimension.SOURCE else keys)


def legend_of(rows: pd.DataFrame, colours: Mapping[str, str]) -> dict[str, str]:
    """Name -> colour of a frame of series, in its order."""
    pairs = dict(zip(rows["name"], rows["key"], strict=True))
    return {name: colours.get(key, palette.REST) for name, key in pairs.items()}


def tell_left_out(wanted: HeadlineFilter, language: str, of_what: str = "") -> None:
    """Say beneath figures what they leave out."""
    said = filters.left_out(wanted, language)
    if said:
        st.caption(labelled(of_what, said, language) if of_what else said)
