"""Which headlines are quoted."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from topics.cluster.quoting import LOOKED_AT, most_telling

TITLES = (
    "Heavy rain floods the valley road",
    "Heavy rain floods the valley road again",
    "A cat comes home after a year",
    "Rain and floods close the valley schools",
)


def test_what_most_say_is_quoted_and_nothing_twice() -> None:
    rows = most_telling(TITLES, ["a", "a", "a", "a"], 2)
    assert len(rows) == 2
    assert 2 not in rows[:1]
    assert set(rows) != {0, 1}, "they say the same"


def test_other_outlets_come_first() -> None:
    titles = [
        "Rain floods valley farms",
        "Rain closes valley schools",
        "Valley bridge gone after rain",
    ]
    rows = most_telling(titles, ["a", "a", "b"], 2)
    assert len(rows) == 2 and 2 in rows


def test_fewer_are_quoted_where_all_say_the_same() -> None:
    assert len(most_telling(["Rain floods the valley"] * 5, list("abcde"), 3)) == 1


def test_nothing_is_quoted_of_nothing() -> None:
    assert most_telling([], [], 3) == []


def test_of_a_large_group_the_newest_are_looked_at() -> None:
    titles = ["An old storm"] * LOOKED_AT + ["Rain floods the valley"] * LOOKED_AT
    assert most_telling(titles, ["a"] * len(titles), 1)[0] >= LOOKED_AT


@given(st.lists(st.text(max_size=30), max_size=12), st.integers(0, 4))
def test_rows_are_rows_each_once(titles: list[str], wanted: int) -> None:
    rows = most_telling(titles, [str(len(title) % 3) for title in titles], wanted)
    assert len(rows) == len(set(rows)) <= wanted
    assert all(0 <= row < len(titles) for row in rows)
