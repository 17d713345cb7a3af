"""How quick the dashboard's pages are over 200,000 headlines, in a real browser.

    python -m benchmarks.dashboard --db SAMPLE [--headlines 200000]

Rows of a sample store are repeated with new ids, hashes and dates over six months, with their topics,
themes, stories and places on the map. Each page is opened in fresh tabs of one browser, which keeps what it
has loaded as an editor's does: the time from asking for it to its heading and what stands under it (paint),
and to nothing running any more (rest); then the time from pressing its name in the menu of another page
(click) and from a choice in the filter to the page at rest. The first opening, in a browser that knows
nothing yet, fills what is kept, as that of the first editor of a minute does; it is told apart.
"""

from __future__ import annotations

import argparse
import shutil
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import psutil
from playwright.sync_api import BrowserContext, BrowserType, expect, sync_playwright

from dashboard.words import word
from tests.browser.conftest import FLAGS, served
from topics.store.store import open_store

PAGES = {
    "now": "",
    "trends": "page=trends",
    "themes": "page=themes",
    "map": "page=themes&view=map&period=0",
    "stories": "page=stories",
    "headlines": "page=headlines",
}
TIMES = 5  # openings of each page after the first
DAYS = 180
ON_MAP = 50_000
ID, HASH = "printf('%024d', k * 1000000 + number)", "printf('%032d', k * 1000000 + number)"
WHEN = (
    "strftime('%Y-%m-%d %H:%M:%f000', 'now', '-' || ((number * 7919 + k * 104729) % :seconds) || ' seconds')"
)
COPIES = (  # of every row one a copy, with ids, hashes and times of its own
    f"INSERT INTO headline (id, source, title, language, published, fetched, seen, content_hash)"
    f" SELECT {ID}, source, title || ' ' || k, language, {WHEN}, fetched, {WHEN}, {HASH} FROM headline, copy",
    f"INSERT INTO prediction (headline_id, model_id, topic, probability, abstained, probabilities)"
    f" SELECT {ID}, model_id, topic, probability, abstained, probabilities"
    f" FROM prediction JOIN headline ON id = headline_id, copy WHERE number < 1000",
    f"INSERT INTO assignment SELECT {ID}, run_id, theme_id, strength"
    f" FROM assignment JOIN headline ON id = headline_id, copy WHERE number < 1000",
    "INSERT INTO story (number, id, size, first_seen, last_seen, central)"
    " SELECT k * 1000 + number, 'S' || (k * 1000 + number), size,"
    " strftime('%Y-%m-%d %H:%M:%f000', first_seen, '-' || (k * :seconds / :copies) || ' seconds'),"
    " strftime('%Y-%m-%d %H:%M:%f000', last_seen, '-' || (k * :seconds / :copies) || ' seconds'), central"
    " FROM story, copy",
    f"INSERT INTO story_member SELECT {ID.replace('number', 'headline.number')},"
    f" 'S' || (k * 1000 + story.number) FROM story_member JOIN headline ON headline.id = headline_id"
    f" JOIN story ON story.id = story_id, copy WHERE headline.number < 1000 AND story.number < 1000",
    "INSERT INTO headline_words (rowid, words) SELECT number, title FROM headline WHERE number >= 1000",
    "DELETE FROM map_point",
    "INSERT INTO map_point SELECT headline_id, run_id, random() % 1000 / 100.0, random() % 1000 / 100.0"
    " FROM assignment LIMIT :map",
    "DELETE FROM rollup",
    "DELETE FROM rollup_source",
    "DELETE FROM rollup_stale",
    "DELETE FROM rollup_zone",
)
PATIENCE = 120_000  # milliseconds


def main() -> None:
    """Make the store, serve it, measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--headlines", type=int, default=200_000)
    parser.add_argument("--db", type=Path, help="a store of `topics run --sample`", required=True)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        place = Path(folder) / "topics.db"
        began = time.perf_counter()
        build(given.db, place, given.headlines)
        took, size = time.perf_counter() - began, place.stat().st_size >> 20
        print(f"{given.headlines} headlines in {took:.0f} s, {size} MiB", flush=True)
        for url in served(place):
            measure(playwright.chromium, url)


def build(sample: Path, place: Path, count: int) -> None:
    """A store of so many headlines: a sample's rows again and again, spread over the last months."""
    shutil.copy(sample, place)
    with closing(sqlite3.connect(place)) as connection, connection:
        copies = count // connection.execute("SELECT count(*) FROM headline").fetchone()[0]
        connection.execute("CREATE TEMP TABLE copy (k INTEGER)")
        connection.executemany("INSERT INTO copy VALUES (?)", [(k,) for k in range(1, copies + 1)])
        for statement in COPIES:
            connection.execute(statement, {"seconds": DAYS * 86_400, "map": ON_MAP, "copies": copies})
    with open_store(str(place)) as store:
        store.rollups.refresh("Africa/Casablanca")


