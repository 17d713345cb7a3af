"""Stored headlines as rows of a file: stable names, JSON values; CSV, Parquet and JSON lines."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice
from typing import IO, Any

from topics.types import HeadlineRecord

DIGITS = 4  # of probabilities and shares: what calibration can carry
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

Row = Mapping[str, Any]


def record_row(record: HeadlineRecord) -> dict[str, Any]:
    """Everything that is known of one stored headline."""
    headline = record.headline
    return {
        "id": headline.id,
        "source": headline.source,
        "title": headline.title,
        "url": headline.url,
        "language": headline.language,
        "published": iso(headline.published),
        "fetched": iso(headline.fetched),
        "summary": headline.summary,
        "topic": record.topic,
        "corrected": record.corrected,
        "probability": None if record.probability is None else round(record.probability, DIGITS),
        "abstained": record.abstained,
        "alternatives": alternatives(record.alternatives),
        "model": record.model_id,
        "theme": record.theme,
        "theme_name": record.theme_name,
        "theme_strength": None if record.theme_strength is None else round(record.theme_strength, DIGITS),
        "story": record.story,
    }


def alternatives(ranked: Sequence[tuple[str, float]]) -> list[dict[str, Any]]:
    """Topics with their probabilities, as JSON has them."""
    return [{"topic": topic, "probability": round(probability, DIGITS)} for topic, probability in ranked]


def iso(moment: datetime | None) -> str | None:
    """A time as JSON has it."""
    return None if moment is None else moment.isoformat()


def csv_to(stream: IO[str], rows: Iterable[Row], columns: Iterable[str] = COLUMNS) -> int:
    """Write CSV with a header; returns the number of rows."""
    writer = csv.DictWriter(stream, list(columns), lineterminator="\n", extrasaction="ignore")
    writer.writeheader()
    count = 0
    for row in rows:
        writer.writerow(_flat(row))
        count += 1
    return count


def parquet_to(place: Any, rows: Iterable[Row], columns: Sequence[str] = tuple(COLUMNS)) -> int:
    """Write Parquet to a path or a binary stream; returns the number of rows."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema = pa.schema([(name, getattr(pa, COLUMNS[name])()) for name in columns])
    count = 0
    with pq.ParquetWriter(place, schema) as writer:
        for piece in _pieces(map(_flat, rows)):
            writer.write_table(pa.Table.from_pylist(piece, schema=schema))
            count += len(piece)
    return count


def json_lines_to(stream: IO[str], rows: Iterable[Row], columns: Iterable[str] = COLUMNS) -> int:
    """Write one JSON object a line, text as it is; returns the number of rows."""
    names = list(columns)
    count = 0
    for row in rows:
        stream.write(json.dumps({name: row[name] for name in names}, ensure_ascii=False) + "\n")
        count += 1
    return count


def _flat(row: Row) -> dict[str, Any]:
    """The row with lists as JSON."""
    lists = {name: value for name, value in row.items() if isinstance(value, list)}
    return {**row, **{name: json.dumps(value, ensure_ascii=False) for name, value in lists.items()}}


def _pieces(rows: Iterator[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    while piece := list(islice(rows, ROW_GROUP)):
        yield piece
