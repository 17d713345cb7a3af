"""Exports that are more than JSON lines: CSV and Parquet, written a piece at a time."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from topics.cli.output import Row, replaced, text_output
from topics.errors import UsageError

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
ROW_GROUP = 10_000


def write_csv(rows: Iterable[Row], output: Path | None, columns: Iterable[str] = COLUMNS) -> int:
    """UTF-8 CSV with a header; returns the number of rows."""
    count = 0
    with text_output(output) as stream:
        writer = csv.DictWriter(stream, list(columns), lineterminator="\n")
        writer.writeheader()
        for row in rows:
            writer.writerow(_flat(row))
            count += 1
    return count


def write_parquet(rows: Iterable[Row], output: Path | None) -> int:
    """Parquet with one row a headline; returns their number.

    Raises:
        UsageError: no file was named.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema = pa.schema([(name, getattr(pa, kind)()) for name, kind in COLUMNS.items()])
    count = 0
    with replaced(parquet_file(output)) as temporary, pq.ParquetWriter(temporary, schema) as writer:
        for piece in _pieces(map(_flat, rows)):
            writer.write_table(pa.Table.from_pylist(piece, schema=schema))
            count += len(piece)
    return count


def parquet_file(output: Path | None) -> Path:
    """The file that Parquet goes to.

    Raises:
        UsageError: none was named, or a pipe.
    """
    if output is None or str(output) == "-" or output.is_fifo():
        got = output or "none"
        raise UsageError(
            f"--format parquet: expected --output FILE, got {got}; Parquet can't go through a pipe."
        )
    return output


def _flat(row: Row) -> dict[str, Any]:
    """The row with lists as JSON."""
    lists = {name: value for name, value in row.items() if isinstance(value, list)}
    return {**row, **{name: json.dumps(value, ensure_ascii=False) for name, value in lists.items()}}


def _pieces(rows: Iterator[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    while piece := list(islice(rows, ROW_GROUP)):
        yield piece
