"""Training text for an encoder: sets of groups, read from JSON lines.

A line is a group of texts that mean the same, ``{"group": …, "texts": […], "languages": […]}`` (languages
may be left out), or a pair, ``{"anchor": …, "positive": …}``. The first line may describe the set:
``{"set": {"name": …, "licence": …, "origin": …, "kind": "same" | "topic"}}``. In a set of the kind
``topic`` the texts of a group share only their subject; groups of one name are then joined across sets.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from topics.errors import InputError
from topics.training.authored import LICENCE, authored_events, authored_headlines
from topics.types import Problem

Kind = Literal["same", "topic"]
KINDS = ("same", "topic")
NOT_STATED = "not stated"
SHOWN = 60  # characters of a bad line in a problem


@dataclass(frozen=True, slots=True)
class Group:
    """Texts that belong together."""

    key: str
    texts: tuple[str, ...]
    languages: tuple[str, ...] = ()  # one a text, or none at all


@dataclass(frozen=True, slots=True)
class TrainingSet:
    """Groups of one origin."""

    name: str
    kind: Kind
    groups: tuple[Group, ...]
    licence: str = NOT_STATED
    origin: str = NOT_STATED
    sha256: str = ""  # of the file

    @property
    def texts(self) -> int:
        """How many texts the set has."""
        return sum(len(group.texts) for group in self.groups)


@dataclass
class _Reading:
    """What has been read of a file so far."""

    path: Path
    about: dict[str, str] = field(default_factory=dict)
    groups: list[Group] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def read_training_set(path: Path) -> tuple[TrainingSet, list[Problem]]:
    """Read a file; lines that can't be used are told as problems and left out.

    Raises:
        InputError: the file can't be read, or has not one group.
    """
    try:
        raw = path.read_bytes()
        lines = raw.decode("utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(
            f"{path}: expected JSON lines in UTF-8, got an unreadable file ({error})."
        ) from error
    reading = _Reading(path)
    for number, line in enumerate(lines, 1):
        if line.strip():
            _read_line(reading, number, line)
    if not reading.groups:
        raise InputError(
            f'{path}: expected groups such as {{"group": "1", "texts": ["…", "…"]}}, '
            f"got none in {len(lines)} lines; see the warnings."
        )
    about = reading.about
    kind: Kind = "topic" if about.get("kind") == "topic" else "same"
    digest = hashlib.sha256(raw).hexdigest()
    described = {key: about[key] for key in ("licence", "origin") if key in about}
    name = about.get("name", path.stem)
    return TrainingSet(name, kind, tuple(reading.groups), **described, sha256=digest), reading.problems


def authored_sets() -> tuple[TrainingSet, TrainingSet]:
    """Our own text twice: events, and everything by topic."""
    events, singles = list(authored_events()), list(authored_headlines())
    by_event = tuple(
        Group(event.id, tuple(t for _, t in event.titles), tuple(code for code, _ in event.titles))
        for event in events
    )
    filed = [(event.topic, title) for event in events for _, title in event.titles]
    filed += [(single.topic, single.title) for single in singles]
    by_topic = tuple(
        Group(topic, tuple(title for other, title in filed if other == topic))
        for topic in sorted({topic for topic, _ in filed})
    )
    origin = "written for this project"
    return (
        TrainingSet("authored_events", "same", by_event, LICENCE, origin),
        TrainingSet("authored_topics", "topic", by_topic, LICENCE, origin),
    )


def _read_line(reading: _Reading, number: int, line: str) -> None:
    try:
        row = json.loads(line)
        if isinstance(row, dict) and isinstance(row.get("set"), dict) and not reading.groups:
            reading.about = _described(reading.path, row["set"])
            return
        reading.groups.append(_group(row, f"line {number}"))
    except (ValueError, TypeError, KeyError) as error:
        reading.problems.append(
            Problem(
                source=str(reading.path),
                position=f"line {number}",
                message=f"expected a group or a pair of texts, got {line[:SHOWN]!r} ({error}); "
                "mend or remove the line.",
                code="bad-training-line",
            )
        )


def _described(path: Path, row: dict[Any, Any]) -> dict[str, str]:
    """What a set says of itself. A wrong kind is no mere bad line: the whole set would be learnt wrongly."""
    about = {str(key): str(value) for key, value in row.items()}
    if about.get("kind", "same") not in KINDS:
        raise InputError(
            f"{path}: expected a set of the kind {' or '.join(KINDS)}, got {about['kind']!r}; "
            "mend its first line."
        )
    return about


def _group(row: Any, key: str) -> Group:
    """The group of a line; ValueError says what is wrong with it."""
    if not isinstance(row, dict):
        raise ValueError("no JSON object")
    if "texts" not in row:
        return Group(key, _texts([row["anchor"], row["positive"]]))
    texts = _texts(row["texts"])
    languages = tuple(str(code) for code in row.get("languages") or ())
    if languages and len(languages) != len(texts):
        raise ValueError(f"{len(languages)} languages for {len(texts)} texts")
    return Group(str(row.get("group", key)), texts, languages)


def _texts(values: Sequence[Any]) -> tuple[str, ...]:
    if not isinstance(values, list) or len(values) < 2:
        raise ValueError("at least two texts are needed")
    if not all(isinstance(value, str) and value.strip() for value in values):
        raise ValueError("a text is empty or no string")
    return tuple(values)


def joined_topics(sets: Sequence[TrainingSet]) -> Iterator[Group]:
    """The groups of every ``topic`` set, those of one name in one."""
    found: dict[str, list[str]] = {}
    for one in sets:
        if one.kind == "topic":
            for group in one.groups:
                found.setdefault(group.key, []).extend(group.texts)
    yield from (Group(key, tuple(dict.fromkeys(texts))) for key, texts in sorted(found.items()))
