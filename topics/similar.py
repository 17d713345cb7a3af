"""Headlines that mean nearly the same as one of the store, or as any text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from topics.errors import UsageError
from topics.text import embedding_text
from topics.types import EmbeddingBatch, HeadlineFilter, HeadlineRecord

if TYPE_CHECKING:
    from topics.service import TopicsService
    from topics.types import FloatArray

MOST_COMPARED = 60_000  # the newest headlines of the filter's span
AT_ONCE = 400  # records that are read to see which of them match the filter …
LOOKED_AT = 4_000  # … until so many were


@dataclass(frozen=True, slots=True)
class Near:
    """A headline, and how near it is."""

    record: HeadlineRecord
    closeness: float  # cosine of both vectors


def space_to_search(service: TopicsService, wanted: HeadlineFilter) -> EmbeddingBatch:
    """Vectors of the newest headlines of the filter's span; other fields of it are not looked at."""
    store = service.store
    current = store.themes.current_run()
    encoder_id = current.encoder_id if current else service.encoder.encoder_id
    newest = store.headlines.nth_newest(MOST_COMPARED, wanted.until)
    since = max((one for one in (wanted.since, newest) if one is not None), default=None)
    return store.vectors.window(encoder_id, since=since, until=wanted.until)


def near_headline(
    service: TopicsService, headline_id: str, wanted: HeadlineFilter, space: EmbeddingBatch
) -> list[Near]:
    """Headlines nearest to one of the store, itself not among them, at most the filter's limit.

    Raises:
        UsageError: no such headline, or one without a vector.
    """
    known = service.store.headlines.get([headline_id])
    hashes = [one.content_hash for one in known]
    vectors = service.store.vectors.get(hashes, space.encoder_id)
    if not vectors:
        raise UsageError(
            f"expected a headline of the store that was encoded, got {headline_id!r}; "
            "`topics run` encodes all."
        )
    return _near(service, vectors[hashes[0]], wanted, space, without=headline_id)


def near_text(service: TopicsService, text: str, wanted: HeadlineFilter, space: EmbeddingBatch) -> list[Near]:
    """Headlines nearest in meaning to a text of any language.

    Raises:
        UsageError: an empty text, or vectors of another encoder.
    """
    if not text.strip():
        raise UsageError("expected some words, got none.")
    if len(space) and service.encoder.encoder_id != space.encoder_id:
        raise UsageError(
            f"expected vectors of {service.encoder.encoder_id}, got those of {space.encoder_id}; "
            "`topics run` encodes all headlines anew."
        )
    return _near(service, service.encoder.encode([embedding_text(text)])[0], wanted, space)


def _near(
    service: TopicsService,
    vector: FloatArray,
    wanted: HeadlineFilter,
    space: EmbeddingBatch,
    without: str = "",
) -> list[Near]:
    if not len(space):
        return []
    closeness = space.vectors @ vector
    order = np.argsort(-closeness, kind="stable")[:LOOKED_AT].tolist()
    found: list[Near] = []
    for start in range(0, len(order), AT_ONCE):
        rows = [row for row in order[start : start + AT_ONCE] if space.ids[row] != without]
        records = service.store.headlines.records([space.ids[row] for row in rows])
        for row in rows:
            record = records.get(space.ids[row])
            if record is not None and _matches(record, wanted):
                found.append(Near(record, float(closeness[row])))
                if len(found) == wanted.limit:
                    return found
    return found


def _matches(record: HeadlineRecord, wanted: HeadlineFilter) -> bool:
    """Whether a headline fits what was asked of outlet, topic, theme, story and language."""
    return (
        (not wanted.sources or record.headline.source in wanted.sources)
        and (not wanted.languages or record.headline.language in wanted.languages)
        and (not wanted.topics or record.topic in wanted.topics)
        and record.topic not in wanted.without_topics
        and (not wanted.themes or record.theme in wanted.themes)
        and (not wanted.stories or record.story in wanted.stories)
    )
