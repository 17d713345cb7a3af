"""Headlines and stories of open sets that were labelled by reading. Kept as hashes and ids: no sentence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class ReadLabel:
    """What a reader filed a headline under."""

    hash: str  # ``content_hash`` of the title
    set: str  # public set that the headline is of
    topic: str  # id of a topic, or "not_news", "unclear"
    also: str  # a second topic that a desk would equally claim, or ""


@dataclass(frozen=True, slots=True)
class StoryLabel:
    """What a reader filed a whole story under."""

    set: str  # public set that the story is of
    cluster: str  # its id there
    topic: str
    also: str


def read_labels() -> Iterator[ReadLabel]:
    """Every label, ordered by hash."""
    yield from (ReadLabel(*cells) for cells in _rows("labels.tsv"))


def read_story_labels() -> Iterator[StoryLabel]:
    """Every labelled story, ordered by set and id."""
    yield from (StoryLabel(*cells) for cells in _rows("story_labels.tsv"))


def _rows(name: str) -> Iterator[list[str]]:
    """The cells of a table without its head."""
    lines = files("topics.training").joinpath(name).read_text(encoding="utf-8").splitlines()
    yield from (line.split("\t") for line in lines[1:])
