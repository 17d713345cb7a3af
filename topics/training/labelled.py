"""Labelled headlines: what a topic model learns from, and what it is measured on.

JSON lines ``{"title": …, "topic": …, "also": […], "lang": …, "weight": …, "group": …}``; only title and topic
are needed (``primary`` is another name for ``topic``). The first line may describe the set, as in
``topics.training.examples``: ``{"set": {"name": …, "licence": …, "origin": …}}``. A table (``.csv``,
``.tsv``) has the same names as its columns; second topics stand in one cell, with spaces between them.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from topics.errors import InputError
from topics.language import identify_language
from topics.text import clean_title
from topics.training.authored import LICENCE, authored_events, authored_headlines, frozen_headlines
from topics.training.examples import NOT_STATED, SHOWN
from topics.types import Problem

AUTHORED_WEIGHT = 0.7  # invented headlines are a little less like real ones
FROZEN = "frozen"  # name of the set of our own headlines that only measure
UNCLEAR = "unclear"  # a reader could not tell: it teaches nothing and measures nothing
DELIMITERS = {".csv": ",", ".tsv": "\t"}


@dataclass(frozen=True, slots=True)
class Labelled:
    """One headline and what it is filed under."""

    title: str
    language: str
    topic: str
    also: tuple[str, ...] = ()  # second topics that a desk would equally claim
    weight: float = 1.0  # how much it counts in a training
    group: str = ""  # headlines of one group are never on both sides of a measurement; "" = alone


@dataclass(frozen=True, slots=True)
class LabelledSet:
    """Labelled headlines of one origin."""

    name: str
    rows: tuple[Labelled, ...]
    licence: str = NOT_STATED
    origin: str = NOT_STATED
    sha256: str = ""  # of the file


@dataclass
class _Reading:
    """What has been read of a file so far."""

    path: Path
    about: dict[str, str] = field(default_factory=dict)
    rows: list[Labelled] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def take(self, position: str, shown: str, read: Callable[[], Labelled | None]) -> None:
        """Keep a row, or note why it can't be used."""
        try:
            row = read()
        except (ValueError, TypeError, KeyError) as error:
            self.refuse(position, shown, error)
            return
        if row is not None:
            self.rows.append(row)

    def refuse(self, position: str, shown: str, error: Exception) -> None:
        """Note that a row can't be used."""
        message = f"expected a title and a topic, got {shown[:SHOWN]!r} ({error}); mend or remove the line."
        self.problems.append(Problem(str(self.path), position, message, "bad-labelled-line"))


def read_labelled(path: Path) -> tuple[LabelledSet, list[Problem]]:
    """Read a file; lines that can't be used are told as problems and left out, unclear ones silently.

    Raises:
        InputError: the file can't be read, or has not one labelled headline.
    """
    try:
        raw = path.read_bytes()
        text = raw.decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(
            f"{path}: expected labelled headlines in UTF-8, got an unreadable file ({error})."
        ) from error
    reading = _Reading(path)
    delimiter = DELIMITERS.get(path.suffix.lower())
    if delimiter:
        _read_table(reading, text, delimiter)
    else:
        _read_lines(reading, text)
    if not reading.rows:
        raise InputError(
            f'{path}: expected labelled headlines such as {{"title": "…", "topic": "sport"}}, got none; '
            "see the warnings."
        )
    known = {key: reading.about[key] for key in ("licence", "origin") if key in reading.about}
    name = reading.about.get("name", path.stem)
    return LabelledSet(
        name, tuple(reading.rows), **known, sha256=hashlib.sha256(raw).hexdigest()
    ), reading.problems


def authored_labelled() -> LabelledSet:
    """Our own headlines: those of one event are one group."""
    told = (
        Labelled(title, language, event.topic, event.also, AUTHORED_WEIGHT, group=event.id)
        for event in authored_events()
        for language, title in event.titles
    )
    single = (
        Labelled(one.title, one.language, one.topic, one.also, AUTHORED_WEIGHT)
        for one in authored_headlines()
    )
    return LabelledSet("authored", (*told, *single), LICENCE, "written for this project")


def frozen_labelled() -> LabelledSet:
    """Our own headlines that only measure. Every topic and ``NOT_NEWS`` has as many as any other."""
    rows = (Labelled(one.title, one.language, one.topic, one.also) for one in frozen_headlines())
    return LabelledSet(FROZEN, tuple(rows), LICENCE, "written for this project")


def _read_lines(reading: _Reading, text: str) -> None:
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            reading.take(f"line {number}", line, lambda line=line: _from_json(reading, line))  # type: ignore[misc]


def _from_json(reading: _Reading, line: str) -> Labelled | None:
    row = json.loads(line)
    if not isinstance(row, dict):
        raise ValueError("no JSON object")
    if isinstance(row.get("set"), dict) and not reading.rows:
        reading.about = {str(key): str(value) for key, value in row["set"].items()}
        return None
    return _labelled(row)


def _read_table(reading: _Reading, text: str, delimiter: str) -> None:
    table = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        for row in table:
            cells: dict[str, Any] = {key: value for key, value in row.items() if key and value}
            if cells:
                cells["also"] = str(cells.get("also", "")).split()
                position = f"line {table.line_num}"
                reading.take(position, str(row), lambda cells=cells: _labelled(cells))  # type: ignore[misc]
    except csv.Error as error:  # a quote that nothing closes: no row can be told from the next any more
        number = table.reader.line_num
        reading.refuse(f"line {number}", text.splitlines()[number - 1], error)


def _labelled(row: Mapping[str, Any]) -> Labelled | None:
    """The headline of a row; None where its reader could not tell. ValueError says what is wrong."""
    title = clean_title(_text(row, "title"))
    if not title:
        raise ValueError(f"title: expected a text, got {row['title']!r}")
    topic = _text(row, "topic" if "topic" in row else "primary")
    if topic == UNCLEAR:
        return None
    also = row.get("also") or []
    if not isinstance(also, list):
        raise ValueError(f"also: expected a list, got {also!r}")
    weight = float(row.get("weight", 1.0))
    if not (math.isfinite(weight) and weight > 0):
        raise ValueError(f"weight: expected a number above zero, got {weight}")
    language = str(row.get("lang") or identify_language(title))
    group = "" if row.get("group") is None else str(row["group"])
    return Labelled(title, language, topic, tuple(map(str, also)), weight, group)


def _text(row: Mapping[str, Any], key: str) -> str:
    value = row[key]
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"{key}: expected a text, got {value!r}")
    return value.strip()
