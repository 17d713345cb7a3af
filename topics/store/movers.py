"""What rises and falls, as the last run found it: working it out reads sixteen weeks."""

from __future__ import annotations

from sqlalchemy import select

from topics.store.burst_rows import burst_facts, fall_facts, to_burst, to_fall
from topics.store.database import Database
from topics.store.schema import movers
from topics.store.upsert import insert_or_replace
from topics.types import Movers


class KeptMovers:
    """The last movers of each time zone."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, found: Movers) -> None:
        """Keep these instead of the former ones of their zone."""
        row = {
            "timezone": found.timezone,
            "moment": found.moment,
            "rises": [burst_facts(one) for one in found.rises],
            "falls": [fall_facts(one) for one in found.falls],
        }
        with self._database.writing() as connection:
            connection.execute(insert_or_replace(movers, connection.dialect.name), row)

    def get(self, timezone: str) -> Movers | None:
        """What was kept last for a zone; None before the first time."""
        query = select(movers).where(movers.c.timezone == timezone)
        with self._database.reading() as connection:
            row = connection.execute(query).mappings().first()
        if row is None:
            return None
        rises, falls = map(to_burst, row["rises"]), map(to_fall, row["falls"])
        return Movers(row["moment"], row["timezone"], tuple(rises), tuple(falls))
