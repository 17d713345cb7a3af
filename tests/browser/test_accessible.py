"""axe-core finds nothing serious on any page."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from dashboard.words import word
from tests.browser.test_pages import PATIENCE

pytestmark = [pytest.mark.browser, pytest.mark.encoder]
PAGES = {  # path -> key of its heading
    **{name: name for name in ("now", "trends", "themes", "stories", "headlines", "review", "health")},
    "try": "try_it",
}
# What is drawn again fades out and in: while it does, its letters are paler than they will be.
SETTLED = """() => [...document.querySelectorAll("[data-testid=stElementContainer]")].every(
    (one) => one.dataset.stale !== "true" && getComputedStyle(one).opacity === "1")
    && document.getAnimations().every((one) => one.playState !== "running")"""


@pytest.fixture(scope="module")
def axe() -> str:
    """The program that looks; `.ci/run` installs it."""
    named = os.environ.get("TOPICS_AXE")
    if named is None:
        pytest.skip("TOPICS_AXE names no axe.min.js; `npm install axe-core` has one")
    return Path(named).read_text(encoding="utf-8")


@pytest.mark.parametrize("scheme", ["light", pytest.param("dark", marks=pytest.mark.slow)])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_has_no_serious_barrier(
    browser: Browser, dashboard_url: str, axe: str, name: str, scheme: str
) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 1400}, color_scheme=scheme)
    page.goto(f"{dashboard_url}/?page={name}&lang=ar")
    expect(page.get_by_role("heading", name=word(PAGES[name], "ar"), exact=True).first).to_be_visible(
        timeout=PATIENCE
    )
    expect(page.get_by_test_id("stStatusWidget")).to_have_count(0, timeout=PATIENCE)
    page.wait_for_function(SETTLED, timeout=PATIENCE)
    page.evaluate(axe)
    found = page.evaluate("() => axe.run(document, {resultTypes: ['violations']})")["violations"]
    page.close()
    told = [
        (
            one["id"],
            one["impact"],
            [
                (node["html"][:160], node["any"][0]["message"][:200])
                for node in one["nodes"][:3]
                if node["any"]
            ],
        )
        for one in found
        if one["impact"] in {"serious", "critical"}
    ]
    assert told == []
