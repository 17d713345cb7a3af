"""Charts: frames in, Altair out. In a right-to-left page time runs from right to left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import altair as alt
import pandas as pd

from dashboard.words import RIGHT_TO_LEFT, word
from topics.types import Bin, TrendSeries

PALETTE = (
    "#0b5d66", "#c8553d", "#e3a72f", "#4f7cac", "#6a994e", "#8d5a97", "#b08968", "#2a9d8f",
    "#bc4b51", "#577590", "#9a8c5b", "#7a5195", "#d4a373", "#3d6b35", "#5f6c7b", "#a44a6f", "#446688",
)  # fmt: skip
REST = "#c9c5bb"
SHOWN = 7  # series with a colour of their own; the eye can't tell more apart
FONT = "Noto Sans, Noto Sans Arabic, Segoe UI, Tahoma, sans-serif"
HEIGHT = 320


def colour_of(keys: Sequence[str]) -> dict[str, str]:
    """A fixed colour a key, the same on every page."""
    return {key: PALETTE[number % len(PALETTE)] for number, key in enumerate(keys)}


def shares_frame(series: Sequence[TrendSeries], names: Mapping[str, str], others: str) -> pd.DataFrame:
    """Long frame (time, name, count, share) of the largest series; the rest is one series more."""
    shown, rest = list(series[:SHOWN]), series[SHOWN:]
    rows = [
        {"time": start, "name": names.get(one.key, one.key), "key": one.key, "count": count, "share": share}
        for one in shown
        for start, count, share in zip(one.starts, one.counts, one.shares, strict=True)
    ]
    if rest:
        for number, start in enumerate(rest[0].starts):
            count = sum(one.counts[number] for one in rest)
            share = sum(one.shares[number] for one in rest)
            rows.append({"time": start, "name": others, "key": "", "count": count, "share": share})
    return _local(pd.DataFrame(rows, columns=["time", "name", "key", "count", "share"]), series)


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
            y=alt.Y(
                "share:Q",
                stack="zero",
                title=None,
                axis=_values(language, "%"),
                scale=alt.Scale(domain=[0, 1]),
            ),
            color=alt.Color("name:N", scale=scale, sort=order, legend=_legend(language)),
            order=alt.Order("rank:Q"),
            tooltip=[
                alt.Tooltip("time:T", title=word("time", language), format="%d/%m/%Y %H:%M"),
                alt.Tooltip("name:N", title=word("topic", language)),
                alt.Tooltip("count:Q", title=word("count", language)),
                alt.Tooltip("share:Q", title=word("share", language), format=".0%"),
            ],
        )
        .transform_calculate(rank=f"indexof({order!r}, datum.name)")
    )
    return _framed(chart)


def counts_chart(series: TrendSeries, every: Bin, language: str, colour: str = PALETTE[0]) -> alt.Chart:
    """Counts of one series over time."""
    rows = {"time": list(series.starts), "count": list(series.counts)}
    chart = (
        alt.Chart(_local(pd.DataFrame(rows), [series]))
        .mark_bar(color=colour)
        .encode(
            x=_time(every, language),
            y=alt.Y("count:Q", title=None, axis=_values(language, "d")),
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
        local = pd.to_datetime(frame["time"], utc=True).dt.tz_convert(series[0].timezone)
        frame["time"] = local.dt.tz_localize(None)
    return frame
