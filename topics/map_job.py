"""Keeping the map of headlines current: drawn again for each fit of themes, and added to in between."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from topics.types import EmbeddingBatch, Headline

if TYPE_CHECKING:
    from topics.service import TopicsService
    from topics.store.themes import RunInfo
    from topics.types import FloatArray

MOST_DRAWN = 50_000  # headlines of a map; of more the first by id, which is a fair sample
ADDED_AT_ONCE = 4_000
MOST_COMPARED = 15_000  # of a map, when something is added to it


def update_map(service: TopicsService) -> int:
    """Draw the map of the current run, or put on it what is new; returns the headlines that were placed.

    A map that is drawn again is turned so that headlines lie where they lay, as far as they can.
    """
    store = service.store
    current = store.themes.current_run()
    if current is None:
        return 0
    if store.map.run_id() != current.run_id:
        return _drawn(service, current)
    return _added(service, current)


def _drawn(service: TopicsService, current: RunInfo) -> int:
    from topics.cluster.drawing import draw, turned

    store = service.store
    batch = store.vectors.window(current.encoder_id, since=current.since)
    if len(batch) > MOST_DRAWN:
        batch = EmbeddingBatch(batch.ids[:MOST_DRAWN], batch.vectors[:MOST_DRAWN].copy(), batch.encoder_id)
    headlines = store.headlines.get(batch.ids)
    if not headlines:
        return 0
    space = _space(current, batch.vectors, headlines)
    places = draw(space, batch.ids, service.settings.seed)
    known, before = store.map.places()
    row_of = {id: row for row, id in enumerate(batch.ids)}
    shared = [place for place, id in enumerate(known) if id in row_of]
    places = turned(places, [row_of[known[place]] for place in shared], before[shared])
    store.map.save(current.run_id, batch.ids, places)
    return len(batch)


def _added(service: TopicsService, current: RunInfo) -> int:
    """Put headlines that came since on the map, in the middle of those that they are nearest to."""
    from topics.cluster.drawing import put_among

    store = service.store
    ids, places = store.map.places()
    room = MOST_DRAWN - len(ids)
    new = store.map.missing(current.run_id, min(ADDED_AT_ONCE, room)) if room > 0 else []
    if not new or not ids:
        return 0
    known = _vectors(service, current, ids[:MOST_COMPARED])
    fresh = _vectors(service, current, new)
    row_of = {id: row for row, id in enumerate(ids)}
    found = put_among(fresh[1], known[1], places[[row_of[id] for id in known[0]]])
    store.map.save(current.run_id, fresh[0], found)
    return len(fresh[0])


def _vectors(service: TopicsService, current: RunInfo, ids: list[str]) -> tuple[list[str], FloatArray]:
    """Of those that have a vector: ids, and their places in the space of the run."""
    headlines = service.store.headlines.get(ids)
    vectors = service.store.vectors.get([one.content_hash for one in headlines], current.encoder_id)
    headlines = [one for one in headlines if one.content_hash in vectors]
    rows = np.stack([vectors[one.content_hash] for one in headlines])
    return [one.id for one in headlines], _space(current, rows, headlines)


def _space(current: RunInfo, vectors: FloatArray, headlines: list[Headline]) -> FloatArray:
    from topics.cluster.centring import Centring

    languages = [one.language for one in headlines]
    return Centring.from_parameters(current.parameters["centring"]).apply(vectors, languages)
