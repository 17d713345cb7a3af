"""Files, globs and standard input; what a file is, is told from its bytes."""

from __future__ import annotations

import gzip
import io
import json
import random
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from topics.errors import InputError
from topics.sources.files import expand, parse_file, read_file
from topics.types import Source, SourceKind

TITLES = [
    "أمطار خفيفة بالسواحل الشمالية",
    "Le salon du livre ouvre ses portes",
    "Night train to the south returns",
]
GAP = "\u00a0" * 4


def rss() -> str:
    items = "".join(f"<item><title>{title}</title></item>" for title in TITLES)
    return (
        f'<?xml version="1.0"?>\n<!-- made by hand -->\n<rss version="2.0"><channel>{items}</channel></rss>'
    )


def html() -> str:
    links = "".join(f"<h2><a href='/{number}'>{title}</a></h2>" for number, title in enumerate(TITLES))
    return f"<!DOCTYPE html><html><body>{links}</body></html>"


def json_feed() -> str:
    items = [{"id": str(number), "title": title} for number, title in enumerate(TITLES)]
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": items}, indent=2)


KINDS = {
    "lines": "\n".join(TITLES),
    "CSV": "\n".join(["title,id", *(f"{title},{number}" for number, title in enumerate(TITLES))]),
    "TSV": "\n".join(["id\ttitle", *(f"{number}\t{title}" for number, title in enumerate(TITLES))]),
    "one column": "\n".join(["العنوان", *TITLES]),
    "JSON lines": "\n".join(json.dumps({"title": title}, ensure_ascii=False) for title in TITLES),
    "JSON array": json.dumps([{"title": title} for title in TITLES], ensure_ascii=False),
    "JSON Feed": json_feed(),
    "RSS": rss(),
    "HTML": html(),
    "saved page": GAP.join(
        [*TITLES, "Old lighthouse opens to visitors", "City council approves new bus lanes"]
    ),
}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("kind", KINDS)
def test_kind_is_told_from_the_bytes(kind: str, encoding: str, now: datetime) -> None:
    data = KINDS[kind].encode(encoding)
    batch = parse_file(data, Source("Desk", "x", SourceKind.FILE), now=now)
    assert [headline.title for headline in batch.headlines][:3] == TITLES
    assert batch.problems == ()


@pytest.mark.parametrize("kind", ["RSS", "HTML", "JSON Feed", "Parquet"])
@pytest.mark.parametrize("suffix", [".csv", ".txt", ".jsonl", ".tsv", ".bin"])
def test_names_that_lie_are_not_believed(kind: str, suffix: str, tmp_path: Path, now: datetime) -> None:
    path = tmp_path / f"headlines{suffix}"
    if kind == "Parquet":
        pq.write_table(pa.table({"title": TITLES}), path)
    else:
        path.write_text(KINDS[kind], encoding="utf-8")
    assert [headline.title for headline in read_file(path, now=now).headlines] == TITLES


def test_globs_name_files_in_order(tmp_path: Path, now: datetime) -> None:
    for number, title in enumerate(TITLES):
        folder = tmp_path / f"day-{number}"
        folder.mkdir()
        (folder / "headlines.txt").write_text(title, encoding="utf-8")
    found = expand(str(tmp_path / "day-*" / "*.txt"))
    assert [read_file(path, now=now).headlines[0].title for path in found] == TITLES
    assert expand(str(tmp_path / "**" / "*.txt")) == found
    assert expand(found[0]) == [found[0]]


def test_name_with_signs_of_a_glob_is_a_name_first(tmp_path: Path) -> None:
    path = tmp_path / "headlines [1].txt"
    path.write_text("Night train returns", encoding="utf-8")
    assert expand(str(path)) == [str(path)]


def test_what_is_not_there_is_an_error_that_says_so(tmp_path: Path, now: datetime) -> None:
    with pytest.raises(InputError, match="got nothing"):
        expand(str(tmp_path / "*.csv"))
    with pytest.raises(InputError, match="got a folder"):
        expand(str(tmp_path))
    with pytest.raises(InputError, match="expected a file that can be read"):
        read_file(tmp_path / "none.csv", now=now)
    with pytest.raises(InputError, match="expected a file that can be read"):
        read_file(tmp_path, now=now)


def test_standard_input(now: datetime) -> None:
    batch = read_file("-", now=now, stdin=io.BytesIO(KINDS["JSON lines"].encode()))
    assert [headline.title for headline in batch.headlines] == TITLES
    assert {headline.source for headline in batch.headlines} == {"stdin"}
    with pytest.raises(InputError):
        read_file("-", now=now)


def test_outlet_is_named_by_row_then_by_caller_then_by_file(tmp_path: Path, now: datetime) -> None:
    path = tmp_path / "atlas.csv"
    path.write_text(f"title,source\n{TITLES[0]},Port\n{TITLES[1]},\n{TITLES[2]}, ", encoding="utf-8")
    assert [one.source for one in read_file(path, now=now).headlines] == ["Port", "atlas", "atlas"]
    named = read_file(path, source="Desk", now=now).headlines
    assert [one.source for one in named] == ["Port", "Desk", "Desk"]


