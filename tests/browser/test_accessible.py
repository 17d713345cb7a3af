"""axe-core finds nothing serious on any page as it opens, light or dark.

Quicker sibling: the Arabic tests of each page look for barriers where they end.
"""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from dashboard.words import word
from tests.browser.barriers import PATIENCE, axe, barriers

pytestmark = [pytest.mark.browser, pytest.mark.encoder, pytest.mark.slow]
PAGES = {  # path -> key of its heading
    **{name: name for name in ("now", "trends", "themes", "stories", "headlines", "review", "health")},
    "try": "try_it",
}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_has_no_serious_barrier(browser: Browser, dashboard_url: str, name: str, scheme: str) -> None:
    if axe() is None:
        pytest.skip("TOPICS_AXE names no axe.min.js; `npm install axe-core` has one")
    page = browser.new_page(viewport={"width": 1280, "height": 1400}, color_scheme=scheme)
    page.goto(f"{dashboard_url}/?page={name}&lang=ar")
    expect(page.get_by_role("heading", name=word(PAGES[name], "ar"), exact=True).first).to_be_visible(
        timeout=PATIENCE
    )
    expect(page.get_by_test_id("stStatusWidget")).to_have_count(0, timeout=PATIENCE)
    found = barriers(page)
    page.close()
    assert found == []
