"""Charts as values, and as files: Arabic in its order, numbers and months of the language."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime, timedelta
from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from dashboard import charts, exports, palette
from dashboard.frame import TONGUES
from dashboard.style import DARK, LIGHT, Look
from topics.types import Annotation, Bin, Burst, Dimension, TrendSeries

START = datetime(2026, 5, 1, 23, tzinfo=UTC)  # 2 May in Casablanca


def series(key: str, counts: tuple[int, ...]) -> TrendSeries:
    starts = tuple(START + timedelta(days=day) for day in range(len(counts)))
    shares = tuple(count / 10 for count in counts)
    return TrendSeries(key, Bin.DAY, "Africa/Casablanca", starts, counts, shares)


def burst(key: str, first: int, last: int) -> Burst:
    since, until = START + timedelta(days=first), START + timedelta(days=last + 1)
    return Burst(Dimension.TOPIC, key, Bin.DAY, since, until, since, 9, 1.0, 0.001, 3.0, ("صدى الأطلس",))


def frame() -> pd.DataFrame:
    some = [series("sport", (1, 2, 3)), series("weather", (3, 2, 1)), series("health", (1, 1, 1))]
    return charts.series_frame(some, {"sport": "رياضة"}, "ما عداها", shown=2, bursts=[burst("sport", 1, 2)])


def test_a_frame_is_at_the_newsrooms_clock_and_adds_up() -> None:
    rows = frame()
    assert list(rows["name"].unique()) == ["رياضة", "weather", "ما عداها"]
    assert rows["time"].min() == pd.Timestamp("2026-05-02")
    assert rows.groupby("time")["count"].sum().tolist() == [5, 5, 5]
    assert rows[rows["rises"]]["time"].dt.day.tolist() == [3, 4]
    assert set(rows[rows["rises"]]["key"]) == {"sport"}


@pytest.mark.parametrize("stacked", [True, False])
@pytest.mark.parametrize("measure", ["share", "count"])
def test_time_runs_from_the_right_in_arabic(stacked: bool, measure: str) -> None:
    for language, reverse in (("ar", True), ("fr", False)):
        manner = charts.Manner(measure, stacked)
        spec = charts.series_chart(frame(), {}, Bin.DAY, Look(language), manner).to_dict()
        assert spec["layer"][0]["encoding"]["x"]["scale"]["reverse"] is reverse
        assert spec["config"]["locale"]["time"]["months"][7] == {"ar": "غشت", "fr": "août"}[language]


def test_an_editors_note_stands_at_its_hour() -> None:
    notes = [Annotation(datetime(2026, 5, 3, 12, tzinfo=UTC), "الانتخابات", "", START)]
    marks = charts.marks_of(notes, "Africa/Casablanca")
    assert marks == [charts.Mark(datetime(2026, 5, 3, 13), "الانتخابات")]
    spec = charts.series_chart(frame(), {}, Bin.DAY, Look("ar"), marks=marks).to_json()
    assert "الانتخابات" in json.loads(json.dumps(spec))


@pytest.mark.parametrize("dark", [True, False])
def test_files_hold_the_drawing_and_the_data(dark: bool) -> None:
    look = Look("ar", dark)
    full = charts.series_chart(frame(), {}, Bin.DAY, look, charts.Manner(legend=True))
    files = {name: make() for name, make in exports.drawings(full, look).items()}
    picture = Image.open(io.BytesIO(files["png"]))
    assert picture.width > 2 * exports.WIDE - 200
    assert picture.convert("RGB").getpixel((2, 2)) == rgb((DARK if dark else LIGHT)["page"])
    assert "رياضة" in files["svg"].decode() and "ماي" in files["svg"].decode()
    assert 'dir="rtl"' in files["html"].decode()
    assert "https://cdn" not in files["html"].decode()
    data = pd.read_csv(io.BytesIO(exports.to_csv(frame())))
    assert data["count"].sum() == 15 and data["name"][0] == "رياضة"


def rgb(colour: str) -> tuple[int, ...]:
    return tuple(int(colour[at : at + 2], 16) for at in (1, 3, 5))


# --- colours --------------------------------------------------------------------------------------

PROTAN = [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
DEUTAN = [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]]
TRITAN = [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.3039]]
# Machado, Oliveira & Fernandes 2009, severity 1
SIGHTS = {"normal": np.eye(3), "protan": PROTAN, "deutan": DEUTAN, "tritan": TRITAN}


def linear(colours: list[str]) -> np.ndarray:
    values = np.array([rgb(one) for one in colours]) / 255
    return np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)


def oklab(values: np.ndarray) -> np.ndarray:
    cones = [[0.4122214708, 0.5363325363, 0.0514459929], [0.2119034982, 0.6806995451, 0.1073969566],
             [0.0883024619, 0.2817188376, 0.6299787005]]  # fmt: skip
    axes = [[0.2104542553, 0.793617785, -0.0040720468], [1.9779984951, -2.428592205, 0.4505937099],
            [0.0259040371, 0.7827717662, -0.808675766]]  # fmt: skip
    return np.cbrt(np.clip(values @ np.array(cones).T, 0, None)) @ np.array(axes).T


@pytest.mark.parametrize("sight", SIGHTS)
def test_no_two_topics_look_alike(sight: str) -> None:
    seen = oklab(np.clip(linear(list(palette.PALETTE)) @ np.array(SIGHTS[sight]).T, 0, 1))
    nearest = min(np.linalg.norm(one - other) for one, other in combinations(seen, 2))
    assert nearest >= 0.073


@pytest.mark.parametrize(("page", "least"), [(LIGHT["page"], 1.9), (DARK["page"], 1.9)])
def test_every_topic_stands_out_from_the_page(page: str, least: float) -> None:
    lightness = linear([page, *palette.PALETTE]) @ np.array([0.2126, 0.7152, 0.0722])
    for one in lightness[1:]:
        assert (max(one, lightness[0]) + 0.05) / (min(one, lightness[0]) + 0.05) >= least


@pytest.mark.parametrize("colours", [LIGHT, DARK])
@pytest.mark.parametrize("ink", ["ink", "muted", "accent", "up", "down"])
def test_text_is_readable_on_every_surface(colours: dict[str, str], ink: str) -> None:
    """WCAG 2.1, level AA: 4.5 to 1."""
    for surface in ("page", "paper", "soft"):
        one, other = linear([colours[ink], colours[surface]]) @ np.array([0.2126, 0.7152, 0.0722])
        assert (max(one, other) + 0.05) / (min(one, other) + 0.05) >= 4.5


def test_a_language_has_not_the_colour_of_the_first_topics() -> None:
    """A story shows both side by side."""
    languages = palette.colour_of(["ar", "ary", "en", "es", "fr"], TONGUES)
    assert not {languages[one] for one in ("ar", "ary", "en", "es", "fr")} & set(palette.PALETTE[:8])
    many = [f"T{number}" for number in range(len(palette.PALETTE))]
    assert {palette.colour_of(many, TONGUES)[one] for one in many} == set(palette.PALETTE)