def test_problems_are_of_the_file_whatever_outlet_its_rows_name(tmp_path: Path, now: datetime) -> None:
    path = tmp_path / "atlas.csv"
    path.write_text(f"title,source,date\n{TITLES[0]},Port,never\n,Port,\n", encoding="utf-8")
    for source in (None, "Desk"):
        problems = read_file(path, source=source, now=now).problems
        assert [(one.source, one.position, one.code) for one in problems] == [
            (str(path), "line 2", "bad-date"),
            (str(path), "line 3", "no-title"),
        ]
    lines = io.BytesIO(b'{"title": "", "source": "Port"}\n{"title": 7}\n{"body": "x"}\n')
    problems = read_file("-", now=now, stdin=lines).problems
    assert [(one.source, one.message) for one in problems] == [
        ("stdin", "expected a title, got an empty one; the row was left out."),
        ("stdin", "expected a title, got 7; the row was left out."),
        ("stdin", "expected a title, got the columns ['body']; the row was left out."),
    ]


def test_language_is_a_hint_that_titles_may_refute(tmp_path: Path, now: datetime) -> None:
    path = tmp_path / "h.txt"
    path.write_text(
        "بلاغ\nشنو غادي يدير اللي بغا يسافر\nLa bibliothèque rouvre ses portes\n", encoding="utf-8"
    )
    found = read_file(path, language="ar", now=now).headlines
    assert [headline.language for headline in found] == ["ar", "ary", "fr"]


def test_reading_twice_gives_the_same_ids(tmp_path: Path, now: datetime) -> None:
    path = tmp_path / "h.txt"
    path.write_text("\n".join(TITLES), encoding="utf-8")
    first, second = read_file(path, now=now), read_file(path, now=now)
    assert first == second
    assert len({headline.id for headline in first.headlines}) == len(TITLES)


NOISE = random.Random(7).randbytes(20_000)
JUNK = {
    "noise": NOISE,
    "little noise": NOISE[:100],
    "gzip": gzip.compress(NOISE),
    "picture": b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + NOISE,
    "program": b"\x7fELF\x02\x01\x01" + bytes(500),
}


@pytest.mark.parametrize("suffix", ["", ".txt", ".csv", ".jsonl", ".tsv"])
@pytest.mark.parametrize("kind", JUNK)
def test_bytes_that_are_no_text_are_one_problem(kind: str, suffix: str, now: datetime) -> None:
    batch = parse_file(JUNK[kind], Source("Desk", "x", SourceKind.FILE), suffix=suffix, now=now)
    assert batch.headlines == ()
    assert [(problem.position, problem.code) for problem in batch.problems] == [("", "not-text")]


@pytest.mark.parametrize(("title", "encoding"), [(TITLES[0], "cp1256"), ("L’été s’achève – déjà", "cp1252")])
@pytest.mark.parametrize("stray", ["", "\x00", "\x0c\x1b[1m"])
def test_texts_of_old_encodings_with_a_stray_control_character_are_read(
    title: str, encoding: str, stray: str, now: datetime
) -> None:
    data = f"{title}\n{title} 2\n{stray}".encode(encoding)
    batch = parse_file(data, Source("Desk", "x", SourceKind.FILE), suffix=".txt", now=now)
    assert [headline.title for headline in batch.headlines][:2] == [title, f"{title} 2"]
    assert "not-text" not in {problem.code for problem in batch.problems}


PIECES = [
    "title", ",", ";", "\t", "|", '"', "\n", "\r", "url", "published", "{", "}", "[", "]", '"title":',
    "a headline", "\ud800", "\x00", "PAR1", "<rss>", "<item><title>x", "<html>", "<a href=x>", GAP,
    "2026-03-24", "jsonfeed.org",
]  # fmt: skip


@given(
    st.one_of(
        st.binary(max_size=300),
        st.binary(max_size=100).map(lambda data: b"PAR1" + data + b"PAR1"),
        st.lists(st.sampled_from(PIECES), max_size=40).map(
            lambda pieces: "".join(pieces).encode("utf-8", "surrogatepass")
        ),
    ),
    st.sampled_from(["", ".csv", ".tsv", ".jsonl", ".json", ".txt", ".parquet", ".xml"]),
)
@example(b"\x00\r,", "")
@example(b"title," * 60_000, ".txt")
@example(b"," + b"x" * 200_000, "")
def test_any_bytes_give_headlines_and_problems_never_an_error(data: bytes, suffix: str) -> None:
    moment = datetime(2026, 3, 25, 12, tzinfo=UTC)
    batch = parse_file(data, Source("Desk", "x", SourceKind.FILE), suffix=suffix, now=moment)
    for headline in batch.headlines:
        assert any(map(str.isalnum, headline.title))
        (headline.title + headline.source + (headline.url or "") + (headline.summary or "")).encode()
    for problem in batch.problems:
        (problem.position + problem.message).encode()
