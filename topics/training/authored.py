"""Our own training text: events told by several outlets in up to five languages, and single headlines."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files

LICENCE = "Apache-2.0"


@dataclass(frozen=True, slots=True)
class AuthoredEvent:
    """One happening, invented by us."""

    id: str
    topic: str
    also: tuple[str, ...]  # a second topic that a desk would equally claim
    titles: tuple[tuple[str, str], ...]  # (language, headline): ar, ary, fr, en, es


def authored_events() -> Iterator[AuthoredEvent]:
    """Every authored event, topic by topic."""
    folder = files("topics.training").joinpath("authored")
    for file in sorted(folder.iterdir(), key=lambda one: one.name):
        for line in file.read_text(encoding="utf-8").split("\n"):
            if not line:
                continue
            row = json.loads(line)
            told = tuple((code, title) for code, titles in row["titles"].items() for title in titles)
            yield AuthoredEvent(row["event"], row["topic"], tuple(row["also"]), told)


@dataclass(frozen=True, slots=True)
class AuthoredHeadline:
    """One headline, invented by us."""

    title: str
    language: str  # ar, ary, fr, en, es
    topic: str  # "not_news" for what feeds carry beside news
    also: tuple[str, ...]  # a second topic that a desk would equally claim


def authored_headlines() -> Iterator[AuthoredHeadline]:
    """Every authored single headline that is learnt from, topic by topic."""
    yield from _single("headlines")


def frozen_headlines() -> Iterator[AuthoredHeadline]:
    """Every authored headline that only measures: no model learns it, nor one that is nearly the same."""
    yield from _single("frozen")


def _single(name: str) -> Iterator[AuthoredHeadline]:
    folder = files("topics.training").joinpath(name)
    for file in sorted(folder.iterdir(), key=lambda one: one.name):
        for line in file.read_text(encoding="utf-8").split("\n"):
            if line:
                row = json.loads(line)
                yield AuthoredHeadline(row["title"], row["lang"], row["topic"], tuple(row["also"]))
