"""Two groups of headlines side by side: what each covers more, and by how much."""

from __future__ import annotations

from datetime import timedelta
from html import escape

import pandas as pd
import streamlit as st

from dashboard import data, exports, locales
from dashboard.style import Look, direction
from dashboard.tables import title_html
from dashboard.words import counted, plain, word
from topics.comparing import Comparison, Contrast
from topics.types import Dimension, HeadlineFilter

SHOWN = 10  # in each direction
LEVEL = 0.05


def show(found: Comparison, here: Look, what: str) -> None:
    """Both directions, the strongest first, with headlines; and the way out as CSV."""
    language = here.language
    names = (side(found.this, what, language), side(found.that, what, language))
    st.html(_sides(found, names, language))
    told = [one for one in found.contrasts if one.difference.is_significant(LEVEL)]
    if not told:
        st.info(word("no_difference", language))
    else:
        more = [one for one in told if one.difference.z > 0][:SHOWN]
        less = [one for one in reversed(told) if one.difference.z < 0][:SHOWN]
        ids = [id for one in (*more, *less) for id in (*one.this_headlines[:1], *one.that_headlines[:1])]
        quotes = data.quotes(ids)
        for rows, name in ((more, names[0]), (less, names[1])):
            if rows:
                st.subheader(word("more_in", language, side=plain(name)))
                st.html(_table(rows, found.by, quotes, language))
    exports.offer({"csv": lambda: exports.to_csv(rows_of(found, language))}, here, "comparison")


def side(wanted: HeadlineFilter, what: str, language: str) -> str:
    """What readers call one of the groups."""
    if what == "outlets":
        return ("، " if language == "ar" else ", ").join(wanted.sources)
    zone = data.timezone()
    start = locales.day(wanted.since, zone, language, year=False) if wanted.since else ""
    last = wanted.until - timedelta(microseconds=1) if wanted.until else None  # the end is not of it
    end = locales.day(last, zone, language, year=False) if last else ""
    return f"{start} – {end}"


def rows_of(found: Comparison, language: str) -> pd.DataFrame:
    """All that was compared, for a file."""
    return pd.DataFrame(
        [
            {
                "key": one.difference.key,
                "name": _name(one, found.by, language),
                "this": one.difference.this,
                "that": one.difference.that,
                "this_share": one.difference.this_share.value,
                "that_share": one.difference.that_share.value,
                "log_odds": one.difference.log_odds,
                "q_value": one.difference.q_value,
            }
            for one in found.contrasts
        ]
    )


def _sides(found: Comparison, names: tuple[str, str], language: str) -> str:
    parts = "".join(
        f'<div class="side"><bdi class="key">{escape(name)}</bdi>'
        f'<span class="quiet">{counted("headline", total, language)}</span></div>'
        for name, total in zip(names, (found.this_total, found.that_total), strict=True)
    )
    return f'<div class="sides" dir="{direction(language)}">{parts}</div>'


def _table(rows: list[Contrast], by: Dimension | None, quotes: dict[str, data.Quoted], language: str) -> str:
    lines = "".join(_line(one, by, quotes, language) for one in rows)
    return f'<div class="contrasts" dir="{direction(language)}">{lines}</div>'


def _line(one: Contrast, by: Dimension | None, quotes: dict[str, data.Quoted], language: str) -> str:
    found = one.difference
    high = max(found.this_share.value, found.that_share.value) or 1.0
    bars = "".join(
        f'<span class="bar {manner}"><i style="width:{100 * share / high:.0f}%"></i>'
        f"<span>{locales.number(100 * share, language, 1)}{locales.percent_sign(language)}</span></span>"
        for share, manner in ((found.this_share.value, "this"), (found.that_share.value, "that"))
    )
    ids = one.this_headlines if found.z > 0 else one.that_headlines
    quote = "".join(title_html(quotes[id].title, quotes[id].language) for id in ids[:1] if id in quotes)
    return (
        f'<div class="contrast"><bdi class="key">{escape(_name(one, by, language))}</bdi>'
        f'<span class="bars">{bars}</span><span class="said">{quote}</span></div>'
    )


def _name(one: Contrast, by: Dimension | None, language: str) -> str:
    return one.name if by is None else data.key_name(by, one.difference.key, language)
