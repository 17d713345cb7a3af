"""Charts: frames in, Altair out. In a right-to-left page time runs from right to left."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import altair as alt
import pandas as pd

from dashboard.digits import arabic, shaped, shaped_by_vega
from dashboard.locales import vega_locale
from dashboard.palette import REST
from dashboard.style import FONT, Look
from dashboard.words import word
from topics.types import Annotation, Bin, Burst, TrendSeries

SHOWN = 7  # series with a colour of their own; the eye can't tell more apart
HEIGHT = 320
BAR = 0.88  # share of its bin that a bar fills
LENGTHS = {  # of bins
    Bin.HOUR: timedelta(hours=1),
    Bin.DAY: timedelta(days=1),
    Bin.WEEK: timedelta(days=7),
    Bin.MONTH: timedelta(days=30),
}
COLUMNS = ("time", "end", "name", "key", "count", "share", "rises")
STAMP = "%d/%m/%Y %H:%M"


@dataclass(frozen=True, slots=True)
class Manner:
    """How series are drawn."""

    measure: str = "share"  # or "count"
    stacked: bool = True  # else lines
    legend: bool = False  # in the drawing: a page has its own, an exported file has none


@dataclass(frozen=True, slots=True)
class Mark:
    """What happened at a moment, as an editor noted it."""

    moment: datetime  # wall clock, without a zone
    text: str


def series_frame(
    series: Sequence[TrendSeries],
    names: Mapping[str, str],
    others: str,
    *,
    shown: int = SHOWN,
    bursts: Collection[Burst] = (),
    rest: bool = True,
) -> pd.DataFrame:
    """Long frame (time, end, name, key, count, share, rises) of the first; the rest may be one more."""
    head, others_too = list(series[:shown]), series[shown:] if rest else []
    ends = bin_ends(series[0]) if series else []
    rows = [
        (start, end, names.get(one.key, one.key), one.key, count, share, _rises(one.key, start, bursts))
        for one in head
        for start, end, count, share in zip(one.starts, ends, one.counts, one.shares, strict=True)
    ]
    if others_too:
        counts = [sum(some) for some in zip(*(one.counts for one in others_too), strict=True)]
        shares = [sum(some) for some in zip(*(one.shares for one in others_too), strict=True)]
        columns = zip(others_too[0].starts, ends, counts, shares, strict=True)
        rows += [(start, end, others, "", count, share, False) for start, end, count, share in columns]
    return _local(pd.DataFrame(rows, columns=list(COLUMNS)), series)


def _rises(key: str, start: datetime, bursts: Collection[Burst]) -> bool:
    return any(one.key == key and one.since <= start < one.until for one in bursts)


def bin_ends(series: TrendSeries) -> list[datetime]:
    """Where each bin's bar ends: a little before the next one starts, so that bars stand apart."""
    starts = series.starts
    if len(starts) < 2:
        return [start + LENGTHS[series.every] for start in starts]
    widths = [(later - start) * BAR for start, later in pairwise(starts)]
    return [start + width for start, width in zip(starts, [*widths, widths[-1]], strict=True)]


def series_chart(
    frame: pd.DataFrame,
    colours: Mapping[str, str],
    every: Bin,
    look: Look,
    manner: Manner | None = None,
    marks: Sequence[Mark] = (),
    height: int = HEIGHT,
) -> alt.LayerChart:
    """Several series over time, stacked or as lines; rises are outlined, an editor's marks are lines."""
    manner = manner or Manner()
    frame = stamped(frame, look)
    order = list(dict.fromkeys(frame["name"]))
    key_of = dict(zip(frame["name"], frame["key"], strict=True))
    scale = alt.Scale(domain=order, range=[colours.get(key_of[name], REST) for name in order])
    legend = alt.Legend(orient="bottom", columns=4, title=None, labelLimit=220) if manner.legend else None
    colour = alt.Color("name:N", scale=scale, sort=order, legend=legend)
    draw = _stacked if manner.stacked else _lines
    layers = [*draw(frame, colour, every, look, manner.measure), *_marks(marks, look)]
    return framed(alt.layer(*layers), look, height)


def _stacked(frame: pd.DataFrame, colour: alt.Color, every: Bin, look: Look, measure: str) -> list[alt.Chart]:
    frame = frame.copy()
    frame["top"] = frame.groupby("time", sort=False)[measure].cumsum()  # a bar with two ends stacks itself
    frame["base"] = frame["top"] - frame[measure]
    domain = alt.Scale(domain=[0, 1]) if measure == "share" else alt.Undefined
    bars = (
        alt.Chart(frame)
        .mark_bar()
        .encode(
            x=_time(every, look),
            x2="end:T",
            y=alt.Y("base:Q", title=None, axis=_values(look, measure), scale=domain),
            y2="top:Q",
            color=colour,
            tooltip=_tooltip(look, measure),
        )
    )
    outline = alt.Chart(frame[frame["rises"]]).mark_bar(
        filled=False, stroke=look.colours["ink"], strokeWidth=1.4
    )
    rises = outline.encode(x="time:T", x2="end:T", y="base:Q", y2="top:Q", tooltip=_tooltip(look, measure))
    return [bars, rises] if frame["rises"].any() else [bars]


