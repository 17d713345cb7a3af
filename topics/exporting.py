"""Exports, a piece at a time: the columns, and rows as CSV, JSON lines or Parquet bytes.

Files for programs have every text as it is. Tables that somebody opens in a spreadsheet are marked as UTF-8,
and no text in them is taken for a formula.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

Row = Mapping[str, Any]
COLUMNS = {  # name -> Arrow type; the order of the file
    "id": "string",
    "source": "string",
    "title": "string",
    "url": "string",
    "language": "string",
    "published": "string",
    "fetched": "string",
    "summary": "string",
    "topic": "string",
    "corrected": "string",
    "probability": "float64",
    "abstained": "bool_",
    "alternatives": "string",  # JSON
    "model": "string",
    "theme": "string",
    "theme_name": "string",
    "theme_strength": "float64",
    "story": "string",
}
ROW_GROUP = 10_000  # rows of Parquet held in memory
PIECE = 500  # rows of text a piece
MARK = "\ufeff"  # by it spreadsheets know UTF-8
RISKY = ("=", "+", "-", "@", "\t", "\r")  # a cell that begins so is computed by spreadsheets


def to_json(row: Row) -> str:
    """One JSON object in one line, text as it is (Arabic stays readable)."""
    line = json.dumps(row, ensure_ascii=False, default=str)
    try:
        line.encode()
    except UnicodeEncodeError:  # half a surrogate pair: no UTF-8 has it, an escape does
        return json.dumps(row, default=str)
    return line


def flat(row: Row) -> dict[str, Any]:
    """The row with lists as JSON."""
    lists = {name: value for name, value in row.items() if isinstance(value, list)}
    return {**row, **{name: json.dumps(value, ensure_ascii=False) for name, value in lists.items()}}


def pieces(rows: Iterable[Row], size: int) -> Iterator[list[Row]]:
    """Rows in lists of a size, the last one shorter."""
    left = iter(rows)
    while piece := list(islice(left, size)):
        yield piece


def json_lines(rows: Iterable[Row]) -> Iterator[bytes]:
    """JSON lines in UTF-8."""
    for piece in pieces(rows, PIECE):
        yield "".join(f"{to_json(row)}\n" for row in piece).encode()


def csv_lines(rows: Iterable[Row], columns: Iterable[str] = COLUMNS) -> Iterator[bytes]:
    """CSV in UTF-8 with a header."""
    names = list(columns)
    yield _csv([dict(zip(names, names, strict=True))], names)
    for piece in pieces(rows, PIECE):
        yield _csv(map(flat, piece), names)


def for_spreadsheets(rows: Iterable[Row], columns: Iterable[str] = COLUMNS) -> Iterator[bytes]:
    """CSV that spreadsheets open as it is meant: with the mark of UTF-8, and without formulas."""
    yield MARK.encode()
    yield from csv_lines(map(harmless_row, rows), columns)


def harmless_row(row: Row) -> dict[str, Any]:
    """A row of texts that no spreadsheet takes for formulas."""
    return {name: harmless(cell) for name, cell in row.items()}


def harmless(cell: Any) -> Any:
    """A cell that no spreadsheet takes for a formula; of a text ``meant`` gives back what it was."""
    return f"'{cell}" if isinstance(cell, str) and _is_risky(cell) else cell


def meant(cell: str) -> str:
    """A text of a table as it was before ``harmless``."""
    return cell[1:] if cell.startswith("'") and _is_risky(cell) else cell


def _is_risky(text: str) -> bool:
    """Also one that was made harmless already: what is written twice is read twice."""
    return text.lstrip("'").startswith(RISKY)


def parquet_pieces(rows: Iterable[Row]) -> Iterator[bytes]:
    """A Parquet file with one row a headline, its bytes as they are made."""
    sink = _Drain()
    for _ in parquet_groups(sink, rows):
        yield sink.drained()
    yield sink.drained()


def parquet_groups(sink: Any, rows: Iterable[Row]) -> Iterator[int]:
    """Write a Parquet file, a row group at a time, and say of how many rows each is."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema = pa.schema([(name, getattr(pa, kind)()) for name, kind in COLUMNS.items()])
    with pq.ParquetWriter(sink, schema) as writer:
        for piece in pieces(rows, ROW_GROUP):
            writer.write_table(pa.Table.from_pylist([flat(row) for row in piece], schema=schema))
            yield len(piece)


def _csv(rows: Iterable[Row], names: list[str]) -> bytes:
    text = io.StringIO()
    csv.DictWriter(text, names, lineterminator="\n").writerows(rows)
    return text.getvalue().encode(errors="backslashreplace")


class _Drain(io.RawIOBase):
    """A file that is only written to, and gives away what was written."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []
        self._written = 0

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._parts.append(bytes(data))
        self._written += len(self._parts[-1])
        return len(self._parts[-1])

    def tell(self) -> int:
        return self._written

    def drained(self) -> bytes:
        """What was written since the last time."""
        parts, self._parts = self._parts, []
        return b"".join(parts)
