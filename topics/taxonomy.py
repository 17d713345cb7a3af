"""The list of topics that headlines are filed under: read from a TOML file that editors can change.

The shipped list is ``taxonomy.toml``; a newsroom's own file replaces it as a whole (``docs/taxonomy.md``).
"""

from __future__ import annotations

import difflib
import hashlib
import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib import resources
from pathlib import Path
from types import MappingProxyType
from typing import Any

from topics.errors import TaxonomyError
from topics.types import NOT_NEWS

FIELDS = ("id", "code", "names", "description", "examples", "keywords")
SHIPPED = "shipped taxonomy.toml"
NOT_NEWS_NAMES = {  # no topic of any list, but models may file headlines under it
    "ar": "ليس خبرا",
    "ary": "ماشي خبر",
    "fr": "Hors actualité",
    "en": "Not news",
    "es": "No es noticia",
}

_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")


@dataclass(frozen=True, slots=True)
class Topic:
    """One topic: its names and what its headlines look like. Keys of mappings are BCP-47 languages."""

    id: str  # what is stored and exported: "sport"
    code: str  # in a public scheme, "medtop:15000000"; "" where there is none
    names: Mapping[str, str]
    description: Mapping[str, str]  # one sentence: what belongs here
    examples: Mapping[str, tuple[str, ...]]  # headlines that a desk would file here
    keywords: Mapping[str, tuple[str, ...]]  # words that tell this topic from the others

    def name(self, language: str) -> str:
        """The name in a language, else in English, else the id."""
        return self.names.get(language) or self.names.get("en") or self.id


@dataclass(frozen=True)
class Taxonomy:
    """A closed list of topics in the order of its file."""

    topics: tuple[Topic, ...]
    source: str  # the file that it was read from

    @cached_property
    def ids(self) -> tuple[str, ...]:
        """Ids of all topics, in order."""
        return tuple(topic.id for topic in self.topics)

    @cached_property
    def digest(self) -> str:
        """A hash of the content (16 hex): equal for equal content, whatever file it came from."""
        content = [[getattr(topic, field) for field in FIELDS] for topic in self.topics]
        text = json.dumps(content, ensure_ascii=False, sort_keys=True, default=dict)
        return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()

    def get(self, topic_id: str) -> Topic | None:
        """One topic, or None where the list has no such id."""
        return next((topic for topic in self.topics if topic.id == topic_id), None)

    def name(self, topic_id: str, language: str) -> str:
        """What readers call a topic: one of the list, or what is not news; an id that is neither stays."""
        known = self.get(topic_id)
        if known is not None:
            return known.name(language)
        names = NOT_NEWS_NAMES if topic_id == NOT_NEWS else {}
        return names.get(language) or names.get("en") or topic_id

    def __iter__(self) -> Iterator[Topic]:
        return iter(self.topics)

    def __len__(self) -> int:
        return len(self.topics)


def load_taxonomy(path: Path | None = None) -> Taxonomy:
    """Read a taxonomy file; None reads the shipped one.

    Raises:
        TaxonomyError: the file can't be read, or does not describe a usable list of topics.
    """
    source = SHIPPED if path is None else str(path)
    tables = _tables(_parsed(_content(path), source), source)
    topics = tuple(_Reader(source, number, table).topic() for number, table in enumerate(tables, 1))
    _check_list(topics, source)
    return Taxonomy(topics, source)


# --- the file ------------------------------------------------------------------------------------


def _content(path: Path | None) -> bytes:
    if path is None:
        return resources.files("topics").joinpath("taxonomy.toml").read_bytes()
    try:
        return path.read_bytes()
    except OSError as error:
        raise TaxonomyError(
            f"{path}: the taxonomy file can't be read ({error.strerror or error}); "
            "name an existing TOML file, or leave the setting out for the shipped one."
        ) from error


def _parsed(content: bytes, source: str) -> dict[str, Any]:
    try:
        return tomllib.loads(content.decode("utf-8-sig").replace("\r\n", "\n"))
    except UnicodeDecodeError as error:
        raise TaxonomyError(
            f"{source}: expected UTF-8, got another encoding at byte {error.start}; save the file as UTF-8."
        ) from error
    except tomllib.TOMLDecodeError as error:
        raise TaxonomyError(f"{source}: not valid TOML: {error}; correct that place.") from error


