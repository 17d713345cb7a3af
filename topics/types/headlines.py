"""What comes in, and the one object that asks for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from topics.types.words import SourceKind


@dataclass(frozen=True, slots=True)
class Headline:
    """One headline of one outlet."""

    id: str  # stable fingerprint of source + guid, url or title
    source: str  # the outlet's name, as editors know it
    title: str  # original text, NFC, one line: what is shown
    language: str  # BCP-47, or ``und``
    fetched: datetime  # UTC, when it was first read
    content_hash: str  # of the title's matching form; vectors are keyed by it
    url: str | None = None  # canonical, tracking parameters stripped
    published: datetime | None = None  # UTC, or None where missing or absurd
    summary: str | None = None

    @property
    def seen(self) -> datetime:
        """When the headline appeared, for counting: published, or fetched where that is unknown."""
        return self.published or self.fetched


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in the input that could not be used; the rest was kept."""

    source: str  # outlet, file or URL it came from
    position: str  # "line 12", "item 3", "byte 5000", or "" for the whole
    message: str  # what, expected, got, what to do
    code: str  # stable short name: "not-xml", "too-large", "bad-date" …


@dataclass(frozen=True, slots=True)
class Batch:
    """What reading one source gave: the usable headlines and what was wrong with the rest."""

    headlines: tuple[Headline, ...] = ()
    problems: tuple[Problem, ...] = ()
    written: tuple[str, ...] = ()  # of a file: each headline's title letter by letter, for answers by title


@dataclass(frozen=True, slots=True)
class Source:
    """A place that headlines are read from again and again."""

    name: str  # unique; becomes ``Headline.source``
    location: str  # URL, or path of a file
    kind: SourceKind = SourceKind.FEED
    language: str | None = None  # a hint; None = identify each headline
    group: str | None = None  # folder in OPML
    enabled: bool = True


@dataclass(frozen=True, slots=True)
class FetchState:
    """What is remembered of a source between two fetches (conditional GET, failures)."""

    etag: str | None = None
    last_modified: str | None = None
    last_attempt: datetime | None = None
    last_success: datetime | None = None
    last_error: str | None = None
    failures: int = 0  # in a row


@dataclass(frozen=True, slots=True)
class HeadlineFilter:
    """Which headlines are meant. Empty tuples and None mean "any"."""

    sources: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    without_topics: tuple[str, ...] = ()  # left out; what has no topic yet stays
    themes: tuple[str, ...] = ()
    stories: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    since: datetime | None = None  # inclusive
    until: datetime | None = None  # exclusive
    text: str | None = None  # words, matched in their normalised form; all must occur
    min_probability: float | None = None
    limit: int = 100
    cursor: str | None = None  # opaque; from HeadlinePage.next_cursor


@dataclass(frozen=True, slots=True)
class HeadlineRecord:
    """A headline with what is known of it: one row of an export or of a table."""

    headline: Headline
    topic: str | None = None
    probability: float | None = None  # that the model gave ``topic``, also where an editor named it
    abstained: bool = False
    alternatives: tuple[tuple[str, float], ...] = ()  # (topic, probability), most probable first
    model_id: str | None = None
    theme: str | None = None  # theme id
    theme_name: str | None = None
    theme_strength: float | None = None
    story: str | None = None  # story id; None = alone
    corrected: str | None = None  # what an editor filed it under; ``topic`` is the same then


@dataclass(frozen=True, slots=True)
class HeadlinePage:
    """One page of records, newest first."""

    records: tuple[HeadlineRecord, ...]
    total: int  # rows that match the filter, over all pages
    next_cursor: str | None = None  # None on the last page
