"""Rows of headlines: CSV, TSV, JSON lines, Parquet, one headline a line. Each becomes items in row order."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from topics.sources.items import Item
from topics.text import match_form
from topics.types import Problem

LONGEST_LINE = 1_000_000  # characters; csv's own limit is 131,072 a field
LONGEST_HEADER = 10_000  # characters
MOST_LINES = 50  # of one row; a quote that is not closed by then is no quote
LARGEST_PARQUET_COLUMN = 2 * 1024**3  # bytes in memory; a few kilobytes on disk can claim any size
ALIASES = {  # field of an Item -> names that columns have
    "title": "title headline headlines titre titulo título عنوان العنوان text name heading",
    "url": "url link href lien رابط الرابط enlace",
    "published": "published date time datetime published_at pubdate timestamp created fecha التاريخ تاريخ",
    "language": "language lang langue اللغة لغة idioma",
    "source": "source outlet publisher site media média journal المصدر مصدر fuente",
    "key": "id guid key identifier",
    "summary": "summary description lead abstract chapo resume résumé الملخص ملخص",
}
_FIELD = {match_form(alias): field for field, aliases in ALIASES.items() for alias in aliases.split()}
_DELIMITERS = "\t;,|"
_COLUMN_NAME = re.compile(r"[^\W\d][\w.()/-]*(?:\s[\w.()/-]+)?")  # one or two words, no address, no number


def line_items(text: str) -> Iterator[Item | Problem]:
    """One headline a line; empty lines are nothing."""
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip():
            yield Item(line, f"line {number}")


def looks_like_json(text: str) -> bool:
    """Does the first line, or the whole, parse as JSON?"""
    if text.lstrip()[:1] not in {"{", "["}:
        return False
    first = text.lstrip().split("\n", 1)[0]
    return _parses(first) or (text.lstrip().startswith("[") and _parses(text))


def json_items(text: str) -> Iterator[Item | Problem]:
    """JSON lines of objects or strings, or one JSON array of them."""
    if text.lstrip().startswith("[") and _parses(text):
        for number, value in enumerate(json.loads(text), start=1):
            yield _json_item(value, f"item {number}")
        return
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        position = f"line {number}"
        try:
            yield _json_item(json.loads(line), position)
        except (ValueError, RecursionError) as error:
            yield _problem(position, f"expected one JSON value, got {line[:60]!r} ({error})", "bad-json")


def _json_item(value: Any, position: str) -> Item | Problem:
    if isinstance(value, str):
        return Item(value, position)
    if isinstance(value, dict):
        return _item(value, position)
    return _problem(position, f"expected an object or a string, got {type(value).__name__}", "bad-json")


def looks_like_table(text: str) -> bool:
    """Is the first line a header that we know, with a delimiter in it or alone?"""
    first = _first_line(text)
    if match_form(first) in {"title", "headline", "titre", "عنوان", "العنوان"}:
        return True
    names = (next(csv.reader([first], delimiter=one), []) for one in _DELIMITERS if one in first)
    return len(first) <= LONGEST_HEADER and any(map(_is_header, names))


def _first_line(text: str) -> str:
    return re.split(r"[\r\n]", text.lstrip("\ufeff\r\n"), maxsplit=1)[0].strip()


def table_items(text: str, suffix: str = "") -> Iterator[Item | Problem]:
    """CSV and TSV, with a header or without one (then the longest column is the title)."""
    text = text.lstrip("\ufeff")
    delimiter = _delimiter(text, suffix)
    names: list[str] | None = None
    for position, cells in _rows(text, delimiter):
        if cells is None:
            yield _problem(position, "expected a row, got a quote without an end", "bad-row")
        elif any(cell.strip() for cell in cells):
            if names is None:
                if _lacks_titles(cells):
                    yield _no_titles(cells)
                    return
                names = cells if _is_header(cells) else _guessed_names(cells)
                if names is cells:
                    continue
            yield _table_item(names, cells, position)


def _rows(text: str, delimiter: str) -> Iterator[tuple[str, list[str] | None]]:
    """Where each row begins and its cells, or None where it can't be told from what follows."""
    csv.field_size_limit(LONGEST_LINE)
    lines = list(io.StringIO(text, newline=""))
    place = 0
    while place < len(lines):
        window = [*lines[place : place + MOST_LINES], "\n"]
        reader = csv.reader(window, delimiter=delimiter)
        try:
            cells = next(reader)
        except csv.Error:
            cells = None
        if reader.line_num == len(window):  # the row swallowed all there is
            cells = None
        yield f"line {place + 1}", cells
        place += 1 if cells is None else reader.line_num