def _tables(document: dict[str, Any], source: str) -> list[Any]:
    unknown = [key for key in document if key != "topic"]
    if unknown:
        raise TaxonomyError(
            f"{source}: expected only [[topic]] tables, got {unknown[0]!r}; rename or remove it."
        )
    tables = document.get("topic")
    if not isinstance(tables, list) or len(tables) < 2:
        got = f"{len(tables)} table(s)" if isinstance(tables, list) else "none"
        raise TaxonomyError(
            f"{source}: expected at least two [[topic]] tables, got {got}; "
            "begin each topic with a line [[topic]] and give it an id."
        )
    return tables


# --- one topic -----------------------------------------------------------------------------------


class _Reader:
    """Reads one [[topic]] table and says exactly where it is wrong."""

    def __init__(self, source: str, number: int, table: Any) -> None:
        self.table = table if isinstance(table, dict) else {}
        name = self.table.get("id")
        self.where = (
            f"{source}: topic {name!r}" if isinstance(name, str) else f"{source}: topic number {number}"
        )

    def topic(self) -> Topic:
        self._check_fields()
        topic = Topic(
            id=self._id(),
            code=self._text("code", self.table.get("code", "")),
            names=self._texts("names"),
            description=self._texts("description"),
            examples=self._lists("examples"),
            keywords=self._lists("keywords"),
        )
        if not topic.description and not topic.examples:
            raise self._error(
                "examples", "a description or example headlines in at least one language", "neither",
                "write some: topics are learnt from them",
            )  # fmt: skip
        return topic

    def _check_fields(self) -> None:
        for key in self.table:
            if key not in FIELDS:
                near = difflib.get_close_matches(key, FIELDS, 1)
                todo = f"did you mean {near[0]!r}?" if near else "remove it"
                raise self._error(key, f"one of {', '.join(FIELDS)}", f"{key!r}", todo)

    def _id(self) -> str:
        value = self.table.get("id")
        if not isinstance(value, str) or not _ID.fullmatch(value):
            raise self._error(
                "id", "small letters a-z, digits and single hyphens", _shown(value),
                'write one such as id = "local-news"; names for readers go under [topic.names]',
            )  # fmt: skip
        return value

    def _texts(self, field: str) -> Mapping[str, str]:
        table = self._table(field)
        return MappingProxyType({key: self._text(f"{field}.{key}", value) for key, value in table.items()})

    def _lists(self, field: str) -> Mapping[str, tuple[str, ...]]:
        table = self._table(field)
        return MappingProxyType({key: self._list(f"{field}.{key}", value) for key, value in table.items()})

    def _table(self, field: str) -> dict[str, Any]:
        value = self.table.get(field, {})
        if not isinstance(value, dict):
            raise self._error(
                field, "one entry a language", _shown(value), f"write [topic.{field}] and en = …"
            )
        for key in value:
            if not _LANGUAGE.fullmatch(key):
                raise self._error(
                    field, "BCP-47 language codes as keys", f"{key!r}", 'write "ar", "fr", "en"…'
                )
        return value

    def _list(self, field: str, value: Any) -> tuple[str, ...]:
        if not isinstance(value, list):
            raise self._error(field, "a list of texts", _shown(value), 'write ["…", "…"]')
        return tuple(self._text(f"{field}[{place}]", item) for place, item in enumerate(value))

    def _text(self, field: str, value: Any) -> str:
        if isinstance(value, str) and (value.strip() or field == "code"):
            return value.strip()
        raise self._error(field, "a text", _shown(value), 'write it between "quotes", or leave it out')

    def _error(self, field: str, expected: str, got: str, todo: str) -> TaxonomyError:
        return TaxonomyError(f"{self.where}, field {field!r}: expected {expected}, got {got}; {todo}.")


def _shown(value: Any) -> str:
    if value is None:
        return "nothing"
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."


# --- the list as a whole -------------------------------------------------------------------------


def _check_list(topics: tuple[Topic, ...], source: str) -> None:
    """Each id once; each example under one topic only, since it would teach two answers."""
    ids: set[str] = set()
    owner: dict[str, str] = {}
    for topic in topics:
        if topic.id in ids:
            raise TaxonomyError(
                f"{source}: topic {topic.id!r}, field 'id': expected each id once, got it twice; rename one."
            )
        ids.add(topic.id)
        for field, headline in _examples(topic):
            first = owner.setdefault(headline.casefold(), topic.id)
            if first != topic.id:
                raise TaxonomyError(
                    f"{source}: topic {topic.id!r}, field {field!r}: expected an example of one topic, "
                    f"got one that also stands under {first!r}; keep it under one of them."
                )


def _examples(topic: Topic) -> Iterator[tuple[str, str]]:
    """Each example headline with the name of its place in the file."""
    for language, headlines in topic.examples.items():
        for place, headline in enumerate(headlines):
            yield f"examples.{language}[{place}]", headline
