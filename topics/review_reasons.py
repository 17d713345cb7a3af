"""Why a headline is proposed for review: values, each with its words in English."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class _Likeliest:
    """Its two likeliest topics."""

    first: str
    sure: float  # probability of the first
    second: str
    less: float

    @property
    def topics(self) -> str:
        """Both, in words."""
        return f"{self.first} {self.sure:.0%}, {self.second} {self.less:.0%}"


@dataclass(frozen=True, slots=True)
class Unsure(_Likeliest):
    """Its two likeliest topics are nearly as likely."""

    @property
    def words(self) -> str:
        """In a line."""
        return f"unsure: {self.topics}"


@dataclass(frozen=True, slots=True)
class AtOdds:
    """The headlines nearest to it are filed elsewhere."""

    filed: str  # its own topic
    topic: str  # that most of the others have
    count: int  # of those that have it
    known: int  # of those nearest

    @property
    def words(self) -> str:
        """In a line."""
        return (
            f"{self.count} of its {self.known} nearest headlines are filed under {self.topic}, "
            f"it under {self.filed}"
        )


@dataclass(frozen=True, slots=True)
class OfNewTheme:
    """Its theme was first seen lately."""

    id: str
    name: str

    @property
    def words(self) -> str:
        """In a line."""
        return f"of a new theme, {self.id} ({self.name})"


@dataclass(frozen=True, slots=True)
class OfNewSource:
    """Its outlet was first seen lately."""

    name: str
    first: datetime  # UTC

    @property
    def words(self) -> str:
        """In a line."""
        return f"of a new source, {self.name}, first seen on {self.first:%Y-%m-%d}"


@dataclass(frozen=True, slots=True)
class StandsFor(_Likeliest):
    """Nothing about it is strange: it tells of others of its kind."""

    @property
    def words(self) -> str:
        """In a line."""
        return f"stands for others of its kind: {self.topics}"


News = OfNewTheme | OfNewSource
Reason = Unsure | AtOdds | News | StandsFor
