"""Each page in a real browser: heading, numbers of the store, no exception, no console error, no stranger."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np
import pytest
from playwright.sync_api import Browser, Page, expect

from dashboard.words import LANGUAGES, word
from tests.browser.conftest import served
from tests.dashboard.newsroom import fill
from topics.store.store import open_store
from topics.types import NOT_NEWS, HeadlineFilter, Predictions

pytestmark = [pytest.mark.browser, pytest.mark.encoder]
PATIENCE = 45_000  # milliseconds; the first page loads pandas and Altair


class Visit:
    """A tab that remembers what went wrong and whom it spoke to."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.errors: list[str] = []
        self.hosts: set[str] = set()
        page.on("console", lambda message: message.type == "error" and self.errors.append(message.text))
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("request", lambda request: self.hosts.add(urlsplit(request.url).hostname or ""))

    def open(self, url: str, heading: str) -> None:
        """Go there and wait until the page is drawn."""
        self.page.goto(url)
        expect(self.page.get_by_role("heading", name=heading, exact=True).first).to_be_visible(
            timeout=PATIENCE
        )
        expect(self.page.get_by_test_id("stStatusWidget")).to_have_count(0, timeout=PATIENCE)

    def shows(self, text: str) -> None:
        """Wait until the page holds this text."""
        expect(self.page.locator(".stMain")).to_contain_text(text, timeout=PATIENCE)


@pytest.fixture
def visit(browser: Browser) -> Iterator[Visit]:
    page = browser.new_page(viewport={"width": 1280, "height": 1400})
    one = Visit(page)
    yield one
    assert page.get_by_test_id("stException").count() == 0
    assert page.get_by_test_id("stAlert").filter(has_text="Error").count() == 0
    assert one.errors == []
    assert one.hosts <= {"127.0.0.1", ""}, "a page spoke to someone else"
    page.close()


@pytest.mark.parametrize("language", LANGUAGES)
def test_overview_shows_the_stores_numbers(
    visit: Visit, dashboard_url: str, sample_store: Path, language: str
) -> None:
    visit.open(f"{dashboard_url}/?lang={language}", word("overview", language))
    with open_store(str(sample_store), create=False) as store:
        visit.shows(f"{store.headlines.count(HeadlineFilter()):,}")
        largest = store.themes.current()[0]
    visit.shows(largest.names.get(language, largest.name))
    expect(
        visit.page.locator("[data-testid=stVegaLiteChart] canvas, [data-testid=stVegaLiteChart] svg").first
    ).to_be_visible()


@pytest.mark.parametrize("language", LANGUAGES)
def test_headlines_are_counted_and_listed(
    visit: Visit, dashboard_url: str, sample_store: Path, language: str
) -> None:
    visit.open(f"{dashboard_url}/?page=headlines&lang={language}", word("headlines", language))
    with open_store(str(sample_store), create=False) as store:
        page = store.headlines.page(HeadlineFilter(without_topics=(NOT_NEWS,), limit=5))
    visit.shows(word("found", language, n=f"{page.total:,}"))
    for record in page.records:
        visit.shows(record.headline.title)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_themes_page_shows_its_headlines(
    visit: Visit, dashboard_url: str, sample_store: Path, language: str
) -> None:
    with open_store(str(sample_store), create=False) as store:
        theme = store.themes.current()[0]
        page = store.headlines.page(HeadlineFilter(themes=(theme.id,), limit=3))
    visit.open(f"{dashboard_url}/?page=theme&id={theme.id}&lang={language}", word("theme", language))
    visit.shows(theme.names.get(language, theme.name))
    visit.shows(str(page.total))
    visit.shows(theme.keywords[0])
    visit.shows(page.records[0].headline.title)


def test_arabic_runs_from_right_to_left(visit: Visit, dashboard_url: str) -> None:
    visit.open(f"{dashboard_url}/?page=headlines&lang=ar", word("headlines", "ar"))
    title = visit.page.locator(".line .title[lang=ar]").first
    assert title.evaluate("node => getComputedStyle(node).direction") == "rtl"
    container = visit.page.locator(".stMain .block-container").first
    assert container.evaluate("node => getComputedStyle(node).direction") == "rtl"


def test_a_search_finds_other_forms_of_a_word(visit: Visit, dashboard_url: str, sample_store: Path) -> None:
    visit.open(f"{dashboard_url}/?page=headlines&lang=ar", word("headlines", "ar"))
    visit.page.get_by_label(word("search", "ar")).fill("المغرب")
    visit.page.keyboard.press("Enter")
    with open_store(str(sample_store), create=False) as store:
        total = store.headlines.count(HeadlineFilter(text="المغرب", without_topics=(NOT_NEWS,)))
    assert total > 0
    expect(visit.page.get_by_text(word("found", "ar", n=f"{total:,}"))).to_be_visible(timeout=PATIENCE)


def test_a_card_leads_to_its_theme(visit: Visit, dashboard_url: str) -> None:
    visit.open(f"{dashboard_url}/?lang=fr", word("overview", "fr"))
    visit.page.locator(".card").first.click()
    expect(visit.page.get_by_role("heading", name=word("theme", "fr"), exact=True).first).to_be_visible(
        timeout=PATIENCE
    )
    assert "lang=fr" in visit.page.url


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


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_not_news_comes_back_with_a_switch(with_ads: str, visit: Visit, language: str) -> None:
    visit.open(f"{with_ads}/?page=headlines&lang={language}", word("headlines", language))
    visit.shows(word("found", language, n="4"))
    visit.shows(word("left_out", language, n="2"))
    switch = visit.page.locator("[data-testid=stCheckbox] label")
    switch.click()
    visit.shows(word("found", language, n="6"))
    expect(visit.page.locator(".line")).to_have_count(6, timeout=PATIENCE)
    knob = switch.locator("div > div").first
    track = switch.locator("> div").first
    expect(knob).to_be_visible()
    inside, around = knob.bounding_box(), track.bounding_box()
    assert inside and around
    assert around["x"] <= inside["x"] and inside["x"] + inside["width"] <= around["x"] + around["width"]