def _delimiter(text: str, suffix: str) -> str:
    if suffix == ".tsv":
        return "\t"
    first = _first_line(text)
    return max(_DELIMITERS if suffix != ".csv" else ",;\t|", key=first.count)


def _is_header(cells: list[str]) -> bool:
    return "title" in (_FIELD.get(match_form(cell)) for cell in cells)


def _lacks_titles(cells: list[str]) -> bool:
    """Is this a header with columns that we know, but without titles?"""
    names = [cell.strip() for cell in cells if cell.strip()]
    known = {_FIELD.get(match_form(name)) for name in names} - {None}
    return bool(known) and "title" not in known and all(map(_COLUMN_NAME.fullmatch, names))


def _guessed_names(cells: list[str]) -> list[str]:
    title = max(range(len(cells)), key=lambda place: len(cells[place]), default=0)
    return ["title" if place == title else "" for place in range(len(cells))]


def _table_item(names: list[str], cells: list[str], position: str) -> Item | Problem:
    if any(cell.strip() for cell in cells[len(names) :]):
        return _problem(position, f"expected {len(names)} columns, got {len(cells)}", "bad-row")
    return _item(dict(zip(names, cells, strict=False)), position)


def parquet_items(data: bytes) -> Iterator[Item | Problem]:
    """Rows of a Parquet file; only the columns that we know are read."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        file = pq.ParquetFile(io.BytesIO(data))
        columns = [name for name in file.schema_arrow.names if match_form(name) in _FIELD]
        if "title" not in (_FIELD[match_form(name)] for name in columns):
            yield _no_titles(file.schema_arrow.names)
            return
        if _too_large(file):
            yield _problem(
                "", "expected a table that fits into memory, got one that claims more", "too-large"
            )
            return
        number = 0
        for batch in file.iter_batches(batch_size=4096, columns=columns):
            for row in batch.to_pylist():
                number += 1
                yield _item(row, f"row {number}")
    except (pa.ArrowException, OSError, ValueError, MemoryError) as error:
        yield _problem("", f"expected a Parquet file, got one that can't be read ({error})", "bad-parquet")


def _too_large(file: Any) -> bool:
    groups = (file.metadata.row_group(number) for number in range(file.metadata.num_row_groups))
    size: int = sum(group.total_byte_size for group in groups)
    return size > LARGEST_PARQUET_COLUMN


def _item(row: Mapping[str, Any], position: str) -> Item | Problem:
    """The item of a row; the first column of several with one meaning counts, if something is in it."""
    fields: dict[str, Any] = {}
    for name, value in row.items():
        field = _FIELD.get(match_form(str(name)))
        if field and value not in (None, "") and field not in fields:
            fields[field] = value
    if not isinstance(fields.get("title"), str):
        return _problem(position, f"expected a title, got {_instead(row, fields.get('title'))}", "no-title")
    return Item(
        title=fields["title"],
        position=position,
        key=_text(fields.get("key")),
        url=_text(fields.get("url")),
        published=fields.get("published"),
        language=_text(fields.get("language")),
        summary=_text(fields.get("summary")),
        source=_text(fields.get("source")),
    )


def _instead(row: Mapping[str, Any], title: Any) -> str:
    """What a row has where a title is looked for."""
    if title is not None:
        return f"{title!r:.60}"
    if any(_FIELD.get(match_form(str(name))) == "title" for name in row):
        return "an empty one"
    return f"the columns {sorted(map(str, row))[:8]}"


def _text(value: Any) -> str | None:
    return None if value is None else str(value)[:LONGEST_LINE]


def _parses(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _no_titles(columns: list[str]) -> Problem:
    return _problem("", f"expected a column of titles, got the columns {sorted(columns)[:8]}", "no-title")


def _problem(position: str, message: str, code: str) -> Problem:
    left_out = "row" if position else "file"
    return Problem("", position, f"{message}; the {left_out} was left out.", code)
