"""Bursts: what is told, what is not, when, and once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from tests.trends.newsroom import MONDAY, newsroom, tally_of
from topics.trends.bursts import find_bursts, find_rises
from topics.trends.evidence import Rules, one_outlet_alone, weigh
from topics.trends.tally import Tally
from topics.types import Bin, Burst, Dimension

START = 38 * 24 + 9  # a Thursday morning in the sixth week
RISE = ((2, START, 24, 3.0),)


def hours(number: int) -> timedelta:
    return timedelta(hours=number)


@pytest.fixture(scope="module")
def risen() -> Tally:
    return newsroom(days=44, rises=RISE)


@pytest.fixture(scope="module")
def told(risen: Tally) -> list[Burst]:
    return find_bursts(risen)


def test_a_rise_is_one_burst_with_its_beginning_end_and_size(told: list[Burst]) -> None:
    (burst,) = told
    assert (burst.by, burst.key, burst.every) == (Dimension.THEME, "T2", Bin.HOUR)
    assert abs(burst.since - (MONDAY + hours(START))) <= hours(3)
    assert MONDAY + hours(START + 18) <= burst.until <= MONDAY + hours(START + 30)
    assert burst.since <= burst.peak < burst.until
    assert 2.2 < burst.ratio < 4
    assert burst.p_value < 1e-5
    assert burst.score == pytest.approx(-np.log10(burst.p_value))


def test_outlets_come_by_headlines(risen: Tally, told: list[Burst]) -> None:
    (burst,) = told
    span = [MONDAY + hours(n) for n in range(len(risen.starts))]
    inside = [burst.since <= start < burst.until for start in span]
    of_outlet = dict(zip(risen.sources, risen.counts[2][:, inside].sum(axis=1).tolist(), strict=True))
    assert [of_outlet[name] for name in burst.outlets] == sorted(of_outlet.values(), reverse=True)
    assert burst.count == sum(of_outlet.values())


def test_it_is_told_within_hours(risen: Tally) -> None:
    (rise,) = find_rises(weigh(risen, Rules()), Bin.HOUR)
    assert START <= rise.told <= START + 6


def test_steady_news_is_no_burst() -> None:
    for seed in range(3):
        assert find_bursts(newsroom(days=44, seed=10 + seed)) == []


def test_what_was_known_then_is_what_a_batch_up_to_then_says(risen: Tally) -> None:
    whole = find_rises(weigh(risen, Rules()), Bin.HOUR)
    for now in (START - 2, START + 4, START + 12, START + 60):
        known = risen.until(MONDAY + hours(now + 1))
        streamed = find_rises(weigh(known, Rules()), Bin.HOUR)
        assert [(rise.row, rise.told) for rise in streamed] == [
            (rise.row, rise.told) for rise in whole if rise.told <= now
        ]


def test_a_burst_that_goes_on_reaches_to_now_and_keeps_its_beginning(risen: Tally) -> None:
    for now in (START + 8, START + 16):
        (burst,) = find_bursts(risen.until(MONDAY + hours(now)), lasting=True)
        assert burst.until == MONDAY + hours(now)
        assert abs(burst.since - (MONDAY + hours(START))) <= hours(3)


def test_where_the_tally_begins_does_not_matter_beyond_its_memory() -> None:
    rises = ((2, 108 * 24 + 9, 24, 4.0),)
    whole = newsroom(days=112, rises=rises)
    cut = 14 * 24
    later = replace(
        whole, starts=whole.starts[cut:], counts=whole.counts[:, :, cut:],
        totals=whole.totals[:, cut:], out=whole.out[:, cut:],
    )  # fmt: skip
    since = whole.starts[105 * 24]
    assert find_bursts(whole, since=since) == find_bursts(later, since=since) != []


def test_one_outlet_alone_is_no_burst() -> None:
    tally = newsroom(days=44)
    counts = tally.counts.copy()
    counts[2, 3, START : START + 12] += 15  # it tells one thing again and again
    loud = replace(tally, counts=counts, totals=counts.sum(axis=0, dtype=np.int32))
    assert find_bursts(loud) == []
    assert [burst.key for burst in find_bursts(loud, rules=Rules(outlets=1))] == ["T2"]


def test_one_outlet_alone_by_hand() -> None:
    counts = np.array([[9.0, 9.0, 9.0], [0.0, 6.0, 1.0], [0.0, 5.0, 0.0]])
    expected = np.array([[1.0, 1.0, 1.0], [1.0, 1.0, 1.0], [1.0, 1.0, 1.0]])
    found = one_outlet_alone(counts, expected, np.full(3, 0.05), 2)
    assert found.tolist() == [True, False, True]


def test_too_few_headlines_and_too_small_a_rise_are_no_burst() -> None:
    thin = newsroom(days=44, per_day=(0.5, 400.0), rises=((0, START, 12, 12.0),))
    assert find_bursts(thin, rules=Rules(least=20)) == []
    thick = newsroom(days=44, per_day=(4000.0, 4000.0), rises=((0, START, 24, 1.35),))
    assert find_bursts(thick) == []
    assert find_bursts(thick, rules=Rules(ratio=1.1)) != []


@pytest.mark.parametrize("told_of", [True, False])
def test_an_outage_alone_raises_nothing(told_of: bool) -> None:
    tally = newsroom(days=49, per_day=(30.0, 60.0, 120.0, 240.0), seed=4)
    counts, out = tally.counts.copy(), tally.out.copy()
    span = slice(40 * 24, 43 * 24)
    counts[:, 3:, span] = 0  # the two largest outlets
    out[3:, span] = told_of
    hurt = replace(tally, counts=counts, totals=counts.sum(axis=0, dtype=np.int32), out=out)
    assert find_bursts(hurt) == []


def test_what_an_outlet_brings_in_a_heap_after_an_outage_is_no_burst() -> None:
    tally = newsroom(days=49, per_day=(60.0,) * 8, seed=5)
    counts = tally.counts.copy()
    late = counts[:, 4, 40 * 24 : 41 * 24].sum(axis=1)
    counts[:, 4, 40 * 24 : 41 * 24] = 0
    counts[:, 4, 41 * 24] += late
    heap = replace(tally, counts=counts, totals=counts.sum(axis=0, dtype=np.int32))
    assert find_bursts(heap) == []


def test_a_rise_that_comes_back_the_same_day_is_the_same_burst() -> None:
    tally = newsroom(days=44, rises=((2, START, 8, 5.0), (2, START + 20, 8, 5.0)))
    assert len(find_bursts(tally)) == 1
    apart = newsroom(days=48, rises=((2, START, 8, 5.0), (2, START + 96, 8, 5.0)))
    assert len(find_bursts(apart)) == 2


def test_by_day_slow_rises_are_found() -> None:
    rng = np.random.default_rng(2)
    mean = np.full((3, 5, 80), [[[3.0]], [[8.0]], [[16.0]]])
    mean[0, :, 60:72] *= 2.2
    found = find_bursts(tally_of(rng.poisson(mean), every=Bin.DAY))
    assert [burst.key for burst in found] == ["T0"]
    assert abs(found[0].since - (MONDAY + timedelta(days=60))) <= timedelta(days=2)


def test_keys_that_were_looked_at_elsewhere_raise_the_bar() -> None:
    weak = newsroom(days=44, rises=((2, START, 24, 2.6),))
    alone, among = find_bursts(weak), find_bursts(weak, others=100_000)
    assert len(alone) == 1
    assert among == [] or among[0].until - among[0].since <= alone[0].until - alone[0].since


def test_weeks_before_the_first_headline_tell_nothing_of_what_is_usual() -> None:
    tally = newsroom(days=44, rises=RISE)
    counts = tally.counts.copy()
    counts[:, :, : 27 * 24] = 0
    young = replace(tally, counts=counts, totals=counts.sum(axis=0, dtype=np.int32))
    assert young.opened == 27
    assert find_bursts(young) == []  # what rises lies in its second week


def test_nothing_is_told_before_anything_is_known() -> None:
    young = newsroom(days=13, rises=((2, 10 * 24, 48, 9.0),))
    assert find_bursts(young) == []
    assert find_bursts(tally_of(np.zeros((0, 2, 24)))) == []
    assert find_bursts(tally_of(np.zeros((2, 2, 0)))) == []
    assert find_bursts(tally_of(np.zeros((2, 2, 40 * 24)))) == []
