"""Charts of outlets: who wrote how much, and who told a story when."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

import altair as alt
import pandas as pd

from dashboard.charts import framed, stamped, time_labels, time_told
from dashboard.palette import REST
from dashboard.style import Look
from dashboard.words import word
from topics.types import HeadlineRecord


def ranking_frame(counts: Mapping[str, int]) -> pd.DataFrame:
    """Frame (name, count)."""
    return pd.DataFrame({"name": list(counts), "count": list(counts.values())})


def ranking_chart(counts: Mapping[str, int], look: Look, colour: str | None = None) -> alt.Chart:
    """Who has how many, the most first."""
    frame = ranking_frame(counts)
    orient: Any = "right" if look.rtl else "left"
    names = alt.Axis(orient=orient, labelLimit=220, domain=False, ticks=False, labelPadding=8)
    scale = alt.Scale(reverse=look.rtl)
    chart = (
        alt.Chart(frame)
        .mark_bar(color=colour or look.colours["accent"], size=14)
        .encode(
            x=alt.X("count:Q", title=None, axis=alt.Axis(format="d", tickMinStep=1), scale=scale),
            y=alt.Y("name:N", sort="-x", title=None, axis=names),
            tooltip=[
                alt.Tooltip("name:N", title=word("outlet", look.language)),
                alt.Tooltip("count:Q", title=word("count", look.language)),
            ],
        )
    )
    return framed(chart, look, height=max(80, 28 * len(frame)))


def timeline_frame(
    records: Sequence[HeadlineRecord], language_name: Callable[[str], str], timezone: str
) -> pd.DataFrame:
    """Frame (time, outlet, language, name, title) of headlines, oldest first, at the wall clock of a zone."""
    zone = ZoneInfo(timezone)
    rows = [
        (
            one.headline.seen.astimezone(zone).replace(tzinfo=None),
            one.headline.source,
            one.headline.language,
            language_name(one.headline.language),
            one.headline.title,
        )
        for one in reversed(records)
    ]
    return pd.DataFrame(rows, columns=["time", "outlet", "key", "name", "title"])


def timeline_chart(
    frame: pd.DataFrame, colours: Mapping[str, str], look: Look, *, legend: bool = False
) -> alt.Chart:
    """When which outlet told a story, a point a headline, coloured by language."""
    frame = stamped(frame, look)
    order = list(dict.fromkeys(frame["name"]))
    key_of = dict(zip(frame["name"], frame["key"], strict=True))
    scale = alt.Scale(domain=order, range=[colours.get(key_of[name], REST) for name in order])
    shown = alt.Legend(orient="bottom", title=None) if legend else None
    orient: Any = "right" if look.rtl else "left"
    axis = alt.Axis(orient=orient, labelLimit=220, domain=False, ticks=False, labelPadding=8, grid=True)
    outlets = list(dict.fromkeys(frame["outlet"]))  # who told it first stands at the top
    label = "%d/%m %H:%M"
    time = alt.X(
        "time:T",
        title=None,
        scale=alt.Scale(reverse=look.rtl, nice=True),
        axis=alt.Axis(**time_labels(label, look), labelOverlap=True, grid=False),
    )
    chart = (
        alt.Chart(frame)
        .mark_circle(size=110, opacity=0.9)
        .encode(
            x=time,
            y=alt.Y("outlet:N", sort=outlets, title=None, axis=axis),
            color=alt.Color("name:N", scale=scale, sort=order, legend=shown),
            tooltip=[
                alt.Tooltip("title:N", title=word("title", look.language)),
                alt.Tooltip("outlet:N", title=word("outlet", look.language)),
                time_told(look),
            ],
        )
    )
    return framed(chart, look, height=max(90, 34 * len(outlets)))
