"""Labelled headlines: what is read of JSON lines and tables, what is told, what is ours."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from pathlib import Path

import pytest

from topics.errors import InputError
from topics.taxonomy import load_taxonomy
from topics.training.authored import authored_events, authored_headlines
from topics.training.labelled import AUTHORED_WEIGHT, Labelled, authored_labelled, read_labelled

RAIN = {"title": "Pluie au nord", "topic": "weather"}


def lines(path: Path, *rows: object) -> Path:
    texts = [row if isinstance(row, str) else json.dumps(row, ensure_ascii=False) for row in rows]
    path.write_text("\n".join(texts) + "\n", encoding="utf-8")
    return path


def test_a_set_says_what_it_is_and_every_field_is_read(tmp_path: Path) -> None:
    path = lines(
        tmp_path / "mine.jsonl",
        {"set": {"name": "desk", "licence": "CC0", "origin": "our desk"}},
        {
            "title": " أمطار&nbsp;قوية\u200f ", "topic": "weather", "also": ["disaster"], "lang": "ar",
            "weight": 0.5, "group": 7,
        },
        "",
        RAIN,
    )  # fmt: skip
    one, problems = read_labelled(path)
    assert not problems
    assert (one.name, one.licence, one.origin) == ("desk", "CC0", "our desk")
    assert one.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert one.rows == (
        Labelled("أمطار قوية", "ar", "weather", ("disaster",), 0.5, "7"),
        Labelled("Pluie au nord", "fr", "weather"),
    )


def test_without_a_description_the_file_names_the_set(tmp_path: Path) -> None:
    one, _ = read_labelled(lines(tmp_path / "desk.jsonl", RAIN))
    assert (one.name, one.licence, one.origin) == ("desk", "not stated", "not stated")


def test_what_is_left_out_or_null_is_as_if_it_were_not_there(tmp_path: Path) -> None:
    nulls = dict.fromkeys(("also", "lang", "group"))
    one, problems = read_labelled(lines(tmp_path / "desk.jsonl", RAIN, {**RAIN, **nulls}))
    assert not problems
    assert one.rows == (Labelled("Pluie au nord", "fr", "weather"),) * 2


def test_a_gold_sets_name_of_the_topic_is_known_and_unclear_rows_are_left_out(tmp_path: Path) -> None:
    gold = [
        {"title": "Grève du rail", "primary": "labour", "also": ["economy"], "lang": "fr", "set": "some"},
        {"title": "C'est ainsi", "primary": "unclear", "also": [], "lang": "fr", "set": "some"},
        {"title": "Horoscope du jour", "primary": "not_news", "also": [], "lang": "fr", "set": "some"},
    ]
    one, problems = read_labelled(lines(tmp_path / "gold.jsonl", *gold))
    assert not problems
    assert [(row.topic, row.also) for row in one.rows] == [("labour", ("economy",)), ("not_news", ())]


BAD = [
    "{", "[]", "3", '"text"', "null", {"title": "A"}, {"topic": "sport"}, {**RAIN, "title": " "},
    {**RAIN, "title": 3}, {**RAIN, "title": "&nbsp;\u200f"}, {**RAIN, "topic": ""}, {**RAIN, "topic": None},
    {**RAIN, "topic": ["sport"]}, {**RAIN, "also": "sport"}, {**RAIN, "also": {"sport": 1}},
    {**RAIN, "weight": "much"}, {**RAIN, "weight": 0}, {**RAIN, "weight": -1}, {**RAIN, "weight": [1]},
    {**RAIN, "weight": float("nan")}, {**RAIN, "weight": float("inf")}, {"set": {"name": "late"}},
]  # fmt: skip


@pytest.mark.parametrize("bad", BAD, ids=str)
def test_a_bad_line_is_told_and_the_rest_is_kept(tmp_path: Path, bad: object) -> None:
    path = lines(tmp_path / "some.jsonl", RAIN, bad, {**RAIN, "topic": "disaster"})
    one, (problem,) = read_labelled(path)
    assert [row.topic for row in one.rows] == ["weather", "disaster"]
    assert (problem.source, problem.position, problem.code) == (str(path), "line 2", "bad-labelled-line")
    assert all(word in problem.message for word in ("expected", "got", "mend or remove"))


def test_a_weight_may_be_written_as_text_and_is_told_where_it_is_none(tmp_path: Path) -> None:
    path = lines(tmp_path / "some.jsonl", {**RAIN, "weight": "0.25"}, {**RAIN, "weight": -2})
    one, (problem,) = read_labelled(path)
    assert [row.weight for row in one.rows] == [0.25]
    assert "weight: expected a number above zero, got -2" in problem.message


@pytest.mark.parametrize(
    "content", [b"", b"\n\n", b"nothing\n", b"\xff\xfe\x00", b'{"set": {"name": "x"}}\n']
)
@pytest.mark.parametrize("name", ["some.jsonl", "some.csv", "some.tsv"])
def test_a_file_with_nothing_usable_is_an_error(tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(InputError, match=r"expected labelled headlines.*got") as caught:
        read_labelled(path)
    assert str(path) in str(caught.value)


def test_only_unclear_rows_are_nothing_either(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="got none"):
        read_labelled(lines(tmp_path / "some.jsonl", {**RAIN, "topic": "unclear"}))


def test_a_missing_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="unreadable file"):
        read_labelled(tmp_path / "none.jsonl")


# --- tables -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "delimiter"), [("desk.csv", ","), ("desk.tsv", "\t"), ("DESK.CSV", ",")])
@pytest.mark.parametrize("mark", ["", "\ufeff"], ids=["bare", "mark"])
@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["lf", "crlf"])
def test_tables_have_the_same_names(tmp_path: Path, name: str, delimiter: str, mark: str, end: str) -> None:
    rows = [
        ("title", "topic", "also", "lang", "weight", "group"),
        ('"Pluie, vent et ""neige""\tau nord"', "weather", "disaster environment", "fr", "0.5", "g1"),
        ("أمطار قوية", "weather", "", "", "", ""),
        ("C'est ainsi", "unclear", "", "fr", "", ""),
    ]
    text = mark + "".join(delimiter.join(row) + end for row in rows)
    path = tmp_path / name
    path.write_bytes(text.encode())
    one, problems = read_labelled(path)
    assert not problems
    assert (one.name, one.sha256) == (path.stem, hashlib.sha256(path.read_bytes()).hexdigest())
    assert one.rows == (
        Labelled('Pluie, vent et "neige" au nord', "fr", "weather", ("disaster", "environment"), 0.5, "g1"),
        Labelled("أمطار قوية", "ar", "weather"),
    )


@pytest.mark.parametrize("mark", ["", "\ufeff"], ids=["bare", "mark"])
def test_json_lines_may_end_like_a_table(tmp_path: Path, mark: str) -> None:
    path = tmp_path / "desk.jsonl"
    text = mark + json.dumps({"set": {"name": "desk 2"}}) + "\r\n" + json.dumps(RAIN) + "\r\n\r\n"
    path.write_bytes(text.encode())
    one, problems = read_labelled(path)
    assert (one.name, len(one.rows), problems) == ("desk 2", 1, [])


def test_a_bad_row_is_told_by_its_line_and_the_rest_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "desk.csv"
    rows = [
        "title,primary,weight", '"Pluie\nau nord",weather,', ",weather,", "Vent,,", "Neige,weather,none", "",
        "Grêle,weather,2,surplus",
    ]  # fmt: skip
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    one, problems = read_labelled(path)
    assert [(row.title, row.weight) for row in one.rows] == [("Pluie au nord", 1.0), ("Grêle", 2.0)]
    assert [problem.position for problem in problems] == ["line 4", "line 5", "line 6"]
    assert all("expected" in problem.message and "got" in problem.message for problem in problems)


def test_a_line_separator_inside_a_title_ends_no_row(tmp_path: Path) -> None:
    path = tmp_path / "desk.csv"
    path.write_text("title,topic\nPluie\u2028au\x85nord,weather\n", encoding="utf-8")
    one, problems = read_labelled(path)
    assert ([row.title for row in one.rows], problems) == (["Pluie au nord"], [])


def test_a_cell_without_an_end_is_told(tmp_path: Path) -> None:
    path = tmp_path / "desk.csv"
    path.write_text(f'title,topic\nPluie,weather\n"{"x" * 200_000}\n', encoding="utf-8")
    one, (problem,) = read_labelled(path)
    assert len(one.rows) == 1
    assert problem.position == "line 3" and "expected" in problem.message


# --- what we wrote ------------------------------------------------------------------------------------


def test_our_own_headlines_come_by_event_and_alone() -> None:
    ours = authored_labelled()
    events, singles = list(authored_events()), list(authored_headlines())
    assert (ours.name, ours.licence) == ("authored", "Apache-2.0")
    assert Counter(row.group for row in ours.rows if row.group) == {
        event.id: len(event.titles) for event in events
    }
    alone = [row for row in ours.rows if not row.group]
    assert [(row.title, row.language, row.topic, row.also) for row in alone] == [
        (one.title, one.language, one.topic, one.also) for one in singles
    ]
    assert {row.topic for row in ours.rows} == {*load_taxonomy(None).ids, "not_news"}
    assert {row.weight for row in ours.rows} == {AUTHORED_WEIGHT}
