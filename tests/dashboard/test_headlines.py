"""Headlines: pages follow one another while time passes; another choice starts at the newest."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import data
from tests.dashboard.conftest import Clock
from tests.dashboard.newsroom import fill
from topics.errors import StoreError
from topics.store.store import Store


def numbers(app: AppTest) -> list[int]:
    """Which headlines are shown."""
    assert not app.exception
    (listed,) = [one.proto.body for one in app.get("html") if 'class="headlines"' in one.proto.body]
    return [int(number) for number in re.findall(r"Ferry line (\d+)", listed)]


def press(app: AppTest, label: str) -> AppTest:
    (button,) = [one for one in app.button if one.label == label]
    return button.click().run()


def test_older_goes_on_while_the_last_24_hours_move(
    page: Callable[..., AppTest], store: Store, clock: Clock
) -> None:
    fill(store, [clock.now - timedelta(minutes=10 * number) for number in range(100)])
    app = page("headlines")
    app.selectbox(key="period").select(1).run()
    assert numbers(app) == list(range(30))
    clock.turn(minutes=1)
    assert numbers(press(app, "Older")) == list(range(30, 60))
    clock.turn(hours=1)
    assert numbers(press(app, "Older")) == list(range(60, 90))
    clock.turn(minutes=1)
    assert numbers(app.run()) == list(range(60, 90))
    assert numbers(press(app, "Newest")) == list(range(30))


def test_another_choice_starts_at_the_newest(
    page: Callable[..., AppTest], store: Store, clock: Clock
) -> None:
    fill(store, [clock.now - timedelta(minutes=10 * number) for number in range(100)])
    app = page("headlines")
    assert numbers(press(app, "Older")) == list(range(30, 60))
    app.selectbox(key="period").select(7).run()
    assert numbers(app) == list(range(30))


def test_a_later_first_day_starts_at_the_newest(
    page: Callable[..., AppTest], store: Store, clock: Clock
) -> None:
    """Ten headlines a day, of which 30 make a page."""
    fill(
        store, [clock.now - timedelta(days=day, minutes=number) for day in range(10) for number in range(10)]
    )
    app = page("headlines", **{"period": "-1", "from": "2026-05-11", "to": "2026-05-20"})
    assert numbers(press(app, "Older")) == list(range(30, 60))
    assert numbers(app.run()) == list(range(30, 60))
    app.date_input(key="from").set_value(date(2026, 5, 18)).run()
    assert numbers(app) == list(range(30))


def test_a_store_that_breaks_while_the_list_is_open_is_told(
    page: Callable[..., AppTest], store: Store, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise StoreError("the disk is gone; put it back.")

    fill(store, [clock.now])
    monkeypatch.setattr(data, "count", broken)
    app = page("headlines")
    assert not app.exception
    assert any("the disk is gone" in one.value for one in app.error)
