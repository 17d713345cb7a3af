"""Rows as the nouns of the service."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from sqlalchemy import RowMapping

from topics.store.schema import assignment, headline, prediction, story_member, theme
from topics.types import Headline, HeadlineRecord

RECORD_COLUMNS = (
    headline,
    prediction.c.topic,
    prediction.c.probability,
    prediction.c.abstained,
    prediction.c.probabilities,
    prediction.c.model_id,
    prediction.c.corrected,
    assignment.c.theme_id,
    assignment.c.strength,
    theme.c.name.label("theme_name"),
    story_member.c.story_id,
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


def to_record(row: RowMapping, topics: Mapping[str, Sequence[str]]) -> HeadlineRecord:
    """A row of RECORD_COLUMNS; ``topics`` are each model's, in the order of its probabilities."""
    in_theme = row["theme_id"] is not None
    ranked = _ranked(row, topics)
    corrected = row["corrected"] is not None
    return HeadlineRecord(
        to_headline(row),
        topic=row["topic"],
        probability=dict(ranked).get(row["topic"]) if corrected else row["probability"],
        abstained=bool(row["abstained"]) and not corrected,
        alternatives=tuple(pair for pair in ranked if pair[0] != row["topic"]),
        model_id=row["model_id"],
        theme=row["theme_id"],
        theme_name=row["theme_name"],
        theme_strength=row["strength"] if in_theme else None,
        story=row["story_id"],
        corrected=row["corrected"],
    )


def _ranked(row: RowMapping, topics: Mapping[str, Sequence[str]]) -> list[tuple[str, float]]:
    """Every topic with the model's probability, most probable first, ties in the model's order."""
    if row["probabilities"] is None:
        return []
    values: Any = np.frombuffer(row["probabilities"], "<f4").tolist()
    return sorted(zip(topics[row["model_id"]], values, strict=False), key=lambda pair: -pair[1])
