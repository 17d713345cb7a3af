"""Headlines as files: each format says the same, and is read back."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime

import pyarrow.parquet as pq

from topics.exporting import COLUMNS, csv_lines, json_lines, parquet_pieces
from topics.rows import record_row
from topics.types import Headline, HeadlineRecord

RECORDS = [
    HeadlineRecord(
        Headline("h1", "صدى الأطلس", 'أمطار "قوية"، غدا', "ar", datetime(2026, 3, 1, tzinfo=UTC), "x"),
        topic="weather",
        probability=0.91234,
        alternatives=(("disaster", 0.05),),
    ),
    HeadlineRecord(Headline("h2", "Rif Matin", "Pluie", "fr", datetime(2026, 3, 2, tzinfo=UTC), "y")),
]


def test_csv_json_lines_and_parquet_say_the_same() -> None:
    rows = [record_row(one) for one in RECORDS]
    from_csv = list(csv.DictReader(io.StringIO(b"".join(csv_lines(rows)).decode())))
    from_lines = [json.loads(line) for line in b"".join(json_lines(rows)).splitlines()]
    from_parquet = pq.read_table(io.BytesIO(b"".join(parquet_pieces(rows)))).to_pylist()
    assert [list(some[0]) for some in (from_csv, from_lines, from_parquet)] == [list(COLUMNS)] * 3
    for read in (from_csv, from_lines, from_parquet):
        assert [row["title"] for row in read] == ['أمطار "قوية"، غدا', "Pluie"]
    assert from_lines[0]["probability"] == from_parquet[0]["probability"] == 0.9123
    assert from_lines[0]["alternatives"] == json.loads(from_csv[0]["alternatives"])
    assert from_parquet[1]["topic"] is None


def test_columns_of_a_csv_may_be_fewer() -> None:
    rows = [{"title": "Pluie", "topic": "weather"}]
    assert b"".join(csv_lines(rows, ["title", "topic"])) == b"title,topic\nPluie,weather\n"
