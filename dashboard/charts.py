"""Charts: frames in, Altair out. In a right-to-left page time runs from right to left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from itertools import pairwise

import altair as alt
import pandas as pd

from dashboard.words import RIGHT_TO_LEFT, word
from topics.types import NOT_NEWS, Bin, TrendSeries

PALETTE = (
    "#0b5d66", "#c8553d", "#e3a72f", "#4f7cac", "#6a994e", "#8d5a97", "#b08968", "#2a9d8f",
    "#bc4b51", "#577590", "#9a8c5b", "#7a5195", "#d4a373", "#3d6b35", "#5f6c7b", "#a44a6f", "#446688",
)  # fmt: skip
REST = "#c9c5bb"
NOT_NEWS_COLOUR = "#8d8a83"  # grey: beside the topics, whatever their number
SHOWN = 7  # series with a colour of their own; the eye can't tell more apart
FONT = "Noto Sans, Noto Sans Arabic, Segoe UI, Tahoma, sans-serif"
HEIGHT = 320
BAR = 0.88  # share of its bin that a bar fills
LENGTHS = {  # of bins
    Bin.HOUR: timedelta(hours=1),
    Bin.DAY: timedelta(days=1),
    Bin.WEEK: timedelta(days=7),
    Bin.MONTH: timedelta(days=30),
}


def colour_of(keys: Sequence[str]) -> dict[str, str]:
    """A fixed colour a key, the same on every page; what is not news has its own, whatever the keys are."""
    return {key: PALETTE[number % len(PALETTE)] for number, key in enumerate(keys)} | {
        NOT_NEWS: NOT_NEWS_COLOUR
    }


def shares_frame(series: Sequence[TrendSeries], names: Mapping[str, str], others: str) -> pd.DataFrame:
    """Long frame (time, name, count, share) of the largest series; the rest is one series more."""
    shown, rest = list(series[:SHOWN]), series[SHOWN:]
    ends = bin_ends(series[0]) if series else []
    rows = [
        {
            "time": start,
            "end": end,
            "name": names.get(one.key, one.key),
            "key": one.key,
            "count": count,
            "share": share,
        }
        for one in shown
        for start, end, count, share in zip(one.starts, ends, one.counts, one.shares, strict=True)
    ]
    if rest:
        for number, (start, end) in enumerate(zip(rest[0].starts, ends, strict=True)):
            count = sum(one.counts[number] for one in rest)
            share = sum(one.shares[number] for one in rest)
            rows.append(
                {"time": start, "end": end, "name": others, "key": "", "count": count, "share": share}
            )
    frame = pd.DataFrame(rows, columns=["time", "end", "name", "key", "count", "share"])
    frame["top"] = frame.groupby("time", sort=False)["share"].cumsum()  # a bar with two ends stacks itself
    frame["base"] = frame["top"] - frame["share"]
    return _local(frame, series)


def bin_ends(series: TrendSeries) -> list[datetime]:
    """Where each bin's bar ends: a little before the next one starts, so that bars stand apart."""
    starts = series.starts
    if len(starts) < 2:
        return [start + LENGTHS[series.every] for start in starts]
    widths = [(later - start) * BAR for start, later in pairwise(starts)]
    return [start + width for start, width in zip(starts, [*widths, widths[-1]], strict=True)]


def shares_chart(frame: pd.DataFrame, colours: Mapping[str, str], every: Bin, language: str) -> alt.Chart:
    """Stacked shares over time: what the news was about."""
    order = list(dict.fromkeys(frame["name"]))
    key_of = dict(zip(frame["name"], frame["key"], strict=True))
    scale = alt.Scale(domain=order, range=[colours.get(key_of[name], REST) for name in order])
    chart = (
        alt.Chart(frame)
        .mark_bar()
        .encode(
            x=_time(every, language),
            x2="end:T",
            y=alt.Y("base:Q", title=None, axis=_values(language, "%"), scale=alt.Scale(domain=[0, 1])),
            y2="top:Q",
            color=alt.Color("name:N", scale=scale, sort=order, legend=_legend(language)),
            tooltip=[
                alt.Tooltip("time:T", title=word("time", language), format="%d/%m/%Y %H:%M"),
                alt.Tooltip("name:N", title=word("topic", language)),
                alt.Tooltip("count:Q", title=word("count", language)),
                alt.Tooltip("share:Q", title=word("share", language), format=".0%"),
            ],
        )
    )
    return _framed(chart)


