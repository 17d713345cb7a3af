"""Sign-in by an OpenID Connect provider, in a real browser: as editor, as reader, as nobody; and out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from dashboard.words import word
from tests.browser.barriers import PATIENCE
from tests.browser.conftest import served
from tests.browser.provider import CLIENT, SECRET, Provider, provided
from tests.browser.visiting import Visit
from tests.dashboard.newsroom import fill
from topics.store.store import open_store

pytestmark = pytest.mark.browser  # the extra `dev` brings `signin`: without it these fail
AUTH = """
[auth]
redirect_uri = "http://127.0.0.1:{{port}}/oauth2callback"
cookie_secret = "of no use to anybody but these tests"
client_id = "{client}"
client_secret = "{secret}"
server_metadata_url = "{issuer}/.well-known/openid-configuration"
"""


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    with provided() as one:
        yield one


@pytest.fixture(scope="module")
def guarded_url(provider: Provider, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A dashboard of a desk with one editor, in a folder whose secrets name the provider."""
    folder = tmp_path_factory.mktemp("guarded")
    with open_store(str(folder / "topics.db")) as store:
        fill(store, [datetime.now(UTC) - timedelta(hours=hour) for hour in range(1, 4)])
    (folder / ".streamlit").mkdir()
    secrets = AUTH.format(client=CLIENT, secret=SECRET, issuer=provider.issuer)
    (folder / ".streamlit" / "secrets.toml").write_text(secrets)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TOPICS_VIEWERS", "@desk.example")
        patch.setenv("TOPICS_EDITORS", "salma@desk.example")
        patch.setenv("TOPICS_MODELS", str(folder / "models"))
        yield from served(folder / "topics.db")


def sign_in(visit: Visit, url: str, address: str, *, verified: bool = True) -> None:
    """Through the provider's form, and back."""
    visit.page.goto(url)
    visit.page.get_by_role("button", name=word("sign_in", "ar")).click(timeout=PATIENCE)
    visit.page.get_by_label("Address").fill(address, timeout=PATIENCE)
    visit.page.get_by_label("verified").set_checked(verified)
    visit.page.get_by_role("button", name="Continue").click()
    visit.page.wait_for_url(f"{url}/**", timeout=PATIENCE)


def test_an_editor_signs_in_is_named_and_signs_out(
    visit: Visit, guarded_url: str, provider: Provider
) -> None:
    visit.page.goto(guarded_url)
    visit.shows(word("sign_in_first", "ar"))
    expect(visit.page.get_by_test_id("stMetric")).to_have_count(0)
    sign_in(visit, guarded_url, "salma@desk.example")
    side = visit.page.get_by_test_id("stSidebar")
    expect(side).to_contain_text("salma@desk.example", timeout=PATIENCE)
    expect(side).to_contain_text(word("role_editor", "ar"))
    expect(visit.page.get_by_test_id("stMetric").first).to_be_visible(timeout=PATIENCE)
    visit.page.get_by_role("button", name=word("sign_out", "ar")).click()
    visit.shows(word("sign_in_first", "ar"))
    assert len(provider.ended) == 1 and provider.ended[0].count(".") == 2  # signed out there too
    expect(visit.page.get_by_test_id("stMetric")).to_have_count(0)


def test_who_is_no_editor_may_only_look(visit: Visit, guarded_url: str) -> None:
    sign_in(visit, guarded_url, "omar@desk.example")
    expect(visit.page.get_by_test_id("stSidebar")).to_contain_text(
        word("role_viewer", "ar"), timeout=PATIENCE
    )
    visit.page.goto(f"{guarded_url}/?page=review&lang=ar")
    visit.shows(word("may_not_correct", "ar"))


@pytest.mark.parametrize(
    ("address", "verified"),
    [
        pytest.param("x@elsewhere.example", True, marks=pytest.mark.slow),
        ("salma@desk.example", False),
    ],
)
def test_a_stranger_sees_nothing(visit: Visit, guarded_url: str, address: str, verified: bool) -> None:
    sign_in(visit, guarded_url, address, verified=verified)
    visit.shows(word("no_entry" if verified else "sign_in_first", "ar"))
    expect(visit.page.get_by_test_id("stMetric")).to_have_count(0)