def _lines(frame: pd.DataFrame, colour: alt.Color, every: Bin, look: Look, measure: str) -> list[alt.Chart]:
    y = alt.Y(f"{measure}:Q", title=None, axis=_values(look, measure))
    base = alt.Chart(frame).encode(x=_time(every, look), y=y, color=colour, tooltip=_tooltip(look, measure))
    single = frame["time"].nunique() < 2
    lines = base.mark_point(filled=True, size=60) if single else base.mark_line(strokeWidth=2)
    rises = alt.Chart(frame[frame["rises"]]).mark_point(
        filled=True, size=46, stroke=look.colours["ink"], strokeWidth=1.4, opacity=1
    )
    over = rises.encode(x="time:T", y=f"{measure}:Q", color=colour, tooltip=_tooltip(look, measure))
    return [lines, over] if frame["rises"].any() else [lines]


def marks_of(notes: Sequence[Annotation], timezone: str) -> list[Mark]:
    """Editors' notes at the wall clock of a zone."""
    zone = ZoneInfo(timezone)
    return [Mark(one.moment.astimezone(zone).replace(tzinfo=None), one.text) for one in notes]


def _marks(marks: Sequence[Mark], look: Look) -> list[alt.Chart]:
    """A line for each, and its text beside the top of it."""
    if not marks:
        return []
    rows = pd.DataFrame({"time": [one.moment for one in marks], "text": [one.text for one in marks]})
    base = alt.Chart(rows).encode(
        x="time:T", tooltip=[alt.Tooltip("text:N", title=word("note", look.language))]
    )
    rule = base.mark_rule(strokeDash=[4, 3], color=look.colours["muted"])
    side: dict[str, Any] = {"align": "right", "dx": -5} if look.rtl else {"align": "left", "dx": 5}
    text = base.mark_text(baseline="top", limit=170, color=look.colours["ink"], fontSize=11, **side)
    return [rule, text.encode(y=alt.value(2), text="text:N")]


def _tooltip(look: Look, measure: str, *, named: bool = True) -> list[alt.Tooltip]:
    shown = [time_told(look)]
    if named:
        shown.append(alt.Tooltip("name:N", title=word("name", look.language)))
    shown.append(alt.Tooltip("count:Q", title=word("count", look.language), format=","))
    if named or measure == "share":
        shown.append(alt.Tooltip("share:Q", title=word("share", look.language), format=".1%"))
    return shown


def _time(every: Bin, look: Look) -> alt.X:
    label = {Bin.HOUR: "%d/%m %H:%M", Bin.MONTH: "%B %Y"}.get(every, "%-d %b")
    if look.rtl:
        label = "\u200f" + label  # a day before its month, also where a drawing runs from left to right
    axis = alt.Axis(**time_labels(label, look), labelOverlap=True, grid=False, labelFlush=True)
    return alt.X("time:T", title=None, scale=alt.Scale(reverse=look.rtl), axis=axis)


def stamped(frame: pd.DataFrame, look: Look) -> pd.DataFrame:
    """A frame whose times are written too, where Vega can't write them in the reader's digits."""
    if not arabic(look.language):
        return frame
    written = [shaped(f"{one:{STAMP}}", look.language) for one in frame["time"]]
    return frame.assign(stamp=pd.Series(written, index=frame.index, dtype=object))


def time_told(look: Look) -> alt.Tooltip:
    """The time in a hint."""
    title = word("time", look.language)
    if arabic(look.language):
        return alt.Tooltip("stamp:N", title=title)
    return alt.Tooltip("time:T", title=title, format=STAMP)


def time_labels(label: str, look: Look) -> dict[str, Any]:
    """How an axis of time is labelled: by a format, in the reader's digits."""
    if arabic(look.language):
        return {"labelExpr": shaped_by_vega(f"timeFormat(datum.value, {json.dumps(label)})")}
    return {"format": label}


def _values(look: Look, measure: str) -> alt.Axis:
    share = measure == "share"
    return alt.Axis(
        orient="right" if look.rtl else "left",
        format=".0%" if share else ",d",
        tickCount=4,
        tickMinStep=alt.Undefined if share else 1,
        domain=False,
        ticks=False,
    )


def framed(chart: Any, look: Look, height: int = HEIGHT) -> Any:
    """A chart in the look of the page: font, colours, numbers and months of the language."""
    colours = look.colours
    return (
        chart.properties(height=height)
        .configure(font=FONT, background="transparent", locale=vega_locale(look.language))
        .configure_view(strokeWidth=0)
        .configure_axis(
            gridColor=colours["line"],
            domainColor=colours["line"],
            tickColor=colours["line"],
            labelColor=colours["muted"],
            labelFontSize=11,
        )
        .configure_legend(labelColor=colours["ink"], labelFontSize=12, symbolType="square")
    )


def _local(frame: pd.DataFrame, series: Sequence[TrendSeries]) -> pd.DataFrame:
    """Times as the wall clock of the series' zone: the browser must not shift them to its own."""
    if series and len(frame):
        for column in ("time", "end"):
            local = pd.to_datetime(frame[column], utc=True).dt.tz_convert(series[0].timezone)
            frame[column] = local.dt.tz_localize(None)
    return frame
