"""Corrections as rows of their table, and back; and what they say of headlines."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from sqlalchemy import Connection, RowMapping, select

from topics.store.portions import portions
from topics.store.schema import correction, headline
from topics.store.standing import standing
from topics.types import Correction

SURE = 1.0  # the probability of a topic that an editor named


def correction_row(one: Correction, key: str) -> dict[str, Any]:
    """A row of ``correction``; ``key`` is the content hash of the title."""
    return {
        "number": one.number,
        "content_hash": key,
        "title": one.title,
        "language": one.language,
        "topic": one.topic,
        "also": list(one.also),
        "was": one.was,
        "model_id": one.model_id,
        "headline_id": one.headline_id,
        "editor": one.editor,
        "created": one.created,
        "note": one.note,
    }


def to_correction(row: RowMapping) -> Correction:
    """A row of ``correction``."""
    return Correction(
        title=row["title"],
        language=row["language"],
        topic=row["topic"],
        editor=row["editor"],
        created=row["created"],
        also=tuple(row["also"]),
        was=row["was"],
        model_id=row["model_id"],
        headline_id=row["headline_id"],
        note=row["note"],
        number=row["number"],
    )


def entries_on(connection: Connection, hashes: Sequence[str]) -> Mapping[str, list[Correction]]:
    """All entries on each of these contents."""
    found: defaultdict[str, list[Correction]] = defaultdict(list)
    for some in portions(hashes):
        query = select(correction).where(correction.c.content_hash.in_(some)).order_by(correction.c.number)
        for row in connection.execute(query).mappings():
            found[row["content_hash"]].append(to_correction(row))
    return found


def topics_said(connection: Connection, headlines: Sequence[str]) -> dict[str, str]:
    """The topic that an editor's word puts each headline under, by id; those without one are left out."""
    if connection.execute(select(correction.c.number).limit(1)).first() is None:
        return {}
    log: defaultdict[str, list[Correction]] = defaultdict(list)
    for some in portions(headlines):
        query = (
            select(headline.c.id.label("of"), correction)
            .join(correction, correction.c.content_hash == headline.c.content_hash)
            .where(headline.c.id.in_(some))
        )
        for row in connection.execute(query).mappings():
            log[row["of"]].append(to_correction(row))
    holding = {id: standing(entries) for id, entries in log.items()}
    return {id: words[-1].topic for id, words in holding.items() if words}


def answer_of(row: RowMapping, topics: Sequence[str]) -> tuple[str, float]:
    """The model's own answer in a row of ``prediction``: its topic and probability where no editor spoke."""
    values = np.frombuffer(row["probabilities"], "<f4")
    best = int(values.argmax())
    return topics[best], float(values[best])
