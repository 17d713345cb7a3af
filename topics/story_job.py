"""Keeping stories current: every headline that has no place yet joins a story, opens one, or stands alone.

The open headlines of the last days are read from the store, the new ones are taken in by time, a portion a
transaction. What a new headline touches is grouped anew; ids are carried on, and what became of them is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

import numpy as np

from topics.cluster.centring import Centring
from topics.cluster.stories import ENOUGH, granularity_of
from topics.cluster.story_identity import carry_over
from topics.cluster.story_stream import StoryStream, Told, reference_of
from topics.cluster.story_weights import HORIZON
from topics.embed.unrelated import unrelated_cosine
from topics.errors import UsageError
from topics.on_demand import plain_title
from topics.service import TopicsService
from topics.store.story_rows import Placed

if TYPE_CHECKING:
    from topics.types import Headline

PORTION = 500  # headlines taken in at once
REFERENCE = 5_000  # newest headlines that say what is usual: their means by language, how common words are


@dataclass(frozen=True, slots=True)
class StoriesOutcome:
    """What bringing stories up to date did."""

    placed: int  # headlines that got a place
    opened: int  # stories that are new
    merged: int  # stories that became part of another one


def update_stories(
    service: TopicsService, *, now: datetime, progress: Callable[[int], None]
) -> StoriesOutcome:
    """Give every headline that has a vector its place among the stories.

    A job killed in between has stored whole portions; the next one goes on.

    Raises:
        UsageError: the setting ``story_granularity`` names none.
    """
    granularity = granularity_from(service.settings.story_granularity)
    stories, encoder = service.store.stories, service.encoder.encoder_id
    work: _Work | None = None
    placed = opened = merged = 0
    while pending := stories.pending(encoder, PORTION):
        work = work or _begun(service, granularity)
        change = work.take_in(pending)
        merged += stories.save(change, created=now)
        placed += len(pending)
        opened += work.opened(change)
        progress(placed)
    return StoriesOutcome(placed, opened, merged)


def granularity_from(asked: str) -> float:
    """The cohesion that a setting names.

    Raises:
        UsageError: neither a name nor a number between 0 and 1.
    """
    found = granularity_of(asked)
    if found is None:
        raise UsageError(
            f"granularity: expected narrow, normal, broad or a number between 0 and 1, got {asked!r}."
        )
    return found


def _begun(service: TopicsService, granularity: float) -> _Work:
    """A stream whose means and frequencies are those of the newest headlines, for this whole job.

    Means of a few are headlines themselves: there the usual cosine of the encoder is taken off instead.
    """
    store, encoder = service.store, service.encoder.encoder_id
    batch = store.vectors.window(encoder, since=store.headlines.nth_newest(REFERENCE))
    known = {one.id: one for one in store.headlines.get(batch.ids)}
    newest = [known[id] for id in batch.ids if id in known]
    rows = [row for row, id in enumerate(batch.ids) if id in known]
    languages = [one.language for one in newest]
    reference = reference_of(map(plain_title, newest))
    if len(newest) < ENOUGH:
        nothing = Centring(np.zeros(batch.vectors.shape[1], np.float32), {})
        stream = StoryStream(reference, granularity, unrelated=unrelated_cosine(service.encoder))
        return _Work(service, stream, nothing)
    centring = Centring.fit(batch.vectors[rows], languages)
    return _Work(service, StoryStream(reference, granularity), centring)


@dataclass
class _Work:
    """The stream of one job, and which story each of its headlines is in."""

    service: TopicsService
    stream: StoryStream
    centring: Centring
    held: dict[str, str] = field(default_factory=dict)
    _read_until: datetime | None = None  # what was placed before is in the stream up to here

    def take_in(self, pending: Sequence[Headline]) -> Placed:
        """Group headlines, in the order of time, with what lies around them; what changed by it."""
        self._read_around(pending[0].seen, pending[-1].seen)
        groups = self.stream.add(self._told(pending))
        members = [[one.id for one in group] for group in groups]
        found, links = carry_over(members, self.held, self.service.store.stories.next_ids)
        named = list(zip(groups, found, strict=True))
        return Placed(
            places={one.id: story for group, story in named for one in group},
            central={story: _central(group) for group, story in named if story is not None},
            links=[(link.from_id, link.to_id, link.kind, link.shared) for link in links],
        )

    def opened(self, change: Placed) -> int:
        """Remember where headlines are now; how many stories are new."""
        new = set(change.central) - set(self.held.values())
        for headline, story in change.places.items():
            self.held.pop(headline, None)
            if story is not None:
                self.held[headline] = story
        return len(new)

    def _read_around(self, first: datetime, last: datetime) -> None:
        """Put what was placed before and lies within the horizon into the stream; let go of what is over."""
        self.stream.forget(first - HORIZON)
        inside = {one.id for one in self.stream.told}
        self.held = {headline: story for headline, story in self.held.items() if headline in inside}
        since, until = self._read_until or first - HORIZON, last + HORIZON
        if until <= since:
            return
        known = self.service.store.stories.placed(self.service.encoder.encoder_id, since, until)
        known = [(headline, story) for headline, story in known if headline.id not in inside]
        self.held |= {headline.id: story for headline, story in known if story is not None}
        self.stream.take_in(self._told([headline for headline, _ in known]))
        self._read_until = until

    def _told(self, headlines: Sequence[Headline]) -> list[Told]:
        if not headlines:
            return []
        hashes = [one.content_hash for one in headlines]
        vectors = self.service.store.vectors.get(hashes, self.service.encoder.encoder_id)
        rows = np.stack([vectors[key] for key in hashes])
        space = self.centring.apply(rows, [one.language for one in headlines])
        return [
            Told(one.id, plain_title(one), one.language, vector, one.seen, one.source)
            for one, vector in zip(headlines, space, strict=True)
        ]


def _central(group: Sequence[Told]) -> dict[str, str]:
    """The headline of each language that is nearest to the middle of the story, the nearest of all first."""
    vectors = np.stack([one.vector for one in group])
    near = vectors @ vectors.mean(axis=0)
    found: dict[str, str] = {}
    for place in np.lexsort(([one.id for one in group], -np.round(near, 5))):
        found.setdefault(group[place].language, group[place].id)
    return found
