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
PAGES = {
    "now": "",
    "trends": "page=trends&rises=1",
    "themes": "page=themes",
    "stories": "page=stories",
    "headlines": "page=headlines",
    "review": "page=review",
    "try": "page=try",
    "health": "page=health",
}
VIEWS = {  # in Arabic and light alone
    "lines": "page=trends&by=theme&manner=lines&every=week",
    "compare": "page=trends&view=compare&period=7",
    "inside": "page=trends&view=inside",
    "map": "page=themes&view=map",
    "groups": "page=themes&view=groups",
    "theme": "page=themes&id=T1",
    "story": "page=stories&id={story}",
}


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
            for name, query in PAGES.items():
                _picture(page, f"{url}/?lang={language}&{query}", FOLDER / f"{name}-{language}-{light}.webp")
        if not dark:
            for name, query in VIEWS.items():
                _picture(
                    page, f"{url}/?lang=ar&{query.format(story=story)}", FOLDER / f"{name}-ar-light.webp"
                )
        page.close()


def _picture(page: Page, url: str, place: Path) -> None:
    page.set_viewport_size({"width": WIDTH, "height": 900})
    page.goto(url)
    expect(page.get_by_test_id("stStatusWidget")).to_have_count(0, timeout=PATIENCE)
    page.wait_for_selector(".stMain h1", timeout=PATIENCE)
    expect(page.get_by_test_id("stSpinner")).to_have_count(0, timeout=PATIENCE)
    expect(page.get_by_test_id("stSkeleton")).to_have_count(0, timeout=PATIENCE)
    before = 0
    while before != (tall := _height(page)):  # what comes into sight is drawn, and may be taller then
        before = tall
        page.set_viewport_size({"width": WIDTH, "height": min(tall + 40, TALLEST)})
        page.wait_for_timeout(1500)
        for mark in ("stSpinner", "stSkeleton", "stStatusWidget"):
            expect(page.get_by_test_id(mark)).to_have_count(0, timeout=PATIENCE)
    assert page.get_by_test_id("stException").count() == 0, f"{url}: the page failed"
    place.parent.mkdir(parents=True, exist_ok=True)
    Image.open(io.BytesIO(page.screenshot())).convert("RGB").save(place, quality=QUALITY, method=6)


def _height(page: Page) -> int:
    """Of all that stands on the page, in pixels."""
    return int(page.locator(".stMain .block-container").first.evaluate("node => node.scrollHeight"))


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