def measure(chromium: BrowserType, url: str) -> None:
    """Print a line a page: first opening, later ones (medians), a choice in the filter (median)."""
    print("page         first   paint    rest   click  filter   seconds; MiB of the server")
    for name, query in PAGES.items():
        with new_browser(chromium) as context:
            (_, first), *later = [_opened(context, f"{url}/?lang=fr&{query}") for _ in range(1 + TIMES)]
            paint, rest = (statistics.median(some) for some in zip(*later, strict=True))
            clicked = statistics.median(_clicked(context, url, name) for _ in range(TIMES))
            chosen = statistics.median(
                _chosen(context, f"{url}/?lang=fr&{query}", turn) for turn in range(TIMES)
            )
        figures = "".join(f"{one:8.2f}" for one in (first, paint, rest, clicked, chosen))
        print(f"{name:<10}{figures}   {_memory()}", flush=True)


@contextmanager
def new_browser(chromium: BrowserType) -> Iterator[BrowserContext]:
    """A browser with a profile of its own, where it keeps files and compiled scripts."""
    path = shutil.which("chromium") or shutil.which("google-chrome")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        context = chromium.launch_persistent_context(
            profile, executable_path=path, args=FLAGS, viewport={"width": 1280, "height": 900}
        )
        yield context
        context.close()


def _opened(context: BrowserContext, address: str) -> tuple[float, float]:
    """Until the heading and what stands under it are there, and until nothing runs any more."""
    page = context.new_page()
    began = time.perf_counter()
    page.goto(address)
    page.wait_for_selector(".stMain h1", timeout=PATIENCE)
    page.wait_for_function("document.querySelectorAll('.stMain [data-testid]').length > 4", timeout=PATIENCE)
    painted = time.perf_counter() - began
    expect(page.get_by_test_id("stStatusWidget")).to_have_count(0, timeout=PATIENCE)
    took = time.perf_counter() - began
    page.close()
    return painted, took


def _clicked(context: BrowserContext, url: str, name: str) -> float:
    """From pressing a page in the menu of an open one to the page at rest; the map is one of themes."""
    page = context.new_page()
    page.goto(f"{url}/?lang=fr&page={'now' if name == 'headlines' else 'headlines'}")
    page.wait_for_selector(".stMain h1", timeout=PATIENCE)
    expect(page.get_by_test_id("stStatusWidget")).to_have_count(0, timeout=PATIENCE)
    heading = word("themes" if name == "map" else name, "fr")
    began = time.perf_counter()
    page.get_by_test_id("stSidebarNavLink").filter(has_text=heading).click()
    if name == "map":
        page.get_by_test_id("stMain").get_by_text(word("themes_map", "fr"), exact=True).click()
        page.wait_for_selector(".js-plotly-plot .main-svg", timeout=PATIENCE)
    else:
        page.get_by_role("heading", name=heading, exact=True).first.wait_for(timeout=PATIENCE)
    expect(page.get_by_test_id("stStatusWidget")).to_have_count(0, timeout=PATIENCE)
    took = time.perf_counter() - began
    page.close()
    return took


def _chosen(context: BrowserContext, address: str, turn: int) -> float:
    """From pressing an outlet in the filter to the page at rest with it in the address."""
    page = context.new_page()
    page.goto(address)
    page.wait_for_selector(".stMain h1", timeout=PATIENCE)
    expect(page.get_by_test_id("stStatusWidget")).to_have_count(0, timeout=PATIENCE)
    page.get_by_label("Médias", exact=True).click()
    option = page.get_by_role("option").nth(1 + turn)
    began = time.perf_counter()
    option.click()
    page.wait_for_function("location.search.includes('sources=')", timeout=PATIENCE)
    expect(page.get_by_test_id("stStatusWidget")).to_have_count(0, timeout=PATIENCE)
    took = time.perf_counter() - began
    page.close()
    return took


def _memory() -> int:
    """Of the processes that serve, in MiB."""
    found = 0
    for one in psutil.Process().children(recursive=True):
        with suppress(psutil.Error):  # some end while they are looked at
            if "streamlit" in " ".join(one.cmdline()):
                found += one.memory_info().rss
    return found >> 20


if __name__ == "__main__":
    main()
