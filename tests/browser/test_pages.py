"""Each page in a real browser: heading, numbers of the store, no exception, no console error, no stranger."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect
from topics.store.store import open_store

from dashboard.words import LANGUAGES, word
from topics.types import HeadlineFilter

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

    def open(self, url: str, heading: str) -> str:
        """Go there, wait until the page is drawn, and return its text."""
        self.page.goto(url)
        expect(self.page.get_by_role("heading", name=heading, exact=True).first).to_be_visible(
            timeout=PATIENCE
        )
        expect(self.page.get_by_test_id("stStatusWidget")).to_have_count(0, timeout=PATIENCE)
        return self.page.inner_text(".stMain")


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
    text = visit.open(f"{dashboard_url}/?lang={language}", word("overview", language))
    with open_store(str(sample_store), create=False) as store:
        assert f"{store.headlines.count(HeadlineFilter()):,}" in text
        largest = store.themes.current()[0]
    assert largest.names.get(language, largest.name) in text
    expect(
        visit.page.locator("[data-testid=stVegaLiteChart] canvas, [data-testid=stVegaLiteChart] svg").first
    ).to_be_visible()


@pytest.mark.parametrize("language", LANGUAGES)
def test_headlines_are_counted_and_listed(
    visit: Visit, dashboard_url: str, sample_store: Path, language: str
) -> None:
    text = visit.open(f"{dashboard_url}/headlines?lang={language}", word("headlines", language))
    with open_store(str(sample_store), create=False) as store:
        page = store.headlines.page(HeadlineFilter(limit=5))
    assert word("found", language, n=f"{page.total:,}") in text
    for record in page.records:
        assert record.headline.title in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_themes_page_shows_its_headlines(
    visit: Visit, dashboard_url: str, sample_store: Path, language: str
) -> None:
    with open_store(str(sample_store), create=False) as store:
        theme = store.themes.current()[0]
        page = store.headlines.page(HeadlineFilter(themes=(theme.id,), limit=3))
    text = visit.open(f"{dashboard_url}/theme?id={theme.id}&lang={language}", word("theme", language))
    assert theme.names.get(language, theme.name) in text
    assert str(page.total) in text
    assert theme.keywords[0] in text
    assert page.records[0].headline.title in text


def test_arabic_runs_from_right_to_left(visit: Visit, dashboard_url: str) -> None:
    visit.open(f"{dashboard_url}/headlines?lang=ar", word("headlines", "ar"))
    title = visit.page.locator(".line .title[lang=ar]").first
    assert title.evaluate("node => getComputedStyle(node).direction") == "rtl"
    container = visit.page.locator(".stMain .block-container").first
    assert container.evaluate("node => getComputedStyle(node).direction") == "rtl"


def test_a_search_finds_other_forms_of_a_word(visit: Visit, dashboard_url: str, sample_store: Path) -> None:
    visit.open(f"{dashboard_url}/headlines?lang=ar", word("headlines", "ar"))
    visit.page.get_by_label(word("search", "ar")).fill("المغرب")
    visit.page.keyboard.press("Enter")
    with open_store(str(sample_store), create=False) as store:
        total = store.headlines.count(HeadlineFilter(text="المغرب"))
    assert total > 0
    expect(visit.page.get_by_text(word("found", "ar", n=f"{total:,}"))).to_be_visible(timeout=PATIENCE)


def test_a_card_leads_to_its_theme(visit: Visit, dashboard_url: str) -> None:
    visit.open(f"{dashboard_url}/?lang=fr", word("overview", "fr"))
    visit.page.locator(".card").first.click()
    expect(visit.page.get_by_role("heading", name=word("theme", "fr"), exact=True).first).to_be_visible(
        timeout=PATIENCE
    )
    assert "lang=fr" in visit.page.url
