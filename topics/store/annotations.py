"""What editors wrote on charts."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, insert, select

from topics.store.database import Database
from topics.store.schema import annotation
from topics.types import Annotation


class Annotations:
    """The annotations of a store."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, item: Annotation) -> int:
        """Keep an annotation; returns its number."""
        row = {"moment": item.moment, "text": item.text, "editor": item.editor, "created": item.created}
        with self._database.writing() as connection:
            key = connection.execute(insert(annotation), row).inserted_primary_key
            return int(key[0]) if key else 0

    def remove(self, number: int) -> bool:
        """Take an annotation away; False where there is none."""
        with self._database.writing() as connection:
            done = connection.execute(delete(annotation).where(annotation.c.number == number))
            return bool(done.rowcount)

    def list(self, since: datetime | None = None, until: datetime | None = None) -> list[Annotation]:
        """Annotations of a half-open span, by time."""
        query = select(annotation).order_by(annotation.c.moment, annotation.c.number)
        if since is not None:
            query = query.where(annotation.c.moment >= since)
        if until is not None:
            query = query.where(annotation.c.moment < until)
        with self._database.reading() as connection:
            return [
                Annotation(row["moment"], row["text"], row["editor"], row["created"], row["number"])
                for row in connection.execute(query).mappings()
            ]
