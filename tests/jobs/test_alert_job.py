"""The alert job over a real store, with receivers on loopback: told once, retried, and never lost."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.alerting import NOON, burst, rule, rules
from tests.jobs.newsroom import headline, open_newsroom
from tests.notify.receivers import HOST, MailReceiver, Mischief, WebReceiver
from topics.alert_delivery import Retries
from topics.alert_job import JOB, STALE, AlertsOutcome, Find, lease_of, run_alerts
from topics.alert_rules import AlertRules
from topics.errors import StoreError, TopicsError
from topics.job_owner import this_process
from topics.service import TopicsService
from topics.store.leases import Lease
from topics.types import Bin, Burst, Delivery, DeliveryState, Dimension

QUICK = Retries(patience=timedelta(0))  # nobody waits within a run


@dataclass
class Clock:
    """A clock that only moves when somebody sleeps."""

    now: datetime = NOON
    slept: list[float] = field(default_factory=list)

    def __call__(self) -> datetime:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += timedelta(seconds=seconds)


def finds(*bursts: Burst) -> Find:
    """A finder of bursts that are there."""

    def find(by: Dimension, every: Bin, now: datetime) -> Sequence[Burst]:
        return [one for one in bursts if one.by is by and one.every is every]

    return find


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def service(tmp_path: Path) -> Any:
    with open_newsroom(tmp_path, allow_hosts=(HOST,)) as opened:
        yield opened


@pytest.fixture
def run(service: TopicsService, clock: Clock) -> Callable[..., AlertsOutcome]:
    """Run the job; arguments say with what."""

    def start(
        wanted: AlertRules, *bursts: Burst, retries: Retries = QUICK, again: bool = False
    ) -> AlertsOutcome:
        return run_alerts(
            service,
            wanted,
            clock=clock,
            chance=random.Random(0),
            find=finds(*bursts),
            retries=retries,
            again=again,
            sleep=clock.sleep,
        )

    return start


def hook(web: WebReceiver) -> dict[str, Any]:
    return {"kind": "webhook", "url": web.url()}


def post(mail: MailReceiver, *to: str) -> dict[str, Any]:
    return {
        "kind": "email", "server": HOST, "port": mail.port, "security": "none",
        "sender": "a@example.org", "to": to or ("desk@example.org",),
    }  # fmt: skip


def deliveries(service: TopicsService) -> list[Delivery]:
    alerts = service.store.alerts.recent(100)
    return [one for some in service.store.alerts.deliveries([a.id for a in alerts]).values() for one in some]


# --- telling ---------------------------------------------------------------------------------------


def test_an_alert_goes_to_every_channel_of_its_rule_once(
    service: TopicsService, run: Callable[..., AlertsOutcome], clock: Clock, tmp_path: Path
) -> None:
    with WebReceiver() as web, MailReceiver() as mail:
        wanted = rules(
            rule(channels=["web", "mail", "feed"]),
            rule("outlets", by="source", channels=["web"]),
            web=hook(web), mail=post(mail, "desk@example.org", "night@example.org"),
            feed={"kind": "atom", "path": tmp_path / "alerts.atom"},
        )  # fmt: skip
        first = run(wanted, burst())
        assert first == AlertsOutcome(told=1, sent=4)
        clock.sleep(3600)
        assert run(wanted, burst(end=1)) == AlertsOutcome()
        assert (len(web.taken), len(mail.taken)) == (1, 2)
    assert {one.state for one in deliveries(service)} == {DeliveryState.SENT}
    (report,) = service.recent_reports()
    assert (report.job, report.ok, report.stages[0].figures["sent"]) == ("alerts", True, 4)


def test_names_are_those_of_the_rules_language_and_headlines_stay_as_written(
    service: TopicsService, run: Callable[..., AlertsOutcome]
) -> None:
    known = [headline("أمطار قوية غدا", number=1), headline("Rain & wind", number=2, language="en")]
    service.store.headlines.add(known)
    some = burst("harbour", headlines=tuple(one.id for one in known))
    wanted = rules(
        *(rule(code, language=code, channels=["web"]) for code in ("ar", "fr", "en")), web={"kind": "jsonl"}
    )
    run(wanted, some)
    alerts = service.store.alerts.recent(5)[::-1]
    assert [one.name for one in alerts] == [service.taxonomy.name("harbour", c) for c in ("ar", "fr", "en")]
    for one in alerts:
        assert [(cited.source, cited.title) for cited in one.cited] == [(h.source, h.title) for h in known]


def test_what_quiet_hours_and_cool_downs_hold_back_is_counted(
    run: Callable[..., AlertsOutcome], clock: Clock
) -> None:
    wanted = rules(rule(), rule("siesta", quiet="12:00-15:00"))
    assert run(wanted, burst()).told == 1
    clock.sleep(3600)
    outcome = run(
        wanted, burst(end=1), burst(begin=0.5, end=1, key="sport"), burst(begin=0.2, end=1, key="sport")
    )
    assert (outcome.told, outcome.quiet) == (1, 3)
    clock.sleep(2 * 3600)
    assert run(wanted, burst(begin=2.5, end=3)).cooling == 1


# --- retrying --------------------------------------------------------------------------------------


def test_a_failure_is_told_tried_again_later_and_costs_other_channels_nothing(
    service: TopicsService, run: Callable[..., AlertsOutcome], clock: Clock
) -> None:
    with WebReceiver(Mischief(refuse=1)) as web, MailReceiver() as mail:
        wanted = rules(rule(channels=["web", "mail"]), web=hook(web), mail=post(mail))
        outcome = run(wanted, burst())
        assert (outcome.told, outcome.sent, outcome.waiting, outcome.given_up) == (1, 1, 1, 0)
        assert "got HTTP status 503: 'not now'" in outcome.troubles["web"]
        waits = deliveries(service)[0]
        assert (waits.attempts, waits.unsure) == (1, False)
        assert timedelta(seconds=2.5) <= waits.next_try - NOON <= timedelta(seconds=5)
        assert run(wanted, burst()).waiting == 1, "it is not its time yet"
        web.mischief = Mischief()
        clock.sleep(6)
        assert run(wanted, burst()) == AlertsOutcome(sent=1)
        assert (len(web.taken), len(mail.taken)) == (1, 1)


def test_a_run_waits_for_what_is_due_again_soon(run: Callable[..., AlertsOutcome], clock: Clock) -> None:
    with WebReceiver(Mischief(refuse=1)) as web:
        wanted = rules(rule(channels=["web"]), web=hook(web))
        outcome = run(wanted, burst(), retries=Retries(patience=timedelta(seconds=30), in_a_row=99))
        assert outcome.waiting == 1
        assert len(clock.slept) >= 2
        assert clock.now - NOON <= timedelta(seconds=30)


def test_a_channel_that_only_fails_is_left_until_the_next_run(
    service: TopicsService, run: Callable[..., AlertsOutcome]
) -> None:
    with WebReceiver(Mischief(hang_up=1)) as web, MailReceiver() as mail:
        wanted = rules(rule(channels=["web", "mail"]), web=hook(web), mail=post(mail))
        outcome = run(wanted, *(burst(f"k{n}") for n in range(8)))
        assert (outcome.sent, outcome.waiting) == (8, 8)
        assert sum(one.attempts for one in deliveries(service) if one.channel == "web") == 3


class FullMailboxes(MailReceiver):
    """A mail server some of whose mailboxes are full."""

    def __init__(self, *full: str) -> None:
        self.full = set(full)
        super().__init__()

    async def handle_RCPT(  # noqa: N802 - the name is aiosmtpd's
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        """aiosmtpd calls this for every recipient."""
        if address in self.full:
            return "452 4.2.2 mailbox full"
        envelope.rcpt_tos.append(address)
        return "250 OK"


def test_one_full_mailbox_costs_the_others_nothing(
    service: TopicsService, run: Callable[..., AlertsOutcome], clock: Clock
) -> None:
    first, second = "desk@example.org", "night@example.org"
    with FullMailboxes(first) as mail:
        wanted = rules(rule(channels=["mail"]), mail=post(mail, first, second))
        assert run(wanted, *(burst(f"k{n}") for n in range(5))).sent == 5
        clock.sleep(3600)
        assert run(wanted, burst("new", end=1)).sent == 1, "though five of the first one's are overdue"
        mail.full.add(second)
        clock.sleep(3600)
        assert run(wanted, burst("another", end=2)).sent == 0
        mail.full = {first}
        clock.sleep(3600)
        assert run(wanted).sent == 1, "what is tried again is not held up either"
        assert {one.recipient for one in mail.taken} == {second}
        mail.full.clear()
        clock.sleep(3600)
        assert run(wanted).waiting == 0
    assert {one.state for one in deliveries(service)} == {DeliveryState.SENT}


def test_a_full_mailbox_is_left_alone_until_the_next_run(
    service: TopicsService, run: Callable[..., AlertsOutcome]
) -> None:
    with FullMailboxes("desk@example.org") as mail:
        wanted = rules(rule(channels=["mail"]), mail=post(mail, "desk@example.org", "night@example.org"))
        assert run(wanted, *(burst(f"k{n}") for n in range(8))).sent == 8
    tries = [one.attempts for one in deliveries(service) if one.recipient == "desk@example.org"]
    assert sum(tries) == 3


class WrongPassword(MailReceiver):
    """A mail server that says so to whoever writes."""

    async def handle_MAIL(  # noqa: N802 - the name is aiosmtpd's
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        """aiosmtpd calls this for the sender."""
        return "535 5.7.8 authentication failed"


def test_what_is_wrong_for_all_recipients_is_not_tried_with_each(
    service: TopicsService, run: Callable[..., AlertsOutcome]
) -> None:
    with WrongPassword() as mail:
        recipients = [f"desk-{number}@example.org" for number in range(9)]
        wanted = rules(rule(channels=["mail"]), mail=post(mail, *recipients))
        assert run(wanted, burst("k1"), burst("k2")).waiting == 18
    assert sum(one.attempts for one in deliveries(service)) == 3


def test_a_receiver_says_when_to_come_again(
    service: TopicsService, run: Callable[..., AlertsOutcome], clock: Clock
) -> None:
    with WebReceiver(Mischief(refuse=1)) as web:
        web.status, web.refusal_headers = 429, {"Retry-After": "1800"}
        run(rules(rule(channels=["web"]), web=hook(web)), burst())
    assert deliveries(service)[0].next_try == NOON + timedelta(seconds=1800)


def test_pauses_double_up_to_their_cap_and_differ_by_chance() -> None:
    chance, known = random.Random(0), Retries()
    pauses = [known.pause(attempt, chance) for attempt in range(1, known.attempts)]
    for attempt, pause in enumerate(pauses):
        full = min(timedelta(seconds=5 * 2**attempt), timedelta(hours=6))
        assert full / 2 <= pause <= full
    assert timedelta(hours=20) < sum(pauses, timedelta()) < timedelta(days=2)
    assert known.pause(10_000, chance) <= known.longest


def test_what_waits_is_delivered_although_nothing_can_be_found(
    service: TopicsService, run: Callable[..., AlertsOutcome], clock: Clock
) -> None:
    def find(by: Dimension, every: Bin, now: datetime) -> Sequence[Burst]:
        raise TopicsError("no bursts today")

    with WebReceiver(Mischief(refuse=1)) as web:
        wanted = rules(rule(channels=["web"]), web=hook(web))
        run(wanted, burst())
        web.mischief = Mischief()
        clock.sleep(6)
        with pytest.raises(TopicsError, match="no bursts today"):
            run_alerts(service, wanted, clock=clock, chance=random.Random(0), find=find, retries=QUICK)
        assert len(web.taken) == 1


# --- giving up -------------------------------------------------------------------------------------


def test_what_was_refused_for_good_is_given_up_at_once_and_taken_up_on_demand(
    service: TopicsService, run: Callable[..., AlertsOutcome]
) -> None:
    with WebReceiver(Mischief(refuse=1)) as web:
        web.status = 400
        wanted = rules(rule(channels=["web"]), web=hook(web))
        outcome = run(wanted, burst())
        assert (outcome.given_up, outcome.waiting) == (1, 0)
        assert not service.recent_reports()[0].ok
        web.mischief = Mischief()
        assert run(wanted, burst()) == AlertsOutcome()
        assert run(wanted, burst(), again=True) == AlertsOutcome(sent=1)


def test_after_the_last_attempt_it_is_given_up(
    service: TopicsService, run: Callable[..., AlertsOutcome], clock: Clock
) -> None:
    with WebReceiver(Mischief(refuse=1)) as web:
        wanted = rules(rule(channels=["web"]), web=hook(web))
        outcomes = []
        while not outcomes or outcomes[-1].waiting:
            outcomes.append(run(wanted, burst()))
            clock.sleep(6 * 3600)
    assert len(outcomes) == QUICK.attempts
    assert (outcomes[-1].given_up, deliveries(service)[0].attempts) == (1, QUICK.attempts)


def test_a_channel_that_was_taken_out_of_the_rules(
    service: TopicsService, run: Callable[..., AlertsOutcome]
) -> None:
    with WebReceiver(Mischief(refuse=1)) as web:
        run(rules(rule(channels=["web"]), web=hook(web)), burst())
    service.store.alerts.revive(lease=held(service), now=NOON)
    outcome = run(rules(rule()), retries=Retries())
    assert outcome.given_up == 1
    assert "expected a channel of the rules, got 'web'" in outcome.troubles["web"]


def held(service: TopicsService) -> Lease:
    """A lease for writing beside the job; the job takes it over, as its owner is gone."""
    lease = Lease(JOB, this_process().rpartition("|")[0].rpartition("|")[0] + "|999999999|x")
    service.store.leases.take(lease, now=NOON, is_stale=lambda owner, renewed: True)
    return lease


def test_a_delivery_that_falls_into_quiet_hours_waits_too(
    run: Callable[..., AlertsOutcome], clock: Clock
) -> None:
    with WebReceiver(Mischief(refuse=1)) as web:
        wanted = rules(rule(channels=["web"], quiet="13:05-14:00"), web=hook(web))  # NOON is 13:00 there
        assert run(wanted, burst()).waiting == 1
        web.mischief = Mischief()
        clock.sleep(600)
        assert run(wanted, burst()).sent == 0
        clock.sleep(3600)
        assert run(wanted, burst()).sent == 1


# --- killed in the middle --------------------------------------------------------------------------


class Killed(BaseException):
    """What a kill looks like from inside."""


@pytest.mark.parametrize("moment", ["begin", "commit", "settle"])
def test_killed_between_two_words_it_goes_on_where_it_was(
    service: TopicsService, run: Callable[..., AlertsOutcome], clock: Clock, moment: str, tmp_path: Path
) -> None:
    """The three moments at which something was stored or sent and the next thing was not."""
    with WebReceiver() as web:
        log = tmp_path / "alerts.jsonl"
        wanted = rules(rule(channels=["web", "log"]), web=hook(web), log={"kind": "jsonl", "path": log})
        outbox = service.store.alerts
        real = getattr(outbox, moment)
        for _ in range(2):  # once for each channel

            def killed(*given: Any, **named: Any) -> Any:
                if moment != "settle":
                    real(*given, **named)
                raise Killed

            setattr(outbox, moment, killed)
            with pytest.raises(Killed):
                run(wanted, burst())
            setattr(outbox, moment, real)
            clock.sleep(6)
        while run(wanted, burst()).waiting:
            clock.sleep(6)
        assert len({one.id for one in web.taken}) == 1
        assert len(web.taken) <= 1 + (moment == "settle") * 2
        assert len(log.read_text().splitlines()) == 1
        again = [json.loads(one.content) for one in web.taken]
        assert all(one == again[0] for one in again), "under the same key comes the same body"


def test_a_surprise_in_one_channel_is_a_failure_like_any_other(
    run: Callable[..., AlertsOutcome], tmp_path: Path
) -> None:
    odd = {"kind": "email", "server": "a..b", "sender": "a@example.org", "to": ["b@example.org"]}
    log = {"kind": "jsonl", "path": tmp_path / "a.jsonl"}
    outcome = run(rules(rule(channels=["odd", "log"]), odd=odd, log=log), burst())
    assert (outcome.sent, outcome.waiting) == (1, 1)
    assert "expected to send, got UnicodeError" in outcome.troubles["odd"]


# --- one at a time ---------------------------------------------------------------------------------


def test_while_one_process_does_the_job_another_one_leaves_it(
    service: TopicsService, run: Callable[..., AlertsOutcome], clock: Clock
) -> None:
    with lease_of(service, clock) as lease:
        assert lease is not None
        assert run(rules(), burst()) == AlertsOutcome(busy=True)
    assert run(rules(), burst()).told == 1


def test_a_lease_of_a_dead_process_or_of_a_silent_machine_is_taken_over(
    service: TopicsService, run: Callable[..., AlertsOutcome], clock: Clock
) -> None:
    held(service)
    assert run(rules(), burst("a")).told == 1
    far = Lease(JOB, "another machine|1|x")
    assert service.store.leases.take(far, now=clock(), is_stale=lambda owner, renewed: False) is None
    assert run(rules(), burst("b")).busy
    clock.sleep(STALE.total_seconds() + 1)
    assert run(rules(), burst("b", end=0.2)).told == 1


def test_a_job_that_was_taken_over_stops_before_it_sends(service: TopicsService, clock: Clock) -> None:
    with WebReceiver() as web:
        wanted = rules(rule(channels=["web"]), web=hook(web))

        def find(by: Dimension, every: Bin, now: datetime) -> Sequence[Burst]:
            other = Lease(JOB, "another machine|1|x")
            service.store.leases.take(other, now=now, is_stale=lambda owner, renewed: True)
            return [burst()]

        with pytest.raises(StoreError, match="taken over"):
            run_alerts(service, wanted, clock=clock, chance=random.Random(0), find=find, retries=QUICK)
        assert web.taken == []
        assert service.store.alerts.recent(5) == []


def test_bursts_of_each_dimension_and_width_are_found_once(service: TopicsService, clock: Clock) -> None:
    asked: list[tuple[Dimension, Bin]] = []

    def find(by: Dimension, every: Bin, now: datetime) -> Sequence[Burst]:
        asked.append((by, every))
        return []

    wanted = rules(rule("a"), rule("b"), rule("c", every="day"), rule("d", by="theme"))
    run_alerts(service, wanted, clock=clock, chance=random.Random(0), find=find)
    assert asked == [(Dimension.TOPIC, Bin.HOUR), (Dimension.TOPIC, Bin.DAY), (Dimension.THEME, Bin.HOUR)]
    assert set(service.store.alerts.looked()) == {"a", "b", "c", "d"}
    assert service.recent_reports() == [], "a run that found nothing leaves no report"
