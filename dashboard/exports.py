"""A chart with its ways out: PNG, SVG and HTML of the drawing, CSV of its data; made when asked for."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import altair as alt
import pandas as pd
import streamlit as st
import vl_convert as vlc

from dashboard.style import Look
from dashboard.words import word
from topics.exporting import MARK, harmless

WIDE = 960  # pixels: a drawing on its own has no page that says how wide it is
SCALE = 2.0  # of a PNG, so that print is sharp
PLACE = '{"$schema":"of the chart"}'  # where a page gets its chart: vl_convert escapes nothing


def show(chart: Any, full: Any, frame: pd.DataFrame, look: Look, name: str, alternative: str) -> None:
    """Draw a chart, and offer it for download.

    Args:
        chart: as the page shows it.
        full: as a file shows it: with what the page says around it.
        name: of the files, without an ending; also the widgets' key.
        alternative: what a screen reader says.
    """
    st.altair_chart(chart, width="stretch", theme=None, alt=alternative, key=f"chart-{name}")
    offer(drawings(full, look) | {"csv": lambda: to_csv(frame)}, look, name)


def offer(files: dict[str, Callable[[], bytes]], look: Look, name: str) -> None:
    """Buttons for files by their ending, behind one that opens them."""
    with st.popover(word("export", look.language), icon=":material/download:", type="tertiary"):
        for ending, make in files.items():
            st.download_button(
                word(f"as_{ending}", look.language),
                make,
                file_name=f"{name}.{ending}",
                mime=MIME[ending],
                key=f"{name}-{ending}",
                on_click="ignore",
                width="stretch",
            )


MIME = {
    "png": "image/png",
    "svg": "image/svg+xml",
    "html": "text/html",
    "csv": "text/csv",
    "jsonl": "application/x-ndjson",
    "parquet": "application/vnd.apache.parquet",
}


def drawings(chart: Any, look: Look) -> dict[str, Callable[[], bytes]]:
    """Ways to make a file of a chart."""
    return {
        "png": lambda: vlc.vegalite_to_png(_alone(chart, look), scale=SCALE),
        "svg": lambda: vlc.vegalite_to_svg(_alone(chart, look)).encode(),
        "html": lambda: _page(_alone(chart, look), look),
    }


def to_csv(frame: pd.DataFrame) -> bytes:
    """A table for spreadsheets. Times are written as pandas does: a day without its midnight."""
    texts = frame.select_dtypes(include=["object", "string"]).columns
    told = frame.assign(**{name: frame[name].map(harmless) for name in texts})
    return (MARK + told.to_csv(index=False)).encode()


def _alone(chart: alt.TopLevelMixin, look: Look) -> dict[str, Any]:
    """The specification for a chart that stands by itself."""
    spec: dict[str, Any] = json.loads(_with_rows(chart).to_json())
    spec["background"] = look.colours["page"]
    spec["padding"] = 16
    spec.setdefault("width", WIDE)
    if spec["width"] == "container":
        spec["width"] = WIDE
    return spec


def _with_rows(chart: Any) -> Any:
    """The chart with its frames as plain rows.

    Altair's converters of frames are one setting for all threads, which Streamlit changes while it draws, and
    the usual one refuses more than 5,000 rows.
    """
    copied = chart.copy(deep=False)
    if isinstance(getattr(copied, "data", None), pd.DataFrame):
        copied.data = alt.to_values(copied.data)
    if isinstance(copied, alt.LayerChart):
        copied.layer = [_with_rows(one) for one in copied.layer]
    return copied


def _page(spec: dict[str, Any], look: Look) -> bytes:
    """A page that draws a chart by itself, in which no text can end the script that it stands in."""
    direction = "rtl" if look.rtl else "ltr"
    before, after = vlc.vegalite_to_html(PLACE, bundle=True).split(PLACE)
    before = before.replace("<html>", f'<html lang="{look.language}" dir="{direction}">', 1)
    told = json.dumps(spec, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    return f"{before}{told}{after}".encode()
