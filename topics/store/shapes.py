"""Rows as the nouns of the service."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from sqlalchemy import RowMapping

from topics.store.schema import assignment, headline, model, prediction, theme
from topics.types import Headline, HeadlineRecord

RECORD_COLUMNS = (
    headline,
    prediction.c.topic,
    prediction.c.probability,
    prediction.c.abstained,
    prediction.c.probabilities,
    prediction.c.model_id,
    model.c.topics,
    assignment.c.theme_id,
    assignment.c.strength,
    theme.c.name.label("theme_name"),
)


def to_headline(row: RowMapping) -> Headline:
    """A row of ``headline``."""
    return Headline(
        id=row["id"],
        source=row["source"],
        title=row["title"],
        language=row["language"],
        fetched=row["fetched"],
        content_hash=row["content_hash"],
        url=row["url"],
        published=row["published"],
        summary=row["summary"],
    )


def to_record(row: RowMapping) -> HeadlineRecord:
    """A row of RECORD_COLUMNS."""
    in_theme = row["theme_id"] is not None
    return HeadlineRecord(
        to_headline(row),
        topic=row["topic"],
        probability=row["probability"],
        abstained=bool(row["abstained"]),
        alternatives=_alternatives(row),
        model_id=row["model_id"],
        theme=row["theme_id"],
        theme_name=row["theme_name"],
        theme_strength=row["strength"] if in_theme else None,
    )


def _alternatives(row: RowMapping) -> tuple[tuple[str, float], ...]:
    """Every topic but the first choice, most probable first."""
    if row["probabilities"] is None:
        return ()
    topics: Sequence[str] = row["topics"]
    values: Any = np.frombuffer(row["probabilities"], "<f4")
    order = (-values).argsort(kind="stable")
    return tuple((topics[place], float(values[place])) for place in order if topics[place] != row["topic"])
