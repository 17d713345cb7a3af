"""The calendar of a date field speaks the browser's language: Streamlit has no other setting for it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.barriers import PATIENCE
from tests.browser.conftest import served
from tests.dashboard.newsroom import fill
from topics.store.store import open_store

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def small_url(tmp_path: Path) -> Iterator[str]:
    """A dashboard over a few headlines of today."""
    place = tmp_path / "topics.db"
    with open_store(str(place)) as store:
        fill(store, [datetime.now(UTC) - timedelta(hours=hour) for hour in range(1, 4)])
    yield from served(place)


def test_an_arabic_browser_has_an_arabic_calendar(small_url: str, browser: Browser) -> None:
    page = browser.new_context(locale="ar-MA").new_page()
    page.goto(f"{small_url}/?page=headlines&lang=ar&period=-1&from=2026-08-03&to=2026-08-09")
    first = page.get_by_test_id("stDateInput").first
    first.get_by_role("spinbutton").first.click(timeout=PATIENCE)
    calendar = page.get_by_role("application")
    expect(calendar).to_contain_text("غشت", timeout=10_000)  # August, as the Moroccan press writes it
    assert calendar.evaluate("node => getComputedStyle(node).direction") == "rtl"
    page.context.close()
