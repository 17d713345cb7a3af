"""Insert, or leave or replace what is there: the same words in both databases, from two dialects."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite


def _insert(table: Table, dialect: str) -> Any:
    return (postgresql if dialect == "postgresql" else sqlite).insert(table)


def insert_or_ignore(table: Table, dialect: str) -> Any:
    """Insert rows; rows whose key is there stay as they are."""
    return _insert(table, dialect).on_conflict_do_nothing()


def insert_or_replace(table: Table, dialect: str) -> Any:
    """Insert rows; a row whose key is there gets the new values."""
    statement = _insert(table, dialect)
    keys = [column.name for column in table.primary_key]
    values = {
        column.name: statement.excluded[column.name] for column in table.columns if column.name not in keys
    }
    return statement.on_conflict_do_update(index_elements=keys, set_=values)
