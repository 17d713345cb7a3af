"""Models and health in a real browser: one part drawn anew asks for no other, a promotion for all."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect

from dashboard.words import labelled, word
from tests.browser.barriers import PATIENCE
from tests.browser.conftest import desk_of
from tests.browser.visiting import Visit
from tests.dashboard.newsroom import fill
from tests.registry.versions import NOW, fitting
from topics.registry.registry import Registry
from topics.store.store import open_store
from topics.types import RunReport

pytestmark = pytest.mark.browser


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A store of a few headlines, beside the folder of models."""
    with open_store(str(tmp_path / "topics.db")) as store:
        fill(store, [datetime.now(UTC) - timedelta(hours=1)])
    return tmp_path / "topics.db"


@pytest.fixture
def url(place: Path) -> Iterator[str]:
    yield from desk_of("سلمى", place)


def test_a_promotion_draws_all_of_the_page_and_a_choice_only_its_part(
    url: str, visit: Visit, place: Path
) -> None:
    registry = Registry(place.parent / "models")
    made = registry.store(fitting(1), now=NOW)
    visit.open(f"{url}/?page=health&lang=ar", word("health", "ar"))
    visit.shows(word("no_runs", "ar"))
    promote = visit.page.get_by_role("button", name=labelled(word("promote", "ar"), made.name, "ar"))
    visit.page.get_by_text(word("sure_change", "ar")).click(timeout=PATIENCE)
    visit.page.get_by_test_id("stSelectbox").last.click()
    chosen = visit.page.get_by_role("option", name=made.name)
    expect(chosen).to_be_visible(timeout=PATIENCE)
    with open_store(str(place), create=False) as store:  # as late as can be: jobs are drawn anew each minute
        store.reports.save(RunReport("retrain", "r1", datetime.now(UTC), datetime.now(UTC), ok=True))
    chosen.click(timeout=PATIENCE)
    expect(promote).to_be_enabled(timeout=PATIENCE)
    expect(visit.page.locator(".stMain")).to_contain_text(word("no_runs", "ar"))  # jobs were not asked for
    promote.click()
    visit.shows("retrain")
    expect(visit.page.locator(".standing").first).to_contain_text(made.name)
    expect(visit.page.get_by_test_id("stToast")).to_contain_text(made.name, timeout=PATIENCE)
    assert [one.who for one in registry.aliases().history] == ["سلمى"]
