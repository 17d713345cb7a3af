"""The map: groups by size, hints that are text, a file with the same points."""

from __future__ import annotations

import io

import numpy as np
import pandas as pd

from dashboard import map_figure
from dashboard.style import Look
from topics.store.map_points import HeadlineMap

LOOK = Look("ar")


def found(n: int) -> HeadlineMap:
    ids = tuple(f"h{row}" for row in range(n))
    themes = tuple(None if row % 5 == 0 else f"T{row % 3}" for row in range(n))
    return HeadlineMap(
        ids,
        tuple(f"<b>عنوان {row}</b>" for row in range(n)),
        ("صدى الأطلس",) * n,
        ("sport",) * n,
        themes,
        np.random.default_rng(0).normal(size=(n, 2)).astype(np.float32),
        n,
    )


def test_every_headline_is_one_point() -> None:
    one = found(60)
    drawn = map_figure.figure(one, one.themes, {"T1": "المطر"}, {"T1": "#112233"}, LOOK)
    ids = [point[0] for trace in drawn.data for point in trace.customdata]
    assert sorted(ids) == sorted(one.ids)
    assert drawn.data[0].name == "ما عداها"  # the rest lies beneath
    assert {trace.marker.color for trace in drawn.data if trace.name == "المطر"} == {"#112233"}


def test_a_hint_is_text_in_its_own_direction() -> None:
    hint = map_figure.hint('<img src=x onerror="alert(1)">', "<script>")
    assert "<img" not in hint and "<script>" not in hint
    assert hint.startswith("\u2068") and hint.endswith("\u2069</i>")


def test_a_long_headline_is_broken_into_lines() -> None:
    assert map_figure.hint("كلمة " * 40, "ن").count("<br>") >= 3


def test_the_map_as_a_file(monkeypatch) -> None:
    one, kept = found(40), {}
    monkeypatch.setattr(map_figure.exports, "offer", lambda files, look, name: kept.update(files))
    map_figure.offer(one, one.themes, {}, {}, LOOK)
    rows = pd.read_csv(io.BytesIO(kept["csv"]()))
    assert rows["id"].tolist() == list(one.ids)
    assert kept["svg"]().count(b"<path") > 20
