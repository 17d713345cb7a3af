"""Rows of headlines: whole ones become headlines, broken ones problems."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from topics.sources.files import parse_file
from topics.sources.items import MOST_PROBLEMS
from topics.types import Batch, Source, SourceKind

RAIN, BOOKS, TRAIN = (
    "أمطار خفيفة بالسواحل الشمالية",
    "Le salon du livre ouvre ses portes",
    "Night train returns",
)
DESK = Source("Desk", "desk.csv", SourceKind.FILE)


@pytest.fixture
def read(now: datetime) -> Any:
    """Parses the text or bytes of a file."""

    def parse(data: str | bytes, suffix: str = ".csv") -> Batch:
        raw = data.encode() if isinstance(data, str) else data
        return parse_file(raw, DESK, suffix=suffix, now=now)

    return parse


def titles(batch: Batch) -> list[str]:
    return [headline.title for headline in batch.headlines]


def told(batch: Batch) -> list[tuple[str, str]]:
    return [(problem.position, problem.code) for problem in batch.problems]


# --- CSV and TSV -------------------------------------------------------------------------------

ROWS = [
    ("Atlas", RAIN, "https://atlas.example/1?utm_source=x", "2026-03-24T08:00:00Z", "ar", "طقس"),
    ("Port", BOOKS, "https://port.example/2", "24 mars 2026", "fr", ""),
]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize(
    "header",
    [
        ("source", "title", "url", "published", "language", "summary"),
        ("Outlet", "Headline", "Link", "Date", "Lang", "Description"),
        ("média", "TITRE", "href", "pubDate", "langue", "chapo"),
        ("المصدر", "العنوان", "الرابط", "التاريخ", "اللغة", "ملخص"),
    ],
)
def test_columns_are_known_by_many_names(header: tuple[str, ...], delimiter: str, read: Any) -> None:
    text = "\n".join(delimiter.join(row) for row in [header, *ROWS])
    suffix = ".tsv" if delimiter == "\t" else ".csv"
    batch = read(text, suffix)
    assert told(batch) == []
    first, second = batch.headlines
    assert (first.title, first.url, first.language) == (RAIN, "https://atlas.example/1", "ar")
    assert first.published == datetime(2026, 3, 24, 8, tzinfo=UTC)
    assert (first.source, second.source) == ("Atlas", "Port")
    assert first.summary == "طقس"
    assert (second.title, second.published) == (BOOKS, datetime(2026, 3, 24, tzinfo=UTC))


def test_quotes_hold_delimiters_line_ends_and_quotes(read: Any) -> None:
    batch = read(
        'title,summary\n"Rain, wind and ""snow""","First line\nsecond line"\nNight train returns,x\n'
    )
    assert titles(batch) == ['Rain, wind and "snow"', TRAIN]
    assert batch.headlines[0].summary == "First line second line"
    assert told(batch) == []


def test_broken_rows_are_told_and_the_rest_is_kept(read: Any) -> None:
    text = (
        "title,url\n"
        f"{RAIN},https://a.example/1\n"
        "Rain, sun and wind,https://a.example/2\n"  # a comma that should have been quoted
        ",https://a.example/3\n"
        f"{BOOKS},not an address\n"
        "\n"
        '"A quote that never ends,https://a.example/4\n' + "A line after it,https://a.example/5\n" * 60
    )
    batch = read(text)
    assert titles(batch) == [RAIN, BOOKS, *["A line after it"] * 60]
    assert told(batch) == [("line 3", "bad-row"), ("line 4", "no-title"), ("line 7", "bad-row")]
    assert batch.headlines[1].url is None


def test_quote_without_end_in_the_last_row_takes_that_row_only(read: Any) -> None:
    batch = read(f'title,url\n{RAIN},\n"{BOOKS},https://a.example\n')
    assert titles(batch) == [RAIN]
    assert told(batch) == [("line 3", "bad-row")]


