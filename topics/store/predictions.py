"""What models said of headlines: one prediction a headline, with the model that made it.

A headline keeps its old prediction until the new model has got to it, so nobody meets an empty page while a
model is being replaced. Where an editor has spoken, that is the topic, whatever a model says.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import numpy as np
from sqlalchemy import Connection, delete, exists, select, update

from topics.store.correction_rows import SURE, topics_said
from topics.store.database import Database
from topics.store.schema import headline, model, prediction
from topics.store.stale import mark_filed
from topics.store.upsert import insert_or_replace
from topics.types import Predictions as PredictionBatch


def topics_of_models(connection: Connection) -> dict[str, list[str]]:
    """What the columns of each model's probabilities stand for."""
    rows = connection.execute(select(model.c.id, model.c.topics))
    return {row.id: row.topics for row in rows}


class Predictions:
    """The predictions of a store."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def save(self, batch: PredictionBatch) -> None:
        """Store a batch in one transaction; its model becomes the current one."""
        best = batch.probabilities.argmax(axis=1)
        raw = np.ascontiguousarray(batch.probabilities, "<f4")
        rows: list[dict[str, Any]] = [
            {
                "headline_id": id,
                "model_id": batch.model_id,
                "topic": batch.topics[best[row]],
                "probability": float(batch.probabilities[row, best[row]]),
                "abstained": bool(batch.abstained[row]),
                "probabilities": raw[row].tobytes(),
            }
            for row, id in enumerate(batch.ids)
        ]
        with self._database.writing() as connection:
            said = topics_said(connection, batch.ids)
            for one in rows:
                word = said.get(one["headline_id"])
                one["corrected"] = word
                if word is not None:
                    one |= {"topic": word, "probability": SURE}
            dialect = connection.dialect.name
            others = model.c.current & (model.c.id != batch.model_id)
            connection.execute(update(model).where(others).values(current=False))
            connection.execute(
                insert_or_replace(model, dialect),
                {"id": batch.model_id, "topics": list(batch.topics), "current": True},
            )
            if rows:
                mark_filed(connection, {one["headline_id"]: one["topic"] for one in rows})
                connection.execute(insert_or_replace(prediction, dialect), rows)
            used = exists().where(prediction.c.model_id == model.c.id)
            connection.execute(delete(model).where(~model.c.current, ~used))

    def uncorrected(self, limit: int, *, since: datetime | None = None) -> PredictionBatch | None:
        """What the current model said of the newest headlines that no editor corrected; None: no model."""
        query = (
            select(prediction.c.headline_id, prediction.c.probabilities, prediction.c.abstained)
            .join(headline, headline.c.id == prediction.c.headline_id)
            .where(prediction.c.corrected.is_(None))
            .order_by(headline.c.seen.desc(), headline.c.id.desc())
            .limit(limit)
        )
        if since is not None:
            query = query.where(headline.c.seen >= since)
        with self._database.reading() as connection:
            current = connection.execute(select(model.c.id, model.c.topics).where(model.c.current)).first()
            if current is None:
                return None
            rows = connection.execute(query.where(prediction.c.model_id == current.id)).all()
        raw = b"".join(row.probabilities for row in rows)
        return PredictionBatch(
            tuple(row.headline_id for row in rows),
            tuple(current.topics),
            np.frombuffer(raw, "<f4").astype(np.float32).reshape(-1, len(current.topics)),
            np.array([row.abstained for row in rows], bool),
            current.id,
        )

    def current_model(self) -> str | None:
        """The model that made the newest predictions."""
        with self._database.reading() as connection:
            return connection.execute(select(model.c.id).where(model.c.current)).scalar_one_or_none()
