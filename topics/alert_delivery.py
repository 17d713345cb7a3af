"""Bringing queued alerts to their receivers: each try counted before it is made, and settled after it.

Why an alert arrives once, and where that ends, is in ``docs/decisions/0010-alert-delivery.md``.
"""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from topics.errors import DeliveryError, StoreError
from topics.types import Alert, Delivery, DeliveryState

if TYPE_CHECKING:
    from topics.alert_rules import AlertRules
    from topics.notify.channel import Channel, Parcel
    from topics.service import TopicsService
    from topics.store.alerts import Alerts
    from topics.store.leases import Lease

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Retries:
    """When a delivery that failed is tried again."""

    first: timedelta = timedelta(seconds=5)  # doubles with every attempt
    longest: timedelta = timedelta(hours=6)
    attempts: int = 18  # then it is given up: after more than a day
    patience: timedelta = timedelta(seconds=30)  # one run waits so long for what is due again soon
    in_a_row: int = 3  # failures after which a channel, or a recipient, is left alone until the next run

    def pause(self, attempt: int, chance: random.Random) -> timedelta:
        """After attempt ``attempt`` (from 1): exponential, capped, the upper half at random."""
        doubled = self.first * 2.0 ** min(attempt - 1, 40)
        return min(doubled, self.longest) * chance.uniform(0.5, 1.0)


@dataclass(slots=True)
class Delivered:
    """What one run did."""

    sent: int = 0
    given_up: int = 0
    troubles: dict[str, str] = field(default_factory=dict)  # channel -> what went wrong last

    def note(self, item: Delivery) -> None:
        """Count how an attempt ended."""
        self.sent += item.state is DeliveryState.SENT
        self.given_up += item.state is DeliveryState.GIVEN_UP
        if item.error is not None:
            self.troubles[item.channel] = item.error


@dataclass(slots=True)
class _Failures:
    """Failures in a row, of channels and of their recipients.

    A channel says which failures are about a recipient alone: one full mailbox must not cost the others their
    alerts, and a wrong password need not be tried with each of them.
    """

    in_a_row: int
    of: Counter[tuple[str, str | None]] = field(default_factory=Counter)  # None: the channel itself

    def note(self, item: Delivery, error: DeliveryError | None) -> None:
        """Count how an attempt ended; a channel that refuses one recipient is no failing one."""
        channel, recipient = (item.channel, None), (item.channel, item.recipient)
        if error is None:
            self.of[channel] = self.of[recipient] = 0
        elif error.of_recipient:
            self.of[channel] = 0
            self.of[recipient] += 1
        else:
            self.of[channel] += 1

    def are_few(self, item: Delivery) -> bool:
        """May a delivery be tried in this run?"""
        most = max(self.of[item.channel, None], self.of[item.channel, item.recipient])
        return most < self.in_a_row


@dataclass(frozen=True, slots=True)
class Postman:
    """Delivers what waits. Use ``deliver``."""

    outbox: Alerts
    channels: Mapping[str, Channel]
    lease: Lease
    clock: Clock
    chance: random.Random
    retries: Retries = Retries()
    sleep: Callable[[float], None] = time.sleep

    def deliver(self, is_quiet: Callable[[Alert, datetime], bool]) -> Delivered:
        """Try everything that is due, and once more what is due again soon.

        ``is_quiet`` holds an alert back. Every attempt is stored as it ends, so a run may be killed at any
        moment.

        Raises:
            StoreError: the store can't be written, or another process took the job over.
        """
        done = Delivered()
        failures = _Failures(self.retries.in_a_row)
        until = self.clock() + self.retries.patience
        while True:
            waiting = [one for one in self.outbox.waiting() if failures.are_few(one)]
            alerts = self.outbox.get([one.alert_id for one in waiting])
            loud = [one for one in waiting if not is_quiet(alerts[one.alert_id], self.clock())]
            if not loud or loud[0].next_try > until:
                return done
            if (left := loud[0].next_try - self.clock()) > timedelta(0):
                self.sleep(left.total_seconds())
            ready = [one for one in loud if one.next_try <= self.clock()]
            for item in ready:
                if failures.are_few(item):
                    ended, error = self._attempt(item, alerts[item.alert_id])
                    failures.note(ended, error)
                    done.note(ended)

    def _attempt(self, item: Delivery, alert: Alert) -> tuple[Delivery, DeliveryError | None]:
        """Try once: the delivery as it is stored then, and why it failed."""
        now = self.clock()
        next_try = now + self.retries.pause(item.attempts + 1, self.chance)
        begun = self.outbox.begin(item.number, lease=self.lease, now=now, next_try=next_try)
        ended, error = self._send(begun, alert, now)
        self.outbox.settle(ended, lease=self.lease, now=self.clock())
        return ended, error

    def _send(self, begun: Delivery, alert: Alert, now: datetime) -> tuple[Delivery, DeliveryError | None]:
        """One attempt: the delivery as it is after it, and why it failed."""
        from topics.notify.channel import Parcel

        committed = False

        def commit() -> None:
            nonlocal committed
            self.outbox.commit(begun.number, lease=self.lease, now=self.clock())
            committed = True

        channel = self.channels.get(begun.channel)
        try:
            if channel is None:
                raise DeliveryError(
                    f"expected a channel of the rules, got {begun.channel!r}; add it, and run with --again.",
                    lasting=True,
                )
            bring(channel, Parcel(alert, begun.recipient, now, begun.unsure, commit))
        except DeliveryError as error:
            unsure = begun.unsure or (committed and not error.answered)
            return self._failed(begun, error, unsure=unsure), error
        sent = replace(begun, state=DeliveryState.SENT, error=None, unsure=False, sent=self.clock())
        return sent, None

    def _failed(self, begun: Delivery, error: DeliveryError, *, unsure: bool) -> Delivery:
        over = error.lasting or begun.attempts >= self.retries.attempts
        wished = timedelta(seconds=min(error.retry_after or 0.0, self.retries.longest.total_seconds()))
        return replace(
            begun,
            state=DeliveryState.GIVEN_UP if over else DeliveryState.WAITING,
            next_try=max(begun.next_try, self.clock() + wished),
            error=str(error),
            unsure=unsure,
        )


def bring(channel: Channel, parcel: Parcel) -> None:
    """Send, and speak of any surprise as of a failure: one channel must not cost the others their alerts.

    Raises:
        DeliveryError: it did not arrive, or nobody knows.
        StoreError: the store can't be written, or another process took the job over.
    """
    try:
        channel.send(parcel)
    except (DeliveryError, StoreError):
        raise
    except Exception as error:
        said = f"expected to send, got {type(error).__name__}: {error}; please report it."
        raise DeliveryError(said) from error


def open_channels(service: TopicsService, rules: AlertRules) -> dict[str, Channel]:
    """Every channel of the rules, ready to send."""
    from topics.notify.opening import open_channel
    from topics.notify.posting import Reach

    settings = service.settings
    reach = Reach(settings.allow_private, settings.allow_hosts, settings.fetch_timeout)

    def recent(channel: str, limit: int) -> Sequence[Alert]:
        return service.store.alerts.recent(limit, channel=channel)

    return {name: open_channel(name, one, reach=reach, recent=recent) for name, one in rules.channel.items()}
