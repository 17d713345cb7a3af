"""From prototypes to themes: as many as can be read, each large enough, and the same again."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.cluster.news import unit
from topics.cluster.broader import FEWEST, LARGEST, broader_groups, rows_of_groups
from topics.cluster.dense import Places
from topics.cluster.floors import CHANCE, floors_and_cores, without_themselves
from topics.cluster.grouping import MOST_THEMES, distances, grouped, usual_themes, without_small
from topics.cluster.linkage import linked_until

ONES = np.ones(12, np.int32)


def places(count: int, seed: int = 0) -> Places:
    random = np.random.default_rng(seed)
    sizes = random.integers(8, 60, count).astype(np.int32)
    labels = np.repeat(np.arange(count, dtype=np.int32), sizes)
    drawn = random.normal(size=(count, 5)).astype(np.float32)
    return Places(unit(random.normal(size=(count, 32))), drawn, sizes, labels)


@pytest.mark.parametrize(("headlines", "themes"), [(1, 2), (1000, 14), (5000, 22), (25_000, 34)])
def test_an_editor_can_read_as_many_as_there_are(headlines: int, themes: int) -> None:
    assert usual_themes(headlines) == themes
    assert usual_themes(0) == 1
    assert usual_themes(10**9) == MOST_THEMES


@settings(deadline=None, max_examples=30)
@given(seed=st.integers(0, 1000), wanted=st.integers(1, 20), least=st.integers(1, 90))
def test_no_more_themes_than_wanted_and_none_too_small(seed: int, wanted: int, least: int) -> None:
    some = places(24, seed)
    labels = grouped(some, some.sizes, wanted=wanted, least=least)
    sizes = np.bincount(labels, weights=some.sizes)
    assert 1 <= len(sizes) <= wanted
    assert (sizes >= least).all() or len(sizes) == 1


@settings(deadline=None, max_examples=30)
@given(seed=st.integers(0, 1000), wanted=st.integers(2, 20))
def test_told_of_its_own_themes_a_grouping_stays_as_it_was(seed: int, wanted: int) -> None:
    some = places(24, seed)
    once = grouped(some, some.sizes, wanted=wanted, least=1)
    assert np.array_equal(grouped(some, some.sizes, wanted=wanted, least=1, before=once), once)


def test_those_that_were_together_before_are_nearer() -> None:
    some = places(6)
    free, told = distances(some), distances(some, np.array([0, 0, 1, 1, -1, -1]))
    assert told[0, 1] < free[0, 1]
    assert told[2, 3] < free[2, 3]
    assert told[1, 2] == free[1, 2]
    assert told[4, 5] == free[4, 5], "of no theme before is no theme in common"


def test_near_twins_are_one_theme_however_many_are_wanted() -> None:
    one = unit(np.random.default_rng(1).normal(size=(1, 32)))
    twins = replace(places(3), prototypes=np.concatenate([one, unit(one + 0.01), -one]))
    assert grouped(twins, twins.sizes, wanted=9, least=1).tolist() == [0, 0, 1]


def test_one_prototype_or_none_is_one_theme_or_none() -> None:
    assert grouped(places(1), np.array([5]), wanted=3, least=1).tolist() == [0]
    assert grouped(places(0), np.array([], np.int32), wanted=3, least=1).tolist() == []


def test_linkage_counts_each_point_by_its_weight() -> None:
    """0 and 1 join; then 3 is nearer to the heavier 1 than 2 is to both."""
    apart = np.array([[0, 1, 5, 9], [1, 0, 9, 5], [5, 9, 0, 20], [9, 5, 20, 0]], float)
    until_two = lambda labels: len(set(labels.tolist())) == 2  # noqa: E731 - said once, read once
    assert linked_until(apart, np.array([1, 9, 1, 1]), until_two).tolist() == [0, 0, 1, 0]
    assert linked_until(apart, np.array([9, 1, 1, 1]), until_two).tolist() == [0, 0, 0, 1]


def test_linkage_makes_no_group_heavier_than_allowed() -> None:
    apart = np.abs(np.subtract.outer(np.arange(12.0), np.arange(12.0)))
    labels = linked_until(apart, ONES, lambda labels: False, most=4)
    assert np.bincount(labels).max() <= 4


def test_a_small_group_joins_its_nearest() -> None:
    apart = np.array([[0, 9, 1], [9, 0, 5], [1, 5, 0]], float)
    held = np.array([50, 50, 2])
    assert without_small(np.array([0, 1, 2]), apart, held, 10, 9).tolist() == [0, 1, 0]
    assert without_small(np.array([0, 1, 2]), apart, np.array([50, 60, 70]), 10, 2).tolist() == [0, 1, 0]


def test_few_themes_have_no_coarser_level_and_many_have_groups_of_several() -> None:
    random = np.random.default_rng(0)
    assert broader_groups(unit(random.normal(size=(FEWEST - 1, 16)))) is None
    groups = broader_groups(unit(random.normal(size=(34, 16))))
    assert groups is not None
    sizes = np.bincount(groups)
    assert 6 <= len(sizes) <= 12
    assert sizes.max() <= round(LARGEST * 34)


def test_rows_of_a_group_come_theme_by_theme_in_turn() -> None:
    assert rows_of_groups(np.array([0, 1, 0]), [[1, 2], [3], [4]]) == [[1, 4, 2], [3]]


# --- where a theme ends ------------------------------------------------------------------------


def test_a_floor_leaves_out_the_least_typical_and_a_core_a_quarter() -> None:
    near = np.linspace(0.2, 0.9, 1000)[:, None]
    floors, cores = floors_and_cores(near, np.zeros(1000, np.int32))
    assert 0.01 < (near < floors).mean() <= 0.03
    assert 0.2 < (near < cores).mean() <= 0.25


def test_a_floor_is_never_so_low_that_chance_reaches_it_and_nobody_reaches_that_of_an_empty_theme() -> None:
    floors, cores = floors_and_cores(np.zeros((50, 2)), np.zeros(50, np.int32))
    assert floors[0] == pytest.approx(CHANCE)
    assert cores[0] >= floors[0]
    assert floors[1] == 1


def test_members_are_compared_with_the_rest_of_their_place() -> None:
    rows = unit(np.random.default_rng(0).normal(size=(4, 8)))
    labels = np.array([0, 0, 0, -1], np.int32)
    near = np.full((4, 2), 0.5)
    found = without_themselves(rows, labels, near)
    others = unit((rows[1] + rows[2])[None])[0]
    assert found[0, 0] == pytest.approx(float(rows[0] @ others), abs=1e-6)
    assert found[3, 0] == found[0, 1] == 0.5
