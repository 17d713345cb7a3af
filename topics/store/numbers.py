"""Numbers for ids: given out once, not even twice to jobs that did not live to use them."""

from __future__ import annotations

from sqlalchemy import Column, Connection, func, select

from topics.store.schema import counter
from topics.store.upsert import insert_or_replace


def take_numbers(connection: Connection, name: str, stored: Column[int], n: int) -> range:
    """The next ``n`` numbers of a kind; ``stored`` is the column that holds those in use."""
    given = connection.execute(select(counter.c.last).where(counter.c.name == name)).scalar()
    highest = connection.execute(select(func.max(stored))).scalar()
    last = max(given or 0, highest or 0)
    connection.execute(insert_or_replace(counter, connection.dialect.name), {"name": name, "last": last + n})
    return range(last + 1, last + n + 1)
