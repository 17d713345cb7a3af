"""What one group covers more than another: both ways the same, and silent where nothing differs."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from topics.trends.compare import Difference, benjamini_hochberg, compare, share_of
from topics.trends.overdispersion import Group, Spread, design_effect, grouped

ROWS = st.lists(
    st.tuples(
        st.sampled_from(["Rif Matin", "صدى الأطلس", "Casa Soir"]),
        st.integers(0, 6),
        st.frozensets(st.sampled_from(["sport", "weather", "economy", "labour"]), max_size=3),
    ),
    max_size=60,
)


def group(outlets: dict[str, Sequence[int]], key: str = "k") -> Group:
    """Outlet -> headlines with the key, day by day; ten headlines a day in all."""
    found = Group()
    for outlet, days in outlets.items():
        for day, number in enumerate(days):
            found.add((outlet, day), (key,), number)
            found.add((outlet, day), (), 10 - number)
    return found


def only(found: list[Difference]) -> Difference:
    (one,) = found
    return one


# --- both ways -----------------------------------------------------------------------------------


@given(ROWS, ROWS)
def test_swapping_the_groups_swaps_every_sign(one: list, other: list) -> None:
    there = {found.key: found for found in compare(grouped(one), grouped(other), least=1)}
    back = {found.key: found for found in compare(grouped(other), grouped(one), least=1)}
    assert there.keys() == back.keys()
    for key, found in there.items():
        mirrored = back[key]
        assert (found.this, found.that) == (mirrored.that, mirrored.this)
        assert (found.this_share, found.that_share) == (mirrored.that_share, mirrored.this_share)
        assert found.log_odds == pytest.approx(-mirrored.log_odds, abs=1e-9)
        assert found.z == pytest.approx(-mirrored.z, abs=1e-6)
        assert found.p_value == pytest.approx(mirrored.p_value, abs=1e-6)


@given(ROWS, ROWS)
def test_every_number_is_in_its_range(one: list, other: list) -> None:
    for found in compare(grouped(one), grouped(other), least=1):
        assert 0 <= found.p_value <= found.q_value <= 1
        assert math.isfinite(found.z) and math.isfinite(found.log_odds)
        assert found.z * found.log_odds >= 0, "both have one sign"
        assert found.effect >= 1
        for share in (found.this_share, found.that_share):
            assert 0 <= share.low <= share.value <= share.high <= 1


@given(ROWS)
def test_a_group_does_not_differ_from_itself(rows: list) -> None:
    for found in compare(grouped(rows), grouped(rows), least=1):
        assert found.z == pytest.approx(0, abs=1e-6)
        assert found.p_value == pytest.approx(1, abs=1e-6)


def test_what_this_group_covers_more_comes_first() -> None:
    this, that = Group(), Group()
    for day in range(7):
        for outlet in ("a", "b"):
            this.add((outlet, day), ("sport",), 6)
            this.add((outlet, day), ("weather",), 4)
            that.add((outlet, day), ("sport",), 4)
            that.add((outlet, day), ("weather",), 6)
    assert [one.key for one in compare(this, that)] == ["sport", "weather"]
    assert [one.key for one in compare(that, this)] == ["weather", "sport"]


# --- what counts ---------------------------------------------------------------------------------


def test_keys_that_are_met_less_than_asked_for_are_left_out() -> None:
    this, that = group({"a": [3, 0]}), group({"a": [1, 0]})
    assert compare(this, that) == []
    assert only(compare(this, that, least=4)).this == 3


def test_with_an_empty_group_nothing_is_compared() -> None:
    assert compare(group({"a": [9, 9]}), Group()) == []
    assert compare(Group(), Group()) == []


def test_what_every_headline_has_makes_no_difference() -> None:
    found = only(compare(group({"a": [10, 10]}), group({"a": [10]})))
    assert (found.log_odds, found.z, found.p_value) == (0, 0, 1)


@pytest.mark.parametrize(
    ("this", "that", "exact"), [(5, 0, 0.031), (10, 2, 0.022), (8, 8, 1.0), (60, 40, 0.04)]
)
def test_p_values_are_near_the_exact_ones(this: int, that: int, exact: float) -> None:
    """Two-sided mid-p of a fair coin, which two large groups of one size and rare keys come down to."""
    groups = []
    for number in (this, that):
        found = Group()
        for headline in range(10_000):
            found.add(("outlet", 0), ("k",) if headline < number else ())
        groups.append(found)
    assert only(compare(*groups)).p_value == pytest.approx(exact, rel=0.25)


def test_a_key_that_one_group_lacks_is_beyond_chance() -> None:
    """The score of the paper, log-odds by its standard error, would be 2.9 here."""
    found = only(compare(group({"a": [3] * 7, "b": [3] * 7}), group({"a": [0] * 7, "b": [0] * 7})))
    assert found.z > 5


def test_one_desk_that_repeats_itself_counts_less_than_all_together() -> None:
    even = only(compare(group({"a": [1] * 8, "b": [1] * 8}), group({"a": [0] * 8, "b": [0] * 8})))
    once = only(compare(group({"a": [8] + [0] * 7, "b": [8] + [0] * 7}), group({"a": [0] * 8, "b": [0] * 8})))
    assert even.effect == 1
    assert once.effect > 5
    assert once.p_value > 10 * even.p_value


def test_outlets_that_always_differ_are_no_variation() -> None:
    """One writes of sport alone, one never: their mixture is fixed, only days vary."""
    fixed = group({"sport paper": [10, 10, 10], "other paper": [0, 0, 0]})
    assert design_effect("k", [Spread(fixed)]) == 1


# --- what is beyond chance -----------------------------------------------------------------------


def test_equal_streams_differ_no_more_often_than_the_level() -> None:
    """Every desk-day draws its own shares, so that headlines hang together as they do in newsrooms."""
    random = np.random.default_rng(7)
    p_values: list[float] = []
    false_finds = 0
    runs = 60
    for _ in range(runs):
        keys = 12
        usual = {outlet: random.dirichlet(np.full(keys, 2.0)) for outlet in range(6)}
        this, that = (_clustered(usual, random) for _ in range(2))
        found = compare(this, that)
        p_values += [one.p_value for one in found]
        false_finds += any(one.is_significant() for one in found)
    for level in (0.05, 0.01):
        rate = np.mean(np.array(p_values) < level)
        assert rate <= level + 2.5 * math.sqrt(level * (1 - level) / len(p_values))
    assert false_finds <= 0.05 * runs + 2.5 * math.sqrt(0.05 * 0.95 * runs)


def _clustered(usual: dict[int, np.ndarray], random: np.random.Generator) -> Group:
    found = Group()
    for outlet, shares in usual.items():
        for day in range(14):
            today = random.dirichlet(shares * 20)
            for key, number in enumerate(random.multinomial(random.poisson(12), today)):
                if number:
                    found.add((str(outlet), day), (str(key),), int(number))
    return found


def test_a_doubled_share_is_found() -> None:
    random = np.random.default_rng(3)
    found = 0
    for _ in range(20):
        groups = []
        for share in (0.2, 0.1):
            one = Group()
            for outlet in "abcdef":
                for day in range(7):
                    number = int(random.binomial(12, share))
                    one.add((outlet, day), ("k",), number)
                    one.add((outlet, day), (), 12 - number)
            groups.append(one)
        found += only(compare(*groups)).is_significant()
    assert found >= 18


@given(st.lists(st.floats(0, 1), max_size=40))
def test_corrected_p_values_keep_their_order_and_never_shrink(p_values: list[float]) -> None:
    corrected = benjamini_hochberg(p_values)
    assert all(q >= p for p, q in zip(p_values, corrected, strict=True))
    for one, p in enumerate(p_values):
        for other, q in enumerate(p_values):
            if p < q:
                assert corrected[one] <= corrected[other]


def test_corrected_p_values_of_an_example() -> None:
    assert benjamini_hochberg([0.01, 0.04, 0.03, 0.5]) == pytest.approx([0.04, 0.16 / 3, 0.16 / 3, 0.5])


def test_intervals_are_those_of_wilson() -> None:
    share = share_of(10, 100)
    assert (share.value, share.low, share.high) == pytest.approx((0.1, 0.0552, 0.1744), abs=1e-4)
    assert share_of(0, 0).high == 1
