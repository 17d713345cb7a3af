"""Who does a job that only one process may do at a time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, select, update

from topics.errors import StoreError
from topics.store.database import Database
from topics.store.schema import lease
from topics.store.upsert import insert_or_replace


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to do a job, as long as nobody took it over."""

    name: str  # of the job
    owner: str  # of whom there is only one, ever


class Leases:
    """Leases of a store."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def take(self, wanted: Lease, *, now: datetime, is_stale: Callable[[str, datetime], bool]) -> str | None:
        """Take a lease that is free or stale; None, or the owner that goes on holding it.

        ``is_stale`` is asked with the owner and when it last said that it lives.
        """
        query = select(lease.c.owner, lease.c.renewed).where(lease.c.name == wanted.name)
        row = {"name": wanted.name, "owner": wanted.owner, "renewed": now}
        with self._database.writing() as connection:
            held = connection.execute(query).first()
            if held is not None and held.owner != wanted.owner and not is_stale(held.owner, held.renewed):
                return str(held.owner)
            connection.execute(insert_or_replace(lease, connection.dialect.name), row)
        return None

    def give_back(self, held: Lease) -> None:
        """Let others do the job; nothing happens where somebody took it over."""
        mine = (lease.c.name == held.name) & (lease.c.owner == held.owner)
        with self._database.writing() as connection:
            connection.execute(delete(lease).where(mine))


def renew(connection: Connection, held: Lease, now: datetime) -> None:
    """Say that the owner lives, in the transaction of what it writes.

    Raises:
        StoreError: the lease was taken over; nothing may be written under it.
    """
    mine = (lease.c.name == held.name) & (lease.c.owner == held.owner)
    if not connection.execute(update(lease).where(mine).values(renewed=now)).rowcount:
        raise StoreError(
            f"the job {held.name!r} was taken over by another process; let it finish, and start again."
        )
