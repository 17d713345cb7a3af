"""Each page in a real browser: heading, numbers of the store, no exception, no console error, no stranger."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import quote, urlsplit

import numpy as np
import pyarrow.parquet as pq
import pytest
from playwright.sync_api import expect

from dashboard.locales import number
from dashboard.words import LANGUAGES, counted, word
from tests.browser.barriers import PATIENCE
from tests.browser.conftest import SPOKEN, served
from tests.browser.visiting import Visit
from tests.dashboard.newsroom import fill
from topics.store.store import open_store
from topics.types import NOT_NEWS, HeadlineFilter, Predictions

pytestmark = [pytest.mark.browser, pytest.mark.encoder]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_front_page_shows_the_stores_numbers(
    visit: Visit, dashboard_url: str, sample_store: Path, language: str
) -> None:
    visit.open(f"{dashboard_url}/?lang={language}", word("now", language))
    with open_store(str(sample_store), create=False) as store:
        visit.shows(number(store.headlines.count(HeadlineFilter()), language))
        largest = store.themes.current()[0]
        story = store.stories.find(HeadlineFilter(limit=1))[0]
    visit.shows(largest.names.get(language, largest.name))
    visit.shows(counted("headline", story.size, language))
    visit.draws_charts()
    visit.ends_well(language)


@pytest.mark.parametrize("language", SPOKEN)
def test_trends_are_drawn(visit: Visit, dashboard_url: str, language: str) -> None:
    visit.open(f"{dashboard_url}/?page=trends&lang={language}&rises=1", word("trends", language))
    visit.draws_charts()
    visit.shows(word("rises_outlined", language))
    visit.ends_well(language)


@pytest.mark.parametrize("language", SPOKEN)
def test_headlines_are_counted_and_listed(
    visit: Visit, dashboard_url: str, sample_store: Path, language: str
) -> None:
    visit.open(f"{dashboard_url}/?page=headlines&lang={language}&period=0", word("headlines", language))
    with open_store(str(sample_store), create=False) as store:
        page = store.headlines.page(HeadlineFilter(without_topics=(NOT_NEWS,), limit=5))
    visit.shows(counted("headline", page.total, language))
    for record in page.records:
        visit.shows(record.headline.title)
    visit.ends_well(language)


@pytest.mark.parametrize("language", SPOKEN)
def test_themes_are_listed_and_one_is_told(
    visit: Visit, dashboard_url: str, sample_store: Path, language: str
) -> None:
    with open_store(str(sample_store), create=False) as store:
        themes = store.themes.current()
        page = store.headlines.page(HeadlineFilter(themes=(themes[0].id,), limit=3))
    visit.open(f"{dashboard_url}/?page=themes&lang={language}", word("themes", language))
    visit.shows(counted("theme", len(themes), language))
    visit.page.locator(".card").first.click()
    visit.shows(word("timeline", language))
    visit.shows(themes[0].keywords[0])
    visit.shows(str(page.total))
    visit.shows(page.records[0].headline.title)
    assert f"lang={language}" in visit.page.url
    visit.ends_well(language)


@pytest.mark.parametrize("language", SPOKEN)
def test_stories_are_a_stream_and_one_is_told(
    visit: Visit, dashboard_url: str, sample_store: Path, language: str
) -> None:
    with open_store(str(sample_store), create=False) as store:
        story = store.stories.find(HeadlineFilter(limit=1))[0]
    url = f"{dashboard_url}/?page=stories&lang={language}&order=biggest"
    visit.open(url, word("stories", language))
    visit.page.locator(".story").first.click()
    visit.shows(word("who_when", language))
    visit.shows(counted("headline", story.size, language))
    visit.draws_charts()
    visit.ends_well(language)


def test_a_mixed_title_is_shown_as_it_is_written(visit: Visit, dashboard_url: str) -> None:
    visit.open(f"{dashboard_url}/?page=headlines&lang=ar", word("headlines", "ar"))
    for code, way in (("ar", "rtl"), ("fr", "ltr")):
        title = visit.page.locator(f".line .title[lang={code}]").first
        assert title.evaluate("node => getComputedStyle(node).direction") == way
        assert title.evaluate("node => getComputedStyle(node).textAlign") == "right"


def test_a_search_finds_other_forms_of_a_word(visit: Visit, dashboard_url: str, sample_store: Path) -> None:
    visit.open(f"{dashboard_url}/?page=headlines&lang=ar&period=0", word("headlines", "ar"))
    visit.page.get_by_label(word("search", "ar"), exact=True).fill("المغرب")
    visit.page.keyboard.press("Enter")
    with open_store(str(sample_store), create=False) as store:
        total = store.headlines.count(HeadlineFilter(text="المغرب", without_topics=(NOT_NEWS,)))
    assert total > 0
    visit.shows(counted("headline", total, "ar"))


def test_a_search_by_meaning_crosses_languages(visit: Visit, dashboard_url: str) -> None:
    address = "page=headlines&lang=fr&period=0&search=meaning&text=" + quote("أسعار الخبز ترتفع")
    visit.open(f"{dashboard_url}/?{address}", word("headlines", "fr"))
    visit.shows(counted("headline", 60, "fr"))
    titles = visit.page.locator(".line .title")
    expect(titles).to_have_count(60, timeout=PATIENCE)
    languages = titles.evaluate_all("nodes => nodes.slice(0, 20).map(node => node.lang)")
    assert {"ar", "fr"} <= set(languages)
    visit.page.locator(".line .quiet").first.click()
    visit.shows(word("similar_to", "fr"))


def test_a_filter_stays_from_page_to_page_and_in_a_fresh_tab(
    visit: Visit, dashboard_url: str, sample_store: Path
) -> None:
    visit.open(f"{dashboard_url}/?page=headlines&lang=fr&period=0", word("headlines", "fr"))
    visit.page.get_by_label(word("topics", "fr")).click()
    visit.page.get_by_role("option", name="Sport").click()
    visit.page.keyboard.press("Escape")  # an open list hides all else from assistive technology
    with open_store(str(sample_store), create=False) as store:
        total = store.headlines.count(HeadlineFilter(topics=("sport",)))
    visit.shows(counted("headline", total, "fr"))
    pages = visit.page.get_by_test_id("stSidebarNavItems")
    pages.get_by_role("link", name=word("stories", "fr")).click()
    visit.page.wait_for_url("**/stories?*topics=sport*")
    pages.get_by_role("link", name=word("headlines", "fr")).click()
    visit.page.wait_for_url("**/headlines?*topics=sport*")
    address = urlsplit(visit.page.url).query
    fresh = visit.page.context.new_page()
    fresh.goto(f"{dashboard_url}/?page=headlines&{address}")
    expect(fresh.locator(".stMain")).to_contain_text(counted("headline", total, "fr"), timeout=PATIENCE)
    fresh.close()


def test_a_lasso_lists_what_it_catches(visit: Visit, dashboard_url: str) -> None:
    visit.open(f"{dashboard_url}/?page=themes&view=map&lang=ar&period=0", word("themes", "ar"))
    plot = visit.page.locator(".js-plotly-plot .draglayer .nsewdrag").first
    expect(plot).to_be_visible(timeout=PATIENCE)
    box = plot.bounding_box()
    assert box
    left, top = box["x"] + 5, box["y"] + 5
    right, bottom = box["x"] + box["width"] - 5, box["y"] + box["height"] - 5
    visit.page.mouse.move(left, top)
    visit.page.mouse.down()
    for x, y in ((right, top), (right, bottom), (left, bottom), (left, top)):
        visit.page.mouse.move(x, y, steps=8)
    visit.page.mouse.up()
    visit.shows(word("caught", "ar", headlines="").strip())
    expect(visit.page.locator(".line")).to_have_count(200, timeout=PATIENCE)


def test_files_are_opened_and_read(visit: Visit, dashboard_url: str, sample_store: Path) -> None:
    visit.open(f"{dashboard_url}/?page=headlines&lang=ar&period=0", word("headlines", "ar"))
    with open_store(str(sample_store), create=False) as store:
        total = store.headlines.count(HeadlineFilter(without_topics=(NOT_NEWS,)))
    csv_file = visit.downloads(word("as_csv", "ar"))
    rows = list(csv.DictReader(io.StringIO(csv_file.read_text(encoding="utf-8-sig"))))
    assert len(rows) == total and any("المنتخب" in row["title"] for row in rows)
    assert pq.read_table(visit.downloads(word("as_parquet", "ar"))).num_rows == total
    lines = visit.downloads(word("as_jsonl", "ar")).read_text(encoding="utf-8").splitlines()
    assert len(lines) == total and json.loads(lines[0])["title"]


def test_a_chart_is_taken_along(visit: Visit, dashboard_url: str) -> None:
    visit.open(f"{dashboard_url}/?page=trends&lang=ar", word("trends", "ar"))
    visit.draws_charts()
    assert visit.downloads(word("as_png", "ar")).read_bytes().startswith(b"\x89PNG")
    assert "اقتصاد" in visit.downloads(word("as_svg", "ar")).read_text(encoding="utf-8")


@pytest.fixture
def with_ads(tmp_path: Path) -> Iterator[str]:
    """The address of a dashboard over six headlines, two of which are not news."""
    place = tmp_path / "topics.db"
    now = datetime.now(UTC)
    with open_store(str(place)) as store:
        items = fill(store, [now - timedelta(minutes=number) for number in range(6)])
        ids, ads = tuple(item.id for item in items[:2]), np.tile(np.array([0, 1], np.float32), (2, 1))
        store.predictions.save(Predictions(ids, ("sport", NOT_NEWS), ads, np.zeros(2, bool), "a-model-too"))
    yield from served(place)


@pytest.mark.parametrize("language", SPOKEN)
def test_what_is_not_news_comes_back_with_a_switch(with_ads: str, visit: Visit, language: str) -> None:
    visit.open(f"{with_ads}/?page=headlines&lang={language}", word("headlines", language))
    visit.shows(counted("headline", 4, language))
    visit.shows(word("left_out", language, n=counted("headline", 2, language)))
    switch = visit.page.locator("[data-testid=stCheckbox] label")
    switch.click()
    visit.shows(counted("headline", 6, language))
    expect(visit.page.locator(".line")).to_have_count(6, timeout=PATIENCE)
    knob = switch.locator("div > div").first
    track = switch.locator("> div").first
    expect(knob).to_be_visible()
    inside, around = knob.bounding_box(), track.bounding_box()
    assert inside and around
    assert around["x"] <= inside["x"] and inside["x"] + inside["width"] <= around["x"] + around["width"]