def counts_chart(series: TrendSeries, every: Bin, language: str, colour: str = PALETTE[0]) -> alt.Chart:
    """Counts of one series over time."""
    rows = {"time": list(series.starts), "end": bin_ends(series), "count": list(series.counts)}
    chart = (
        alt.Chart(_local(pd.DataFrame(rows), [series]))
        .mark_bar(color=colour)
        .encode(
            x=_time(every, language),
            x2="end:T",
            y=alt.Y("count:Q", title=None, axis=_values(language, "d")),
            y2=alt.datum(0),
            tooltip=[
                alt.Tooltip("time:T", title=word("time", language), format="%d/%m/%Y %H:%M"),
                alt.Tooltip("count:Q", title=word("count", language)),
            ],
        )
    )
    return _framed(chart, height=220)


def ranking_chart(counts: Mapping[str, int], language: str, colour: str = PALETTE[0]) -> alt.Chart:
    """Who has how many, the most first."""
    frame = pd.DataFrame({"name": list(counts), "count": list(counts.values())})
    rtl = language in RIGHT_TO_LEFT
    chart = (
        alt.Chart(frame)
        .mark_bar(color=colour, size=14)
        .encode(
            x=alt.X(
                "count:Q", title=None, axis=alt.Axis(format="d", tickMinStep=1), scale=alt.Scale(reverse=rtl)
            ),
            y=alt.Y(
                "name:N",
                sort="-x",
                title=None,
                axis=alt.Axis(orient="right" if rtl else "left", labelLimit=220),
            ),
            tooltip=[
                alt.Tooltip("name:N", title=word("outlet", language)),
                alt.Tooltip("count:Q", title=word("count", language)),
            ],
        )
    )
    return _framed(chart, height=max(80, 28 * len(frame)))


def _time(every: Bin, language: str) -> alt.X:
    label = "%H:%M" if every is Bin.HOUR else "%d/%m"
    scale = alt.Scale(reverse=language in RIGHT_TO_LEFT)
    axis = alt.Axis(format=label, labelOverlap=True, grid=False)
    return alt.X("time:T", title=None, scale=scale, axis=axis)


def _values(language: str, format: str) -> alt.Axis:
    orient = "right" if language in RIGHT_TO_LEFT else "left"
    return alt.Axis(
        orient=orient, format=format, tickCount=4, tickMinStep=1 if format == "d" else alt.Undefined
    )


def _legend(language: str) -> alt.Legend:
    return alt.Legend(orient="bottom", columns=4, title=None, labelLimit=220, symbolType="square")


def _framed(chart: alt.Chart, height: int = HEIGHT) -> alt.Chart:
    return (
        chart.properties(height=height)
        .configure(font=FONT)
        .configure_view(strokeWidth=0)
        .configure_axis(gridColor="#e6e2d8", domainColor="#b9b4a7", tickColor="#b9b4a7", labelColor="#4a5255")
    )


def _local(frame: pd.DataFrame, series: Sequence[TrendSeries]) -> pd.DataFrame:
    """Times as the wall clock of the series' zone: the browser must not shift them to its own."""
    if series and len(frame):
        for column in ("time", "end"):
            local = pd.to_datetime(frame[column], utc=True).dt.tz_convert(series[0].timezone)
            frame[column] = local.dt.tz_localize(None)
    return frame
