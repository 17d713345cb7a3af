"""What of a log holds: the latest word, whose undoing brings back the one before it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.store.told import TITLES, said
from topics.store.standing import Repeat, disagree, is_new, standing
from topics.types import TAKEN_BACK, Correction


def entry(topic: str, number: int, editor: str = "Salma", **over: object) -> Correction:
    return replace(said(TITLES[0], topic, editor=editor, minutes=number), number=number, **over)  # type: ignore[arg-type]


def topics(*log: Correction) -> list[tuple[str, str]]:
    return [(one.editor, one.topic) for one in standing(log)]


def test_a_later_word_takes_the_place_of_an_earlier_one_of_the_same_editor() -> None:
    assert topics(entry("sport", 1), entry("economy", 2)) == [("Salma", "economy")]


def test_taking_back_brings_back_the_word_before_it_and_taking_back_again_leaves_none() -> None:
    log = [entry("sport", 1), entry("economy", 2), entry(TAKEN_BACK, 3)]
    assert topics(*log) == [("Salma", "sport")]
    assert topics(*log, entry(TAKEN_BACK, 4)) == []
    assert topics(*log, entry(TAKEN_BACK, 4), entry(TAKEN_BACK, 5), entry("weather", 6)) == [
        ("Salma", "weather")
    ]


def test_an_editor_takes_back_only_what_is_their_own() -> None:
    log = [entry("sport", 1), entry("economy", 2, "Driss"), entry(TAKEN_BACK, 3)]
    assert topics(*log) == [("Driss", "economy")]


def test_a_word_that_comes_back_keeps_its_place_in_time() -> None:
    log = [entry("sport", 1), entry("economy", 2, "Driss"), entry("weather", 3), entry(TAKEN_BACK, 4)]
    assert topics(*log) == [("Salma", "sport"), ("Driss", "economy")]


def test_time_orders_and_the_log_where_times_are_equal() -> None:
    late = replace(entry("sport", 9), number=1)
    assert topics(late, entry("economy", 2)) == [("Salma", "sport")]
    one, other = entry("sport", 1), replace(entry("economy", 1), number=2)
    assert topics(other, one) == [("Salma", "economy")]


def test_editors_disagree_where_their_words_name_different_topics() -> None:
    assert disagree(standing([entry("sport", 1), entry("economy", 2, "Driss")]))
    assert not disagree(standing([entry("sport", 1), entry("sport", 2, "Driss", also=("economy",))]))
    assert not disagree(
        standing([entry("sport", 1), entry("economy", 2, "Driss"), entry("sport", 3, "Driss")])
    )


@pytest.mark.parametrize(
    ("log", "word", "repeat", "new"),
    [
        ([], entry("sport", 5), Repeat.LAST, True),
        ([entry("sport", 1)], entry("sport", 5), Repeat.LAST, False),
        ([entry("sport", 1)], entry("sport", 5, also=("economy",)), Repeat.LAST, True),
        ([entry("sport", 1), entry("economy", 2)], entry("sport", 5), Repeat.LAST, True),
        ([entry("sport", 1), entry("economy", 2)], entry("sport", 5), Repeat.EVER, False),
        ([entry("sport", 1), entry("economy", 2, "Driss")], entry("sport", 5), Repeat.LAST, True),
        ([entry("sport", 1)], entry("sport", 5), Repeat.EXACT, True),
        ([entry("sport", 1)], entry("sport", 1), Repeat.EXACT, False),
        ([entry("sport", 1)], entry(TAKEN_BACK, 5, "Driss"), Repeat.LAST, False),
        ([entry("sport", 1)], entry(TAKEN_BACK, 5), Repeat.EVER, True),
        ([entry("sport", 1), entry(TAKEN_BACK, 2)], entry("sport", 5), Repeat.EVER, False),
        ([entry("sport", 1), entry(TAKEN_BACK, 2)], entry("sport", 5), Repeat.LAST, True),
        ([], entry(TAKEN_BACK, 5), Repeat.EXACT, True),
    ],
)
def test_what_says_nothing_new(log: list[Correction], word: Correction, repeat: Repeat, new: bool) -> None:
    assert is_new(word, log, repeat) is new


ENTRIES = st.lists(
    st.builds(
        entry,
        st.sampled_from(["sport", "economy", "weather", TAKEN_BACK]),
        st.integers(1, 9),
        st.sampled_from(["Salma", "Driss", "Hind"]),
    ),
    max_size=12,
).map(lambda log: [replace(one, number=number) for number, one in enumerate(log, 1)])


@given(ENTRIES)
def test_what_holds_was_said_and_is_the_last_that_was_not_taken_back(log: list[Correction]) -> None:
    held = standing(log)
    assert len({one.editor for one in held}) == len(held)
    assert held == sorted(held, key=lambda one: (one.created, one.number))
    for editor in {one.editor for one in log}:
        depth = 0
        for one in sorted(log, key=lambda one: (one.created, one.number)):
            if one.editor == editor:
                depth = max(0, depth + (-1 if one.topic == TAKEN_BACK else 1))
        assert (editor in {one.editor for one in held}) is (depth > 0)


@given(ENTRIES, st.randoms())
def test_the_order_in_which_entries_are_read_changes_nothing(log: list[Correction], random: object) -> None:
    mixed = list(log)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    assert standing(mixed) == standing(log)


@given(ENTRIES, st.sampled_from(Repeat))
def test_what_was_added_is_not_new_again(log: list[Correction], repeat: Repeat) -> None:
    kept: list[Correction] = []
    for one in log:
        if is_new(one, kept, repeat):
            kept.append(one)
    if repeat is not Repeat.LAST:
        assert not any(is_new(one, kept, repeat) for one in kept)
