"""Now: today is today, and usual is a mean over the days that the store has had."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import data
from dashboard.locales import stamp
from dashboard.words import word
from tests.alerting import burst
from tests.dashboard.conftest import Clock
from tests.dashboard.newsroom import OUTLET, fill
from topics.store.store import Store
from topics.types import Movers, Phase


def html(app: AppTest, part: str) -> str:
    """The piece of the page in which this class is used."""
    (found,) = [one.proto.body for one in app.get("html") if f'class="{part}"' in one.proto.body]
    return found


def row(app: AppTest) -> tuple[int, float]:
    """Today's count of the only topic, and its usual count a day."""
    text = html(app, "rows")
    today = re.search(r'class="number">(\d+)<', text)
    usual = re.search(r'title="([\d.]+) a day usually"', text)
    assert today and usual
    return int(today[1]), float(usual[1])


def bars(app: AppTest, part: str) -> int:
    return html(app, part).count("<i ")


def test_a_store_that_nothing_came_into_shows_its_last_day_and_says_so(
    page: Callable[..., AppTest], store: Store, clock: Clock
) -> None:
    """Ten a day until three days ago."""
    fill(store, [clock.now - timedelta(days=day, minutes=n) for day in range(3, 8) for n in range(10)])
    app = page("now")
    assert not app.exception
    assert [one.value for one in app.warning] == [
        "No headline came in today. The figures are those of the last headline: 17 May, \u206610:30\u2069"
    ]
    assert row(app) == (10, 10.0)
    assert bars(app, "rows") == bars(app, "cards") == 5


def test_a_day_with_headlines_warns_of_nothing(
    page: Callable[..., AppTest], store: Store, clock: Clock
) -> None:
    fill(store, [clock.now - timedelta(hours=1)])
    assert not page("now").warning


def test_today_begins_at_local_midnight_and_takes_the_whole_day(
    page: Callable[..., AppTest], store: Store, clock: Clock
) -> None:
    midnight = clock.now.replace(hour=23, minute=0) - timedelta(days=1)  # in Casablanca
    fill(store, [midnight, midnight + timedelta(hours=5), midnight - timedelta(minutes=1)])
    assert row(page("now")) == (2, 1.0)


def test_a_store_of_today_has_no_usual_day_yet(
    page: Callable[..., AppTest], store: Store, clock: Clock
) -> None:
    fill(store, [clock.now - timedelta(hours=1), clock.now])
    app = page("now")
    assert row(app) == (2, 0.0)
    assert bars(app, "rows") == bars(app, "cards") == 1


def test_usual_looks_four_weeks_back_and_the_small_charts_six(
    page: Callable[..., AppTest], store: Store, clock: Clock
) -> None:
    """One a day for four weeks; before that five a day."""
    daily = [clock.now - timedelta(days=day) for day in range(29)]
    earlier = [clock.now - timedelta(days=day, minutes=n) for day in range(29, 60) for n in range(5)]
    fill(store, daily + earlier)
    app = page("now")
    assert row(app) == (1, 1.0)
    assert bars(app, "rows") == bars(app, "cards") == 42


def test_what_the_last_job_kept_is_shown_with_its_hour(
    page: Callable[..., AppTest], store: Store, clock: Clock
) -> None:
    (item,) = fill(store, [clock.now - timedelta(hours=1)])
    hour = clock.now.replace(minute=0) - timedelta(hours=2)
    rise = burst("sport", headlines=(item.id,))
    store.movers.keep(Movers(hour, data.timezone(), (rise, replace(rise, key="health"))))
    app = page("now")
    told = [one.proto.body for one in app.get("html") if 'class="movers"' in one.proto.body]
    assert len(told) == 1 and told[0].count('class="mover"') == 2 and item.title in told[0]
    assert word("counted_until", "en", when=stamp(hour, data.timezone(), "en")) in [
        one.value for one in app.caption
    ]


def test_a_filter_works_out_what_rises_in_it(
    page: Callable[..., AppTest], store: Store, clock: Clock
) -> None:
    fill(store, [clock.now - timedelta(hours=1)])
    hour = clock.now.replace(minute=0)
    store.movers.keep(Movers(hour - timedelta(hours=1), data.timezone(), (burst("sport"),)))
    app = page("now", topics="sport")
    assert not [one for one in app.get("html") if 'class="movers"' in one.proto.body]
    assert word("counted_until", "en", when=stamp(hour, data.timezone(), "en")) in [
        one.value for one in app.caption
    ]


def test_themes_that_cool_down_are_told_of_the_whole_newsroom_alone(
    page: Callable[..., AppTest], store: Store, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(store, [clock.now - timedelta(hours=1)])
    monkeypatch.setattr(data, "phases", lambda *_: {"T1": Phase.FADING})
    told = word("cools_down", "en")
    assert told in html(page("now"), "movers small")
    for filtered in ({"topics": "sport"}, {"sources": OUTLET}, {"languages": "en"}):
        bodies = [one.proto.body for one in page("now", **filtered).get("html")]
        assert not any(told in body for body in bodies)
