"""A tab of a browser that looks at the dashboard."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Page, expect

from dashboard.words import word
from tests.browser.barriers import PATIENCE, barriers


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

    def draws_charts(self) -> None:
        """Wait for a chart."""
        drawn = "[data-testid=stVegaLiteChart] canvas, [data-testid=stVegaLiteChart] svg"
        expect(self.page.locator(drawn).first).to_be_visible(timeout=PATIENCE)

    def runs_in_its_direction(self, language: str) -> None:
        """The document, its container and its heading run as the language is read."""
        way, side = ("rtl", "right") if language == "ar" else ("ltr", "left")
        root = self.page.locator("html")  # told by a script that the page brings: drawn first, run after
        expect(root).to_have_attribute("dir", way, timeout=PATIENCE)
        expect(root).to_have_attribute("lang", language, timeout=PATIENCE)
        style = "node => [getComputedStyle(node).direction, getComputedStyle(node).textAlign]"
        found = self.page.locator(".stMain h1").first.evaluate(style)
        assert found[0] == way
        assert found[1] in {side, "start"}

    def ends_well(self, language: str) -> None:
        """It runs in its direction and, looked at in Arabic, keeps nobody out."""
        self.runs_in_its_direction(language)
        if language == "ar":
            assert barriers(self.page) == []

    def downloads(self, label: str) -> Path:
        """Open the export, press a button, and wait for the file."""
        button = self.page.get_by_role("button", name=label)
        if not button.is_visible():
            self.page.get_by_role("button", name=word("export", "ar")).first.click()
        with self.page.expect_download(timeout=PATIENCE) as waiting:
            button.click(timeout=PATIENCE)
        return Path(waiting.value.path())

    def shows(self, text: str) -> None:
        """Wait until the page holds this text."""
        expect(self.page.locator(".stMain")).to_contain_text(text, timeout=PATIENCE)
