"""Which bursts are told now: rules, what was told before, and the moment in; alerts that are due out.

The rules of telling:

- **Going on.** A burst is told while it goes on: until two bins after its end, or, where nobody looked in
  between, at the next look, for at most a day (hours) or three (days).
- **Once.** A burst that meets the span of a told one, as far as that was seen to go on, is the same burst and
  is not told again, whatever becomes of it.
- **Cool-down.** After an alert a key is not told again for the rule's hours, unless by another burst with
  ``STRONGER`` times the score that the told one reached.
- **Quiet hours.** Nothing is told in them. What still goes on at the first look after them is.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import blake2b

from topics.alert_rules import Rule
from topics.types import Alerted, Bin, Burst, Dimension

STRONGER = 1.5  # times the score of the told burst
LULL = {Bin.HOUR: timedelta(hours=2), Bin.DAY: timedelta(days=2)}  # after which a burst is over
LATE = {Bin.HOUR: timedelta(days=1), Bin.DAY: timedelta(days=3)}  # after which it is no news, seen or not


@dataclass(frozen=True, slots=True)
class Due:
    """A burst that a rule wants told now."""

    rule: Rule
    burst: Burst
    alert_id: str


@dataclass(frozen=True, slots=True)
class Decision:
    """What one look at the bursts decides."""

    due: tuple[Due, ...] = ()  # by rule, then by time
    going_on: Mapping[str, Burst] = field(default_factory=dict)  # told alert's id -> its burst as it is now
    quiet: int = 0  # held back by quiet hours
    cooling: int = 0  # held back by a cool-down


def due(
    bursts: Iterable[Burst],
    rules: Sequence[Rule],
    history: Iterable[Alerted],
    now: datetime,
    *,
    timezone: str,
    looked: Mapping[str, datetime] | None = None,
) -> Decision:
    """Decide what is told now. The order of ``bursts`` and ``history`` changes nothing.

    ``history`` must hold what was told within the longest cool-down, and what reaches into the bursts.
    ``looked`` is when each rule was last looked at (by its name); quiet hours are in ``timezone``.
    """
    in_order = sorted(bursts, key=lambda one: (one.since, one.until, one.key, -one.score, one.outlets))
    told: dict[tuple[str, Dimension, str], list[Alerted]] = defaultdict(list)
    for one in history:
        told[one.rule, one.by, one.key].append(one)
    decision = _Deciding(now, timezone, looked or {}, told)
    for rule in rules:
        for burst in in_order:
            if burst.by is rule.by and burst.every is rule.every and _wanted(rule, burst.key):
                decision.take(rule, burst)
    return Decision(tuple(decision.due), decision.going_on, decision.quiet, decision.cooling)


@dataclass(slots=True)
class _Deciding:
    """One look, burst by burst."""

    now: datetime
    timezone: str
    looked: Mapping[str, datetime]
    told: dict[tuple[str, Dimension, str], list[Alerted]]
    due: list[Due] = field(default_factory=list)
    going_on: dict[str, Burst] = field(default_factory=dict)
    quiet: int = 0
    cooling: int = 0

    def take(self, rule: Rule, burst: Burst) -> None:
        known = self.told[rule.name, burst.by, burst.key]
        same = [one for one in known if _meet(one, burst)]
        if same:
            self.going_on.update((one.alert_id, burst) for one in same)
        elif reaches(rule, burst) and not is_over(burst, self.now, self.looked.get(rule.name)):
            if rule.is_quiet(self.now, self.timezone):
                self.quiet += 1
            elif _cools(rule, burst, known, self.now):
                self.cooling += 1
            else:
                self._tell(rule, burst, known)

    def _tell(self, rule: Rule, burst: Burst, known: list[Alerted]) -> None:
        id = alert_id(rule.name, burst)
        self.due.append(Due(rule, burst, id))
        known.append(
            Alerted(
                id, rule.name, burst.by, burst.key, burst.since, burst.until, burst.score, created=self.now
            )
        )


def alert_id(rule: str, burst: Burst) -> str:
    """32 hex: the same for the same rule, key and beginning, in every process."""
    parts = (rule, burst.by.value, burst.key, burst.since.astimezone(UTC).isoformat())
    return blake2b("\0".join(parts).encode(), digest_size=16).hexdigest()


def reaches(rule: Rule, burst: Burst) -> bool:
    """Is a burst as strong as a rule asks for?"""
    return (
        burst.count >= rule.least_headlines
        and len(burst.outlets) >= rule.least_outlets
        and (rule.least_score is None or burst.score >= rule.least_score)
        and (rule.most_p is None or burst.p_value <= rule.most_p)
        and (rule.least_ratio is None or burst.ratio >= rule.least_ratio)
    )


def is_over(burst: Burst, now: datetime, looked: datetime | None) -> bool:
    """Is a burst too long past to be told? ``looked``: when it was last looked for."""
    limit = now - LULL[burst.every]
    if looked is not None:
        limit = max(min(limit, looked), now - LATE[burst.every])
    return burst.until < limit


def _wanted(rule: Rule, key: str) -> bool:
    return rule.keys is None or key in rule.keys


def _meet(told: Alerted, burst: Burst) -> bool:
    return burst.since <= told.until and told.since <= burst.until


def _cools(rule: Rule, burst: Burst, known: Sequence[Alerted], now: datetime) -> bool:
    recent = [one for one in known if now - one.created < rule.cool_down]
    enough = max((one.score for one in recent), default=-math.inf) * STRONGER
    return bool(recent) and burst.score < enough
