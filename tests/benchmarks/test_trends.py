"""Streams with planted rises, what is counted of them, and the rivals' rules."""

from __future__ import annotations

from datetime import datetime, timedelta

import numpy as np
import pytest

from benchmarks.trend_planted import Figures, _edges, _score, false_alarms, wilson
from benchmarks.trend_rivals import bertrend, three_sigma, two_hours_against_a_week
from benchmarks.trend_streams import DAYS, FIRST_DAY, Plant, Pool, by_day, pool, stream, with_outage
from tests.trends.newsroom import newsroom
from topics.types import Dimension


@pytest.fixture(scope="module")
def source() -> Pool:
    """Ten weeks of rows: four keys of 2 to 20 a day in three outlets, the last one at weekends only."""
    rng = np.random.default_rng(0)
    keys, outlets, when = [], [], []
    for day in range(70):
        for key, per_day in enumerate((2, 6, 20, 9)):
            if key == 3 and day % 7 < 5:
                continue
            for _ in range(rng.poisson(per_day)):
                keys.append(key)
                outlets.append(int(rng.integers(3)))
                when.append(datetime(2024, 1, 1) + timedelta(days=day, hours=int(rng.integers(6, 22))))
    return pool("rows", Dimension.THEME, np.array(keys), np.array(outlets), when, 4)


def test_a_stream_is_the_same_every_time_and_has_the_sets_hours_and_weekends(source: Pool) -> None:
    one, two = stream(source, 1), stream(source, 1)
    assert np.array_equal(one.tally.counts, two.tally.counts)
    assert not np.array_equal(one.tally.counts, stream(source, 2).tally.counts)
    by_hour = one.tally.counts.sum(axis=(0, 1)).reshape(-1, 24).sum(axis=0)
    assert by_hour[:6].sum() == by_hour[22:].sum() == 0
    weekend = by_day(one.tally).counts[3].sum(axis=0).reshape(-1, 7)
    assert weekend[:, :5].sum() == 0
    assert weekend[:, 5:].sum() > 50


def test_volume_and_outlets_are_scaled(source: Pool) -> None:
    small, large = stream(source, 3, wanders=False), stream(source, 3, per_hour=60.0, wanders=False)
    assert small.tally.counts.sum() / (DAYS * 24) == pytest.approx(source.per_hour, rel=0.1)
    assert large.tally.counts.sum() / (DAYS * 24) == pytest.approx(60, rel=0.05)
    assert len(small.tally.sources) == 3
    assert len(large.tally.sources) == 12


def test_planted_rises_are_as_large_as_said(source: Pool) -> None:
    ratios: dict[int, list[float]] = {2: [], 3: [], 5: []}
    for seed in range(8):
        made = stream(source, seed, per_hour=200.0, plants=3, wanders=False)
        assert len({plant.key for plant in made.plants}) == len(made.plants)
        for plant in made.plants:
            days = slice(plant.start % 168, None, 168)
            if plant.hours == 24 and plant.key != 3:
                own = made.tally.counts[plant.key].sum(axis=0)
                weekly = [own[at : at + 24].sum() for at in range(DAYS * 24)[days] if at + 24 <= DAYS * 24]
                ratios[plant.factor].append(own[plant.start : plant.end].sum() / float(np.median(weekly)))
            assert plant.start >= FIRST_DAY * 24
    for factor, found in ratios.items():
        for ratio in found:
            assert ratio == pytest.approx(factor, rel=0.35)


def test_an_outage_takes_out_what_the_outlets_brought(source: Pool) -> None:
    tally = stream(source, 1).tally
    hurt = with_outage(tally, np.array([1]), slice(100, 148), told=True)
    assert hurt.counts[:, 1, 100:148].sum() == 0
    assert hurt.out.sum() == 48
    assert hurt.counts[:, [0, 2]].sum() == tally.counts[:, [0, 2]].sum()


def test_alarms_are_counted_once_and_echoes_are_not_false() -> None:
    on = np.zeros((2, DAYS * 24), np.bool_)
    on[0, 900:905] = on[0, 910] = on[0, 1000] = True
    assert _edges(on) == [(0, 900), (0, 1000)]
    made = stream_of(Plant(0, 890, 24, 3, "small"))
    figures = Figures()
    _score(figures, made, [(0, 900), (0, 980), (0, 1200), (1, 900), (1, 10)])
    assert [delay for _, delay in figures.found] == [11]
    assert len(figures.false) == 2  # (0, 1200) and (1, 900); (1, 10) lies before the weeks that count
    assert false_alarms(figures)["a week"] == pytest.approx(2 / (2 * 4 / 100))


def stream_of(*plants: Plant):
    from benchmarks.trend_streams import Stream

    return Stream(newsroom(days=2), plants, ("small", "large"))


def test_rivals_see_a_large_rise() -> None:
    tally = newsroom(days=44, rises=((2, 40 * 24 + 9, 24, 8.0),))
    for rule in (three_sigma, two_hours_against_a_week):
        found = rule(tally)[2, 40 * 24 + 9 : 41 * 24 + 9]
        assert found.any()
    on = bertrend(newsroom(days=44, per_day=(0.3, 60.0, 60.0, 90.0), rises=((0, 38 * 24, 72, 60.0),)))
    assert on.shape == (4, 44 * 24)
    assert on[0, 38 * 24 :].any()


def test_the_interval_of_a_share() -> None:
    low, high = wilson(95, 100)
    assert (round(low, 3), round(high, 3)) == (0.888, 0.978)
    assert wilson(0, 0) == (0.0, 1.0)