def test_row_too_long_for_any_headline_is_told(read: Any) -> None:
    batch = read(f"title\n{'x' * 1_000_001}\n{RAIN}\n{'word ' * 300}\n")
    assert titles(batch) == [RAIN]
    assert told(batch) == [("line 2", "bad-row"), ("line 4", "title-too-long")]


def test_table_without_header_has_its_titles_in_the_longest_column(read: Any) -> None:
    batch = read(f"1,{RAIN},ar\n2,{BOOKS},fr\n")
    assert titles(batch) == [RAIN, BOOKS]
    assert told(batch) == []


@pytest.mark.parametrize(
    "header", ["id,date,url,body", "id,body", "article_id,publish date,url,body", "الرابط,التاريخ,النص"]
)
def test_header_without_titles_is_one_problem_that_names_the_columns(header: str, read: Any) -> None:
    batch = read(f"{header}\n1,hello,https://a.example/1,what stands below\n2,again,,more of it\n")
    assert titles(batch) == []
    assert told(batch) == [("", "no-title")]
    assert all(name in batch.problems[0].message for name in header.split(","))
    assert "the file was left out" in batch.problems[0].message


@pytest.mark.parametrize("row", [f"Journal,{RAIN},ar", f"{BOOKS},url", f"key,{TRAIN} to the south,2026"])
def test_first_headline_beside_a_word_that_columns_have_is_no_header(row: str, read: Any) -> None:
    batch = read(f"{row}\n")
    assert len(titles(batch)) == 1
    assert titles(batch)[0] == max(row.split(","), key=len)
    assert told(batch) == []


def test_absurd_dates_are_told_and_unknown(read: Any) -> None:
    batch = read(f"title,date\n{RAIN},1970-01-01\n{BOOKS},\n{TRAIN},next week\n")
    assert [headline.published for headline in batch.headlines] == [None, None, None]
    assert told(batch) == [("line 2", "bad-date"), ("line 4", "bad-date")]


def test_excel_in_arabic_writes_what_is_read(read: Any) -> None:
    text = f"العنوان;الرابط\r\n{RAIN};https://a.example/1\r\n"
    for encoding in ("utf-8-sig", "utf-16", "cp1256"):
        assert titles(read(text.encode(encoding))) == [RAIN], encoding


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_line_ends_of_every_machine(line_end: str, read: Any) -> None:
    batch = read(line_end.join(["title,url", f"{RAIN},https://a.example/1", f"{BOOKS},", ""]), "")
    assert titles(batch) == [RAIN, BOOKS]
    assert told(batch) == []


def test_rows_that_repeat_are_kept_for_the_store_to_judge(read: Any) -> None:
    batch = read(f"title\n{RAIN}\n{RAIN}\n")
    assert titles(batch) == [RAIN, RAIN]


def test_titles_are_kept_letter_by_letter_for_answers(read: Any) -> None:
    batch = read("title\n  أَمطار   قوية \n")
    assert batch.written == ("  أَمطار   قوية ",)
    assert titles(batch) == ["أَمطار قوية"]


def test_empty_table_is_empty(read: Any) -> None:
    assert read("title,url\n") == Batch()
    assert read("") == Batch()


# --- JSON --------------------------------------------------------------------------------------


def test_json_lines_of_objects_and_strings(read: Any) -> None:
    rows: list[Any] = [
        {"title": RAIN, "url": "/relative", "published": 1774346400, "id": 7, "source": "Atlas"},
        BOOKS,
        {"headline": TRAIN, "date": "2026-03-24", "lang": "en", "extra": [1, {"a": 2}]},
    ]
    batch = read("\n".join(json.dumps(row) for row in rows), ".jsonl")
    assert titles(batch) == [RAIN, BOOKS, TRAIN]
    assert told(batch) == []
    assert batch.headlines[0].published == datetime(2026, 3, 24, 10, tzinfo=UTC)
    assert [headline.source for headline in batch.headlines] == ["Atlas", "Desk", "Desk"]
    as_array = read(json.dumps(rows, indent=1), ".json")
    assert titles(as_array) == titles(batch)


