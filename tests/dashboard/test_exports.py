"""Files of charts and tables: a headline ends no script and is no formula; no number of rows is too many."""

from __future__ import annotations

import csv
import io
import json
from html.parser import HTMLParser

import altair as alt
import pandas as pd
import pytest

from dashboard import data, exports
from dashboard.style import Look
from tests.dashboard.conftest import Clock
from tests.dashboard.desk import fill_desk
from topics.store.store import Store
from topics.types import HeadlineFilter

HOSTILE = "Rain </script><script>alert(1)</script> <!-- falls"
FORMULAS = ('=HYPERLINK("https://example.org")', "+1", "-1 degree", "@home", "\t=1")


class Scripts(HTMLParser):
    """Collects what stands in each script of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._inside = tag == "script"
        if self._inside:
            self.found.append("")

    def handle_endtag(self, tag: str) -> None:
        self._inside = False

    def handle_data(self, text: str) -> None:
        if self._inside:
            self.found[-1] += text


def chart(titles: list[str]) -> alt.LayerChart:
    """A point for each title, and a rule beneath the first."""
    rows = pd.DataFrame({"title": titles, "x": range(len(titles))})
    points = alt.Chart(rows).mark_point().encode(x="x:Q", y="title:N")
    return alt.layer(points, alt.Chart(rows[:1]).mark_rule().encode(x="x:Q")).properties(title=titles[0])


def test_a_headline_cannot_end_the_script_of_a_page() -> None:
    page = Scripts()
    page.feed(exports.drawings(chart([HOSTILE, "أمطار"]), Look("ar"))["html"]().decode())
    _library, drawing = page.found  # and no third script
    assert "<" not in drawing.split("const opts")[0]
    spec, _ = json.JSONDecoder().raw_decode(drawing.split("const spec = ", 1)[1])
    assert spec["title"] == HOSTILE
    assert [row["title"] for rows in spec["datasets"].values() for row in rows] == [HOSTILE, "أمطار", HOSTILE]


def test_a_chart_of_more_rows_than_altair_takes_has_files_too() -> None:
    drawn = chart([f"{number}" for number in range(5001)])
    with pytest.raises(alt.MaxRowsError):
        drawn.to_json()
    spec = exports._alone(drawn, Look("fr"))
    assert max(map(len, spec["datasets"].values())) == 5001
    few = pd.DataFrame({"x": range(5001), "y": [1] * 5001})
    single = alt.Chart(few).mark_circle().encode(x="x:Q", y="y:Q")
    assert exports.drawings(single, Look("fr"))["svg"]().startswith(b"<svg")
    assert isinstance(single.data, pd.DataFrame)


def test_cells_of_a_table_are_no_formulas() -> None:
    frame = pd.DataFrame({"name": [*FORMULAS, "أمطار", None], "count": range(-1, 6), "x": [-0.5] * 7})
    rows = list(csv.DictReader(io.StringIO(exports.to_csv(frame).decode("utf-8-sig"))))
    assert [row["name"] for row in rows] == [*(f"'{one}" for one in FORMULAS), "أمطار", ""]
    assert (rows[0]["count"], rows[0]["x"]) == ("-1", "-0.5")
    assert frame["name"][0] == FORMULAS[0]


def test_headlines_of_a_table_are_no_formulas_and_stay_as_they_are_elsewhere(
    store: Store, clock: Clock
) -> None:
    fill_desk(store, clock, FORMULAS[:4])
    table = data.export_file("csv", HeadlineFilter()).decode("utf-8-sig")
    assert {row["title"] for row in csv.DictReader(io.StringIO(table))} == {f"'{one}" for one in FORMULAS[:4]}
    lines = data.export_file("jsonl", HeadlineFilter()).decode().splitlines()
    assert {json.loads(line)["title"] for line in lines} == set(FORMULAS[:4])
