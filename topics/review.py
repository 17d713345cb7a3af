"""What editors should look at next: gathered from the store, chosen, and told why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from topics.review_reasons import AtOdds, News, OfNewSource, OfNewTheme, Reason, StandsFor, Unsure
from topics.text import content_hash
from topics.types import Correction, HeadlineRecord, Predictions

if TYPE_CHECKING:
    from topics.service import TopicsService
    from topics.types import FloatArray, IntArray

LOOKED_AT = 10_000  # newest headlines
NEIGHBOURS = 8
LATELY = timedelta(days=14)  # what appeared for the first time within it is new
NEW = 0.25  # what a new theme or source adds to a score
UNSURE = 0.5  # uncertainty that is worth telling
AT_ODDS = 0.5  # and disagreement


@dataclass(frozen=True, slots=True)
class Proposal:
    """A headline to look at."""

    record: HeadlineRecord
    why: tuple[Reason, ...]  # the strongest first

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why, in words."""
        return tuple(one.words for one in self.why)


@dataclass(frozen=True, slots=True, eq=False)
class _Pool:
    """Headlines that could be proposed. All columns have one length r; each content once, newest first."""

    records: tuple[HeadlineRecord, ...]
    predictions: Predictions
    vectors: FloatArray  # (r, d) in a centred space
    taken: FloatArray  # (t, d) of what editors have said something of
    neighbours: IntArray  # (r, m) places of the nearest headlines' topics, −1 = none


def propose(
    service: TopicsService, *, limit: int, since: datetime | None = None, seed: int = 0
) -> list[Proposal]:
    """Headlines whose correction would teach most, with their reasons; none that editors have spoken on.

    Among the newest classified ones from ``since`` on. The same store gives the same answer.
    """
    import numpy as np

    from topics.training.reviewing import choose

    pool = _pool(service, since)
    if pool is None:
        return []
    news = _news(service, pool.records)
    interest = np.array([NEW * len(told) for told in news], np.float32)
    chosen = choose(
        pool.predictions.probabilities,
        pool.vectors,
        pool.neighbours,
        limit,
        seed,
        interest=interest,
        taken=pool.taken,
    )
    return [Proposal(pool.records[row], _reasons(pool, row, news[row])) for row in chosen.tolist()]


# --- gathering -----------------------------------------------------------------------------------


def _pool(service: TopicsService, since: datetime | None) -> _Pool | None:
    """What could be proposed; None where nothing is classified and embedded."""
    import numpy as np

    from topics.classify.space import Space

    store = service.store
    said = store.predictions.uncorrected(LOOKED_AT, since=since)
    if said is None or not len(said):
        return None
    known = store.headlines.records(said.ids)
    log = store.corrections.latest()
    hashes = [content_hash(one.title) for one in log]
    contents = [known[id].headline.content_hash for id in said.ids]
    vectors = store.vectors.get([*contents, *hashes], service.encoder.encoder_id)
    first = {key: row for row, key in reversed(list(enumerate(contents)))}
    rows = sorted(row for key, row in first.items() if key in vectors)
    spoken = [place for place, key in enumerate(hashes) if key in vectors]
    if not rows:
        return None
    keys = [contents[row] for row in rows] + [hashes[place] for place in spoken]
    languages = [known[said.ids[row]].headline.language for row in rows]
    languages += [log[place].language for place in spoken]
    raw = np.stack([vectors[key] for key in keys]).astype(np.float64)
    placed = Space.of(raw, languages).place(raw).astype(np.float32)
    kept = Predictions(
        tuple(said.ids[row] for row in rows),
        said.topics,
        said.probabilities[rows],
        said.abstained[rows],
        said.model_id,
    )
    return _Pool(
        tuple(known[id] for id in kept.ids),
        kept,
        placed[: len(rows)],
        placed[len(rows) :],
        _neighbours(kept, placed, [log[place] for place in spoken]),
    )


def _neighbours(said: Predictions, placed: FloatArray, corrected: Sequence[Correction]) -> IntArray:
    """Topics of the headlines nearest to each one: an editor's word, else the model's. Shape: (r, m)."""
    import numpy as np

    from topics.cluster.neighbours import nearest
    from topics.training.reviewing import NO_TOPIC

    place = {topic: number for number, topic in enumerate(said.topics)}
    spoken = [place.get(one.topic, NO_TOPIC) for one in corrected]
    topics = np.array([*said.probabilities.argmax(axis=1), *spoken], np.int32)
    count = min(NEIGHBOURS + 1, len(placed) - 1)
    if count < 1:
        return np.full((len(said), 1), NO_TOPIC, np.int32)
    found = nearest(placed, count)[0][: len(said)]
    itself = found == np.arange(len(said))[:, None]
    return np.where(itself, np.int32(NO_TOPIC), topics[found])


# --- reasons -------------------------------------------------------------------------------------


def _news(service: TopicsService, records: Sequence[HeadlineRecord]) -> list[tuple[News, ...]]:
    """Of each headline, what is new about its theme and its source. Where all is new, nothing is."""
    span = service.span()
    if span is None or span[1] - span[0] <= LATELY:
        return [()] * len(records)
    lately = span[1] - LATELY
    themes = {
        one.id: OfNewTheme(one.id, one.name)
        for one in service.themes()
        if one.first_seen is not None and one.first_seen > lately
    }
    sources = {
        name: OfNewSource(name, first)
        for name, first in service.store.headlines.first_of_sources().items()
        if first > lately
    }
    return [_told(record, themes, sources) for record in records]


def _told(
    record: HeadlineRecord, themes: Mapping[str, OfNewTheme], sources: Mapping[str, OfNewSource]
) -> tuple[News, ...]:
    found = (themes.get(record.theme or ""), sources.get(record.headline.source))
    return tuple(one for one in found if one is not None)


def _reasons(pool: _Pool, row: int, news: tuple[News, ...]) -> tuple[Reason, ...]:
    from topics.training.reviewing import NO_TOPIC, disagreement, uncertainty

    one = slice(row, row + 1)
    said, near = pool.predictions, pool.neighbours[row]
    (first, sure), (second, less) = said.ranked(row)[:2]
    found: list[Reason] = []
    if uncertainty(said.probabilities[one])[0] >= UNSURE:
        found.append(Unsure(first, sure, second, less))
    if disagreement(said.probabilities[one], pool.neighbours[one])[0] >= AT_ODDS:
        others = Counter(said.topics[place] for place in near.tolist() if place != NO_TOPIC)
        others.pop(first, None)
        topic, count = others.most_common(1)[0]
        found.append(AtOdds(first, topic, count, int((near != NO_TOPIC).sum())))
    found += news
    return tuple(found) or (StandsFor(first, sure, second, less),)
