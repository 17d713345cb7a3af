"""Headlines as files: each format says the same, and is read back."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime

import pyarrow.parquet as pq

from topics.exported import COLUMNS, csv_to, json_lines_to, parquet_to, record_row
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
    table, lines, binary = io.StringIO(), io.StringIO(), io.BytesIO()
    assert csv_to(table, rows) == json_lines_to(lines, rows) == parquet_to(binary, rows) == 2
    from_csv = list(csv.DictReader(io.StringIO(table.getvalue())))
    from_lines = [json.loads(line) for line in lines.getvalue().splitlines()]
    from_parquet = pq.read_table(binary).to_pylist()
    assert [list(some[0]) for some in (from_csv, from_lines, from_parquet)] == [list(COLUMNS)] * 3
    for read in (from_csv, from_lines, from_parquet):
        assert [row["title"] for row in read] == ['أمطار "قوية"، غدا', "Pluie"]
    assert from_lines[0]["probability"] == from_parquet[0]["probability"] == 0.9123
    assert from_lines[0]["alternatives"] == json.loads(from_csv[0]["alternatives"])
    assert from_parquet[1]["topic"] is None


def test_columns_may_be_fewer() -> None:
    rows = [record_row(one) for one in RECORDS]
    table = io.StringIO()
    csv_to(table, rows, ["title", "topic"])
    assert table.getvalue().splitlines()[0] == "title,topic"
    binary = io.BytesIO()
    parquet_to(binary, rows, ["title"])
    assert pq.read_table(binary).column_names == ["title"]
