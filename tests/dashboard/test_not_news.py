"""What is not news: named, coloured, left out of the counts until the reader asks for it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from dashboard import data, palette
from tests.dashboard.conftest import Clock
from tests.dashboard.newsroom import fill
from topics.store.store import Store
from topics.types import NOT_NEWS, Predictions

ADS = (1, 4, 7)  # of nine headlines


@pytest.fixture
def mixed(store: Store, clock: Clock) -> Store:
    """Nine headlines of today; three are ads."""
    items = fill(store, [clock.now - timedelta(minutes=10 * number) for number in range(9)])
    ids = tuple(item.id for item in items)
    found = np.tile(np.array([0.9, 0.1], np.float32), (len(ids), 1))
    found[list(ADS)] = found[list(ADS), ::-1]
    unsure = np.zeros(len(ids), bool)
    store.predictions.save(Predictions(ids, ("sport", NOT_NEWS), found, unsure, "another-model"))
    return store


def listed(app: AppTest) -> set[int]:
    assert not app.exception
    body = " ".join(one.proto.body for one in app.get("html") if 'class="headlines"' in one.proto.body)
    return {int(number) for number in re.findall(r"Ferry line (\d+)", body)}


def said(app: AppTest) -> str:
    return " | ".join([one.value for one in app.markdown] + [one.value for one in app.caption])


def html(app: AppTest, part: str) -> str:
    (found,) = [one.proto.body for one in app.get("html") if f'class="{part}"' in one.proto.body]
    return found


def test_headlines_leave_it_out_until_they_are_asked(page: Callable[..., AppTest], mixed: Store) -> None:
    app = page("headlines")
    assert listed(app) == set(range(9)) - set(ADS)
    assert "6 headlines" in said(app) and "without 3 headlines that are not news" in said(app)
    app.toggle(key="all").set_value(True).run()
    assert listed(app) == set(range(9))
    assert "9 headlines" in said(app) and "without" not in said(app)
    assert "Not news" in html(app, "headlines")
    assert palette.NOT_NEWS_COLOUR in html(app, "headlines")


def test_who_chooses_it_as_a_topic_sees_it(page: Callable[..., AppTest], mixed: Store) -> None:
    app = page("headlines")
    app.multiselect(key="topics").select(NOT_NEWS).run()
    assert listed(app) == set(ADS)
    assert "Not news" in app.multiselect(key="topics").options


def test_the_count_of_what_is_left_out_follows_the_filter(page: Callable[..., AppTest], mixed: Store) -> None:
    app = page("headlines")
    app.text_input(key="text").set_value("line 4").run()
    assert listed(app) == set()
    assert "without 1 headline that are not news" in said(app)


def test_the_front_page_counts_news(page: Callable[..., AppTest], mixed: Store) -> None:
    app = page("now")
    assert not app.exception
    assert [one.value for one in app.metric] == ["6", "—", "1", "9"]  # the last one is the whole store
    assert said(app).count("without 3 headlines that are not news") == 1
    assert "Not news" not in html(app, "rows")
    app.toggle(key="all").set_value(True).run()
    assert [one.value for one in app.metric] == ["9", "—", "1", "9"]
    assert "without" not in said(app)
    assert "Not news" in html(app, "rows")


def test_a_store_of_news_alone_has_no_switch(
    page: Callable[..., AppTest], store: Store, clock: Clock
) -> None:
    fill(store, [clock.now])
    for name in ("now", "headlines", "trends"):
        app = page(name)
        assert not app.exception
        assert "all" not in {one.key for one in app.toggle}
        assert "without" not in said(app)


def test_what_has_no_topic_yet_is_not_left_out(page: Callable[..., AppTest], mixed: Store) -> None:
    from tests.dashboard.newsroom import headline

    mixed.headlines.add([headline(50, Clock().now)])
    assert 50 in listed(page("headlines"))


def test_colours_of_topics_do_not_depend_on_it(store: Store) -> None:
    ids = data.service().taxonomy.ids
    colours = palette.colour_of(ids)
    assert [colours[topic] for topic in ids] == list(palette.PALETTE[: len(ids)])
    assert colours[NOT_NEWS] not in {*palette.PALETTE, palette.REST}


@pytest.mark.parametrize(
    ("language", "name"), [("ar", "ليس خبرا"), ("fr", "Hors actualité"), ("en", "Not news")]
)
def test_it_has_a_name_in_every_language(store: Store, language: str, name: str) -> None:
    assert data.topic_name(NOT_NEWS, language) == name
