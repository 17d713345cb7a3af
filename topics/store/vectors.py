"""Vectors by content hash and encoder: a text is encoded once by one encoder."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

import numpy as np
from sqlalchemy import Select, distinct, func, select

from topics.errors import ShapeError, StoreError
from topics.store.database import Database
from topics.store.portions import portions
from topics.store.schema import headline, vector
from topics.store.upsert import insert_or_ignore
from topics.types import EmbeddingBatch

if TYPE_CHECKING:
    from topics.types import FloatArray


class Vectors:
    """The vectors of a store. On disk float32, little-endian; in memory float32 with unit rows."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, hashes: Sequence[str], vectors: FloatArray, encoder_id: str) -> None:
        """Store vectors in one transaction; known ones stay as they are. Shape: (len(hashes), d) float32."""
        if vectors.ndim != 2 or len(vectors) != len(hashes):
            raise ShapeError(f"vectors: expected ({len(hashes)}, d), got {vectors.shape}.")
        rows = [
            {"content_hash": key, "encoder_id": encoder_id, "data": row.tobytes()}
            for key, row in zip(hashes, np.ascontiguousarray(vectors, "<f4"), strict=True)
        ]
        if rows:
            with self._database.writing() as connection:
                connection.execute(insert_or_ignore(vector, connection.dialect.name), rows)

    def get(self, hashes: Sequence[str], encoder_id: str) -> dict[str, FloatArray]:
        """Vectors that this encoder made, by hash; unknown hashes are left out. Shape of each: (d,)."""
        found: dict[str, FloatArray] = {}
        with self._database.reading() as connection:
            for some in portions(list(dict.fromkeys(hashes))):
                query = select(vector.c.content_hash, vector.c.data).where(
                    vector.c.encoder_id == encoder_id, vector.c.content_hash.in_(some)
                )
                found |= {key: np.frombuffer(data, "<f4") for key, data in connection.execute(query)}
        return found

    def window(
        self, encoder_id: str, since: datetime | None = None, until: datetime | None = None
    ) -> EmbeddingBatch:
        """Vectors of the headlines of a half-open span, ordered by headline id. Shape: (n, d)."""
        query = (
            select(headline.c.id, vector.c.data)
            .join(vector, vector.c.content_hash == headline.c.content_hash)
            .where(vector.c.encoder_id == encoder_id)
            .order_by(headline.c.id)
        )
        if since is not None:
            query = query.where(headline.c.seen >= since)
        if until is not None:
            query = query.where(headline.c.seen < until)
        with self._database.reading() as connection:
            rows = connection.execute(query).all()
        return EmbeddingBatch(tuple(row[0] for row in rows), _stacked([row[1] for row in rows]), encoder_id)

    def count(self, encoder_id: str) -> int:
        """How many texts this encoder has encoded."""
        return self._number(select(func.count()).where(vector.c.encoder_id == encoder_id))

    def missing(self, encoder_id: str) -> int:
        """How many distinct texts this encoder has not encoded yet."""
        return self._number(
            select(func.count(distinct(headline.c.content_hash)))
            .outerjoin(
                vector,
                (vector.c.content_hash == headline.c.content_hash) & (vector.c.encoder_id == encoder_id),
            )
            .where(vector.c.content_hash.is_(None))
        )

    def outdated(self, encoder_id: str) -> int:
        """How many of the missing texts another encoder has encoded: what a change of encoder costs."""
        others = vector.alias()
        return self._number(
            select(func.count(distinct(headline.c.content_hash)))
            .join(others, others.c.content_hash == headline.c.content_hash)
            .outerjoin(
                vector,
                (vector.c.content_hash == headline.c.content_hash) & (vector.c.encoder_id == encoder_id),
            )
            .where(vector.c.content_hash.is_(None))
        )

    def headlines(self, encoder_id: str) -> int:
        """How many headlines have a vector of this encoder."""
        return self._number(
            select(func.count())
            .select_from(headline.join(vector, vector.c.content_hash == headline.c.content_hash))
            .where(vector.c.encoder_id == encoder_id)
        )

    def _number(self, query: Select[Any]) -> int:
        with self._database.reading() as connection:
            number: int = connection.execute(query).scalar_one()
            return number


def _stacked(rows: list[bytes]) -> FloatArray:
    if not rows:
        return np.empty((0, 0), np.float32)
    width = len(rows[0]) // 4
    if any(len(row) != 4 * width for row in rows):
        raise StoreError("vectors: expected one width an encoder, got several; run `topics db check`.")
    return np.frombuffer(b"".join(rows), "<f4").astype(np.float32).reshape(-1, width)
