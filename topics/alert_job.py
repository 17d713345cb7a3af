"""The alert job: find the bursts that rules ask for, tell each once, and bring what waits to its receivers.

Telling is one transaction: the alert, all its deliveries, and that the rule was looked at. One process at a
time does the job, under a lease in the store; a killed one is recognised by its process number, or by age.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from topics.alert_delivery import Clock, Delivered, Postman, Retries, open_channels
from topics.burst_job import RECENT
from topics.errors import TopicsError
from topics.job_owner import is_gone, this_process
from topics.job_record import JobRecord, recorded
from topics.service import TopicsService
from topics.store.alerts import Told
from topics.store.leases import Lease
from topics.trends.alert_text import write_alert
from topics.trends.alerts import LATE, Due, due
from topics.types import (
    Alert,
    Bin,
    Burst,
    Cited,
    DeliveryState,
    Dimension,
    HeadlineFilter,
)

if TYPE_CHECKING:
    from topics.alert_rules import AlertRules

JOB = "alerts"
STALE = timedelta(minutes=10)  # without a sign of life; an attempt takes three at most
CITED = 5  # headlines an alert shows
Find = Callable[[Dimension, Bin, datetime], Sequence[Burst]]  # bursts by a dimension, as known at a moment


@dataclass(frozen=True, slots=True)
class AlertsOutcome:
    """What one run of the job did."""

    busy: bool = False  # another process does it right now; nothing was done
    told: int = 0  # new alerts
    quiet: int = 0  # bursts held back by quiet hours
    cooling: int = 0  # bursts held back by a cool-down
    sent: int = 0  # deliveries
    given_up: int = 0  # deliveries
    waiting: int = 0  # deliveries still to be tried, now or from before
    troubles: dict[str, str] = field(default_factory=dict)  # channel -> what went wrong last


def finder(service: TopicsService) -> Find:
    """Bursts of the whole store, those too that ended so long ago that they can only just be told."""

    def find(by: Dimension, every: Bin, now: datetime) -> Sequence[Burst]:
        since = now - max(LATE[every], RECENT)
        return service.bursts(by, every, now=now, since=since, filter=HeadlineFilter())

    return find


def run_alerts(
    service: TopicsService,
    rules: AlertRules,
    *,
    clock: Clock,
    chance: random.Random,
    find: Find | None = None,
    retries: Retries | None = None,
    again: bool = False,
    sleep: Callable[[float], None] = time.sleep,
) -> AlertsOutcome:
    """Tell what is due, and deliver what waits; ``again`` takes up what was given up too.

    Killed at any moment, the next run completes the work.

    Raises:
        StoreError: the store can't be used, or another process took the job over.
    """
    with lease_of(service, clock) as lease:
        if lease is None:
            return AlertsOutcome(busy=True)
        began, started, outbox = time.perf_counter(), clock(), service.store.alerts
        with recorded(service.store, JOB, started) as job:
            channels = open_channels(service, rules)
            postman = Postman(outbox, channels, lease, clock, chance, retries or Retries(), sleep)
            zone = service.settings.timezone
            if again:
                outbox.revive(lease=lease, now=started)
            try:
                told = tell(service, rules, find or finder(service), lease, clock)
            except TopicsError:  # what waits from before must not wait for that to be mended
                postman.deliver(lambda alert, now: _is_quiet(rules, alert, now, zone))
                raise
            done = postman.deliver(lambda alert, now: _is_quiet(rules, alert, now, zone))
            outcome = _outcome(told, done, outbox.states().get(DeliveryState.WAITING, 0))
            _note(job, outcome, began)
        return outcome


def _outcome(told: tuple[int, int, int], done: Delivered, waiting: int) -> AlertsOutcome:
    new, quiet, cooling = told
    return AlertsOutcome(
        told=new,
        quiet=quiet,
        cooling=cooling,
        sent=done.sent,
        given_up=done.given_up,
        waiting=waiting,
        troubles=done.troubles,
    )


@contextmanager
def lease_of(service: TopicsService, clock: Clock) -> Iterator[Lease | None]:
    """The right to do the job while the block runs; None where another process has it."""
    lease = Lease(JOB, this_process())
    now = clock()
    held_by = service.store.leases.take(
        lease, now=now, is_stale=lambda owner, renewed: is_gone(owner) or now - renewed > STALE
    )
    if held_by is not None:
        yield None
        return
    try:
        yield lease
    finally:
        service.store.leases.give_back(lease)


# --- telling ---------------------------------------------------------------------------------------


def tell(
    service: TopicsService, rules: AlertRules, find: Find, lease: Lease, clock: Clock
) -> tuple[int, int, int]:
    """Find bursts and store the alerts that are due with their deliveries: (new, quiet, cooling)."""
    now, outbox = clock(), service.store.alerts
    wanted = dict.fromkeys((rule.by, rule.every) for rule in rules.rule)
    bursts = [burst for by, every in wanted for burst in find(by, every, now)]
    longest = max(rule.cool_down for rule in rules.rule)
    decision = due(
        bursts,
        rules.rule,
        outbox.history(min([now - longest, *(burst.since for burst in bursts)])),
        now,
        timezone=service.settings.timezone,
        looked=outbox.looked(),
    )
    alerts = [(_written(service, one, now), receivers(rules, one)) for one in decision.due]
    told = Told(alerts, decision.going_on, [rule.name for rule in rules.rule])
    return outbox.record(told, lease=lease, now=clock()), decision.quiet, decision.cooling


def receivers(rules: AlertRules, found: Due) -> list[tuple[str, str]]:
    """Who gets an alert: (channel, recipient)."""
    return [
        (name, recipient) for name in found.rule.channels for recipient in rules.channel[name].recipients()
    ]


def _written(service: TopicsService, found: Due, now: datetime) -> Alert:
    burst, language = found.burst, found.rule.language
    return write_alert(
        found,
        name=name_of(service, burst.by, burst.key, language),
        cited=_cited(service, burst),
        timezone=service.settings.timezone,
        now=now,
    )


def name_of(service: TopicsService, by: Dimension, key: str, language: str) -> str:
    """What readers of a language call a key; one that has no name there keeps its own."""
    if by is Dimension.TOPIC:
        return service.taxonomy.name(key, language)
    if by is Dimension.THEME and (theme := service.theme(key)) is not None:
        return theme.names.get(language) or theme.name
    if by is Dimension.STORY and (story := service.story(key)) is not None:
        return story.titles.get(language) or story.title
    return key


def _cited(service: TopicsService, burst: Burst) -> list[Cited]:
    found = service.store.headlines.get(burst.headlines[:CITED])
    return [Cited(one.source, one.title, one.language, one.url) for one in found]


def _is_quiet(rules: AlertRules, alert: Alert, now: datetime, timezone: str) -> bool:
    """A try that falls into the quiet hours of its rule waits for their end too."""
    rule = rules.named(alert.rule)
    return rule is not None and rule.is_quiet(now, timezone)


def _note(job: JobRecord, outcome: AlertsOutcome, began: float) -> None:
    """A run that did nothing leaves no report: cron may start one every minute."""
    job.worth_keeping = bool(outcome.told or outcome.sent or outcome.given_up or outcome.troubles)
    if not job.worth_keeping:
        return
    figures = {key: value for key, value in asdict(outcome).items() if key != "busy"}
    job.add(JOB, began, outcome.sent, **figures)
    if outcome.given_up:
        job.error = (
            f"{outcome.given_up} deliveries were given up; `topics alerts run --again` tries them again."
        )