def test_broken_json_lines_are_told_and_the_rest_is_kept(read: Any) -> None:
    lines = [
        json.dumps({"title": RAIN}), '{"title": "Half a li', "", "7", "null", '{"url": "https://a.example"}',
        '{"title": ["a", "list"]}', '{"title": "\\ud800"}', "[" * 100_000, json.dumps({"title": TRAIN}),
    ]  # fmt: skip
    batch = read("\n".join(lines), ".jsonl")
    assert titles(batch) == [RAIN, TRAIN]
    assert told(batch) == [
        ("line 2", "bad-json"), ("line 4", "bad-json"), ("line 5", "bad-json"), ("line 6", "no-title"),
        ("line 7", "no-title"), ("line 8", "no-title"), ("line 9", "bad-json"),
    ]  # fmt: skip


def test_half_characters_never_reach_the_store(read: Any) -> None:
    row = '{"title": "Night train \\ud83d returns", "source": "At\\udc00las", "url": "https://a.example/\\ud800"}'
    headline = read(row, ".jsonl").headlines[0]
    assert (headline.title, headline.source, headline.url) == (TRAIN, "Atlas", None)


def test_many_broken_rows_are_counted(read: Any) -> None:
    batch = read("{\n" * 500, ".jsonl")
    assert len(batch.problems) == MOST_PROBLEMS + 1
    assert f"bad-json: {500 - MOST_PROBLEMS}" in batch.problems[-1].message


# --- Parquet -----------------------------------------------------------------------------------


def parquet(path: Path, **columns: Any) -> bytes:
    pq.write_table(pa.table(columns), path)
    return path.read_bytes()


def test_parquet_with_times_of_every_kind(tmp_path: Path, read: Any) -> None:
    moment = datetime(2026, 3, 24, 8, 30)
    for kind, written in (
        (pa.timestamp("us", tz="Africa/Casablanca"), moment.replace(tzinfo=UTC)),
        (pa.timestamp("ms"), moment),
        (pa.string(), "2026-03-24T08:30:00Z"),
        (pa.int64(), int(moment.replace(tzinfo=UTC).timestamp())),
    ):
        data = parquet(
            tmp_path / "h.parquet",
            title=pa.array([RAIN, None, BOOKS]),
            published=pa.array([written, None, None], kind),
            clicks=pa.array([1, 2, 3]),
        )
        batch = read(data, ".parquet")
        assert titles(batch) == [RAIN, BOOKS]
        assert [headline.published for headline in batch.headlines] == [moment.replace(tzinfo=UTC), None]
        assert told(batch) == [("row 2", "no-title")]


def test_parquet_days_are_read(tmp_path: Path, read: Any) -> None:
    data = parquet(tmp_path / "h.parquet", titre=[BOOKS], date=pa.array([date(2026, 3, 24)]))
    assert read(data).headlines[0].published == datetime(2026, 3, 24, tzinfo=UTC)


def test_parquet_without_titles_or_broken_is_one_problem(tmp_path: Path, read: Any) -> None:
    data = parquet(tmp_path / "h.parquet", clicks=list(range(1000)))
    assert told(read(data)) == [("", "no-title")]
    whole = parquet(tmp_path / "h.parquet", title=[RAIN] * 1000)
    for broken in (whole[:100], whole[:-5], b"PAR1", b"PAR1" + b"\xff" * 400 + b"PAR1"):
        batch = read(broken)
        assert batch.headlines == ()
        assert told(batch) == [("", "bad-parquet")]


# --- one headline a line -----------------------------------------------------------------------


def test_lines_are_headlines(read: Any) -> None:
    text = f"{RAIN}\n\n  {BOOKS}  \n---\nMarket, port and station: what changes\n{TRAIN}"
    batch = read(text, ".txt")
    assert titles(batch) == [RAIN, BOOKS, "Market, port and station: what changes", TRAIN]
    assert told(batch) == [("line 4", "no-title")]
    assert [headline.language for headline in batch.headlines] == ["ar", "fr", "en", "en"]
