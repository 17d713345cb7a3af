"""Headlines that are tried, not stored: their topics, and what was behind each answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import PurePath
from typing import TYPE_CHECKING

from topics.errors import InputError
from topics.exporting import for_spreadsheets
from topics.on_demand import classify_headlines, embed_headlines, plain_title
from topics.sources.files import parse_file
from topics.types import Batch, Headline, Source, SourceKind

if TYPE_CHECKING:
    from topics.service import TopicsService

MOST = 500  # headlines at once; the command line takes any number
PASTED = "pasted"
KEPT = 3  # topics of an answer
COLUMNS = ("title", "language", "topic", "probability", "abstained", "alternatives")  # of a table of answers


@dataclass(frozen=True, slots=True)
class Near:
    """A headline that the model learnt from."""

    title: str  # empty where only its fingerprint is kept
    topic: str
    cosine: float


@dataclass(frozen=True, slots=True)
class Answer:
    """What the model says of one headline."""

    headline: Headline
    ranked: tuple[tuple[str, float], ...]  # (topic, probability), most probable first
    abstained: bool
    words: tuple[tuple[str, float], ...] = ()  # (word, what it adds to the topic), strongest first
    near: tuple[Near, ...] = ()  # nearest first; empty where no trained model answers


def read_pasted(text: str, now: datetime) -> Batch:
    """Headlines as somebody pastes them: one a line, or what a file would hold."""
    return parse_file(text.encode(), Source(PASTED, PASTED, SourceKind.FILE), suffix=".txt", now=now)


def read_upload(data: bytes, name: str, now: datetime) -> Batch:
    """The headlines of a file: CSV, JSON lines, text, HTML, Parquet, a feed.

    Raises:
        InputError: there is none in it.
    """
    path = PurePath(name)
    batch = parse_file(data, Source(path.stem, name, SourceKind.FILE), suffix=path.suffix.lower(), now=now)
    if not batch.headlines:
        said = batch.problems[0].message if batch.problems else "got none."
        raise InputError(f"{name}: expected headlines; {said}")
    return batch


def answers(service: TopicsService, headlines: Sequence[Headline]) -> list[Answer]:
    """Topics of at most ``MOST`` headlines, in their order, each with its explanation."""
    from topics.classify.trained import TrainedClassifier

    chosen = list(headlines[:MOST])
    if not chosen:
        return []
    classifier = service.classifier
    vectors = embed_headlines(chosen, service.encoder)
    said = classify_headlines(chosen, vectors, classifier)
    found = [
        Answer(headline, tuple(said.ranked(row)[:KEPT]), bool(said.abstained[row]))
        for row, headline in enumerate(chosen)
    ]
    if not isinstance(classifier, TrainedClassifier):
        return found
    from topics.classify.explaining import explain
    from topics.training.known_titles import known_titles

    titles = known_titles(service.taxonomy)
    told = [
        explain(classifier, plain_title(one.headline), vector, one.ranked[0][0])
        for one, vector in zip(found, vectors, strict=True)
    ]
    return [
        replace(
            one,
            words=tuple((word.text, word.weight) for word in why.words),
            near=tuple(Near(titles.get(near.key) or "", near.topic, near.cosine) for near in why.neighbours),
        )
        for one, why in zip(found, told, strict=True)
    ]


def to_table(found: Sequence[Answer]) -> bytes:
    """Answers as CSV for spreadsheets."""
    return b"".join(for_spreadsheets(map(_row, found), COLUMNS))


def _row(one: Answer) -> dict[str, str]:
    (topic, sure), *others = one.ranked
    cells = (
        one.headline.title,
        one.headline.language,
        topic,
        f"{sure:.4f}",
        "yes" if one.abstained else "no",
        " ".join(f"{name}={share:.4f}" for name, share in others),
    )
    return dict(zip(COLUMNS, cells, strict=True))
