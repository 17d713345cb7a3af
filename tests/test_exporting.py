"""Headlines as files: each format says the same, and is read back."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime

import pyarrow.parquet as pq
from hypothesis import given
from hypothesis import strategies as st

from topics.exporting import (
    COLUMNS,
    RISKY,
    csv_lines,
    for_spreadsheets,
    harmless,
    json_lines,
    meant,
    parquet_pieces,
)
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


@given(st.text(alphabet="'=+-@\t\r أa1", max_size=8))
def test_a_harmless_text_is_no_formula_and_is_read_back(text: str) -> None:
    assert not harmless(text).startswith(RISKY)
    assert meant(harmless(text)) == text
    assert meant(meant(harmless(harmless(text)))) == text


def test_tables_for_spreadsheets_are_marked_and_keep_their_numbers() -> None:
    rows = [{"title": "=1+2", "change": -1}, {"title": "Pluie", "change": None}]
    table = b"".join(for_spreadsheets(rows, ["title", "change"])).decode()
    assert table == "\ufefftitle,change\n'=1+2,-1\nPluie,\n"
