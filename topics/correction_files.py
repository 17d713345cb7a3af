"""Corrections as files: JSON lines or a table, one entry a row; the same form is read and written.

``{"id": …, "title": …, "lang": …, "topic": …, "also": […], "editor": …, "created": …, "was": …, "model": …,
"note": …}``; a topic and an id or a title are enough (``primary`` is another name for ``topic``, ``language``
for ``lang``). In a table the names are its columns, and second topics stand in one cell, with commas or
spaces between them; a text that a spreadsheet would compute begins with ``'``, which reading takes away. A
row whose topic is empty or "unclear" is one that nobody has filled in.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import IO, Any
from zoneinfo import ZoneInfo

from topics.errors import InputError
from topics.exporting import MARK, harmless_row, meant
from topics.sources.encoding import decode
from topics.types import Correction, Problem

COLUMNS = ("id", "title", "lang", "topic", "also", "editor", "created", "was", "model", "note")
OTHER_NAMES = {"primary": "topic", "language": "lang"}
UNFILLED = frozenset({"", "unclear"})
SHOWN = 60  # characters of a row that can't be read


@dataclass(frozen=True, slots=True)
class Entry:
    """What an editor says, as it was written: the store and the taxonomy were not asked yet."""

    topic: str
    id: str = ""  # of a headline in the store
    title: str = ""
    also: tuple[str, ...] = ()
    editor: str = ""
    language: str = ""
    note: str = ""
    created: datetime | None = None  # UTC; None = now
    was: str = ""
    model: str = ""
    position: str = ""  # "line 12"


@dataclass(slots=True)
class EntryFile:
    """What a file holds."""

    entries: list[Entry] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    unfilled: int = 0


def read_entries(data: bytes, name: str, *, timezone: str) -> EntryFile:
    """Read a file; rows that can't be used become problems. Times without a zone are of ``timezone``.

    Raises:
        InputError: neither JSON lines nor a table with a column of topics and one of ids or titles.
    """
    text = decode(data)[0].removeprefix(MARK)
    rows = _json_rows(text) if text.lstrip().startswith("{") else _table_rows(text, name)
    found = EntryFile()
    for position, row in rows:
        try:
            entry = _entry(_named(row), position, timezone)
        except (ValueError, TypeError, OverflowError) as error:
            message = (
                f"expected a topic and an id or a title, got {str(row)[:SHOWN]} ({error}); mend the row."
            )
            found.problems.append(Problem(name, position, message, "bad-correction"))
            continue
        if entry is None:
            found.unfilled += 1
        else:
            found.entries.append(entry)
    return found


def write_lines(items: Iterable[Correction], stream: IO[str]) -> int:
    """JSON lines, in the given order; returns how many."""
    count = 0
    for count, one in enumerate(items, 1):  # noqa: B007 - the last number is the answer
        stream.write(json.dumps({**_row(one), "also": list(one.also)}, ensure_ascii=False) + "\n")
    return count


def write_table(items: Iterable[Correction], stream: IO[str], *, delimiter: str = ",") -> int:
    """A table that spreadsheets open as it is meant; returns the number of rows."""
    stream.write(MARK)
    writer = csv.DictWriter(stream, COLUMNS, delimiter=delimiter, lineterminator="\n")
    writer.writeheader()
    count = 0
    for count, one in enumerate(items, 1):  # noqa: B007 - the last number is the answer
        writer.writerow(harmless_row({**_row(one), "also": ", ".join(one.also)}))
    return count


def _row(one: Correction) -> dict[str, Any]:
    values = (
        one.headline_id,
        one.title,
        one.language,
        one.topic,
        None,
        one.editor,
        one.created.isoformat(),
        one.was,
        one.model_id,
        one.note,
    )
    return dict(zip(COLUMNS, values, strict=True))


# --- reading -------------------------------------------------------------------------------------


def _json_rows(text: str) -> Iterator[tuple[str, Any]]:
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError):
            row = line
        if not (isinstance(row, dict) and isinstance(row.get("set"), dict)):  # that describes the file
            yield f"line {number}", row


def _table_rows(text: str, name: str) -> Iterator[tuple[str, Any]]:
    first = text.lstrip().split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    table = csv.DictReader(io.StringIO(text.lstrip(), newline=""), delimiter=delimiter)
    columns = {OTHER_NAMES.get(one, one) for one in map(_plain, table.fieldnames or ())}
    if "topic" not in columns or not columns & {"id", "title"}:
        raise InputError(
            f"{name}: expected JSON lines, or a table whose first row names its columns (topic, and id or "
            f"title), got {first[:SHOWN]!r}; `topics review --csv FILE` writes a table to fill in."
        )
    try:
        for row in table:
            if any(row.values()):
                yield f"line {table.line_num}", _as_meant(row)
    except csv.Error as error:
        yield f"line {table.line_num}", f"a row that nothing ends: {error}"


def _as_meant(row: Mapping[str | None, Any]) -> dict[str | None, Any]:
    """A row's texts without the sign that keeps spreadsheets from computing them."""
    return {name: meant(cell) if isinstance(cell, str) else cell for name, cell in row.items()}


def _plain(column: str | None) -> str:
    return (column or "").strip().lower()


def _named(row: Any) -> Mapping[str, Any]:
    """The values of a row under the names that we use."""
    if not isinstance(row, dict):
        raise ValueError("no object")
    if None in row:
        raise ValueError("more cells than columns")
    plain = {_plain(str(key)): value for key, value in row.items()}
    return {OTHER_NAMES.get(key, key): value for key, value in plain.items()}


def _entry(row: Mapping[str, Any], position: str, timezone: str) -> Entry | None:
    """The entry of a row, None where nobody has filled it in. ValueError says what is wrong."""
    if "topic" not in row:
        raise ValueError("no topic")
    topic, title = _text(row, "topic"), _text(row, "title")
    if "\n" in title:
        raise ValueError(f"a title of {len(title)} characters in several lines: close its quotes")
    if topic in UNFILLED:
        return None
    also = row.get("also") or []
    return Entry(
        topic,
        _text(row, "id"),
        title,
        tuple(map(str, also)) if isinstance(also, list) else (_text(row, "also"),),
        _text(row, "editor"),
        _text(row, "lang"),
        _text(row, "note"),
        _moment(_text(row, "created"), timezone),
        _text(row, "was"),
        _text(row, "model"),
        position,
    )


def _text(row: Mapping[str, Any], key: str) -> str:
    value = row.get(key)
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise ValueError(f"{key}: expected a text, got {value!r}")
    return str(value).strip()


def _moment(text: str, timezone: str) -> datetime | None:
    if not text:
        return None
    moment = datetime.fromisoformat(text)
    return moment.replace(tzinfo=moment.tzinfo or ZoneInfo(timezone)).astimezone(UTC)
