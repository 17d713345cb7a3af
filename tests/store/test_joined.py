"""Several writes as one transaction: all of it or nothing, and for the thread that writes alone."""

from __future__ import annotations

import threading

import pytest

from tests.store.methods import KEY, NOW
from tests.store.told import TITLES, told
from topics.store.store import Store
from topics.types import AuditEntry, HeadlineFilter

ENTRY = AuditEntry("headlines.ingest", KEY.id, NOW, {"added": 1})
EVERY = HeadlineFilter()


def seen(store: Store) -> tuple[int, int]:
    """Headlines, and writes in the log."""
    return store.headlines.count(EVERY), len(store.audit.recent(10))


def seen_by_another(store: Store) -> tuple[int, int]:
    found: list[tuple[int, int]] = []
    thread = threading.Thread(target=lambda: found.append(seen(store)))
    thread.start()
    thread.join()
    return found[0]


def test_others_see_all_of_it_or_nothing(store: Store) -> None:
    with store.together():
        store.headlines.add([told(TITLES[0])])
        assert seen(store) == (1, 0), "who writes reads what was written"
        store.audit.add(ENTRY)
        assert seen_by_another(store) == (0, 0)
    assert seen(store) == seen_by_another(store) == (1, 1)


def test_an_error_undoes_all_of_it(store: Store) -> None:
    with pytest.raises(ZeroDivisionError), store.together():
        store.headlines.add([told(TITLES[0])])
        store.audit.add(ENTRY)
        raise ZeroDivisionError
    assert seen(store) == (0, 0)
    store.headlines.add([told(TITLES[0])])
    assert seen(store) == seen_by_another(store) == (1, 0), "the next write is on its own again"


def test_one_within_another_is_a_part_of_it(store: Store) -> None:
    with pytest.raises(ZeroDivisionError), store.together():
        with store.together():
            store.headlines.add([told(TITLES[0])])
        store.audit.add(ENTRY)
        assert seen(store) == (1, 1)
        raise ZeroDivisionError
    assert seen(store) == (0, 0)
    assert store.check() == []
