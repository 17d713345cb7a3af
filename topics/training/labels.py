"""Headlines of open sets that were labelled by reading, one by one. Kept as content hashes: no sentence."""

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


def read_labels() -> Iterator[ReadLabel]:
    """Every label, ordered by hash."""
    lines = files("topics.training").joinpath("labels.tsv").read_text(encoding="utf-8").splitlines()
    yield from (ReadLabel(*line.split("\t")) for line in lines[1:])
