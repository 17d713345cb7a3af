"""How quick the dashboard's pages are over 200,000 headlines, in a real browser.

    python -m benchmarks.dashboard --db SAMPLE [--headlines 200000]

Rows of a sample store are repeated with new ids, hashes and dates over six months, with their topics, themes,
stories and places on the map. Each page is opened in fresh tabs: the time from asking for it to its heading
and nothing running any more, and the time from a choice in the filter to the page at rest. A first opening
fills what is kept, as that of the first editor of a minute does; it is told apart.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import psutil
from playwright.sync_api import Browser, expect, sync_playwright

from tests.browser.conftest import FLAGS, served
from topics.store.store import Store, open_store
from topics.store.stories import Placed
from topics.types import Clustering, Headline, HeadlineFilter, Predictions, Theme

PAGES = {
    "now": "",
    "trends": "page=trends",
    "themes": "page=themes",
    "map": "page=themes&view=map&period=0",
    "stories": "page=stories",
    "headlines": "page=headlines",
}
TIMES = 3  # openings of each page after the first
DAYS = 180
ON_MAP = 50_000
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
        path = shutil.which("chromium") or shutil.which("google-chrome")
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        for url in served(place):
            measure(browser, url)
        browser.close()


def build(sample: Path, place: Path, count: int) -> None:
    """A store of so many headlines: those of a sample again and again, the last of them now."""
    rng, now = np.random.default_rng(0), datetime.now(UTC).replace(microsecond=0)
    with open_store(str(sample), create=False) as source, open_store(str(place)) as store:
        records = list(source.headlines.iterate(HeadlineFilter()))
        themes, run = source.themes.current(), source.themes.current_run()
        minutes = np.sort(rng.integers(0, DAYS * 1440, count))[::-1]
        rows = [records[number % len(records)] for number in range(count)]
        items = [
            Headline(
                f"{number:024d}",
                one.headline.source,
                f"{one.headline.title} {number}",
                one.headline.language,
                now,
                f"{number:032d}",
                published=now - timedelta(minutes=int(ago)),
            )
            for number, (one, ago) in enumerate(zip(rows, minutes, strict=True))
        ]
        for start in range(0, count, 5_000):
            store.headlines.add(items[start : start + 5_000])
        ids = tuple(one.id for one in items)
        _file(store, ids, [one.topic or "sport" for one in rows])
        _group(store, ids, [one.theme for one in rows], themes, run.encoder_id if run else "e", now, rng)
        store.rollups.refresh("Africa/Casablanca")


def _file(store: Store, ids: tuple[str, ...], topics: list[str]) -> None:
    known = tuple(sorted(set(topics)))
    probabilities = np.eye(len(known), dtype=np.float32)[[known.index(one) for one in topics]]
    for start in range(0, len(ids), 20_000):
        part = slice(start, start + 20_000)
        some = ids[part]
        store.predictions.save(
            Predictions(some, known, probabilities[part].copy(), np.zeros(len(some), bool), "m")
        )


def _group(
    store: Store,
    ids: tuple[str, ...],
    names: list[str | None],
    themes: list[Theme],
    encoder_id: str,
    now: datetime,
    rng: np.random.Generator,
) -> None:
    """Themes as in the sample; stories of ten headlines that follow one another; a map of some."""
    place = {theme.id: number for number, theme in enumerate(themes)}
    labels = np.array([place.get(name or "", -1) for name in names], np.int32)
    run_id = themes[0].run_id
    clustering = Clustering(ids, labels, np.ones(len(ids), np.float32), encoder_id, run_id)
    store.themes.save_run(clustering, themes, created=now)
    store.map.save(run_id, ids[-ON_MAP:], rng.normal(size=(min(ON_MAP, len(ids)), 2)).astype(np.float32))
    for start in range(0, len(ids), 10_000):
        some = ids[start : start + 10_000]
        stories = store.stories.next_ids((len(some) + 9) // 10)
        places = {id: stories[row // 10] for row, id in enumerate(some)}
        central = {story: {"ar": some[10 * number]} for number, story in enumerate(stories)}
        store.stories.save(Placed(places, central), created=now)


def measure(browser: Browser, url: str) -> None:
    """Print a line a page: first opening, later ones (median), a choice in the filter (median)."""
    print(f"{'page':<10} {'first':>7} {'later':>7} {'filter':>7}   seconds; MiB of the server")
    for name, query in PAGES.items():
        first, *later = [_opened(browser, f"{url}/?lang=fr&{query}") for _ in range(1 + TIMES)]
        chosen = statistics.median(_chosen(browser, f"{url}/?lang=fr&{query}", turn) for turn in range(TIMES))
        print(
            f"{name:<10} {first:7.2f} {statistics.median(later):7.2f} {chosen:7.2f}   {_memory()}", flush=True
        )


def _opened(browser: Browser, address: str) -> float:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    began = time.perf_counter()
    page.goto(address)
    page.wait_for_selector(".stMain h1", timeout=PATIENCE)
    expect(page.get_by_test_id("stStatusWidget")).to_have_count(0, timeout=PATIENCE)
    page.wait_for_function("document.querySelectorAll('.stMain [data-testid]').length > 4", timeout=PATIENCE)
    took = time.perf_counter() - began
    page.close()
    return took


def _chosen(browser: Browser, address: str, turn: int) -> float:
    """From pressing an outlet in the filter to the page at rest with it in the address."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})
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
    served = [
        one for one in psutil.Process().children(recursive=True) if "streamlit" in " ".join(one.cmdline())
    ]
    return sum(one.memory_info().rss for one in served) >> 20


if __name__ == "__main__":
    main()
