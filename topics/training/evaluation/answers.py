"""One answer a headline: what is scored, whether a model has just given it or a file holds it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from topics.errors import InputError, ShapeError, UsageError
from topics.text import clean_title
from topics.training.labelled import Labelled
from topics.types import Predictions, Problem

if TYPE_CHECKING:
    import numpy.typing as npt

SHOWN = 60  # characters of a line in a message
NO_ANSWER = ""


@dataclass(frozen=True, slots=True, eq=False)
class Answers:
    """Topics of n headlines. Shape: probabilities (n,) float64 from 0 to 1; abstained (n,) bool."""

    topics: tuple[str, ...]  # "" = no answer
    probabilities: npt.NDArray[np.float64]
    abstained: npt.NDArray[np.bool_]
    known: tuple[str, ...]  # topics that could have been the answer
    model_id: str

    def __post_init__(self) -> None:
        shapes = (self.probabilities.shape, self.abstained.shape)
        if shapes != ((len(self.topics),), (len(self.topics),)):
            raise ShapeError(f"answers: expected columns of {len(self.topics)} rows, got {shapes}.")

    def __len__(self) -> int:
        return len(self.topics)


@dataclass(frozen=True, slots=True)
class _Row:
    """One line of a file of predictions."""

    title: str | None
    topic: str
    probability: float
    abstained: bool
    alternatives: tuple[str, ...]
    model: str | None


def answers_of(predictions: Predictions, *, digits: int | None = None) -> Answers:
    """The most probable topic of each headline; ``digits`` rounds probabilities as they are printed."""
    if not predictions.topics:
        raise UsageError("predictions: expected a model with topics, got one without any.")
    best = predictions.probabilities.argmax(axis=1)
    highest = predictions.probabilities[np.arange(len(best)), best].tolist()
    rounded = highest if digits is None else [round(value, digits) for value in highest]
    return Answers(
        tuple(predictions.topics[place] for place in best.tolist()),
        np.array(rounded, np.float64),
        predictions.abstained,
        predictions.topics,
        predictions.model_id,
    )


def read_answers(path: Path, gold: Sequence[Labelled]) -> tuple[Answers, list[Problem]]:
    """Predictions made earlier, in the order of the gold: rows as ``topics classify`` prints them.

    They are taken as they stand where as many rows as headlines say nothing else, and by title otherwise
    (of rows with one title the last counts). A headline without a row has no answer, which is wrong.

    Raises:
        InputError: the file can't be read, or has not one usable row.
        UsageError: its rows belong to no headline of the gold, or to headlines that can't be told.
    """
    rows, problems = _read_rows(path)
    if not rows:
        raise InputError(
            f'{path}: expected predictions such as {{"title": "…", "topic": "sport", "probability": 0.9}}, '
            "got none; see the warnings."
        )
    found = _aligned(path, rows, gold)
    missing = found.count(None)
    if missing:
        message = (
            f"expected a prediction for {len(gold)} headlines, got none for {missing}: they count as wrong."
        )
        problems.append(Problem(str(path), "", message, "missing-predictions"))
    return _answers(path, rows, found), problems


def _read_rows(path: Path) -> tuple[list[_Row], list[Problem]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(
            f"{path}: expected predictions in UTF-8, got an unreadable file ({error})."
        ) from error
    rows: list[_Row] = []
    problems: list[Problem] = []
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            rows.append(_row(json.loads(line)))
        except (ValueError, TypeError, KeyError, RecursionError) as error:
            message = f"expected a topic and its probability, got {line[:SHOWN]!r} ({error}); mend the line."
            problems.append(Problem(str(path), f"line {number}", message, "bad-prediction"))
    return rows, problems


def _row(value: Any) -> _Row:
    """A line's content. ValueError, TypeError and KeyError say what is wrong."""
    if not isinstance(value, Mapping):
        raise ValueError("no JSON object")
    topic, title = value["topic"] or NO_ANSWER, value.get("title")
    probability = float(value["probability"] or 0.0)
    if not isinstance(topic, str):
        raise ValueError(f"topic: expected a text, got {topic!r}")
    if not 0.0 <= probability <= 1.0:
        raise ValueError(f"probability: expected a number from 0 to 1, got {probability}")
    return _Row(
        title=clean_title(title) if isinstance(title, str) else None,
        topic=topic.strip(),
        probability=probability,
        abstained=bool(value.get("abstained", False)) or not topic.strip(),
        alternatives=tuple(str(one["topic"]) for one in value.get("alternatives") or ()),
        model=str(value["model"]) if value.get("model") else None,
    )


def _aligned(path: Path, rows: Sequence[_Row], gold: Sequence[Labelled]) -> list[_Row | None]:
    """The row of each headline, None where there is none."""
    titles = [clean_title(one.title) for one in gold]
    in_order = len(rows) == len(gold) and all(
        row.title in (None, title) for row, title in zip(rows, titles, strict=True)
    )
    if in_order:
        return list(rows)
    by_title = {row.title: row for row in rows if row.title is not None}
    if not by_title:
        raise UsageError(
            f"{path}: expected titles, or {len(gold)} rows in the order of the gold, got {len(rows)} rows "
            "without titles (headlines whose reader could not tell have none)."
        )
    found = [by_title.get(title) for title in titles]
    if not any(found):
        raise UsageError(f"{path}: expected predictions for the gold's headlines, got none of their titles.")
    return found


def _answers(path: Path, rows: Sequence[_Row], found: Sequence[_Row | None]) -> Answers:
    known = sorted({topic for row in rows for topic in (row.topic, *row.alternatives)} - {NO_ANSWER})
    models = {row.model for row in rows} - {None}
    return Answers(
        tuple(row.topic if row else NO_ANSWER for row in found),
        np.array([row.probability if row else 0.0 for row in found], np.float64),
        np.array([row.abstained if row else True for row in found], np.bool_),
        tuple(known),
        ", ".join(sorted(map(str, models))) or path.name,
    )
