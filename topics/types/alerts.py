"""What editors are told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from topics.types.trends import Burst
from topics.types.words import DeliveryState, Dimension


@dataclass(frozen=True, slots=True)
class Cited:
    """A headline as an alert shows it."""

    source: str
    title: str  # original text
    language: str  # BCP-47, or ``und``
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Alert:
    """A burst that a rule asks to be told of; nothing of it changes once it is stored."""

    id: str  # 32 hex: of rule, key and the burst's beginning
    rule: str  # the rule's name
    burst: Burst  # as it was when the alert was made
    name: str  # of the key, in the alert's language
    language: str  # ar, fr, en
    title: str
    body: str  # the facts, one a line
    cited: tuple[Cited, ...]  # headlines that made it, the most telling first
    created: datetime  # UTC

    @property
    def links(self) -> tuple[str, ...]:
        """Addresses of the headlines that have one."""
        return tuple(one.url for one in self.cited if one.url)


@dataclass(frozen=True, slots=True)
class Alerted:
    """What is remembered of an alert, so that its burst is not told twice."""

    alert_id: str
    rule: str
    by: Dimension
    key: str
    since: datetime  # UTC, of the burst when it was told
    until: datetime  # UTC, how far it was seen to go on
    score: float  # the highest that it was seen to reach
    created: datetime  # UTC, of the alert


@dataclass(frozen=True, slots=True)
class Delivery:
    """One alert on its way to one receiver of one channel."""

    number: int  # given by the store, rising
    alert_id: str
    channel: str
    recipient: str  # of an e-mail; "" where the channel is the receiver
    state: DeliveryState
    attempts: int  # begun
    next_try: datetime  # UTC, not before
    error: str | None = None  # of the last attempt
    unsure: bool = False  # an attempt ended without an answer: the receiver may have it
    sent: datetime | None = None  # UTC
