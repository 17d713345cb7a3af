"""Who may change what everybody sees."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from streamlit import config
from streamlit.testing.v1 import AppTest

from dashboard import changing, data
from dashboard.words import word
from tests.dashboard.conftest import Clock
from tests.dashboard.test_pages import filled
from topics import theme_edits
from topics.errors import UsageError
from topics.store.store import Store

NOON = datetime(2026, 5, 20, 12, tzinfo=UTC)
CHANGES = (
    lambda: changing.annotate(NOON, "elections"),
    lambda: changing.remove_annotation(1),
    lambda: changing.rename_theme("T1", "Rain", None),
    lambda: changing.merge_themes("T1", ["T2"]),
    lambda: changing.split_theme("T1", 2),
    lambda: changing.pin_theme("T1", True),
)


@pytest.fixture
def open_to_all() -> None:
    """Not at this machine, and nobody signs in."""
    config.set_option("server.address", "0.0.0.0")


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.usefixtures("store", "open_to_all")
def test_whom_nobody_knows_changes_nothing(change: Callable[[], None]) -> None:
    with pytest.raises(UsageError, match="expected an editor"):
        change()
    assert data.service().store.annotations.list() == []


@pytest.mark.parametrize("local", [True, False])
def test_only_editors_are_offered_notes(
    page: Callable[..., AppTest], store: Store, clock: Clock, local: bool
) -> None:
    filled(store, clock.now, "عنوان")
    if not local:
        config.set_option("server.address", "0.0.0.0")
    app = page("trends", "en")
    assert not app.exception
    assert any(one.label == word("add", "en") for one in app.button) == local


@pytest.mark.parametrize("change", CHANGES[2:], ids=("rename", "merge", "split", "pin"))
@pytest.mark.usefixtures("store")
def test_after_a_change_of_a_theme_nothing_tells_what_was_before(
    change: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What rises too: else Now goes on telling a theme that ended."""
    cleared = set()
    kept = {name for name, one in vars(data).items() if callable(one) and hasattr(one, "clear")}
    for name in kept:
        monkeypatch.setattr(getattr(data, name), "clear", lambda name=name: cleared.add(name))
    for name in ("rename", "merge", "split", "pin"):
        monkeypatch.setattr(theme_edits, name, lambda *_, **__: None)
    change()
    assert kept - cleared == {
        "service", "day_figures", "topic_days", "quality", "silences", "space", "count",
        "has_other_than_news", "choices",
    }  # fmt: skip
