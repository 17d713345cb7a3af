"""Pictures of all pages, in Arabic and French, light and dark: ``make screenshots``."""

from __future__ import annotations

import argparse
import io
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.browser.conftest import FLAGS, served

FOLDER = Path(__file__).parents[2] / "docs" / "screenshots"
WIDTH, TALLEST = 1280, 1500  # pixels
QUALITY = 78  # of WebP: letters stay sharp
PATIENCE = 60_000  # milliseconds
TURNS = 8  # until a page has its height
CHART = "[data-testid=stVegaLiteChart] :is(canvas, svg)"
PAGES = {  # name -> its address, and what stands where its body is drawn
    "now": ("", ".facts .state"),
    "trends": ("page=trends&rises=1", CHART),
    "themes": ("page=themes", ".cards .card"),
    "stories": ("page=stories", ".stories .story"),
    "headlines": ("page=headlines", ".headlines .line"),
    "review": ("page=review", ".review-card"),
    "try": ("page=try", ".likely"),
    "health": ("page=health", "table.desk"),
}
VIEWS = {  # in Arabic and light alone
    "lines": ("page=trends&by=theme&manner=lines&every=week", CHART),
    "compare": ("page=trends&view=compare&period=7", ".contrast"),
    "inside": ("page=trends&view=inside", ".change"),
    "map": ("page=themes&view=map", ".js-plotly-plot .main-svg"),
    "groups": ("page=themes&view=groups", ".groups .member"),
    "theme": ("page=themes&id=T1", ".headlines .line"),
    "story": ("page=stories&id={story}", ".headlines .line"),
}
TRIED = "الثلوج تغلق الطريق نحو إفران\nLe prix du blé augmente au port de Casablanca"


def main() -> None:
    """Serve a sample store, and photograph it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--db", type=Path, help="a store that was made already; default: a new sample")
    given = parser.parse_args().db
    with tempfile.TemporaryDirectory() as folder, _browser() as browser:
        place = Path(folder) / "topics.db"
        if given is None:
            command = [sys.executable, "-m", "topics.cli.main", "run", "--sample", "--db", str(place)]
            subprocess.run(command, check=True)
        else:
            shutil.copy(given, place)
        for url in served(place):
            _all(browser, url, _biggest_story(place))


def _all(browser: Browser, url: str, story: str) -> None:
    for dark in (False, True):
        page = browser.new_page(
            viewport={"width": WIDTH, "height": 900}, color_scheme="dark" if dark else "light"
        )
        light = "dark" if dark else "light"
        for language in ("ar", "fr"):
            for name, (query, body) in PAGES.items():
                place = FOLDER / f"{name}-{language}-{light}.webp"
                _picture(page, f"{url}/?lang={language}&{query}", body, place)
        if not dark:
            for name, (query, body) in VIEWS.items():
                place = FOLDER / f"{name}-ar-light.webp"
                _picture(page, f"{url}/?lang=ar&{query.format(story=story)}", body, place)
        page.close()


def _picture(page: Page, url: str, body: str, place: Path) -> None:
    page.set_viewport_size({"width": WIDTH, "height": 900})
    page.goto(url)
    page.wait_for_selector(".stMain h1", timeout=PATIENCE)
    if "page=try" in url:
        _try(page)
    page.wait_for_selector(f".stMain {body}", timeout=PATIENCE)
    _settle(page)
    for _ in range(TURNS):  # what comes into sight is drawn, and may be taller then
        tall = min(_height(page) + 40, TALLEST)
        if page.viewport_size == {"width": WIDTH, "height": tall}:
            break
        page.set_viewport_size({"width": WIDTH, "height": tall})
        _settle(page)
    assert page.get_by_test_id("stException").count() == 0, f"{url}: the page failed"
    assert tall > _bottom(page, "stSidebarNav"), f"{url}: expected a page below its menu, got {tall} pixels"
    place.parent.mkdir(parents=True, exist_ok=True)
    Image.open(io.BytesIO(page.screenshot())).convert("RGB").save(place, quality=QUALITY, method=6)


def _try(page: Page) -> None:
    """Two headlines, so that the page has answers."""
    page.locator("textarea").fill(TRIED, timeout=PATIENCE)
    page.get_by_test_id("stFormSubmitButton").locator("button").click()


def _settle(page: Page) -> None:
    """Wait until nothing runs, and what runs no more is painted."""
    page.wait_for_timeout(1500)
    for mark in ("stSpinner", "stSkeleton", "stStatusWidget"):
        expect(page.get_by_test_id(mark)).to_have_count(0, timeout=PATIENCE)


def _height(page: Page) -> int:
    """Of all that stands on the page or in the side bar, in pixels."""
    main = page.locator(".stMain .block-container").first.evaluate("node => node.scrollHeight")
    return max(int(main), _bottom(page, "stSidebarNav"), _bottom(page, "stSidebarUserContent"))


def _bottom(page: Page, part: str) -> int:
    """Where the last thing in a part of the side bar ends: the part itself is as tall as the window."""
    last = """node => Math.max(0, ...[...node.querySelectorAll("a, button, label, p, [data-baseweb]")]
        .map(one => one.getBoundingClientRect().bottom))"""
    found = page.get_by_test_id(part)
    return int(found.first.evaluate(last)) if found.count() else 0


def _biggest_story(place: Path) -> str:
    from topics.store.store import open_store
    from topics.types import HeadlineFilter

    with open_store(str(place), create=False) as store:
        return store.stories.find(HeadlineFilter(limit=1))[0].id


@contextmanager
def _browser() -> Iterator[Browser]:
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        raise SystemExit("expected a Chromium on PATH, found none; install the package `chromium`.")
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=path, args=FLAGS)


if __name__ == "__main__":
    main()
