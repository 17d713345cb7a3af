"""The words that values are made of: kinds, and a few names with a meaning of their own."""

from __future__ import annotations

from enum import StrEnum

NOT_NEWS = "not_news"
"""What a model files ads, greetings and programme notes under, beside the taxonomy's topics."""

TAKEN_BACK = "taken_back"
"""The topic of a correction that takes back what its editor last said of a headline; no taxonomy has it."""

UNDETERMINED = "und"
"""The BCP-47 code of a language that could not be told."""


class SourceKind(StrEnum):
    """How a source is read."""

    FEED = "feed"  # RSS, Atom, JSON Feed or news sitemap at a URL
    PAGE = "page"  # a front page (HTML or saved text)
    FILE = "file"  # CSV, TSV, JSONL, Parquet or one headline a line


class LinkKind(StrEnum):
    """What became of a theme from one run to the next."""

    CONTINUES = "continues"  # the same id goes on
    SPLIT = "split"  # a part of a theme went into another one
    MERGED = "merged"  # a theme that ended, into the one that has its headlines
    NEW = "new"  # its headlines were in no theme, or are new themselves
    RETIRED = "retired"  # ended, and no theme took its headlines


class EditKind(StrEnum):
    """What an editor did to a theme."""

    RENAME = "rename"
    MERGE = "merge"
    SPLIT = "split"
    PIN = "pin"
    UNPIN = "unpin"


class Bin(StrEnum):
    """The width of one bin of a series; bins are cut in a named time zone."""

    HOUR = "hour"
    DAY = "day"
    WEEK = "week"  # starts on Monday
    MONTH = "month"


class Dimension(StrEnum):
    """What a series is counted by."""

    TOPIC = "topic"
    THEME = "theme"
    STORY = "story"
    SOURCE = "source"
    LANGUAGE = "language"


class Phase(StrEnum):
    """Where a theme or a story stands in its life."""

    EMERGING = "emerging"
    GROWING = "growing"
    STEADY = "steady"
    FADING = "fading"
    GONE = "gone"


class DeliveryState(StrEnum):
    """Where a delivery of an alert stands."""

    WAITING = "waiting"  # for its first try, or for the next one
    SENT = "sent"
    GIVEN_UP = "given up"
