"""Widths of bins: none that would make more bars than a chart can show."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import data
from dashboard.filters import MOST_BINS, widths
from tests.dashboard.conftest import APP, Clock
from tests.dashboard.newsroom import OUTLET, fill
from topics.store.store import Store
from topics.trends.series import count_series
from topics.types import Bin, Observations, Phase


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
    (box,) = [one for one in app.get("button_group") if one.key == key]
    return [option.content for option in box.proto.options], box.value


def choose(app: AppTest, key: str, value: Bin) -> AppTest:
    (box,) = [one for one in app.get("button_group") if one.key == key]
    return box.set_value(value).run()


def test_a_longer_period_keeps_the_readers_width_as_long_as_it_suits(
    page: Callable[..., AppTest], store: Store, clock: Clock
) -> None:
    """Seven years of headlines, one a week."""
    fill(store, [clock.now - timedelta(weeks=week) for week in range(7 * 52)])
    app = page("trends")
    assert offered(app, "every") == (["day", "week", "month"], Bin.DAY)
    choose(app, "every", Bin.WEEK)
    app.selectbox(key="period").select(7).run()
    assert offered(app, "every") == (["hour", "day", "week", "month"], Bin.WEEK)
    choose(app, "every", Bin.HOUR)
    app.selectbox(key="period").select(0).run()
    assert offered(app, "every") == (["week", "month"], Bin.WEEK)


def test_a_theme_has_the_widths_of_its_own_life(
    page: Callable[..., AppTest], store: Store, clock: Clock
) -> None:
    fill(store, [clock.now - timedelta(days=day) for day in range(60)])
    assert offered(page("themes", id="T1"), "every") == (["day", "week", "month"], Bin.DAY)


def test_the_address_is_the_filter_and_the_filter_is_the_address(
    page: Callable[..., AppTest], store: Store, clock: Clock
) -> None:
    fill(store, [clock.now - timedelta(days=day) for day in range(10)])
    app = page("headlines", period="7", topics="sport", text="line")
    assert app.selectbox(key="period").value == 7
    assert app.multiselect(key="topics").value == ["sport"]
    assert app.text_input(key="text").value == "line"
    app.selectbox(key="period").select(1).run()
    app.multiselect(key="sources").select(OUTLET).run()
    app.text_input(key="text").set_value("").run()
    told = {"period": "1", "topics": "sport", "sources": OUTLET}
    assert dict(app.query_params) == told


@pytest.mark.parametrize(
    "address",
    [{"period": "never"}, {"topics": "no-such-topic"}, {"every": "eon"}, {"from": "1-1-1", "period": "-1"}],
)
def test_an_address_that_means_nothing_is_as_by_default(
    page: Callable[..., AppTest], store: Store, clock: Clock, address: dict[str, str]
) -> None:
    fill(store, [clock.now - timedelta(days=day) for day in range(10)])
    app = page("trends", **address)
    assert not app.exception
    assert app.multiselect(key="topics").value == []
    assert app.selectbox(key="period").value == int(address["period"] if "from" in address else 42)


def test_dates_cut_by_the_newsrooms_midnight(
    page: Callable[..., AppTest], store: Store, clock: Clock
) -> None:
    midnight = clock.now.replace(hour=23, minute=0) - timedelta(days=1)  # in Casablanca
    fill(store, [midnight - timedelta(minutes=1), midnight, midnight + timedelta(hours=3)])
    app = page("headlines", **{"period": "-1", "from": "2026-05-20", "to": "2026-05-20"})
    assert not app.exception
    assert any("**2 headlines**" in one.value for one in app.markdown)


def test_one_button_clears_all_filters(page: Callable[..., AppTest], store: Store, clock: Clock) -> None:
    fill(store, [clock.now])
    app = page("headlines", period="7", topics="sport")
    (button,) = [one for one in app.button if one.label == "Clear all"]
    button.click().run()
    assert app.multiselect(key="topics").value == []
    assert dict(app.query_params) == {}


@pytest.mark.parametrize(
    "address", [{"to": "9999-12-31"}, {"from": "0001-01-01"}, {"from": "1970-01-01", "to": "2100-12-31"}]
)
def test_days_of_another_age_are_as_by_default(
    page: Callable[..., AppTest], store: Store, clock: Clock, address: dict[str, str]
) -> None:
    fill(store, [clock.now])
    app = page("headlines", period="-1", **address)
    assert not app.exception
    assert any("**1 headline**" in one.value for one in app.markdown)


@pytest.mark.parametrize(
    ("name", "view"),
    [
        ("themes", {"id": "T1"}),
        ("trends", {"view": "inside"}),
    ],
    ids=str,
)
def test_a_page_that_a_filter_changes_nothing_of_shows_none_and_keeps_it(
    page: Callable[..., AppTest], store: Store, clock: Clock, name: str, view: dict[str, str]
) -> None:
    fill(store, [clock.now])
    app = page(name, topics="sport", period="7", **view)
    assert not app.exception
    drawn = {one.key for one in (*app.multiselect, *app.selectbox)}
    assert not drawn & {"period", "topics", "sources", "languages"}
    assert dict(app.query_params) == {"topics": "sport", "period": "7", **view}


@pytest.mark.parametrize(
    ("name", "used"),
    [
        ("themes", "list"),
        ("themes", "groups"),
        ("themes", "map"),
        ("trends", "series"),
        ("trends", "compare"),
    ],
)
def test_a_filter_is_drawn_where_it_is_used(
    page: Callable[..., AppTest], store: Store, clock: Clock, name: str, used: str
) -> None:
    fill(store, [clock.now])
    app = page(name, topics="sport", view=used)
    assert not app.exception
    assert app.multiselect(key="topics").value == ["sport"]


def in_the_frame(**address: str) -> AppTest:
    """The whole dashboard, in English, at an address."""
    app = AppTest.from_file(str(APP), default_timeout=30)
    app.query_params.update({"lang": "en", **address})
    return app.run()


def test_a_filter_outlives_a_view_without_one(store: Store, clock: Clock) -> None:
    fill(store, [clock.now])
    app = in_the_frame(page="trends", topics="sport", view="inside")
    (views,) = [one for one in app.get("button_group") if one.key == "view"]
    app.query_params.clear()  # as another page of the menu does
    views.set_value("series").run()
    assert app.multiselect(key="topics").value == ["sport"]
    app.multiselect(key="topics").set_value([]).run()
    (views,) = [one for one in app.get("button_group") if one.key == "view"]
    views.set_value("inside").run()
    assert "topics" not in app.query_params


@pytest.mark.parametrize("name", ["", "try", "health"])
def test_a_page_of_the_menu_and_its_links_keep_what_it_has_no_control_for(
    store: Store, clock: Clock, name: str
) -> None:
    """The menu opens a page without the address of the former one."""
    fill(store, [clock.now])
    dates = {"period": "-1", "from": "2026-05-20", "to": "2026-05-20"}
    app = in_the_frame(page="headlines", topics="sport", **dates)
    assert app.selectbox(key="period").value == -1
    app.query_params.clear()
    app.query_params.update({"lang": "en", "page": name})
    app.run()
    assert not app.exception
    assert "period" not in {one.key for one in app.selectbox}
    assert dict(app.query_params) == {"lang": "en", "topics": "sport", **dates}
    if not name:
        (card,) = [one.proto.body for one in app.get("html") if 'class="card"' in one.proto.body]
        assert "period=-1&amp;from=2026-05-20&amp;to=2026-05-20&amp;topics=sport" in card


@pytest.mark.parametrize("view", ["list", "groups"])
def test_themes_are_as_large_as_they_are_in_the_filter(
    page: Callable[..., AppTest], store: Store, clock: Clock, view: str
) -> None:
    fill(
        store,
        [clock.now - timedelta(hours=1), clock.now - timedelta(hours=2)]
        + [clock.now - timedelta(days=day) for day in (30, 50)],  # the last is older than the usual period
    )

    def told(**asked: str) -> str:
        app = page("themes", view=view, **asked)
        assert not app.exception
        return " ".join(one.proto.body for one in app.get("html")) + " ".join(one.value for one in app.info)

    assert "3 headlines" in told() and "4 headlines" not in told()
    assert "4 headlines" in told(period="0")
    assert "2 headlines" in told(period="7")
    assert "2 headlines" in told(period="7", topics="sport")
    assert "No headline matches" in told(topics="weather")


def test_phases_are_told_of_everybodys_themes_alone(
    page: Callable[..., AppTest], store: Store, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(store, [clock.now - timedelta(hours=1)])
    monkeypatch.setattr(data, "phases", lambda *_: {"T1": Phase.GROWING})

    def badge(**asked: str) -> bool:
        app = page("themes", **asked)
        orders, _ = offered(app, "order")
        told = any("phase growing" in one.proto.body for one in app.get("html"))
        assert told == (len(orders) == 3)
        return told

    assert badge() and badge(period="7", order="phase")
    for part in ({"topics": "sport"}, {"sources": OUTLET}, {"languages": "en", "order": "phase"}):
        assert not badge(**part)
