"""Alerts and the outbox: what was told, to whom, and what is still on its way.

Everything that the one running job writes here is written under its lease: a job that was taken over can
write nothing any more.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, Float, bindparam, case, func, insert, select, update

from topics.store.alert_rows import alert_row, to_alert, to_alerted, to_delivery
from topics.store.database import Database
from topics.store.leases import Lease, renew
from topics.store.portions import portions
from topics.store.schema import Moment, alert, alert_look, delivery
from topics.store.upsert import insert_or_replace
from topics.types import Alert, Alerted, Burst, Delivery, DeliveryState


@dataclass(frozen=True, slots=True)
class Told:
    """What one look at the bursts leaves in the store."""

    alerts: Sequence[
        tuple[Alert, Sequence[tuple[str, str]]]
    ] = ()  # with (channel, recipient) of each delivery
    going_on: Mapping[str, Burst] = field(default_factory=dict)  # alert id -> its burst as it is now
    looked: Iterable[str] = ()  # rules


class Alerts:
    """What was told, and deliveries."""

    def __init__(self, database: Database) -> None:
        self._database = database

    # --- telling ---------------------------------------------------------------------------------

    def history(self, since: datetime) -> list[Alerted]:
        """Alerts of that time or later, and older ones whose burst reached into it."""
        query = select(alert).where((alert.c.created >= since) | (alert.c.seen_until >= since))
        with self._database.reading() as connection:
            return [to_alerted(row) for row in connection.execute(query).mappings()]

    def looked(self) -> dict[str, datetime]:
        """When the bursts of each rule were last looked for, by the rule's name."""
        with self._database.reading() as connection:
            return {row.rule: row.looked for row in connection.execute(select(alert_look))}

    def record(self, told: Told, *, lease: Lease, now: datetime) -> int:
        """Store new alerts with all their deliveries, in one transaction; how many were new.

        An alert that is there stays as it is, with its deliveries.

        Raises:
            StoreError: the lease was taken over.
        """
        with self._database.writing() as connection:
            renew(connection, lease, now)
            known = _known(connection, [one.id for one, _ in told.alerts])
            new = [(one, receivers) for one, receivers in told.alerts if one.id not in known]
            for one, receivers in new:
                connection.execute(insert(alert), alert_row(one))
                connection.execute(insert(delivery), [_waiting(one.id, to, now) for to in receivers])
            if told.going_on:
                connection.execute(_STILL, [_seen(id, burst) for id, burst in told.going_on.items()])
            looked = insert_or_replace(alert_look, connection.dialect.name)
            for rule in told.looked:
                connection.execute(looked, {"rule": rule, "looked": now})
        return len(new)

    # --- delivering ------------------------------------------------------------------------------

    def waiting(self) -> list[Delivery]:
        """Deliveries that are not done, the one to be tried first first."""
        query = (
            select(delivery)
            .where(delivery.c.state == DeliveryState.WAITING.value)
            .order_by(delivery.c.next_try, delivery.c.number)
        )
        with self._database.reading() as connection:
            return [to_delivery(row) for row in connection.execute(query).mappings()]

    def begin(self, number: int, *, lease: Lease, now: datetime, next_try: datetime) -> Delivery:
        """Count an attempt before it is made; should it never end, the next one is at ``next_try``.

        Raises:
            StoreError: the lease was taken over.
        """
        with self._database.writing() as connection:
            renew(connection, lease, now)
            values = {"attempts": delivery.c.attempts + 1, "next_try": next_try}
            connection.execute(update(delivery).where(delivery.c.number == number).values(values))
            query = select(delivery).where(delivery.c.number == number)
            return to_delivery(connection.execute(query).mappings().one())

    def commit(self, number: int, *, lease: Lease, now: datetime) -> None:
        """Note that the last word is about to leave: from here on the receiver may have it.

        Raises:
            StoreError: the lease was taken over; send no more.
        """
        with self._database.writing() as connection:
            renew(connection, lease, now)
            connection.execute(update(delivery).where(delivery.c.number == number).values(unsure=True))

    def settle(self, item: Delivery, *, lease: Lease, now: datetime) -> None:
        """Store how an attempt ended: state, next try, error, whether an answer came.

        Raises:
            StoreError: the lease was taken over.
        """
        values = {
            "state": item.state.value,
            "next_try": item.next_try,
            "error": item.error,
            "unsure": item.unsure,
            "sent": item.sent,
        }
        with self._database.writing() as connection:
            renew(connection, lease, now)
            connection.execute(update(delivery).where(delivery.c.number == item.number).values(values))

    def revive(self, *, lease: Lease, now: datetime) -> int:
        """Let what was given up wait again, with no attempts counted; how many.

        Raises:
            StoreError: the lease was taken over.
        """
        given_up = delivery.c.state == DeliveryState.GIVEN_UP.value
        values = {"state": DeliveryState.WAITING.value, "attempts": 0, "next_try": now}
        with self._database.writing() as connection:
            renew(connection, lease, now)
            return connection.execute(update(delivery).where(given_up).values(values)).rowcount

    # --- looking ---------------------------------------------------------------------------------

    def get(self, ids: Sequence[str]) -> dict[str, Alert]:
        """Alerts by id; unknown ids are left out."""
        found: dict[str, Alert] = {}
        with self._database.reading() as connection:
            for some in portions(list(dict.fromkeys(ids))):
                rows = connection.execute(select(alert).where(alert.c.id.in_(some))).mappings()
                found.update((row["id"], to_alert(row)) for row in rows)
        return found

    def recent(self, limit: int, *, since: datetime | None = None, channel: str | None = None) -> list[Alert]:
        """Alerts, the newest first; of one channel those that it was given or will be."""
        query = select(alert).order_by(alert.c.number.desc()).limit(limit)
        if since is not None:
            query = query.where(alert.c.created >= since)
        if channel is not None:
            mine = select(delivery.c.alert_id).where(delivery.c.channel == channel)
            query = query.where(alert.c.id.in_(mine))
        with self._database.reading() as connection:
            return [to_alert(row) for row in connection.execute(query).mappings()]

    def deliveries(self, ids: Sequence[str]) -> dict[str, list[Delivery]]:
        """Deliveries of alerts, by alert id, in the order of the rule's channels."""
        found: dict[str, list[Delivery]] = {id: [] for id in ids}
        query = select(delivery).order_by(delivery.c.number)
        with self._database.reading() as connection:
            for some in portions(list(found)):
                rows = connection.execute(query.where(delivery.c.alert_id.in_(some))).mappings()
                for row in rows:
                    found[row["alert_id"]].append(to_delivery(row))
        return found

    def states(self) -> dict[DeliveryState, int]:
        """How many deliveries are in each state; states without any are left out."""
        query = select(delivery.c.state, func.count()).group_by(delivery.c.state)
        with self._database.reading() as connection:
            return {DeliveryState(state): count for state, count in connection.execute(query)}


def _known(connection: Connection, ids: Sequence[str]) -> set[str]:
    """Those of the ids that are there."""
    found = [connection.execute(select(alert.c.id).where(alert.c.id.in_(some))) for some in portions(ids)]
    return {id for rows in found for (id,) in rows}


def _waiting(alert_id: str, to: tuple[str, str], now: datetime) -> dict[str, object]:
    channel, recipient = to
    return {
        "alert_id": alert_id,
        "channel": channel,
        "recipient": recipient,
        "state": DeliveryState.WAITING.value,
        "attempts": 0,
        "next_try": now,
        "unsure": False,
    }


_UNTIL, _SCORE = bindparam("until", type_=Moment), bindparam("score", type_=Float)
_STILL = (
    update(alert)
    .where(alert.c.id == bindparam("told"))
    .values(
        seen_until=case((alert.c.seen_until < _UNTIL, _UNTIL), else_=alert.c.seen_until),
        top_score=case((alert.c.top_score < _SCORE, _SCORE), else_=alert.c.top_score),
    )
)


def _seen(alert_id: str, burst: Burst) -> dict[str, object]:
    return {"told": alert_id, "until": burst.until, "score": burst.score}
