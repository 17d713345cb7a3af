"""What editors noted, by time; two may note at once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from topics.store.store import Store
from topics.types import Annotation

NOW = datetime(2026, 3, 25, tzinfo=UTC)


def note(days: int, text: str = "الانتخابات", editor: str = "") -> Annotation:
    return Annotation(NOW + timedelta(days=days), text, editor, NOW)


def test_notes_are_listed_by_time_in_a_half_open_span(store: Store) -> None:
    numbers = [store.annotations.add(note(days)) for days in (2, 0, 1)]
    assert len(set(numbers)) == 3
    assert [one.moment for one in store.annotations.list()] == [note(days).moment for days in (0, 1, 2)]
    within = store.annotations.list(NOW, NOW + timedelta(days=1))
    assert [(one.text, one.number) for one in within] == [("الانتخابات", numbers[1])]


def test_a_note_is_taken_away_once(store: Store) -> None:
    number = store.annotations.add(note(0, editor="Salma"))
    assert store.annotations.list()[0].editor == "Salma"
    assert store.annotations.remove(number)
    assert not store.annotations.remove(number)
    assert store.annotations.list() == []
