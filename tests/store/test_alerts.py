"""Alerts and the outbox in the store: one transaction, once, and only by the holder of the lease."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.alerting import NOON, alert, burst, rule
from topics.errors import StoreError
from topics.store.alerts import Told
from topics.store.leases import Lease
from topics.store.store import Store, open_store
from topics.trends.alert_text import write_alert
from topics.trends.alerts import due
from topics.types import DeliveryState

MINE, OTHER = Lease("alerts", "mine"), Lease("alerts", "another")
TO = [("web", ""), ("mail", "desk@example.org"), ("mail", "night@example.org")]
HOUR = timedelta(hours=1)


def take(store: Store, lease: Lease = MINE, *, now: datetime = NOON, stale: bool = False) -> str | None:
    return store.leases.take(lease, now=now, is_stale=lambda owner, renewed: stale)


@pytest.fixture
def ours(store: Store) -> Store:
    """A store whose lease we hold."""
    assert take(store) is None
    return store


# --- leases --------------------------------------------------------------------------------------


def test_a_lease_has_one_owner_until_it_is_given_back_or_stale(ours: Store) -> None:
    assert take(ours, OTHER) == "mine"
    ours.leases.give_back(OTHER)
    assert take(ours, OTHER) == "mine", "only its owner gives it back"
    assert take(ours) is None, "an owner may take it again"
    ours.leases.give_back(MINE)
    assert take(ours, OTHER) is None
    assert take(ours, stale=True) is None


def test_staleness_is_judged_by_owner_and_last_sign_of_life(ours: Store) -> None:
    ours.alerts.record(Told(), lease=MINE, now=NOON + HOUR)
    asked = []

    def is_stale(owner: str, renewed: datetime) -> bool:
        asked.append((owner, renewed))
        return False

    ours.leases.take(OTHER, now=NOON, is_stale=is_stale)
    assert asked == [("mine", NOON + HOUR)]


def test_who_was_taken_over_writes_nothing_more(ours: Store) -> None:
    ours.alerts.record(Told([(alert(), TO)]), lease=MINE, now=NOON)
    (first, *_) = ours.alerts.waiting()
    take(ours, OTHER, stale=True)
    before = ours.alerts.waiting()
    for call in (
        lambda: ours.alerts.record(Told([(alert(key="sport"), TO)], looked=["x"]), lease=MINE, now=NOON),
        lambda: ours.alerts.begin(first.number, lease=MINE, now=NOON, next_try=NOON),
        lambda: ours.alerts.commit(first.number, lease=MINE, now=NOON),
        lambda: ours.alerts.settle(replace(first, state=DeliveryState.SENT), lease=MINE, now=NOON),
        lambda: ours.alerts.revive(lease=MINE, now=NOON),
    ):
        with pytest.raises(StoreError, match="taken over by another process"):
            call()
    assert ours.alerts.waiting() == before
    assert len(ours.alerts.recent(10)) == 1
    assert ours.alerts.looked() == {}


# --- telling ---------------------------------------------------------------------------------------


def test_an_alert_comes_back_as_it_was_told(ours: Store) -> None:
    one = alert("ar", "الطقس", headlines=("a", "b"), expected=0.0)
    assert ours.alerts.record(Told([(one, TO)], looked=["rises"]), lease=MINE, now=NOON) == 1
    assert ours.alerts.get([one.id, "unknown"]) == {one.id: one}
    assert ours.alerts.recent(5) == [one]
    assert [(d.channel, d.recipient, d.state, d.attempts, d.next_try) for d in ours.alerts.waiting()] == [
        (channel, recipient, DeliveryState.WAITING, 0, NOON) for channel, recipient in TO
    ]
    assert ours.alerts.looked() == {"rises": NOON}
    assert ours.check() == []


def test_an_alert_that_is_there_is_not_queued_again(ours: Store) -> None:
    ours.alerts.record(Told([(alert(), TO[:1])]), lease=MINE, now=NOON)
    again = replace(alert("fr"), title="another")
    assert ours.alerts.record(Told([(again, TO)]), lease=MINE, now=NOON + HOUR) == 0
    assert ours.alerts.recent(5) == [alert()]
    assert len(ours.alerts.waiting()) == 1


def test_all_of_a_look_is_stored_or_nothing(ours: Store) -> None:
    twice = [("web", ""), ("web", "")]
    with pytest.raises(StoreError):
        ours.alerts.record(Told([(alert(), TO), (alert(key="b"), twice)], looked=["r"]), lease=MINE, now=NOON)
    assert (ours.alerts.recent(5), ours.alerts.waiting(), ours.alerts.looked()) == ([], [], {})


def test_history_remembers_how_far_a_burst_went_and_how_strong_it_was(ours: Store) -> None:
    one = alert()
    ours.alerts.record(Told([(one, TO)]), lease=MINE, now=NOON)
    for end, score in ((3, 20.0), (2, 9.0)):
        told = Told(going_on={one.id: burst(end=end, score=score)})
        ours.alerts.record(told, lease=MINE, now=NOON + HOUR)
    (known,) = ours.alerts.history(NOON)
    assert (known.until, known.score, known.created) == (NOON + 3 * HOUR, 20.0, NOON)
    assert ours.alerts.get([one.id]) == {one.id: one}, "what was told stays as it was"
    assert len(ours.alerts.history(NOON + 3 * HOUR)) == 1, "it reaches into it"
    assert ours.alerts.history(NOON + 4 * HOUR) == []


# --- delivering ------------------------------------------------------------------------------------


def test_an_attempt_is_counted_before_it_is_made_and_settled_after(ours: Store) -> None:
    ours.alerts.record(Told([(alert(), TO)]), lease=MINE, now=NOON)
    first = ours.alerts.waiting()[0]
    begun = ours.alerts.begin(first.number, lease=MINE, now=NOON, next_try=NOON + HOUR)
    assert (begun.attempts, begun.next_try, begun.unsure) == (1, NOON + HOUR, False)
    assert ours.alerts.waiting()[-1] == begun, "should we die now, it waits its turn"
    ours.alerts.commit(first.number, lease=MINE, now=NOON)
    assert ours.alerts.waiting()[-1].unsure
    sent = replace(begun, state=DeliveryState.SENT, sent=NOON)
    ours.alerts.settle(sent, lease=MINE, now=NOON)
    assert ours.alerts.deliveries([alert().id, "unknown"]) == {
        alert().id: [sent, *ours.alerts.waiting()],
        "unknown": [],
    }
    assert ours.alerts.states() == {DeliveryState.SENT: 1, DeliveryState.WAITING: 2}


def test_what_was_given_up_can_wait_again(ours: Store) -> None:
    ours.alerts.record(Told([(alert(), TO)]), lease=MINE, now=NOON)
    for one in ours.alerts.waiting():
        ours.alerts.settle(replace(one, state=DeliveryState.GIVEN_UP, attempts=9), lease=MINE, now=NOON)
    assert ours.alerts.waiting() == []
    assert ours.alerts.revive(lease=MINE, now=NOON + HOUR) == 3
    assert [(one.attempts, one.next_try) for one in ours.alerts.waiting()] == [(0, NOON + HOUR)] * 3


def test_alerts_of_a_channel_whatever_became_of_them(ours: Store) -> None:
    some = [alert(key=key) for key in "abc"]
    told = [(some[0], TO[:1]), (some[1], TO[1:]), (some[2], TO)]
    ours.alerts.record(Told(told), lease=MINE, now=NOON)
    assert ours.alerts.recent(5, channel="mail") == [some[2], some[1]]
    assert ours.alerts.recent(1, channel="web") == [some[2]]
    assert ours.alerts.recent(5, since=NOON + HOUR) == []


# --- over any runs -----------------------------------------------------------------------------------


@contextmanager
def copy_of(empty: Path, folder: Path) -> Iterator[Store]:
    """A new store; hypothesis tries many within one test."""
    file = folder / "topics.db"
    shutil.copyfile(empty, file)
    for more in ("-wal", "-shm"):
        Path(f"{file}{more}").unlink(missing_ok=True)
    with open_store(str(file)) as store:
        yield store


SOME = st.lists(
    st.tuples(st.sampled_from("ab"), st.integers(0, 9), st.integers(0, 5), st.floats(1, 40)), max_size=3
)
RUNS = st.lists(st.tuples(st.integers(0, 9), st.booleans(), SOME), min_size=1, max_size=8)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(RUNS)
def test_over_any_runs_no_alert_is_queued_twice(
    empty: Path, tmp_path: Path, runs: Sequence[tuple[int, bool, list[tuple[str, int, int, float]]]]
) -> None:
    """Runs that find any bursts; some run again at once, as after a kill that came before anything else."""
    wanted = rule(cool_down_hours=6)
    with copy_of(empty, tmp_path) as store:
        assert take(store) is None
        hours, queued = 0, 0
        for step, twice, some in runs:
            hours += step
            now = NOON + hours * HOUR
            bursts = [
                burst(key, begin=hours - before - length, end=hours - before, score=score)
                for key, before, length, score in some
            ]
            for _ in range(1 + twice):
                history = store.alerts.history(NOON - 99 * HOUR)
                found = due(bursts, [wanted], history, now, timezone="UTC", looked=store.alerts.looked())
                alerts = [
                    write_alert(one, name=one.burst.key, cited=(), timezone="UTC", now=now)
                    for one in found.due
                ]
                told = Told([(one, TO) for one in alerts], found.going_on, [wanted.name])
                new = store.alerts.record(told, lease=MINE, now=now)
                assert new == len(alerts)
                queued += new
        waiting = store.alerts.waiting()
        assert len(waiting) == len(TO) * queued
        assert len({(one.alert_id, one.channel, one.recipient) for one in waiting}) == len(waiting)
        told_spans = [(one.key, one.since, one.until) for one in store.alerts.history(NOON - 99 * HOUR)]
        assert len({(key, since) for key, since, _ in told_spans}) == queued
