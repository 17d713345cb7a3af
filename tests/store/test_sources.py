"""Sources, and what is remembered of each between two fetches."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.store.told import START
from topics.errors import UsageError
from topics.store.store import Store
from topics.types import FetchState, Source, SourceKind

MANARA = Source("منارة اليوم", "https://manara.example/rss", SourceKind.FEED, "ar", "Maroc/Presse", True)
ETOILE = Source("L'Étoile", "/data/etoile.html", SourceKind.PAGE, enabled=False)
STATE = FetchState('W/"a\'b"', "Sun, 01 Mar 2026 08:00:00 GMT", START, START, "timed out", 3)


def test_sources_come_back_as_they_went_in_by_name(store: Store) -> None:
    store.sources.add(MANARA)
    store.sources.add(ETOILE)
    assert store.sources.list() == [ETOILE, MANARA]
    assert store.sources.get(MANARA.name) == MANARA
    assert store.sources.get("nobody") is None


def test_adding_a_name_again_changes_the_source(store: Store) -> None:
    store.sources.add(MANARA)
    changed = replace(MANARA, language=None, group=None, enabled=False)
    store.sources.add(changed)
    assert store.sources.list() == [changed]


def test_a_removed_source_is_gone_with_its_memory(store: Store) -> None:
    store.sources.add(MANARA)
    store.sources.save_state(MANARA.name, STATE)
    store.sources.remove(MANARA.name)
    assert store.sources.list() == []
    store.sources.add(MANARA)
    assert store.sources.state(MANARA.name) == FetchState()


def test_removing_an_unknown_source_is_refused(store: Store) -> None:
    store.sources.add(MANARA)
    with pytest.raises(UsageError, match="topics sources list"):
        store.sources.remove("nobody")
    assert store.sources.list() == [MANARA]


def test_the_state_of_a_fetch_comes_back_as_it_went_in(store: Store) -> None:
    store.sources.add(MANARA)
    assert store.sources.state(MANARA.name) == FetchState()
    store.sources.save_state(MANARA.name, STATE)
    assert store.sources.state(MANARA.name) == STATE
    store.sources.save_state(MANARA.name, FetchState(last_success=START))
    assert store.sources.state(MANARA.name) == FetchState(last_success=START)


def test_the_memory_of_fetches_goes_where_the_location_changes(store: Store) -> None:
    store.sources.add(MANARA)
    store.sources.save_state(MANARA.name, STATE)
    store.sources.add(replace(MANARA, language="ary"))
    assert store.sources.state(MANARA.name) == STATE
    store.sources.add(replace(MANARA, location="https://manara.example/atom"))
    assert store.sources.state(MANARA.name) == FetchState()


def test_a_source_that_was_removed_during_its_fetch_stays_removed(store: Store) -> None:
    store.sources.save_state("removed meanwhile", STATE)
    assert store.sources.list() == []
    assert store.sources.state("removed meanwhile") == FetchState()
