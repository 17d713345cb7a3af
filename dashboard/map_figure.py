"""The map of headlines: tens of thousands of points that can be zoomed into and caught with a lasso."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from textwrap import wrap
from typing import Any

import altair as alt
import numpy as np
import pandas as pd
import plotly.graph_objects as go

from dashboard import charts, exports
from dashboard.palette import REST
from dashboard.style import FONT, Look
from dashboard.words import word
from topics.store.map_points import HeadlineMap

NAMED = 16  # groups with a colour of their own, the largest first
HEIGHT = 640
WIDE = 70  # characters of a line in a hint
ISOLATE, END = "\u2068", "\u2069"  # a piece that runs in its own direction
CONFIG = {
    "displaylogo": False,
    "scrollZoom": True,
    "modeBarButtonsToRemove": ["toImage", "autoScale2d"],  # a file with Arabic shaped comes from the export
}


def figure(
    found: HeadlineMap,
    keys: Sequence[str | None],
    names: Mapping[str, str],
    colours: Mapping[str, str],
    look: Look,
) -> go.Figure:
    """A point a headline, coloured by theme or topic; the rest lies beneath in grey."""
    drawn = go.Figure()
    for key, rows in _groups(keys):
        drawn.add_trace(
            go.Scattergl(
                x=found.places[rows, 0],
                y=found.places[rows, 1],
                mode="markers",
                name=escape(_named(key, names, look)),
                marker={"size": _size(len(keys)), "color": colours.get(key, REST), "opacity": 0.8},
                customdata=[[found.ids[row]] for row in rows],
                text=[hint(found.titles[row], found.sources[row]) for row in rows],
                hovertemplate="%{text}<extra></extra>",
            )
        )
    return drawn.update_layout(_layout(look))


def legend_of(
    keys: Sequence[str | None], names: Mapping[str, str], colours: Mapping[str, str], look: Look
) -> dict[str, str]:
    """Name -> colour of what the map tells apart."""
    found = {_named(key, names, look): colours.get(key, REST) for key, _ in _groups(keys) if key}
    return found | ({word("others_all", look.language): REST})


def hint(title: str, source: str) -> str:
    """What hovering shows: the headline in lines, in its own direction, and its outlet; all of it text."""
    lines = [f"{ISOLATE}{escape(line)}{END}" for line in wrap(title, WIDE)[:4]]
    return "<br>".join([*lines, f"<i>{ISOLATE}{escape(source)}{END}</i>"])


def offer(
    found: HeadlineMap,
    keys: Sequence[str | None],
    names: Mapping[str, str],
    colours: Mapping[str, str],
    look: Look,
) -> None:
    """The map as a file, and its data."""
    named = {key: _named(key, names, look) for key, _ in _groups(keys)}
    groups = [key if key in named else "" for key in keys]
    rows = pd.DataFrame(
        {
            "id": found.ids,
            "x": found.places[:, 0],
            "y": found.places[:, 1],
            "group": [named.get(key, named.get("", "")) for key in groups],
            "title": found.titles,
            "outlet": found.sources,
        }
    )
    chart = _drawing(rows, {named[key]: colours.get(key, REST) for key in named}, look)
    files = exports.drawings(chart, look) | {"csv": lambda: exports.to_csv(rows)}
    exports.offer(files, look, "map")


def _drawing(rows: pd.DataFrame, colours: Mapping[str, str], look: Look) -> alt.Chart:
    """The same points for a file, where nobody hovers."""
    scale = alt.Scale(domain=list(colours), range=list(colours.values()))
    legend = alt.Legend(orient="bottom", columns=3, title=None, labelLimit=260)
    axis = {"title": None, "axis": None}
    chart = (
        alt.Chart(rows[["x", "y", "group"]])
        .mark_circle(size=10, opacity=0.7)
        .encode(
            x=alt.X("x:Q", **axis),
            y=alt.Y("y:Q", **axis),
            color=alt.Color("group:N", scale=scale, legend=legend),
        )
    )
    return charts.framed(chart, look, height=HEIGHT)


def _groups(keys: Sequence[str | None]) -> list[tuple[str, Any]]:
    """(key, rows) of the largest groups, the rest under ``""`` first, so that it lies beneath."""
    values = np.array([key or "" for key in keys])
    known, counts = np.unique(values, return_counts=True)
    order = [known[row] for row in np.argsort(-counts, kind="stable") if known[row]][:NAMED]
    groups = [(key, np.flatnonzero(values == key)) for key in order]
    rest = np.flatnonzero(~np.isin(values, order))
    return [("", rest), *groups] if len(rest) else groups


def _named(key: str, names: Mapping[str, str], look: Look) -> str:
    return names[key] if key in names else word("others_all", look.language)


def _size(points: int) -> int:
    return 7 if points < 3_000 else 5 if points < 20_000 else 4


def _layout(look: Look) -> dict[str, Any]:
    colours = look.colours
    bare = {"visible": False, "showgrid": False, "zeroline": False}
    return {
        "height": HEIGHT,
        "margin": {"l": 0, "r": 0, "t": 8, "b": 0},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": colours["paper"],
        "font": {"family": FONT, "color": colours["ink"], "size": 13},
        "xaxis": bare,
        "yaxis": bare | {"scaleanchor": "x"},
        "dragmode": "lasso",
        "uirevision": "map",  # what the reader zoomed into stays when the page is drawn anew
        "showlegend": False,  # the page has its own, which runs in the language's direction
        "hoverlabel": {
            "bgcolor": colours["paper"],
            "bordercolor": colours["line"],
            "font": {"family": FONT, "color": colours["ink"], "size": 13},
            "align": "right" if look.rtl else "left",
        },
    }
