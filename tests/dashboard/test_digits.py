"""A reader of Arabic may choose ٠ to ٩: in numbers, dates, tables and charts, and in the address."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import timedelta

import pandas as pd
import pytest
import streamlit as st
import vl_convert as vlc
from streamlit.testing.v1 import AppTest

from dashboard import address, charts, digits, exports, locales, outlet_charts, tables
from dashboard.style import Look
from dashboard.words import counted
from tests.dashboard.conftest import APP, Clock
from tests.dashboard.newsroom import fill
from tests.dashboard.spoken import spoken
from tests.dashboard.test_charts import frame
from tests.dashboard.test_locales import MOMENT, ZONE
from topics.store.store import Store
from topics.types import Bin

WESTERN = re.compile("[0-9]")


@pytest.fixture
def mashriq() -> Iterator[None]:
    """A reader who chose ٠ to ٩."""
    st.session_state[digits.KEY] = digits.ARABIC
    yield
    del st.session_state[digits.KEY]


@pytest.mark.usefixtures("mashriq")
def test_numbers_have_the_signs_that_go_with_them() -> None:
    assert locales.number(-1234.5, "ar", 1) == "−١٬٢٣٤٫٥"
    assert locales.percent(0.125, "ar", 1) == "١٢٫٥٪"
    assert locales.change(0.5, "ar") == "\u2066\u2066+٥٠\u2069٪\u2069"
    assert counted("headline", 11, "ar") == "١١ عنوانا"
    assert locales.stamp(MOMENT, ZONE, "ar", year=True) == "١ شتنبر ٢٠٢٦، \u2066٠٠:٣٠\u2069"
    assert tables.local_time(MOMENT, ZONE, "ar") == '<bdi dir="ltr">٠١/٠٩/٢٠٢٦ ٠٠:٣٠</bdi>'


@pytest.mark.usefixtures("mashriq")
@pytest.mark.parametrize("language", ["fr", "en"])
def test_other_languages_have_one_kind(language: str) -> None:
    written = locales.number(1234.5, language, 1) + locales.day(MOMENT, ZONE, language)
    assert set(digits.NUMERALS) & set(written) == set()


def test_unless_chosen_the_maghrebs_are_written() -> None:
    assert locales.number(1234.5, "ar", 1) == "1.234,5"
    assert "numerals" not in locales.vega_locale("ar")["number"]


def drawn(chart: object) -> str:
    """The texts of a chart's drawing."""
    svg = vlc.vegalite_to_svg(exports._alone(chart, Look("ar")))  # type: ignore[arg-type]
    return " ".join(re.findall(r"<text[^>]*>([^<]*)</text>", svg))


@pytest.mark.usefixtures("mashriq")
@pytest.mark.parametrize("every", [Bin.HOUR, Bin.DAY, Bin.MONTH])
@pytest.mark.parametrize("measure", ["share", "count"])
def test_a_drawing_has_no_other_digits(every: Bin, measure: str) -> None:
    chart = charts.series_chart(frame(), {}, every, Look("ar"), charts.Manner(measure))
    said = drawn(chart)
    assert set(digits.NUMERALS) & set(said)
    assert WESTERN.search(said) is None
    assert ("٪" in said) is (measure == "share")


@pytest.mark.usefixtures("mashriq")
def test_outlets_and_their_times_too() -> None:
    said = drawn(outlet_charts.ranking_chart({"صدى": 12, "الضفة": 3}, Look("ar")))
    assert set(digits.NUMERALS) & set(said) and WESTERN.search(said) is None
    rows = pd.DataFrame(
        [(MOMENT.replace(tzinfo=None) + timedelta(hours=n), "صدى", "ar", "العربية", "عنوان") for n in (0, 9)],
        columns=["time", "outlet", "key", "name", "title"],
    )
    chart = outlet_charts.timeline_chart(rows, {}, Look("ar"))
    assert WESTERN.search(drawn(chart)) is None
    assert "٣١/٠٨/٢٠٢٦ ٢٣:٣٠" in str(chart.to_dict())


@pytest.mark.parametrize("name", ["now", "headlines", "themes", "stories", "trends", "health"])
def test_a_page_writes_them_everywhere(
    page: Callable[..., AppTest], store: Store, clock: Clock, name: str
) -> None:
    fill(store, [clock.now - timedelta(hours=number) for number in range(12)])
    app = page(name, "ar")
    app.session_state[digits.KEY] = digits.ARABIC
    said = re.sub(r"Ferry line \d+ opens|topics run|T1|24", " ", spoken(app.run()))
    assert set(digits.NUMERALS) & set(said)
    shown = re.sub(r"\d{4}.\d\d.\d\d", " ", said)  # what Streamlit's date field holds
    assert WESTERN.findall(shown) == []


def test_the_choice_is_in_the_address_and_in_links(store: Store, clock: Clock) -> None:
    fill(store, [clock.now])
    app = AppTest.from_file(str(APP), default_timeout=30)
    app.query_params["digits"] = digits.ARABIC
    app.run()
    assert not app.exception
    assert app.session_state[digits.KEY] == digits.ARABIC
    assert app.query_params["digits"] in (digits.ARABIC, [digits.ARABIC])
    assert "digits" in address.READER
    linked = " ".join(one.proto.body for one in app.get("html"))
    assert "digits=arab" in linked


def test_french_is_offered_no_choice(store: Store, clock: Clock) -> None:
    fill(store, [clock.now])
    app = AppTest.from_file(str(APP), default_timeout=30)
    app.query_params["lang"] = "fr"
    app.query_params["digits"] = digits.ARABIC
    app.run()
    assert not app.exception
    assert digits.KEY not in {one.key for one in app.get("button_group")}
    assert set(digits.NUMERALS) & set(spoken(app)) == set()
