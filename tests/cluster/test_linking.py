"""Linkage of headlines by the chance that pairs of them belong together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import combinations
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from topics.cluster import linking
from topics.cluster.linking import connected_groups, link
from topics.cluster.story_weights import LEARNED, POSSIBLE

COHESIONS = (0.0, 0.5, 1.0, LEARNED.cohesion)


def square(count: int, pairs: dict[tuple[int, int], float]) -> np.ndarray:
    """A symmetric matrix of chances; pairs that are not named have none."""
    found = np.zeros((count, count))
    for (one, other), chance in pairs.items():
        found[one, other] = found[other, one] = chance
    return found


def at_random(count: int, seed: int) -> np.ndarray:
    """Chances of which no two are equal."""
    upper = np.triu(np.random.default_rng(seed).random((count, count)), 1)
    return upper + upper.T


def grouped(labels: Iterable[int]) -> set[frozenset[int]]:
    """Labels as sets of rows."""
    groups: dict[int, set[int]] = {}
    for row, label in enumerate(labels):
        groups.setdefault(label, set()).add(row)
    return set(map(frozenset, groups.values()))


def likeness(chances: np.ndarray, one: Sequence[int], other: Sequence[int], cohesion: float) -> float:
    """As the linkage defines it, from the pairs alone: their mean chance over both coherences."""

    def coherence(group: Sequence[int]) -> float:
        inside = chances[np.ix_(group, group)] + np.eye(len(group))
        return float(inside.mean())

    between = float(chances[np.ix_(one, other)].mean())
    return between / float((coherence(one) * coherence(other)) ** (cohesion / 2))


def plainly(chances: np.ndarray, least: float, cohesion: float) -> set[frozenset[int]]:
    """The same linkage written a second time, without any bookkeeping."""
    groups = [[row] for row in range(len(chances))]
    while len(groups) > 1:
        best, one, other = max(
            (likeness(chances, a, b, cohesion), i, j) for (i, a), (j, b) in combinations(enumerate(groups), 2)
        )
        if best < least:
            break
        groups[one] += groups.pop(other)
    return set(map(frozenset, groups))


# --- one part ------------------------------------------------------------------------------------


def test_two_clear_blocks_are_two_groups_named_by_their_first_rows() -> None:
    inside = {pair: 0.9 for block in ((0, 2, 4), (1, 3)) for pair in combinations(block, 2)}
    across = {(one, other): 0.05 for one in (0, 2, 4) for other in (1, 3)}
    labels = link(square(5, inside | across), 0.4, LEARNED.cohesion)
    assert labels.tolist() == [0, 1, 0, 1, 0]
    assert labels.dtype == np.int32


def test_headlines_that_hang_together_by_one_alone_are_no_chain() -> None:
    chain = square(3, {(0, 1): 0.9, (1, 2): 0.89})
    assert grouped(link(chain, 0.6, LEARNED.cohesion)) == {frozenset({0, 1}), frozenset({2})}
    assert grouped(link(chain, 0.1, LEARNED.cohesion)) == {frozenset({0, 1, 2})}


def test_a_wide_story_takes_what_a_narrow_one_does_not() -> None:
    """Half of the pairs of a new headline are close: enough for a loose group, too little for a tight one."""
    near = {(0, 4): 0.5, (1, 4): 0.5}
    tight = dict.fromkeys(combinations(range(4), 2), 0.99) | near
    loose = dict.fromkeys(combinations(range(4), 2), 0.55) | near
    assert len(grouped(link(square(5, tight), 0.3, 1.0))) == 2
    assert len(grouped(link(square(5, loose), 0.3, 1.0))) == 1


@pytest.mark.parametrize("count", [0, 1])
def test_none_and_one_are_linked_with_nothing(count: int) -> None:
    assert link(np.zeros((count, count)), 0.5, 1.0).tolist() == list(range(count))


@pytest.mark.parametrize("cohesion", COHESIONS)
def test_nothing_below_the_least_chance_is_joined(cohesion: float) -> None:
    chances = at_random(12, seed=1) * 0.499
    assert link(chances, 0.5, cohesion).tolist() == list(range(12))


@pytest.mark.parametrize("cohesion", COHESIONS)
def test_equal_headlines_are_one_group(cohesion: float) -> None:
    assert link(1 - np.eye(20), 0.9, cohesion).tolist() == [0] * 20


@given(
    count=st.integers(1, 9),
    seed=st.integers(0, 10_000),
    least=st.sampled_from([0.1, 0.3, 0.5, 0.7, 0.9]),
    cohesion=st.sampled_from(COHESIONS),
)
def test_the_linkage_is_what_it_is_defined_to_be(
    count: int, seed: int, least: float, cohesion: float
) -> None:
    chances = at_random(count, seed)
    assert grouped(link(chances, least, cohesion)) == plainly(chances, least, cohesion)


@given(
    count=st.integers(2, 15),
    seed=st.integers(0, 10_000),
    least=st.sampled_from([0.1, 0.3, 0.5, 0.7]),
    cohesion=st.sampled_from(COHESIONS),
)
def test_the_order_of_rows_changes_no_group(count: int, seed: int, least: float, cohesion: float) -> None:
    chances = at_random(count, seed)
    order = np.random.default_rng(seed + 1).permutation(count)
    moved = grouped(link(chances[np.ix_(order, order)], least, cohesion))
    assert {frozenset(order[list(rows)].tolist()) for rows in moved} == grouped(
        link(chances, least, cohesion)
    )


# --- all parts -----------------------------------------------------------------------------------


def groups_of(
    pairs: dict[tuple[int, int], float], count: int, *, least: float = 0.4, since: int = 0, also: Any = None
) -> list[list[int]]:
    """Groups of places; pairs name the later place first, as the stream does."""
    places = np.array(sorted(pairs), np.int64).reshape(-1, 2).T
    chances = np.array([pairs[pair] for pair in sorted(pairs)], np.float32)
    cohesion = LEARNED.cohesion
    found = connected_groups(places, chances, count, least=least, cohesion=cohesion, since=since, also=also)
    return [group.tolist() for group in found]


def test_every_part_is_linked_by_itself() -> None:
    pairs = {(2, 0): 0.9, (3, 1): 0.8, (5, 1): 0.9, (5, 3): 0.9}
    assert sorted(groups_of(pairs, 6)) == [[0, 2], [1, 3, 5], [4]]


def test_nothing_and_one_are_grouped() -> None:
    assert groups_of({}, 0) == []
    assert groups_of({}, 1) == [[0]]
    assert sorted(groups_of({}, 3)) == [[0], [1], [2]]


def test_only_parts_with_a_new_place_are_told() -> None:
    pairs = {(1, 0): 0.9, (3, 2): 0.9, (5, 2): 0.9, (5, 3): 0.9}
    assert sorted(groups_of(pairs, 6, since=4)) == [[2, 3, 5], [4]]
    assert groups_of(pairs, 6, since=6) == []
    assert groups_of(pairs, 6, since=6, also=np.array([1])) == [[0, 1]]


def test_a_pair_that_is_close_in_a_touched_part_is_told_though_it_is_old() -> None:
    pairs = {(1, 0): 0.9, (2, 1): 0.5}
    assert sorted(groups_of(pairs, 3, since=2, least=0.5)) == [[0, 1], [2]]


def test_chances_that_count_as_none_connect_nothing() -> None:
    assert sorted(groups_of({(1, 0): POSSIBLE / 2}, 2, least=POSSIBLE / 4)) == [[0], [1]]


@given(count=st.integers(1, 12), seed=st.integers(0, 10_000), least=st.sampled_from([0.1, 0.4, 0.6]))
def test_the_order_of_places_changes_no_group(count: int, seed: int, least: float) -> None:
    random = np.random.default_rng(seed)
    chances = at_random(count, seed)
    some = [pair for pair in combinations(range(count), 2) if random.random() < 0.3]
    place = random.permutation(count).tolist()
    plain = groups_of({(b, a): chances[a, b] for a, b in some}, count, least=least)
    moved = groups_of(
        {tuple(sorted((place[a], place[b]), reverse=True)): chances[a, b] for a, b in some},
        count,
        least=least,
    )
    assert {frozenset(place[row] for row in group) for group in plain} == set(map(frozenset, moved))


def test_more_than_can_be_linked_at_once_are_linked_in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(linking, "LARGEST", 10)
    all_equal = {(later, earlier): 1.0 for earlier, later in combinations(range(25), 2)}
    assert groups_of(all_equal, 25) == [list(range(10)), list(range(10, 20)), list(range(20, 25))]
