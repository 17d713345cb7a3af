"""Widths of bins: none that would make more bars than a chart can show."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.filters import MOST_BINS, widths
from tests.dashboard.conftest import Clock
from tests.dashboard.newsroom import fill
from topics.store.store import Store
from topics.trends.series import count_series
from topics.types import Bin, Observations


@pytest.mark.parametrize("days", [0, 1, 7, 14, 16.5, 42, 398, 399, 2700, 2800, 10_000])
@pytest.mark.parametrize("zone", ["Africa/Casablanca", "Asia/Kathmandu"])
def test_a_width_that_is_offered_gives_no_more_bins_than_a_chart_can_show(days: float, zone: str) -> None:
    first = datetime(1990, 1, 31, 12, 40, tzinfo=UTC)
    last = first + timedelta(days=days)
    offered = widths(first, last)
    assert Bin.MONTH in offered
    for every in offered:
        (series,) = count_series(Observations([first, last], ["a", "a"]), every, zone)
        assert len(series.starts) <= MOST_BINS


def test_short_spans_have_every_width() -> None:
    first = datetime(2026, 5, 1, tzinfo=UTC)
    assert widths(first, first + timedelta(days=14)) == list(Bin)
    assert widths(first, first + timedelta(days=42)) == [Bin.DAY, Bin.WEEK, Bin.MONTH]


def offered(app: AppTest, key: str) -> tuple[list[str], str]:
    """What can be chosen, and what is."""
    assert not app.exception
    box = app.selectbox(key=key)
    return box.options, box.value


def test_a_longer_period_keeps_the_readers_width_as_long_as_it_suits(
    page: Callable[[str], AppTest], store: Store, clock: Clock
) -> None:
    """Seven years of headlines, one a week."""
    fill(store, [clock.now - timedelta(weeks=week) for week in range(7 * 52)])
    app = page("overview")
    assert offered(app, "overview-width") == (["day", "week", "month"], Bin.DAY)
    app.selectbox(key="overview-width").select(Bin.WEEK).run()
    app.selectbox(key="overview-period").select(7).run()
    assert offered(app, "overview-width") == (["hour", "day", "week", "month"], Bin.WEEK)
    app.selectbox(key="overview-width").select(Bin.HOUR).run()
    app.selectbox(key="overview-period").select(0).run()
    assert offered(app, "overview-width") == (["week", "month"], Bin.WEEK)


def test_a_theme_has_the_widths_of_its_own_life(
    page: Callable[[str], AppTest], store: Store, clock: Clock
) -> None:
    fill(store, [clock.now - timedelta(days=day) for day in range(60)])
    assert offered(page("theme"), "theme-width") == (["day", "week", "month"], Bin.DAY)
