"""What a briefing says, before it is put into words. Times are UTC; every list is short and in its order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from topics.types import Dimension


@dataclass(frozen=True, slots=True)
class Quote:
    """A headline as it is quoted."""

    title: str
    language: str  # BCP-47
    source: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class TopStory:
    """A story of the day. Counts are of the day alone."""

    id: str
    quote: Quote  # in the briefing's language where the story has such a title
    headlines: int
    outlets: int
    languages: tuple[str, ...]  # of the day's headlines, the most frequent first
    topic: str | None


@dataclass(frozen=True, slots=True)
class Move:
    """A key that is told more, or less, than usual."""

    by: Dimension
    key: str
    name: str  # in the briefing's language
    count: int  # headlines of the day, or since the rise began
    usual: float  # headlines that its past lets expect in that time
    since: datetime | None = None  # when the rise began, where that is known
    quote: Quote | None = None
    is_new: bool = False  # a theme that was not there a day ago

    @property
    def ratio(self) -> float:
        """How many times the usual number."""
        return self.count / self.usual if self.usual else float("inf")


@dataclass(frozen=True, slots=True)
class NewTheme:
    """A theme that was not there a day ago, and that is not among the risers."""

    id: str
    name: str
    keywords: tuple[str, ...]
    headlines: int  # of the day
    quote: Quote | None = None


@dataclass(frozen=True, slots=True)
class Outage:
    """An outlet that can't be read, or that says nothing though it usually does."""

    source: str
    failures: int = 0  # attempts in a row; 0 = it can be read
    last_success: datetime | None = None
    usual: float | None = None  # headlines a day, of a silent one


@dataclass(frozen=True, slots=True)
class Briefing:
    """One day of the newsroom, up to a moment."""

    since: datetime
    until: datetime
    timezone: str  # IANA name
    language: str
    headlines: int
    outlets: int
    usual: float | None  # headlines in as much time; None without history
    stored: int  # headlines in the whole store
    stories: tuple[TopStory, ...] = ()
    risers: tuple[Move, ...] = ()
    faders: tuple[Move, ...] = ()
    themes: tuple[NewTheme, ...] = ()
    outages: tuple[Outage, ...] = ()
