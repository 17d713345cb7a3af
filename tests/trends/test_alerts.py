"""What is told, what waits, and that nothing is told twice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.alerting import NOON, burst, rule
from topics.alert_rules import Rule
from topics.trends.alerts import STRONGER, Decision, alert_id, due
from topics.types import Alerted, Bin, Burst, Dimension

ZONE = "Africa/Casablanca"
HOUR = timedelta(hours=1)


class Desk:
    """Remembers what was told from look to look, as the store does."""

    def __init__(self, *rules: Rule) -> None:
        self.rules = rules
        self.history: list[Alerted] = []
        self.looked: dict[str, datetime] = {}

    def look(self, *bursts: Burst, hours: float = 0) -> Decision:
        now = NOON + hours * HOUR
        found = due(bursts, self.rules, self.history, now, timezone=ZONE, looked=self.looked)
        self.history = [self._after(one, found.going_on.get(one.alert_id)) for one in self.history]
        for one in found.due:
            b = one.burst
            self.history.append(
                Alerted(one.alert_id, one.rule.name, b.by, b.key, b.since, b.until, b.score, created=now)
            )
        self.looked = dict.fromkeys([one.name for one in self.rules], now)
        return found

    @staticmethod
    def _after(told: Alerted, seen: Burst | None) -> Alerted:
        if seen is None:
            return told
        return replace(told, until=max(told.until, seen.until), score=max(told.score, seen.score))


def told(found: Decision) -> list[tuple[str, str]]:
    return [(one.rule.name, one.burst.key) for one in found.due]


# --- which ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "enough"),
    [
        ({"least_score": 8.0}, True),
        ({"least_score": 8.1}, False),
        ({"least_score": None, "most_p": 1e-8}, True),
        ({"least_score": None, "most_p": 1e-9}, False),
        ({"least_score": None, "least_ratio": 4.0, "least_headlines": 34}, True),
        ({"least_score": None, "least_ratio": 4.3, "least_headlines": 1}, False),
        ({"least_headlines": 35}, False),
        ({"least_outlets": 3}, True),
        ({"least_outlets": 4}, False),
        ({"keys": ["weather"]}, True),
        ({"keys": ["sport"]}, False),
        ({"by": "theme"}, False),
        ({"every": "day"}, False),
    ],
)
def test_all_that_a_rule_asks_for_must_hold(asked: dict[str, object], enough: bool) -> None:
    assert bool(Desk(rule(**asked)).look(burst()).due) is enough


def test_a_key_that_nothing_let_expect_has_any_ratio() -> None:
    wanted = rule(least_score=None, least_ratio=100, least_headlines=5)
    assert Desk(wanted).look(burst(expected=0.0)).due


def test_each_rule_tells_for_itself_and_in_the_order_of_the_file() -> None:
    desk = Desk(rule("b"), rule("a"))
    found = desk.look(burst("sport", begin=-1), burst("weather"))
    assert told(found) == [("b", "weather"), ("b", "sport"), ("a", "weather"), ("a", "sport")]
    assert len({one.alert_id for one in found.due}) == 4


def test_an_id_is_the_same_for_ever() -> None:
    assert alert_id("rises", burst()) == "56bfb2e05bbc9eda3920a1e0ae08f96a"
    assert alert_id("rises", burst(count=99, score=1.0, end=5)) == alert_id("rises", burst())
    assert alert_id("rises", burst(begin=-4)) != alert_id("rises", burst())


# --- when ----------------------------------------------------------------------------------------


def test_a_burst_that_goes_on_is_told_once_even_after_the_cool_down_and_if_its_beginning_moves() -> None:
    desk = Desk(rule(cool_down_hours=2))
    assert desk.look(burst()).due
    for hour in range(1, 40):
        again = burst(begin=-3 + hour / 2, end=hour, score=8.0 + 10 * hour)
        found = desk.look(again, hours=hour)
        assert (found.due, found.cooling, len(found.going_on)) == ((), 0, 1)


def test_another_burst_of_a_key_waits_for_the_cool_down_unless_it_is_clearly_stronger() -> None:
    for score, expected in ((8.0 * STRONGER - 0.1, []), (8.0 * STRONGER, [("rises", "weather")])):
        desk = Desk(rule(cool_down_hours=12))
        desk.look(burst())
        found = desk.look(burst(begin=5, end=6, score=score), hours=6)
        assert told(found) == expected
        assert found.cooling == 1 - len(expected)


def test_stronger_than_what_the_told_burst_became() -> None:
    desk = Desk(rule())
    desk.look(burst())
    desk.look(burst(end=1, score=20.0), hours=1)
    assert desk.look(burst(begin=4, end=5, score=16.0), hours=5).cooling == 1
    assert desk.look(burst(begin=7, end=8, score=30.0), hours=8).due


def test_after_the_cool_down_another_burst_is_told() -> None:
    desk = Desk(rule(cool_down_hours=6))
    desk.look(burst())
    assert desk.look(burst(begin=4, end=5.9), hours=5.9).cooling == 1
    assert desk.look(burst(begin=4, end=6), hours=6).due


def test_a_cool_down_is_of_one_key_and_one_rule() -> None:
    desk = Desk(rule("a"), rule("b", keys=["sport"]))
    desk.look(burst("weather"))
    assert told(desk.look(burst("sport", begin=4, end=5), hours=5)) == [("a", "sport"), ("b", "sport")]


def test_a_burst_that_is_over_is_no_news() -> None:
    assert not Desk(rule()).look(burst(begin=-9, end=-2.1)).due
    assert Desk(rule()).look(burst(begin=-9, end=-2)).due, "a lull of two bins is none"
    daily = burst(begin=-72, end=-12, every=Bin.DAY)
    assert Desk(rule(every="day")).look(daily).due


def test_a_burst_between_two_looks_is_told_at_the_second() -> None:
    desk = Desk(rule())
    desk.look(hours=-8)
    assert desk.look(burst(begin=-7, end=-5)).due
    late = Desk(rule())
    late.look(hours=-100)
    assert not late.look(burst(begin=-50, end=-30)).due, "yesterday's news is none"


def test_a_new_rule_does_not_tell_of_the_past() -> None:
    desk = Desk(rule())
    desk.looked = {"another": NOON - 20 * HOUR}
    assert not desk.look(burst(begin=-12, end=-10)).due


def test_what_is_found_in_quiet_hours_goes_out_after_them_unless_it_is_over() -> None:
    desk = Desk(rule(quiet="22:00-07:00"))  # NOON is 12:00 UTC, there 13:00
    night = [hour for hour in range(7, 20) if desk.look(burst(begin=8, end=hour), hours=hour).quiet]
    assert night == list(range(9, 18)), "from 22:00 to 06:59"
    fresh = Desk(rule(quiet="22:00-07:00"))
    for hour in range(9, 18):
        assert (
            fresh.look(burst("goes on", begin=8, end=hour), burst("ends", begin=8, end=10), hours=hour).due
            == ()
        )
    morning = fresh.look(burst("goes on", begin=8, end=17), burst("ends", begin=8, end=10), hours=18)
    assert told(morning) == [("rises", "goes on")]


# --- never twice -----------------------------------------------------------------------------------

KEYS = st.sampled_from(["weather", "sport"])
SOME_BURSTS = st.lists(
    st.tuples(KEYS, st.integers(0, 12), st.integers(0, 6), st.floats(1, 40), st.integers(1, 4)), max_size=4
)
RUNS = st.lists(st.tuples(st.integers(1, 9), SOME_BURSTS), min_size=1, max_size=12)


def as_bursts(some: Sequence[tuple[str, int, int, float, int]], hours: int) -> list[Burst]:
    """Bursts as a finder could give them at a moment: any, in any order, overlapping or not."""
    return [
        burst(key, begin=hours - before - length, end=hours - before, score=score, outlets=tuple("abcd"[:n]))
        for key, before, length, score, n in some
    ]


@given(RUNS, st.floats(0, 30))
def test_over_any_runs_nothing_is_told_twice(
    runs: list[tuple[int, list[tuple[str, int, int, float, int]]]], cool_down: float
) -> None:
    desk = Desk(rule("a", cool_down_hours=cool_down), rule("b", least_score=10, quiet="22:00-07:00"))
    hours, ids = 0, []
    for step, some in runs:
        hours += step
        before = list(desk.history)
        now = NOON + hours * HOUR
        found = desk.look(*as_bursts(some, hours), hours=hours)
        ids += [one.alert_id for one in found.due]
        for one in found.due:
            earlier = [
                old
                for old in before
                if (old.rule, old.by, old.key) == (one.rule.name, one.burst.by, one.burst.key)
            ]
            assert not any(old.since <= one.burst.until and one.burst.since <= old.until for old in earlier)
            assert all(
                now - old.created >= one.rule.cool_down or one.burst.score >= STRONGER * old.score
                for old in earlier
            )
            assert not one.rule.is_quiet(now, ZONE)
    assert len(ids) == len(set(ids))


@given(RUNS, st.randoms(use_true_random=False))
def test_the_order_of_what_comes_in_changes_nothing(
    runs: list[tuple[int, list[tuple[str, int, int, float, int]]]], chance: object
) -> None:
    straight, shuffled = Desk(rule()), Desk(rule())
    hours = 0
    for step, some in runs:
        hours += step
        bursts = as_bursts(some, hours)
        again = list(bursts)
        chance.shuffle(again)  # type: ignore[attr-defined]
        chance.shuffle(shuffled.history)  # type: ignore[attr-defined]
        assert straight.look(*bursts, hours=hours).due == shuffled.look(*again, hours=hours).due


def test_of_equal_bursts_of_a_key_the_same_is_told_in_any_order() -> None:
    two = [burst(outlets=tuple("ab")), burst(outlets=tuple("abc"))]
    assert Desk(rule()).look(*two).due == Desk(rule()).look(*reversed(two)).due


def test_dimensions_are_kept_apart() -> None:
    desk = Desk(rule("topics"), rule("outlets", by="source"))
    found = desk.look(burst("weather"), burst("weather", by=Dimension.SOURCE))
    assert told(found) == [("topics", "weather"), ("outlets", "weather")]
