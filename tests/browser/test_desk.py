"""Review, Try it, Models and health in a real browser; two editors at once."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from dashboard.locales import number, percent
from dashboard.words import word
from tests.browser.barriers import PATIENCE
from tests.browser.conftest import SPOKEN, desk_of
from tests.browser.visiting import Visit
from topics.store.store import open_store
from topics.types import TAKEN_BACK

pytestmark = [pytest.mark.browser, pytest.mark.encoder]


@pytest.fixture(scope="module")
def own_store(sample_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the sample that editors may write to."""
    copy = tmp_path_factory.mktemp("desk") / "topics.db"
    shutil.copy(sample_store, copy)
    return copy


@pytest.fixture(scope="module")
def desk_url(own_store: Path) -> Iterator[str]:
    """Salma's dashboard."""
    yield from desk_of("سلمى", own_store)


@pytest.fixture(scope="module")
def other_url(own_store: Path) -> Iterator[str]:
    """Omar's, over the same store."""
    yield from desk_of("عمر", own_store)


def wait_for_keys(visit: Visit, language: str) -> None:
    """Wait until the buttons are there, and with them their keys: the browser loads them after the text."""
    expect(visit.page.get_by_role("button", name=word("undo", language))).to_be_visible(timeout=PATIENCE)
    expect(visit.page.get_by_test_id("stStatusWidget")).to_have_count(0, timeout=PATIENCE)


@pytest.mark.parametrize("language", SPOKEN)
def test_review_shows_the_log(visit: Visit, desk_url: str, own_store: Path, language: str) -> None:
    visit.open(f"{desk_url}/?page=review&lang={language}", word("review", language))
    expect(visit.page.locator(".review-card")).to_be_visible(timeout=PATIENCE)
    with open_store(str(own_store), create=False) as store:
        said = store.corrections.count()
    expect(visit.page.get_by_test_id("stMetricValue")).to_have_text(str(said))
    visit.ends_well(language)


def test_a_key_corrects_and_another_takes_back(visit: Visit, desk_url: str, own_store: Path) -> None:
    visit.open(f"{desk_url}/?page=review&lang=ar", word("review", "ar"))
    title = visit.page.locator(".review-title")
    wait_for_keys(visit, "ar")
    first = title.inner_text()
    visit.page.keyboard.press("2")
    visit.shows(word("review_done", "ar", done=1, all=25))
    expect(visit.page.locator("table.desk").first).to_contain_text("سلمى")
    expect(visit.page.locator("table.desk").first).to_contain_text(first)
    expect(visit.page.get_by_role("button", name=word("undo", "ar"))).to_be_enabled(timeout=PATIENCE)
    visit.page.keyboard.press("Backspace")
    visit.shows(word("review_done", "ar", done=0, all=25))
    expect(title).to_have_text(first)
    with open_store(str(own_store), create=False) as store:
        back, said = store.corrections.log(limit=2)
    assert (back.topic, said.editor, said.title) == (TAKEN_BACK, "سلمى", back.title)


def test_two_editors_keep_their_words_and_see_each_others(
    browser: Browser, desk_url: str, other_url: str, own_store: Path
) -> None:
    desks = []
    for url in (desk_url, other_url):
        one = Visit(browser.new_context().new_page())
        one.open(f"{url}/?page=review&lang=en", word("review", "en"))
        wait_for_keys(one, "en")
        desks.append(one)
    for one, key in zip(desks, ("2", "3"), strict=True):
        one.page.keyboard.press(key)
        one.shows(word("review_done", "en", done=1, all=25))
    for one in desks:
        one.page.get_by_role("button", name=word("refresh", "en")).click()
        one.shows("سلمى")
        one.shows("عمر")
        one.shows(word("conflicts", "en"))
        assert one.errors == []
        one.page.context.close()
    with open_store(str(own_store), create=False) as store:
        omar, salma = store.corrections.log(limit=2)
    assert (omar.editor, salma.editor) == ("عمر", "سلمى")
    assert omar.title == salma.title
    assert omar.topic != salma.topic


def test_what_editors_change_is_there_for_the_other_one(visit: Visit, desk_url: str) -> None:
    """A name and a note, made in one tab, seen in another."""
    visit.open(f"{desk_url}/?page=themes&id=T1&lang=fr", word("themes", "fr"))
    visit.page.get_by_text(word("edit_theme", "fr")).click()
    name = visit.page.get_by_label(word("new_name", "fr"), exact=True)
    name.fill("Coupe d'Afrique")
    name.press("Tab")  # Streamlit takes over what was typed when the field is left
    visit.page.get_by_role("button", name=word("rename", "fr"), exact=True).click()
    expect(visit.page.locator("h2.named")).to_have_text("Coupe d'Afrique", timeout=PATIENCE)
    visit.open(f"{desk_url}/?page=trends&lang=fr", word("trends", "fr"))
    visit.page.get_by_text(word("notes", "fr")).click()
    visit.page.get_by_label(word("note_text", "fr")).fill("Élections <b>communales</b>")
    visit.page.get_by_role("button", name=word("add", "fr"), exact=True).click()
    expect(visit.page.get_by_role("button", name=word("remove", "fr"))).to_have_count(1, timeout=PATIENCE)
    other = visit.page.context.new_page()
    other.goto(f"{desk_url}/?page=themes&lang=fr")
    expect(other.locator(".stMain")).to_contain_text("Coupe d'Afrique", timeout=PATIENCE)
    other.goto(f"{desk_url}/?page=trends&lang=fr")
    other.get_by_text(word("notes", "fr")).click(timeout=PATIENCE)
    expect(other.locator(".stMain")).to_contain_text("Élections <b>communales</b>", timeout=PATIENCE)
    other.close()


@pytest.fixture
def proxied_url(own_store: Path) -> Iterator[str]:
    """A dashboard that waits for a proxy to name who signed in."""
    yield from desk_of("سلمى", own_store, USER_HEADER="X-User")


@pytest.mark.slow
def test_whom_no_proxy_names_sees_nothing(proxied_url: str, visit: Visit) -> None:
    visit.page.goto(f"{proxied_url}/?page=review&lang=en")
    visit.shows(word("sign_in_first", "en"))
    expect(visit.page.locator(".review-card")).to_have_count(0)


@pytest.mark.parametrize("language", SPOKEN)
def test_a_pasted_headline_gets_its_topic_and_why(visit: Visit, desk_url: str, language: str) -> None:
    visit.open(f"{desk_url}/?page=try&lang={language}", word("try_it", language))
    visit.page.locator("textarea").fill("الثلوج تغلق الطريق نحو إفران\n<script>x</script> rain")
    visit.page.get_by_test_id("stFormSubmitButton").locator("button").click()
    expect(visit.page.locator(".likely")).to_have_count(6, timeout=PATIENCE)
    visit.shows(word("words_for", language))
    visit.shows(word("nearest_learnt", language))
    visit.ends_well(language)


@pytest.mark.parametrize("language", SPOKEN)
def test_health_shows_what_was_measured(visit: Visit, desk_url: str, own_store: Path, language: str) -> None:
    from topics.registry.registry import Registry

    visit.open(f"{desk_url}/?page=health&lang={language}", word("health", language))
    overall = Registry(own_store.parent / "none").facts("shipped")["metrics"]["held_out"]["overall"]
    visit.shows(percent(overall["accepted"], language, 1))
    visit.shows(number(overall["headlines"], language))
    with open_store(str(own_store), create=False) as store:
        visit.shows(store.reports.recent(1)[0].job)
    visit.ends_well(language)
